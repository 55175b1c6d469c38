"""Hostile requests: what no client of the service would send, and the paths that scanners try."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import unquote_plus

from astreinte.domain import Reading, Signal, rfc3339

from .context import Context
from .entities import entity_of
from .lines import Line, lines_of
from .seen import of_kind, seen

PROBES = 3
"""Different paths of scanners from one address; a single one reaches every public host each day."""

LOGINS = 20
"""Refused posts to a login from one address."""

REQUEST = re.compile(
    r"\"(?P<method>GET|POST|HEAD|PUT|OPTIONS|DELETE|PATCH) (?P<path>\S.{0,600}?) HTTP/\d(?:\.\d)?\""
    r"(?: (?P<code>\d{3})\b)?"
    r"|\"(?:path|uri|url|request_uri|RequestPath)\": ?\"(?P<field>[^\"]{1,600})\""
)
CODE = re.compile(r"\"(?:status|code|DownstreamStatus)\": ?\"?(\d{3})\b")
CLIENT = re.compile(
    r"^(?P<head>[0-9A-Fa-f:.]{3,45}) "
    r"|(?:client|remote_addr|ClientHost|client_?ip)\"?[:=] ?\"?(?P<named>[0-9A-Fa-f:.]{3,45})"
)
HOSTILE = re.compile(
    r"(?i)(\.\./){2,}|\bunion\b.{1,20}\bselect\b|/etc/(passwd|shadow)\b|<script\b|\bphp://|/bin/(ba)?sh\b"
    r"|[;|`&]\s*(cat|wget|curl|bash|nc|id)\b\s|'\s*or\s*'?\d+'?\s*=|\b(sleep|benchmark|pg_sleep)\(\d|eval-stdin|\bxp_cmdshell\b"
)
LOOKUP = re.compile(r"\$\{(jndi|\$\{|lower:|env:).{0,60}[:}]")
GUARDED = re.compile(r"ModSecurity: (Access denied|Warning)")
PROBE = re.compile(
    r"(?i)/(wp-(login|admin|config)|xmlrpc\.php|\.env\b|\.git/|\.aws/|\.ssh/|phpmyadmin|pma/|admin\.php|vendor/phpunit"
    r"|cgi-bin/|actuator/(env|heapdump)|server-status|boaform|HNAP1|solr/admin|setup\.cgi|shell\b|manager/html|\.DS_Store)"
)
LEAKED = re.compile(r"(?i)/(\.env|\.git/(config|HEAD)|\.aws/credentials|\.ssh/id_\w+)$")
LOGIN = re.compile(r"(?i)/(log-?in|signin|wp-login\.php|auth|token|session)\b")


def find_attacks(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`request-attack` per client: an injection, a hidden file handed out, a scan, a login tried over and over."""
    for reading in of_kind(readings, "access-log", "logs"):
        entity = entity_of(reading.query, context)
        probes: defaultdict[str, dict[str, Line]] = defaultdict(dict)
        logins: defaultdict[str, list[Line]] = defaultdict(list)
        for line in lines_of(reading, context, dated=True):
            request = REQUEST.search(line.text)
            if GUARDED.search(line.text) or LOOKUP.search(line.text) or (request and _hostile(request, line)):
                yield _attack(entity, reading, [line])
            elif request and PROBE.search(path := _path(request)):
                probes[_client(line)][path.partition("?")[0]] = line
            elif request and request["method"] == "POST" and request["code"] in {"401", "403"}:
                logins[_client(line)] += [line] if LOGIN.search(_path(request)) else []
        many = [[*each.values()] for each in probes.values() if len(each) >= PROBES]
        many += [each for each in logins.values() if len(each) >= LOGINS]
        yield from (_attack(entity, reading, each) for each in many)


def _hostile(request: re.Match[str], line: Line) -> bool:
    path = _path(request)
    code = request["code"] or (found[1] if (found := CODE.search(line.text)) else "")
    return HOSTILE.search(path) is not None or (code == "200" and LEAKED.search(path.partition("?")[0]) is not None)


def _path(request: re.Match[str]) -> str:
    """The path as the server takes it; attackers encode it twice to pass filters."""
    return unquote_plus(unquote_plus(request["path"] or request["field"]))


def _client(line: Line) -> str:
    found = CLIENT.search(line.text)
    return (found["head"] or found["named"]) if found else ""


def _attack(entity: str, reading: Reading, lines: Sequence[Line]) -> Signal:
    first, last = lines[0], lines[-1]
    times = {key: rfc3339(each.at) for key, each in (("first", first), ("last", last)) if each.at}
    signal = seen("request-attack", entity, reading, last.text, _client(last), **times)
    return replace(signal, count=len(lines), at=last.at or reading.at)
