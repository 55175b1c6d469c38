"""free-disk: empty what the inventory itself calls safe to free, and nothing else."""

import os
import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .reasons import refused
from .targets import service_named

MOST_FILES = 40
LINE = re.compile(r"(?P<size>\d+)\t(?P<path>/[^\x00-\x1f\x7f]+)\Z")
PLAIN = ("-ignore_readdir_race", "-maxdepth", "0", "-type", "f", "-links", "1")
EMPTY = ("-exec", "truncate", "--no-create", "--size=0", "--", "{}", "+")


class FreeParams(Params):
    service: str


class FreeDisk:
    """Truncate the largest files that match `safe_to_free`: open log files give their space back too.

    `find` looks again at the moment of the effect: what has become a link, or has a second name, is left alone.
    """

    id = "free-disk"
    platform = "host"
    risk: Risk = "one-way"
    params: type[Params] = FreeParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = FreeParams.model_validate(params.model_dump()).service
        globs = service_named(world, name).safe_to_free
        if not globs:
            raise refused(world, "no_safe", name=name)
        listing = freeable(globs)
        reading = await world.ask(listing)
        files = _files(reading.text, globs)
        if not files:
            raise refused(world, "nothing_to_free", globs=", ".join(globs))
        return Plan(
            action=self.id,
            method="truncate",
            target=name,
            argv=("find", *files, *PLAIN, *EMPTY),
            risk=self.risk,
            after=listing,
            expect=rf"(?m)\A(?!.*^[1-9]\d*\t{re.escape(files[0])}$)",
            lasts="temporary",
        )


def freeable(globs: tuple[str, ...]) -> Query:
    """The question which files may go: lines `KiB<TAB>path`, largest first."""
    return Query("du", ("-k", *globs))


def _files(text: str, globs: tuple[str, ...]) -> tuple[str, ...]:
    """Paths of a `du` reading that really match the inventory, whatever the reading says."""
    found = [match for line in text.split("\n") if (match := LINE.match(line)) and int(match["size"]) > 0]
    paths = [match["path"] for match in found]
    safe = [path for path in paths if os.path.normpath(path) == path and any(_fits(path, glob) for glob in globs)]
    return tuple(dict.fromkeys(safe))[:MOST_FILES]


def _fits(path: str, glob: str) -> bool:
    """Whether a glob names the path: `*` and `?` stay within one name, `**/` spans folders."""
    parts = re.split(r"(\*\*/|\*|\?|\[[^\]/]+\])", glob)
    spans = {"**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
    return re.fullmatch("".join(_part(part, spans) for part in parts), path) is not None


def _part(part: str, spans: dict[str, str]) -> str:
    if part.startswith("[") and part.endswith("]"):
        inside = part[1:-1]
        negated = inside.startswith(("!", "^"))
        return f"[{'^/' if negated else ''}{re.escape(inside[negated:]).replace(chr(92) + '-', '-')}]"
    return spans.get(part) or re.escape(part)
