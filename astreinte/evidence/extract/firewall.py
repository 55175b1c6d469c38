"""Packet filters: a DROP or REJECT that the service's flow runs into."""

import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from astreinte.domain import Reading, Signal
from astreinte.evidence.needed import needed
from astreinte.evidence.nft import parse_ruleset

from .context import LOOPBACK, Context, address_of
from .seen import latest, of_tool, rows, seen

REFUSE = frozenset({"DROP", "REJECT"})
COUNTED = re.compile(
    r"^\s*(?P<packets>\d+[KMG]?)\s+\d+[KMG]?\s+(?P<target>DROP|REJECT)\s+(?P<proto>\S+)\s+\S+\s+(?P<into>\S+)\s+\S+\s+"
    r"(?P<source>\S+)\s+\S+\s*(?P<more>.*)$"
)
CHAIN = re.compile(r"^Chain (?P<chain>\S+) \(")
DPORT = re.compile(r"\bdpts?:(?P<low>\d+)(?::(?P<high>\d+))?|\bdports (?P<list>[\d,:]+)")
ENGINES = ("DOCKER", "KUBE-", "CNI-", "NETAVARK")
FOR_USERS = frozenset({"DOCKER-USER"})
"""Chains of an engine in which people put rules of their own."""

OWN = "astreinte"
"""The comment on the rules of our own containment."""

NOT_LOOPBACK = 'iifname != "lo"'


@dataclass(frozen=True)
class Rule:
    """One rule as `iptables -S` prints it; `ports` is empty when it is for all."""

    text: str
    chain: str
    target: str
    ports: tuple[tuple[int, int], ...]
    proto: str
    narrow: bool
    loopback: bool

    def fits(self, port: int) -> bool:
        return self.proto in {"tcp", "all", "6", "0"} and (
            not self.ports or any(low <= port <= high for low, high in self.ports)
        )


