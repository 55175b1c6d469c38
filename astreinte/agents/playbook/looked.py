"""What was looked at and is well: causes that a reading would have shown, beside the verdict that nothing is wrong."""

import re
from collections.abc import Iterator

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.domain import Reading, RuledOut

from .ground import Ground
from .say import cut, say

LOOKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("systemctl|supervisorctl", "", ("service-unit-failed",)),
    ("docker|podman", r"(container )?(ps|ls)\b|compose ps", ("container-stopped",)),
    ("kubectl", r"get (pods?|po)\b", ("app-crash",)),
    ("kubectl", r"get (nodes?|no)\b", ("kubelet-unavailable",)),
    ("df", "", ("disk-full",)),
    ("free", "", ("memory-saturation",)),
    ("vmstat|top|sar|mpstat", "", ("cpu-saturation",)),
    ("iostat", "", ("disk-io-saturation",)),
    ("dmesg", "", ("host-oom", "disk-failing")),
    ("journalctl", r".*(^| )(-k|--dmesg)\b", ("host-oom", "disk-failing")),
    ("smartctl|zpool", "", ("disk-failing",)),
    ("dig|getent|dns|nslookup|resolvectl", "", ("dns-failure",)),
    ("openssl|certbot", "", ("cert-expired",)),
    ("chronyc|timedatectl|ntpq", "", ("clock-drift",)),
    ("iptables|nft", "", ("firewall-blocking",)),
    ("pct|qm", "", ("lxc-stopped",)),
    ("lvs|pvesm", "", ("storage-pool-full",)),
)
"""Tools, what they were asked, and the causes that would show in the answer."""


def looked_at(case: Case, ground: Ground, knowledge: Knowledge, language: Language) -> Iterator[RuledOut]:
    """Each cause that some answered reading would have shown, and none of whose signs stands."""
    for tools, asked, causes in LOOKS:
        reading = next((each for each in case.readings if _answers(each, tools, asked)), None)
        for cause in causes if reading else ():
            known = knowledge.causes.get(cause)
            if reading and known and not ground.of(frozenset[str]().union(*known.proves)):
                why = say(language, "looked", command=cut(f"{reading.query.tool} {reading.query.text}".strip()))
                yield RuledOut(cause, why, (reading.id,))


def _answers(reading: Reading, tools: str, asked: str) -> bool:
    known = reading.query.tool in tools.split("|") and re.match(asked, reading.query.text) is not None
    return known and reading.status == "ok" and bool(reading.text.strip())
