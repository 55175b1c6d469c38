"""A rule that nft alone knows: deleted by its handle of this moment, put back beside the rule that stood next to it."""

import re

from astreinte.domain import Plan, Query
from astreinte.evidence.nft import NftRule, parse_ruleset

from .action import World
from .reasons import reason, refused

RULESET = Query("nft", ("-a", "list", "ruleset"))
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}\Z")
TABLE = re.compile(r"(?:ip|ip6|inet) [A-Za-z_][A-Za-z0-9_.-]{0,63}\Z")
EXACT = re.compile(
    r"(?:iifname \"[A-Za-z0-9_.-]{1,15}\" |ip6? saddr (?:!= )?[0-9A-Fa-f:./]{2,49} |ct state new )?"
    r"tcp dport (?P<port>\d{1,5}) (?:counter )?"
    r"(?:drop|reject(?: with (?:tcp reset|icmpx? (?:type )?[a-z-]{2,40}|icmpv6 (?:type )?[a-z-]{2,40}))?)\Z"
)
"""Rules that go back in as they are listed: nft reads its arguments as a language, so nothing else is let in."""


async def delete_rule(world: World, service: str, port: int | None, table: str, chain: str, rule: str) -> Plan:
    """The plan that takes the rule away.

    Raises:
        RefusedByPolicy: the rule set cannot be read or does not hold the rule; or the rule is not on the port alone, is
            our own, or could not be put back to the letter.
    """
    reading = await world.ask(RULESET)
    if reading.status != "ok":
        why = reading.why or reason(world.settings.language, "no_answer")
        raise refused(world, "filter_unreadable", why=why)
    inside = [each for each in parse_ruleset(reading.text) if (each.table, each.chain) == (table, chain)]
    found = next((each for each in inside if each.text == rule and each.handle), None)
    if found is None:
        raise refused(world, "rule_absent", rule=rule)
    if found.comment == "astreinte":
        raise refused(world, "rule_ours", rule=rule)
    exact = EXACT.match(rule)
    if exact is None or not TABLE.match(table) or not NAME.match(chain):
        raise refused(world, "rule_odd", rule=rule)
    if port is None or int(exact["port"]) != port:
        raise refused(world, "rule_elsewhere", rule=rule, name=service)
    return Plan(
        action="firewall-allow",
        method="nft",
        target=service,
        argv=("nft", "delete", "rule", *table.split(), chain, "handle", str(found.handle)),
        risk="reversible",
        undo=(*_beside(inside, found), *rule.split()),
        after=RULESET,
        expect=_gone(found),
    )


def _beside(chain: list[NftRule], rule: NftRule) -> tuple[str, ...]:
    """Before the rule that followed it, else after the one that came first, else into the empty chain."""
    where = (*rule.table.split(), rule.chain)
    place = chain.index(rule)
    if place + 1 < len(chain):
        return ("nft", "insert", "rule", *where, "handle", str(chain[place + 1].handle))
    if place:
        return ("nft", "add", "rule", *where, "handle", str(chain[place - 1].handle))
    return ("nft", "add", "rule", *where)


def _gone(rule: NftRule) -> str:
    """The rule under its handle is listed no more; counters move on meanwhile."""
    counted = r"counter(?: packets \d+ bytes \d+)?"
    words = [counted if word == "counter" else re.escape(word) for word in rule.text.split()]
    listed = r"\s+".join(words)
    return rf"(?sm)\A(?!.*^\s*{listed}\s+# handle {rule.handle}$)"
