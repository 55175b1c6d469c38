"""The catalogue of read-only verbs of a host: a command that fits no line of it is not run."""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from astreinte.domain import Query

NAME = r"[A-Za-z0-9_](?:(?!\.\.)[A-Za-z0-9_.@:-]){0,127}"
SLOTS = {
    "unit": NAME,
    "name": r"[A-Za-z0-9](?:(?!\.\.)[A-Za-z0-9_.-]){0,252}",
    "instant": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC|[+-]\d\d:\d\d)?",
    "number": r"[0-9]{1,5}",
    "path": r"/(?!(?:.*/)?\.\.(?:/|\Z))[^\x00-\x1f\x7f;`$|&<>*?\[\]{}\\]{0,1023}",
    "glob": r"/[^\x00-\x1f\x7f;`$|&<>{}\\]{0,1023}",
    "url": r"https?://[A-Za-z0-9\[][^\s\x00-\x1f\x7f\"'<>`\\]{0,1023}",
    "address": r"(?:[A-Za-z0-9](?:(?!\.\.)[A-Za-z0-9_.-]){0,252}|\[[0-9A-Fa-f:.]{2,45}\]):[0-9]{1,5}",
    "columns": r"[a-z,]{1,80}",
    "jail": r"[A-Za-z0-9_](?:(?!\.\.)[A-Za-z0-9_.-]){0,63}",
}
"""Shapes of arguments. None starts with `-`, holds a control character or anything a shell would act on."""

VERBS: dict[str, tuple[str, ...]] = {
    "df": ("-P -k", "-P -i", "-P -k {path}+", "-P -i {path}+"),
    "du": ("-x -k -d 2 {path}", "-k {glob}+"),
    "free": ("-b",),
    "ps": ("-eo {columns} --sort=-pcpu", "-eo {columns} --sort=-rss"),
    "ss": ("-ltnp", "-ltn"),
    "vmstat": ("1 2",),
    "systemctl": ("status {unit} --no-pager", "show {unit} --no-pager", "is-active {unit}", "--failed --no-pager"),
    "supervisorctl": ("status", "status {unit}", "-c {path} status", "-c {path} status {unit}"),
    "docker": (
        "ps -a",
        "inspect {unit}",
        "events --since {instant} --until {instant}",
        "logs --timestamps --tail {number} {unit}",
    ),
    "journalctl": (
        "-k -o short-iso --no-pager -n {number} --since {instant}",
        "-u {unit} -o short-iso --no-pager -n {number} --since {instant}",
    ),
    "dmesg": ("--time-format iso", ""),
    "iptables": ("-S", "-S {name}", "-vnL", "-vnL {name}", "-vnxL {name}"),
    "nft": ("list ruleset", "-a list ruleset"),
    "fail2ban-client": ("banned", "status {jail}"),
    "getent": ("hosts {name}",),
    "ping": ("-c 2 -W 2 {name}",),
    "git": (
        "-C {path} log --since={instant} --format=fuller --stat -n {number}",
        "-C {path} log --since={instant} --stat -n {number}",
        "-C {path} log --since={instant} --pretty=LOG --stat -n {number}",
        "-C {path} diff HEAD~1 --",
        "-C {path} diff HEAD --",
        "-C {path} log -n {number} --oneline --no-abbrev-commit",
        "-C {path} log -n 2 --format=%H|%P|%T",
        "-C {path} log -n 20 --name-only --format=%H",
        "-C {path} status --porcelain",
        "-C {path} status --porcelain --untracked-files=no",
    ),
    "http": ("{url}",),
    "tcp": ("{address}",),
    "dns": ("{name}",),
    "tail": ("-n {number} {path}",),
    "config": ("{path}",),
    "proc": (
        "/proc/loadavg",
        "/proc/meminfo",
        "/proc/stat",
        "/proc/uptime",
        "/proc/pressure/cpu",
        "/proc/pressure/memory",
        "/proc/pressure/io",
    ),
}
LOG_FORMAT = "commit %H%nparent %P%nDate: %cI%n%n    %s"
"""A commit without its author: the post-mortem is blameless, so is its evidence."""

SYSTEM_FILES = ("/etc/resolv.conf", "/etc/hosts")
FREE_PATHS = frozenset({"df"})
"""Tools that tell of a path nothing but the filesystem under it: any path may be named."""


@dataclass(frozen=True)
class Paths:
    """The paths of the inventory: what may be named below which roots, and the globs that may be listed."""

    roots: tuple[str, ...]
    globs: frozenset[str]

    def covers(self, path: str) -> bool:
        clean = posixpath.normpath(path)
        plain = clean == path or path == clean + "/"
        return plain and any(clean == root or clean.startswith(root.rstrip("/") + "/") for root in self.roots)


def make_paths(roots: Iterable[str], globs: Iterable[str]) -> Paths:
    listed = {posixpath.normpath(root) for root in (*roots, *SYSTEM_FILES) if root.startswith("/")} - {"/"}
    return Paths(tuple(sorted(listed)), frozenset(globs))


def accepted(query: Query, paths: Paths) -> bool:
    """Whether the query is a line of the catalogue with arguments of the right shape and paths of the inventory."""
    if query.where != "local":
        return False
    return any(_fits(template, query, paths) for template in VERBS.get(query.tool, ()))


def _fits(template: str, query: Query, paths: Paths) -> bool:
    words, args = template.split(), list(query.args)
    if words and words[-1].endswith("}+"):
        words = [*words[:-1], *[words[-1][:-1]] * max(len(args) - len(words) + 1, 1)]
    if len(words) != len(args):
        return False
    return all(_word_fits(word, arg, query.tool, paths) for word, arg in zip(words, args, strict=True))


def _word_fits(word: str, arg: str, tool: str, paths: Paths) -> bool:
    match = _pattern(word).fullmatch(arg)
    if match is None:
        return False
    groups = match.groupdict()
    if "path" in groups and tool not in FREE_PATHS and not paths.covers(groups["path"]):
        return False
    return "glob" not in groups or groups["glob"] in paths.globs


@cache
def _pattern(word: str) -> re.Pattern[str]:
    if word == "--pretty=LOG":
        return re.compile(re.escape(f"--pretty={LOG_FORMAT}"))
    parts = re.split(r"\{(\w+)\}", word)
    return re.compile(
        "".join(f"(?P<{part}>{SLOTS[part]})" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    )
