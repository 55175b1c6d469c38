"""Rules that nft alone lists, and bans: proven against what is listed now."""

import re

import pytest

from astreinte.actions import Catalogue, host_actions
from astreinte.domain import Fix
from astreinte.errors import RefusedByPolicy

from .world import RecordedWorld

CATALOGUE = Catalogue(host_actions("/nowhere"))
RULE = "tcp dport 8080 counter drop"
LISTED = """table inet fw { # handle 2
	chain input { # handle 1
		type filter hook input priority filter; policy accept;
		iifname "lo" accept # handle 3
		tcp dport 8080 counter packets 7 bytes 420 drop # handle 4
		tcp dport { 80, 8080 } drop # handle 5
		tcp dport 8080 drop comment "astreinte" # handle 6
		tcp dport 8080 drop comment "x; flush ruleset" # handle 7
		tcp dport 22 drop # handle 8
	}
}
"""


async def plan(rule: str = RULE, listed: str = LISTED, table: str = "inet fw", chain: str = "input"):  # noqa: ANN201
    fix = Fix("firewall-allow", {"service": "wiki", "rule": rule, "table": table, "chain": chain})
    return await CATALOGUE.plan(fix, RecordedWorld({"nft": listed}))


async def test_the_rule_is_deleted_by_its_handle_of_this_moment() -> None:
    made = await plan()
    assert made.argv == ("nft", "delete", "rule", "inet", "fw", "input", "handle", "4")
    assert made.undo == ("nft", "insert", "rule", "inet", "fw", "input", "handle", "5", *RULE.split())


@pytest.mark.parametrize(
    ("rest", "where"),
    [
        ("		tcp dport 22 accept # handle 3\n", ("add", "rule", "inet", "fw", "input", "handle", "3")),
        ("", ("add", "rule", "inet", "fw", "input")),
    ],
)
async def test_the_last_or_only_rule_goes_back_where_it_was(rest: str, where: tuple[str, ...]) -> None:
    text = f"table inet fw {{ # handle 2\n	chain input {{ # handle 1\n{rest}		{RULE} # handle 9\n	}}\n}}\n"
    assert (await plan(listed=text)).undo == ("nft", *where, *RULE.split())


async def test_the_reading_afterwards_tells_whether_it_is_gone() -> None:
    made = await plan()
    later = LISTED.replace("packets 7 bytes 420", "packets 9 bytes 540")
    assert not re.search(made.expect, later)
    assert re.search(made.expect, "\n".join(row for row in later.split("\n") if "handle 4" not in row))


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("tcp dport 8080 drop", "does not hold"),
        ("tcp dport 22 drop", "does not block the port"),
        ("tcp dport { 80, 8080 } drop", "could not be put back"),
        ('tcp dport 8080 drop comment "astreinte"', "our own containment"),
        ('tcp dport 8080 drop comment "x; flush ruleset"', "could not be put back"),
        ("; flush ruleset", "does not hold"),
    ],
)
async def test_any_other_rule_is_refused(rule: str, says: str) -> None:
    with pytest.raises(RefusedByPolicy, match=says):
        await plan(rule)


@pytest.mark.parametrize(("table", "chain"), [("inet other", "input"), ("inet fw", "output"), ("", "input")])
async def test_the_same_words_in_another_place_are_another_rule(table: str, chain: str) -> None:
    with pytest.raises(RefusedByPolicy, match="does not hold"):
        await plan(table=table, chain=chain)


async def test_an_unreadable_rule_set_is_refused() -> None:
    fix = Fix("firewall-allow", {"service": "wiki", "rule": RULE, "table": "inet fw", "chain": "input"})
    with pytest.raises(RefusedByPolicy, match="nft is not recorded"):
        await CATALOGUE.plan(fix, RecordedWorld({}))


async def test_the_place_of_an_iptables_rule_does_not_count_our_own_containment() -> None:
    """It is lifted before anything is undone, and a place beyond the end is refused by iptables."""
    rule = "-A INPUT -p tcp -m tcp --dport 8080 -j DROP"
    own = "-A INPUT ! -i lo -p tcp -m tcp --dport 8080 -m comment --comment astreinte -j REJECT"
    world = RecordedWorld({"iptables": f"-P INPUT ACCEPT\n{own}\n{rule}\n"})
    made = await CATALOGUE.plan(Fix("firewall-allow", {"service": "wiki", "rule": rule}), world)
    assert made.undo is not None
    assert made.undo[3] == "1"
    with pytest.raises(RefusedByPolicy, match="our own containment"):
        await CATALOGUE.plan(Fix("firewall-allow", {"service": "wiki", "rule": own}), world)


STATUS = """Status for the jail: postgres
|- Filter
|  `- Total failed: 12
`- Actions
   |- Currently banned: 2
   `- Banned IP list:	192.0.2.7 203.0.113.9
"""


async def unban(address: str, jail: str = "postgres", status: str = STATUS):  # noqa: ANN201
    fix = Fix("unban-address", {"service": "wiki", "jail": jail, "address": address})
    return await CATALOGUE.plan(fix, RecordedWorld({f"fail2ban-client status {jail}": status}))


async def test_a_banned_address_of_the_inventory_is_set_free() -> None:
    made = await unban("192.0.2.7")
    assert made.argv == ("fail2ban-client", "set", "postgres", "unbanip", "192.0.2.7")
    assert made.undo == ("fail2ban-client", "set", "postgres", "banip", "192.0.2.7")
    assert not re.search(made.expect, STATUS)
    assert re.search(made.expect, STATUS.replace("192.0.2.7 ", ""))


@pytest.mark.parametrize(
    ("address", "jail", "says"),
    [
        ("203.0.113.9", "postgres", "belongs to no service"),
        ("192.0.2.7", "sshd; id", "not a plain jail name"),
        ("192.0.2.7", "--help", "not a plain jail name"),
        ("192.0.2.7", "sshd..", "not a plain jail name"),
        ("localhost", "postgres", "not an IP address"),
        ("--all", "postgres", "not an IP address"),
        ("192.0.2.7", "sshd", "does not ban"),
    ],
)
async def test_any_other_ban_stays(address: str, jail: str, says: str) -> None:
    with pytest.raises(RefusedByPolicy, match=says):
        await unban(address, jail, STATUS if jail == "postgres" else "Status for the jail: sshd\n")