def find_drops(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`filter-drops` for each port the service lives by that a rule refuses, unless its counter stands at zero.

    One a port: the first rule that refuses it, as `iptables -S` prints it where that shows it. Our own containment
    (comment `astreinte`) is no finding.
    """
    told: set[str] = set()
    for signal in _drops(readings, context):
        if signal.peer not in told:
            told.add(signal.peer)
            yield signal


def _drops(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    current = latest(reading for reading in readings if reading.status == "ok")
    listed = [reading for reading in of_tool(current, "iptables", "ip6tables") if "-S" in reading.query.args]
    counted = [reading for reading in of_tool(current, "iptables", "ip6tables") if "-S" not in reading.query.args]
    counters = {key: value for reading in counted for key, value in _counters(reading).items()}
    for reading in listed:
        yield from _specs(reading, context, counters, [other.id for other in counted])
    if not listed:
        for reading in counted:
            yield from _from_counters(reading, context)
    shown = {chain for reading in listed for chain in _chains(reading)}
    for reading in of_tool(current, "nft"):
        yield from _nft(reading, context, shown)


def _specs(reading: Reading, context: Context, counters: Mapping[str, int], beside: Sequence[str]) -> Iterator[Signal]:
    parsed = [rule for row in rows(reading) if (rule := parse_rule(row))]
    parsed = [rule for rule in parsed if not _plumbing(rule, parsed)]
    for port, need in context.ports().items():
        for rule in _hit(parsed, port, local=_asked_locally(context)):
            packets = counters.get(_key(rule))
            if packets != 0:
                signal = _drop(reading, context, rule, port, need)
                extra = {"packets": str(packets)} if packets else {}
                evidence = (*signal.evidence, *(beside if packets else ()))
                yield Signal(
                    signal.id, signal.entity, evidence, signal.at, float(packets) if packets else None, signal.peer,
                    signal.detail, 1, {**signal.attributes, **extra},
                )  # fmt: skip


def _plumbing(rule: Rule, rules: Sequence[Rule]) -> bool:
    """What a container engine sets up for itself: its own chains, and a policy of FORWARD that these overrule."""
    engine = any(each.chain == "FORWARD" and each.target.startswith(ENGINES) for each in rules)
    policy = rule.chain == "FORWARD" and rule.text.startswith("-P ")
    return (rule.chain.startswith(ENGINES) and rule.chain not in FOR_USERS) or (policy and engine)


def _hit(rules: Sequence[Rule], port: int, *, local: bool) -> Iterator[Rule]:
    """In each chain the first rule that decides the port, if it refuses; one for some sources decides for those."""
    decided: set[str] = set()
    for rule in rules:
        if rule.chain in decided or not rule.fits(port) or (rule.loopback and not local):
            continue
        if rule.target in REFUSE:
            yield rule
        if not rule.narrow and rule.target in {*REFUSE, "ACCEPT"}:
            decided.add(rule.chain)


def _drop(reading: Reading, context: Context, rule: Rule, port: int, need: str) -> Signal:
    facts = {"rule": rule.text, "table": "filter", "chain": rule.chain, "port": str(port), "tool": reading.query.tool}
    return seen("filter-drops", _hit_by(need, context), reading, rule.text, need, **facts)


def _hit_by(need: str, context: Context) -> str:
    """Whose flow it is: of the services on the way from the incident's, the first that lives by that port itself."""
    chain = (context.service, *needed(context.service, context.services))
    callers = (name for name in chain if need and name in context.services and need in context.services[name].needs)
    return f"service:{next(callers, context.service)}"


def parse_rule(row: str) -> Rule | None:
    """A line `-A CHAIN … -j TARGET` or `-P CHAIN DROP` of `iptables -S`; None for others."""
    try:
        words = shlex.split(row)
    except ValueError:
        return None
    if len(words) == 3 and words[0] == "-P":  # noqa: PLR2004
        return (
            Rule(row.strip(), words[1], words[2], (), "all", narrow=False, loopback=False)
            if words[2] == "DROP"
            else None
        )
    if len(words) < 4 or words[0] != "-A" or "-j" not in words[:-1] or "!" in words:  # noqa: PLR2004
        return None
    options = dict(pairwise(words[2:]))
    if options.get("--comment") == OWN:
        return None
    ports = _ranges(options.get("--dport") or options.get("--dports") or "")
    narrow = any(
        word in {"-s", "-i", "-o", "-d", "--ctstate", "--state", "--sport", "--sports", "--uid-owner"} for word in words
    )
    if any(word in {"--ctstate", "--state", "--sport", "--sports"} for word in words) and "NEW" not in row:
        return None
    target = options.get("-j", "")
    return Rule(row.strip(), words[1], target, ports, options.get("-p", "all"), narrow, options.get("-i") == "lo")


def _ranges(text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for part in filter(None, re.split(r"[,\s]+", text)):
        low, _, high = part.replace("-", ":").partition(":")
        if low.isdigit() and (not high or high.isdigit()):
            found.append((int(low), int(high or low)))
    return tuple(found)


def _asked_locally(context: Context) -> bool:
    return address_of(context.own.probe).rpartition(":")[0] in LOOPBACK


def _key(rule: Rule) -> str:
    return f"{rule.chain} {rule.target} {rule.ports}"


def _counted(reading: Reading) -> Iterator[tuple[str, re.Match[str], tuple[tuple[int, int], ...]]]:
    chain = "INPUT"
    for row in rows(reading):
        if found := CHAIN.match(row):
            chain = found["chain"]
        elif (found := COUNTED.match(row)) and f"/* {OWN} */" not in row:
            yield chain, found, _counted_ports(found["more"])


def _counted_ports(text: str) -> tuple[tuple[int, int], ...]:
    found = DPORT.search(text)
    if not found:
        return ()
    return _ranges(found["list"]) if found["list"] else ((int(found["low"]), int(found["high"] or found["low"])),)


def _counters(reading: Reading) -> dict[str, int]:
    return {
        f"{chain} {found['target']} {ports}": _packets(found["packets"]) for chain, found, ports in _counted(reading)
    }


def _packets(text: str) -> int:
    return int(text.rstrip("KMG")) * {"K": 1000, "M": 10**6, "G": 10**9}.get(text[-1], 1)


def _from_counters(reading: Reading, context: Context) -> Iterator[Signal]:
    """Without `iptables -S` the rule is written from the table that shows counters."""
    for chain, found, ports in _counted(reading):
        proto = {"6": "tcp", "0": "all", "17": "udp"}.get(found["proto"], found["proto"])
        match = (
            f" -m tcp --dport {':'.join(str(n) for n in dict.fromkeys(ports[0]))}" if ports and proto == "tcp" else ""
        )
        source = "" if found["source"] in {"0.0.0.0/0", "::/0"} else f" -s {found['source']}"
        text = f"-A {chain}{source}" + (f" -p {proto}{match}" if proto != "all" else "") + f" -j {found['target']}"
        rule = Rule(text, chain, found["target"], ports, proto, bool(source), found["into"] == "lo")
        for port, need in context.ports().items():
            if ports and rule.fits(port) and _packets(found["packets"]):
                yield _drop(reading, context, rule, port, need)


def _nft(reading: Reading, context: Context, shown: Collection[str]) -> Iterator[Signal]:
    """What nft alone knows: chains that `iptables -S` shows are read there, to the letter."""
    local = _asked_locally(context)
    for rule in parse_ruleset(reading.text):
        known = f"{rule.table} {rule.chain}" in shown
        idle = rule.packets == 0 or rule.comment == OWN or (local and NOT_LOOPBACK in rule.text)
        if known or idle or not rule.refuses:
            continue
        for port, need in context.ports().items():
            if rule.fits(port):
                facts = {"rule": rule.text, "table": rule.table, "chain": rule.chain, "port": str(port), "tool": "nft"}
                yield seen("filter-drops", context.entity, reading, rule.text, need, **facts)


def _chains(reading: Reading) -> Iterator[str]:
    """`ip filter INPUT` for each chain that an `iptables -S` lists: nft shows the same rules once more."""
    family = "ip6" if reading.query.tool == "ip6tables" else "ip"
    for row in rows(reading):
        words = row.split()
        if words[0] in {"-P", "-N"} and len(words) > 1:
            yield f"{family} filter {words[1]}"
