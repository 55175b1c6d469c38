"""What a command line asks: the query that a source would have put, without what stands around it."""

import re
import shlex
from dataclasses import replace

from astreinte.domain import Query

ENDS = frozenset({"|", "||", "&&", ";", "&", "|&"})
REDIRECTS = re.compile(r"^[<>&|]+$")
ASSIGNED = re.compile(r"^[A-Za-z_]\w*=")
SILENT = frozenset({"cd", "export", "set", "clear", "source", ".", "unset", "alias", "true", "echo", "sleep"})
BEFORE = {
    "sudo": frozenset({"-u", "-g", "-h", "-p"}),
    "doas": frozenset({"-u"}),
    "env": frozenset({"-u"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c"}),
    "watch": frozenset({"-n", "-d"}),
    **dict.fromkeys(("time", "command", "nohup", "stdbuf"), frozenset[str]()),
}
"""Programs that run another, with their options that take a value."""

NAMES = {
    "docker-compose": ("docker", "compose"),
    "k": ("kubectl",),
    "oc": ("kubectl",),
    "nslookup": ("dig",),
    "host": ("dig",),
}
RECAST = frozenset(
    {"awk", "jq", "wc", "cut", "sed", "uniq", "tr", "python", "python3", "perl", "xargs", "column", "yq"}
)
"""What these make of an answer is no longer that answer."""

PAGERS = frozenset({"cat", "less", "more", "head", "bat", "zcat", "zless", "batcat"})
LOG = re.compile(r"(?i)(^/var/log/|\.log(\.\d+)?(\.gz)?$|/logs?/)")
EXEC_VALUES = frozenset({"-u", "--user", "-e", "--env", "-w", "--workdir", "-c", "--container", "-n", "--namespace"})
TYPES = frozenset(["A", "AAAA", "ANY", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"])


def asked(command: str, pasted: Query, where: str = "") -> Query:
    """The query of a command line; of one that says several things at once, or is not known, the pasted one's tool."""
    stages = [stage for stage in _stages(command) if stage[0] not in SILENT]
    sequence = [stage for stage in stages if not stage[0].startswith("|")]
    unknown = replace(pasted, args=(command,), where=where or pasted.where)
    if len(sequence) != 1 or any(stage[1] in RECAST for stage in stages if stage[0] == "|" and len(stage) > 1):
        return unknown
    return _query(sequence[0], unknown)


def _stages(command: str) -> list[list[str]]:
    """The simple commands of a line; those that read from a pipe begin with `|`."""
    lexer = shlex.shlex(command, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        words = list(lexer)
    except ValueError:
        words = command.split()
    stages: list[list[str]] = [[]]
    skip = False
    for word in words:
        if word in ENDS:
            stages.append(["|"] if word in {"|", "|&"} else [])
        elif REDIRECTS.match(word):
            skip = True
            if stages[-1] and stages[-1][-1] in {"1", "2"}:
                stages[-1].pop()
        elif skip:
            skip = False
        else:
            stages[-1].append(word)
    return [stage for stage in stages if stage]


def _query(words: list[str], unknown: Query) -> Query:
    while words and (ASSIGNED.match(words[0]) or words[0] in BEFORE):
        words = words[1:] if ASSIGNED.match(words[0]) else _after(words[1:], BEFORE[words[0]])
    if not words:
        return unknown
    tool, *args = (*NAMES.get(words[0].rpartition("/")[2], (words[0].rpartition("/")[2],)), *words[1:])
    if inner := _inside(tool, args):
        return _query(inner[1], replace(unknown, where=inner[0]))
    return _told(tool, args, unknown)


def _after(words: list[str], valued: frozenset[str]) -> list[str]:
    """The words behind leading options."""
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in valued else words[1:]
    return words


def asked_inside(query: Query) -> Query | None:
    """The query that ran within a container, on no host that anybody knows; None where none is told."""
    inner = _inside(query.tool, list(query.args))
    return _query(inner[1], replace(query, where=inner[0])) if inner else None


def _inside(tool: str, args: list[str]) -> tuple[str, list[str]] | None:
    """Another host or container that the command runs in, and what runs there."""
    if tool == "ssh":
        rest = _after(args, frozenset({"-p", "-i", "-l", "-o", "-J", "-F"}))
        return (rest[0].rpartition("@")[2], rest[1:] if len(rest) > 2 else _words(rest[1])) if rest[1:] else None  # noqa: PLR2004
    if tool == "pct" and args[:1] == ["exec"] and "--" in args and len(args) > 1:
        return f"lxc-{args[1]}", args[args.index("--") + 1 :]
    if tool == "kubectl" and "exec" in args[:3]:
        rest = _after(args[args.index("exec") + 1 :], EXEC_VALUES)
        inner = rest[rest.index("--") + 1 :] if "--" in rest else _after(rest[1:], EXEC_VALUES)
        return (rest[0].rpartition("/")[2], inner) if rest and inner else None
    if tool in {"docker", "podman"} and "exec" in args[:2]:
        rest = _after(args[args.index("exec") + 1 :], EXEC_VALUES)
        return (rest[0], rest[1:]) if rest[1:] else None
    return None


def _words(text: str) -> list[str]:
    """Words of a command line, quotes or not."""
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _told(tool: str, args: list[str], unknown: Query) -> Query:
    paths = [arg for arg in args if not arg.startswith("-") and "/" in arg]
    if tool in PAGERS and paths:
        if all(path.startswith("/proc/") for path in paths):
            return replace(unknown, tool="proc", args=tuple(paths))
        if LOG.search(paths[-1]):
            return replace(unknown, tool="tail", args=tuple(paths[-1:]))
        return replace(unknown, tool="cat", args=tuple(paths))
    if tool == "service" and len(args) > 1:
        return replace(unknown, tool="systemctl", args=(args[1], args[0]))
    if tool == "dig":
        args = [arg for arg in args if arg[:1] not in {"@", "+", "-"} and arg.upper() not in TYPES][:1]
    return replace(unknown, tool=tool, args=tuple(args))
