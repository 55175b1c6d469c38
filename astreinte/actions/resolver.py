"""set-resolver: this host's own resolv.conf or hosts file, put back from the copy that the inventory names."""

import ipaddress
import posixpath
import re
from collections.abc import Mapping
from typing import Any, Literal, cast

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .reasons import not_needed, reason, refused
from .targets import service_named

FILES: Mapping[str, str] = {"resolver": "/etc/resolv.conf", "hosts": "/etc/hosts"}
"""The option of `sources.host` that names the good copy, and the file that it is a copy of."""

PLAIN = re.compile(r"/[A-Za-z0-9_./@+-]{1,250}\Z")
KEPT = ".astreinte"
KEYWORDS = frozenset({"nameserver", "search", "domain", "options", "sortlist"})


class ResolverParams(Params):
    """`file`: which of the two; the copy is the inventory's, `sources.host.resolver` or `sources.host.hosts`."""

    service: str
    file: Literal["resolver", "hosts"] = "resolver"


class SetResolver:
    """Copy the good file over the present one, which is renamed aside: link or file, the undo moves it back."""

    id = "set-resolver"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = ResolverParams

    def __init__(self, files: Mapping[str, str] = FILES) -> None:
        self._files = files

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ResolverParams.model_validate(params.model_dump())
        if service_named(world, asked.service).manager == "docker":
            raise refused(world, "own_names", name=asked.service)
        path, good = self._files[asked.file], _good(world, asked.file)
        look = Query("config", (path,))
        text = await _body(world, good)
        if not _says_names(text, asked.file):
            raise refused(world, "odd_names", path=good)
        if await _body(world, path) == text:
            raise not_needed(world, "same_names", path=path, good=good)
        return Plan(
            action=self.id,
            method="cp",
            target=asked.service,
            argv=("cp", "--backup=simple", f"--suffix={KEPT}", "--preserve=mode", "--", good, path),
            risk=self.risk,
            undo=("mv", "--force", "--", path + KEPT, path),
            after=look,
            expect=rf"\A[^\n]*\n{re.escape(text)}\Z",
        )


def _good(world: World, option: str) -> str:
    host = cast("dict[str, Any]", world.settings.sources.get("host") or {})
    path = str(host.get(option) or "")
    if not path:
        raise refused(world, "no_good_copy", option=option)
    if not PLAIN.match(path) or posixpath.normpath(path) != path:
        raise refused(world, "odd_path", path=path)
    return path


async def _body(world: World, path: str) -> str:
    """The file's text without the line that dates it."""
    reading = await world.ask(Query("config", (path,)))
    if reading.status == "error" or reading.note:
        why = reading.why or reading.note or reason(world.settings.language, "no_answer")
        raise refused(world, "file_unreadable", path=path, why=why)
    return reading.text.partition("\n")[2]


def _says_names(text: str, option: str) -> bool:
    """Whether every line has the shape of the file, and one of them names an address."""
    lines = [words for row in text.split("\n") if (words := re.split(r"[#;]", row)[0].split())]
    if option == "hosts":
        return bool(lines) and all(len(words) > 1 and _is_address(words[0]) for words in lines)
    servers = [words[1] for words in lines if words[0] == "nameserver" and len(words) > 1]
    return bool(servers) and all(map(_is_address, servers)) and all(words[0] in KEYWORDS for words in lines)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
