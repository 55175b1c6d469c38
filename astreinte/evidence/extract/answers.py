"""Probes: does it answer, and if not, how."""

import re
from collections.abc import Iterator, Sequence

from astreinte.domain import Query, Reading, Signal

from .context import Context, address_of
from .seen import latest, of_tool, rows, seen

STATUS = re.compile(
    r"^(?:< |  )?HTTP(?:/\d(?:\.\d)?)? (?P<code>\d{3})\b|^HTTP request sent, awaiting response\.\.\. (?P<wget>\d{3})\b"
    r"|^(?P<bare>[1-5]\d{2})$"
)
GATEWAY = range(502, 505)
REFUSED = re.compile(
    r"(?i)connection refused|failed to connect|couldn.t connect|connection reset|disconnected without sending"
)
HEARD = re.compile(r"(?i)connection refused|connection reset|disconnected without sending|^connected\b")
TIMED_OUT = re.compile(r"(?i)timed? ?out|no route to host|unreachable")
SILENCE = re.compile(
    r"(?i)^connected, then timed out|timed? ?out after \d+ milliseconds with 0 bytes received|read timed? ?out"
)
"""The connection stood and nothing came: somebody accepts and nobody answers."""

TRANSFER = re.compile(r"(?m)^(?:curl: |wget: |\* |< |HTTP request sent|Connecting to |--\d{4}-)")
ANSWER = 3
"""Lines that a probe prints of itself at most, where it does not tell how the transfer went."""

TOOK = re.compile(r"\bin (?P<ms>\d+) ms\b")
SLOW_MS = 1000

UNKNOWN = re.compile(
    r"(?i)name or service not known|no such host|NXDOMAIN|could not resolve|name resolution|no address assoc"
)
SILENT = re.compile(
    r"(?i)temporary failure in name resolution|SERVFAIL|no servers could be reached"
    r"|all attempts to contact name servers"
)
EXPIRED = re.compile(r"(?i)certificate has expired")
DISTRUSTED = re.compile(r"(?i)certificate verify failed|self[- ]signed|hostname mismatch")
DENIED = re.compile(r"\bNXDOMAIN\b")
FAILURES = (REFUSED, TIMED_OUT, UNKNOWN, SILENT, EXPIRED, DISTRUSTED)
FAILED = re.compile(r"(?i)\bcurl: |\bwget: |\b(no answer|failed|error)\b")
NO_ANSWER = re.compile(
    r"(?m)^;; flags:.* ANSWER: 0,|^\*\* server can.t find |\bstatus: REFUSED\b|: resolve call failed: "
)
NOT_ASKED_FOR = re.compile(r"(?m)^;\S+\s+IN\s+(?!A\s*$)\S+\s*$")
"""A question for another record than an address: a name may well have none."""

TOOLS = ("http", "tcp", "dns", "curl", "wget", "getent", "dig", "host", "nslookup", "resolvectl")
DNS = frozenset({"dns", "getent", "dig", "host", "nslookup", "resolvectl"})


