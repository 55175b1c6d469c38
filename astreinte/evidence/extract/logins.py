"""Logins that fail: a mistyped password is none, many from one address or under many names are."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from astreinte.domain import Reading, Signal, rfc3339

from .context import Context
from .entities import entity_of
from .lines import Line, lines_of
from .peers import client_of
from .seen import of_kind, rows, seen

MANY = 5
"""Failures that no person makes by mistyping."""

NAMES = 3
"""Names that do not exist, tried from one address."""

FAILED = re.compile(
    r"Failed (?:password|keyboard-interactive\S*|none) for|Invalid user\b|maximum authentication attempts"
    r"|authentication failure;|Connection closed by authenticating user|\[sshd?\] Found \d"
    r"|\btype=USER_(?:AUTH|LOGIN)\b.*\bres=failed"
)
REPEATED = re.compile(r"message repeated (\d{1,6}) times")
OF_WEB = r"(?!\S*(?:caddy|nginx|apache|traefik|http|web|cloud))"
"""No jail of a web server: its logins are not those of the machine."""

BANNED = re.compile(
    rf"fail2ban\.actions.*\[(?P<jail>{OF_WEB}[\w-]*(?:ssh|auth|login|pam)[\w-]*)\] (?:Restore )?Ban (?P<address>\S+)"
)
USER = re.compile(
    r"(?:for(?: invalid user| illegal user)?|[Ii]nvalid user|authenticating user|user=|acct=\"?) ?(?P<user>[\w.@-]+)"
)
ACCEPTED = re.compile(
    r"Accepted (?P<how>password|publickey|keyboard-interactive\S*) for (?P<user>\S+) from (?P<address>\S+)"
    r"|\btype=USER_LOGIN\b.*acct=\"?(?P<account>[\w.@-]+)\"?.*\baddr=(?P<source>[0-9a-f.:]+).*\bres=success"
)
AUDITED = re.compile(r"\baddr=(?P<address>[0-9a-f.:]+)")
JAIL = re.compile(
    r"^Status for the jail: (?P<jail>(?!\S*(?:caddy|nginx|apache|traefik|http|web|cloud))\S*(?:ssh|auth|login|pam)\S*)"
)
COUNTED = re.compile(r"Currently (?P<what>failed|banned):\s*(?P<count>\d{1,7})")


@dataclass
class Tries:
    """Failures of one address: how many, under which names, and the last line of them."""

    count: int = 0
    users: frozenset[str] = frozenset()
    first: Line | None = None
    last: Line | None = None

    @property
    def many(self) -> bool:
        return self.count >= MANY or len(self.users) >= NAMES


def find_logins(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`login-failures` per address that fails too often; `login-after-failures` for one that got in after that."""
    for reading in of_kind(readings, "auth-log"):
        entity = entity_of(reading.query, context)
        yield from _jailed(reading, entity)
        tries: defaultdict[str, Tries] = defaultdict(Tries)
        names: Counter[str] = Counter()
        for line in lines_of(reading, context, dated=True):
            if found := ACCEPTED.search(line.text):
                yield from _entered(found, line, tries, names, entity, reading)
            elif FAILED.search(line.text) or BANNED.search(line.text):
                _count(line, tries, names)
        yield from _failures(tries, entity, reading)


def _count(line: Line, tries: defaultdict[str, Tries], names: Counter[str]) -> None:
    banned = BANNED.search(line.text)
    audited = AUDITED.search(line.text)
    address = banned["address"] if banned else audited["address"] if audited else client_of(line.text)
    repeated = REPEATED.search(line.text)
    own = tries[address]
    own.count += int(repeated[1]) if repeated else MANY if banned else 1
    if user := USER.search(line.text):
        names[user["user"]] += 1
        own.users |= {user["user"]} if "nvalid user" in line.text else frozenset()
    own.first, own.last = own.first or line, line


def _entered(
    found: re.Match[str], line: Line, tries: defaultdict[str, Tries], names: Counter[str], entity: str, reading: Reading
) -> Iterator[Signal]:
    """After many failures of the address, or of the name where a password was taken."""
    address, user = found["address"] or found["source"], found["user"] or found["account"]
    failures = tries[address].count
    if failures < MANY and found["how"] == "password":
        failures = names[user]
    if failures >= MANY:
        facts = {"user": user, "failures": str(failures)}
        yield seen("login-after-failures", entity, reading, line.text, address, **facts)
    elif address in tries:
        del tries[address]


def _failures(tries: defaultdict[str, Tries], entity: str, reading: Reading) -> Iterator[Signal]:
    together = sum(each.count for each in tries.values())
    for address, each in tries.items():
        if each.last and (each.many or together >= MANY * 2):
            times = (each.first.at if each.first else None), each.last.at
            facts = {key: rfc3339(at) for key, at in zip(("first", "last"), times, strict=True) if at}
            signal = seen("login-failures", entity, reading, each.last.text, address, **facts)
            yield replace(signal, count=each.count, at=each.last.at or reading.at)


def _jailed(reading: Reading, entity: str) -> Iterator[Signal]:
    """What `fail2ban-client status JAIL` counts now."""
    listed = rows(reading)
    jail = next((found["jail"] for row in listed if (found := JAIL.match(row))), "")
    counts = {found["what"]: int(found["count"]) for row in listed if jail and (found := COUNTED.search(row))}
    if counts.get("banned", 0) or counts.get("failed", 0) >= MANY:
        detail = f"{jail}: {counts.get('failed', 0)} failed, {counts.get('banned', 0)} banned now"
        yield replace(seen("login-failures", entity, reading, detail, jail=jail), count=max(counts.values()))
