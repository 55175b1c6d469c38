"""Whom a line about a call was calling."""

import re

from astreinte.evidence.known_lines import once_a_line

CALLS = frozenset({
    "connect-refused", "connect-timeout", "call-timeout", "name-unknown", "resolver-silent", "dependency-failing",
    "no-healthy-upstream",
    "db-login-refused", "db-connections-full", "db-unreached", "partitioned", "mesh-refuses",
    "certificate-expired-told", "certificate-refused", "rate-limited", "peer-reached",
})  # fmt: skip
"""Signals of a caller; the line may name the callee."""

HOST = r"(?:\[[0-9A-Fa-f:]+\]|[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)"
FORMS = (
    rf"connection to server at \"(?P<host>{HOST})\"[^,]*, port (?P<port>\d+)",
    rf"Name service error for name=(?P<host>{HOST})",
    rf"translate host name \"(?P<host>{HOST})\"",
    rf"upstream: \"\w+://(?P<host>{HOST})(?::(?P<port>\d+))?",
    rf"\blookup (?P<host>(?!(?:failed|error|timed)\b){HOST})(?: on [^ ]+)?:",
    rf"(?i:failed to resolve) ['\"](?P<host>{HOST})['\"]",
    rf"UnknownHostException: (?P<host>(?!(?i:failed)\b){HOST})(?=$|[\s:;,)\"'])",
    rf"\b(?:ENOTFOUND|EAI_AGAIN) (?P<host>{HOST})(?::(?P<port>\d+))?",
    rf"[Ff]ailed to resolve ['\"]?(?P<host>{HOST})",
    rf"Unknown ?Host(?:Exception)?: (?P<host>{HOST})",
    rf"[Rr]esolution failed for ['\"]?(?P<host>{HOST})",
    rf"(?:not known|lookup address information)\b.*\bhost=['\"]?(?P<host>{HOST})",
    rf"[Cc]ould not resolve(?: host)?:? ['\"]?(?P<host>{HOST})",
    rf"\bdial (?:tcp|udp)\d? (?P<host>{HOST}):(?P<port>\d+)",
    rf"host=['\"]?(?P<host>{HOST})['\"]?,? port=['\"]?(?P<port>\d+)",
    rf"\('(?P<host>{HOST})', (?P<port>\d+)\)",
    rf"\b[a-z][a-z0-9+.-]*://(?:[^\s/@\"']*@)?(?P<host>{HOST})(?::(?P<port>\d+))?",
    rf"ECONNREFUSED (?P<host>{HOST}):(?P<port>\d+)",
    r"(?<![\w.:-])(?P<host>\[[0-9A-Fa-f:]+\]|\d+\.\d+\.\d+\.\d+|[A-Za-z][A-Za-z0-9_.-]*):(?P<port>\d{2,5})(?!\d|:\S)",
    (
        r"(?:connect(?:ing|ion)?(?: to)?|to|at|host|server)[ =]+['\"]?"
        r"(?P<host>[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)['\"]?"
        r"(?: port (?P<port>\d+))?"
    ),
    r"(?i:from)\s+(?P<host>\d+\.\d+\.\d+\.\d+|[0-9a-f:]*:[0-9a-f:]+)",
)
NUMBERS = re.compile(r"[\d.]+|\[[0-9A-Fa-f:]+\]")
PATTERNS = tuple(re.compile(form) for form in FORMS)
ADDRESS = PATTERNS[-1]
SOURCE_FILE = re.compile(r"\.(?:py|go|js|ts|java|rb|c|cc|cpp|rs|php|cs|kt|scala|lua|sh)$")


@once_a_line
def peer_of(line: str) -> str:
    """`host:port`, or the host alone; empty when the line names none. `main.go:42` is no peer."""
    for pattern in PATTERNS[:-1]:
        for found in pattern.finditer(line):
            groups = found.groupdict()
            if not SOURCE_FILE.search(groups["host"]):
                return _named(groups["host"], groups.get("port") or "", line)
    return ""


def _named(host: str, port: str, line: str) -> str:
    """`host:port`; in place of a bare address the name that the line gives the same port."""
    if port and NUMBERS.fullmatch(host):
        named = re.search(rf"(?<![\w.:-])([A-Za-z][\w.-]*):{port}(?!\d|:\S)", line)
        host = named[1] if named else host
    return f"{host}:{port}" if port else host


def client_of(line: str) -> str:
    """The address that a login or request came from; empty when the line names none."""
    found = ADDRESS.search(line)
    return found["host"] if found else ""