def find_answers(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`service-healthy`, or `service-unhealthy` and why; of each probe only the newest answer."""
    for reading in latest(reading for reading in of_tool(readings, *TOOLS) if reading.status != "error"):
        target = _target(reading.query)
        if reading.query.tool in DNS:
            yield from _name(reading, target, context)
        else:
            yield from _call(reading, target, context)


def hosts_heard(readings: Sequence[Reading]) -> set[str]:
    """Hosts of which some probe was answered: even an error or a refusal comes from a machine that runs."""
    heard = (each for each in of_tool(readings, *sorted({*TOOLS} - DNS)) if _heard(rows(each)))
    return {address_of(_target(reading.query)).rpartition(":")[0] for reading in heard}


def _heard(table: Sequence[str]) -> bool:
    return any(STATUS.match(row) or HEARD.search(row) for row in table)


def _name(reading: Reading, name: str, context: Context) -> Iterator[Signal]:
    first = _telling(reading)
    probed = context.own.probe == f"dns://{name}"
    if _nameless(reading):
        yield seen("name-unknown-now", context.entity, reading, first or f"{name}: no address", name)
        if SILENT.search(reading.text) or TIMED_OUT.search(reading.text):
            yield seen("resolver-silent", context.entity, reading, first, name)
        if DENIED.search(reading.text) and _own_name(name, context):
            yield seen("name-denied", context.entity, reading, first, name)
        if probed:
            yield seen(
                "service-unhealthy", context.entity, reading, first or f"{name}: no address", probe=f"dns://{name}"
            )
    else:
        yield seen("name-known", context.entity, reading, first, name)
        if probed:
            yield seen("service-healthy", context.entity, reading, first, probe=f"dns://{name}")


def _own_name(name: str, context: Context) -> bool:
    """Whether the name is one by which the incident's service is called."""
    host = address_of(context.own.probe).partition(":")[0]
    return bool(name) and (name.rstrip(".") == host or name.partition(".")[0] == context.service)


def _nameless(reading: Reading) -> bool:
    """Whether no address came back: nothing at all, or an answer that says so."""
    says = any(each.search(reading.text) for each in (UNKNOWN, SILENT, TIMED_OUT, NO_ANSWER))
    return reading.status == "no_data" or (says and not NOT_ASKED_FOR.search(reading.text))


def _telling(reading: Reading) -> str:
    """The row that says how the lookup ended, else the first one."""
    table = rows(reading)
    says = (row for row in table if any(each.search(row) for each in (UNKNOWN, SILENT, TIMED_OUT, NO_ANSWER)))
    return next(says, next(iter(table), ""))


def _call(reading: Reading, target: str, context: Context) -> Iterator[Signal]:
    owner = context.at_address(target)
    entity, peer = (f"service:{owner}", "") if owner else (context.entity, address_of(target))
    first = next(iter(rows(reading)), "no answer")
    statuses = [match for row in rows(reading) if (match := STATUS.match(row))]
    status = next((int(each) for each in statuses[-1].groups() if each), 0) if statuses else 0
    healthy = 200 <= status < 400 if status else first.startswith("connected in")  # noqa: PLR2004
    if not status and not healthy and _body(reading):
        return
    if peer and not _only_probe(reading, context):
        yield seen("peer-healthy" if healthy else "peer-failing", entity, reading, first, peer)
    else:
        attributes = {"probe": target, **({"status": str(status)} if status else {})}
        attributes |= {"waited": "true"} if _waited(reading.text, first) else {}
        yield seen("service-healthy" if healthy else "service-unhealthy", entity, reading, first, **attributes)
    if not healthy and not peer and SILENCE.search(reading.text):
        yield seen("answer-timeout", entity, reading, first, probe=target)
    elif not healthy:
        yield from _why(reading, entity, peer or address_of(target), status, first)


def _body(reading: Reading) -> bool:
    """Whether it is what was fetched, without the status that came with it: words in it are nobody's answer."""
    if reading.query.tool not in {"curl", "wget"} or not reading.text.strip():
        return False
    longer = len(rows(reading)) > ANSWER and not TRANSFER.search(reading.text)
    formed = reading.text.lstrip().startswith(("{", "[", "<", "# "))
    return formed or longer or not any(each.search(reading.text) for each in (FAILED, *FAILURES))


def _waited(text: str, first: str) -> bool:
    """Whether somebody had taken the call and was slow, which a machine without time for it explains."""
    took = TOOK.search(first)
    return bool(SILENCE.search(text)) or (took is not None and int(took["ms"]) >= SLOW_MS)


def _only_probe(reading: Reading, context: Context) -> bool:
    """A service without a configured probe: a probe by hand is its probe."""
    return not context.own.probe and reading.query.tool in {"http", "curl", "wget"}


def _why(reading: Reading, entity: str, peer: str, status: int, first: str) -> Iterator[Signal]:
    text = reading.text
    if status in GATEWAY:
        yield seen("dependency-failing", entity, reading, first, status=str(status))
    elif status >= 500:  # noqa: PLR2004
        yield seen("http-errors", entity, reading, first, status=str(status))
    if status:
        return
    for name, pattern in (
        ("connect-refused", REFUSED),
        ("connect-timeout", TIMED_OUT),
        ("name-unknown-now", UNKNOWN),
        ("resolver-silent", SILENT),
        ("certificate-expired", EXPIRED),
        ("certificate-refused", DISTRUSTED),
    ):
        if pattern.search(text) and not (name == "certificate-refused" and EXPIRED.search(text)):
            yield seen(name, entity, reading, first, peer, now="true")


def _target(query: Query) -> str:
    words = [arg for arg in query.args if not arg.startswith("-")]
    urls = [word for word in words if "://" in word]
    return (urls or words or [""])[-1]
