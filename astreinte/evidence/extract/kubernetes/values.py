"""Small values as Kubernetes writes them: ages, quantities, labels, ports, probes."""

import re
from collections.abc import Mapping

from .model import Port, Probe, Taint, Toleration

UNITS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "y": 31536000.0}
AGE = re.compile(r"(\d+)([ydhms])")
SCALES = {
    "": 1.0,
    "m": 1e-3,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "G": 1e9,
    "T": 1e12,
    "P": 1e15,
    "Ki": 2.0**10,
    "Mi": 2.0**20,
    "Gi": 2.0**30,
    "Ti": 2.0**40,
    "Pi": 2.0**50,
}
QUANTITY = re.compile(r"^(\d{1,15}(?:\.\d{1,9})?)(Ki|Mi|Gi|Ti|Pi|[mkKMGTP]?)B?$")
LABEL = re.compile(r"^([\w./-]{1,317})=([\w.:/-]*)$")
PORT = re.compile(r"^(?:(?P<name>[a-z][\w-]*)\s+)?(?P<number>\d{1,5})/(?P<protocol>TCP|UDP|SCTP)\b")
TIMES = re.compile(r"\b(delay|timeout|period)=(\d{1,6})s|#(failure)=(\d{1,6})")
HTTP = re.compile(r"^http-get (?P<scheme>https?)://[^:/]*:(?P<port>[\w-]*)(?P<path>/\S*)?")
SOCKET = re.compile(r"^(?P<kind>tcp-socket|grpc) [^:]*:(?P<port>[\w-]+)")
NOTHING = frozenset({"", "<none>", "<unset>", "<unknown>", "<nil>", "None"})


def said(text: str) -> str:
    """The value, empty for the ways kubectl writes that there is none."""
    return "" if text.strip() in NOTHING else text.strip()


def age(text: str) -> float | None:
    """Seconds: `5m53s`, `2d4h`; None for anything else."""
    found = AGE.findall(text[:40])
    return sum(float(number[:9]) * UNITS[unit] for number, unit in found) if found else None


def quantity(text: str) -> float | None:
    """`200m` → 0.2, `128Mi` → bytes; None for anything else."""
    found = QUANTITY.match(text.strip())
    return float(found[1]) * SCALES[found[2]] if found else None


def whole(text: str) -> int | None:
    found = re.match(r"\s*(\d{1,9})(?!\d)", text)
    return int(found[1]) if found else None


def labels(*texts: str) -> dict[str, str]:
    """`a=b,c=d`, and one label a text."""
    parts = (part.strip() for text in texts for part in text.split(","))
    return {found[1]: found[2] for part in parts if (found := LABEL.match(part))}


def ports(text: str) -> tuple[Port, ...]:
    """`9555/TCP, 80/TCP`, or `grpc  7070/TCP`."""
    found = (PORT.match(part.strip()) for part in text.split(","))
    return tuple(Port(int(each["number"]), each["protocol"], each["name"] or "") for each in found if each)


def probe(text: str) -> Probe | None:
    """A line of `kubectl describe`: `http-get http://:8080/healthz delay=5s timeout=1s period=10s #failure=3`."""
    known = {(a or c): int(b or d) for a, b, c, d in TIMES.findall(text)}
    usual = {"delay": 0, "timeout": 1, "period": 10, "failure": 3}
    delay, timeout, period, failures = (known.get(name, value) for name, value in usual.items())
    if found := HTTP.match(text):
        return Probe(found["scheme"], found["port"], found["path"] or "/", delay, timeout, period, failures)
    if found := SOCKET.match(text):
        kind = "tcp" if found["kind"] == "tcp-socket" else "grpc"
        return Probe(kind, found["port"], "", delay, timeout, period, failures)
    return Probe("exec", "", "", delay, timeout, period, failures) if text.startswith("exec ") else None


def taint(text: str) -> Taint | None:
    """`key=value:NoSchedule`, `key:NoExecute`."""
    head, _, effect = text.strip().rpartition(":")
    key, _, value = head.partition("=")
    return Taint(key, value, effect) if key and effect else None


def toleration(text: str) -> Toleration | None:
    """`key=value:NoSchedule`, `key:NoExecute op=Exists for 300s`, `op=Exists`."""
    if not said(text):
        return None
    words = text.split()
    exists = "op=Exists" in words
    head = "" if words[0].startswith("op=") else words[0]
    bare, _, effect = head.rpartition(":") if ":" in head else (head, "", "")
    key, equals, value = bare.partition("=")
    return Toleration(key, "Exists" if exists or not equals else "Equal", value, effect)


def tolerates(mine: tuple[Toleration, ...], taint: Taint) -> bool:
    return any(
        (not each.key or each.key == taint.key)
        and (not each.effect or each.effect == taint.effect)
        and (each.operator == "Exists" or each.value == taint.value)
        for each in mine
    )


def carries(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether every wanted label is there with its value."""
    return wanted.items() <= labels.items()
