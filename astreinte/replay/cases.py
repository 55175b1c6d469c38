"""The index of a benchmark: its cases by line, read one at a time, when their turn comes."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from astreinte.errors import ConfigError, NotFound, UnknownName

from .importers import IMPORTERS
from .stage import Take

SYSTEM = ("system", "suite", "scenario", "kind")
"""Under which key an index says where a case was recorded."""


@dataclass(frozen=True)
class Listed:
    """One line of an index. `folder` is that of the set."""

    name: str
    folder: Path
    line: Mapping[str, Any]

    @property
    def alias(self) -> str:
        return str(self.line["alias"])

    @property
    def system(self) -> str:
        """Where it was recorded, as far as the index says; for counting alone."""
        return next((str(self.line[key]) for key in SYSTEM if self.line.get(key)), "")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(str(self.line[key]) for key in ("id", "alias", "path") if self.line.get(key))

    def read(self) -> Take:
        """The case, ready to be played.

        Raises:
            ConfigError: a file of it cannot be read.
        """
        return IMPORTERS[self.name](self.folder / str(self.line["path"]), self.line)


def index(folder: Path) -> list[Listed]:
    """Every line of `cases.json` in the folder.

    Raises:
        ConfigError: it cannot be read, or no importer knows the set.
    """
    path = folder / "cases.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        name, lines = data["set"], data["cases"]
        listed = [Listed(str(name), folder, {"alias": line["alias"], "path": line["path"], **line}) for line in lines]
    except (OSError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: not a benchmark index ({error!r}); it needs `set` and `cases`, each with `alias` and `path`"
        ) from error
    if name not in IMPORTERS:
        raise ConfigError(f"{path}: no importer for the set {name!r}; known: {', '.join(sorted(IMPORTERS))}")
    return listed


def listed(root: Path, name: str, ids: Collection[str] = ()) -> list[Listed]:
    """The cases of a set, from its own folder or the one that holds it; with `ids`, those alone.

    Raises:
        UnknownName: no such set.
        NotFound: no folder holds it, or an id is not in it.
        ConfigError: the index cannot be read, or is that of another set.
    """
    if name not in IMPORTERS:
        raise UnknownName("set", name, IMPORTERS)
    folder = next((each for each in (root, root / name) if (each / "cases.json").exists()), None)
    if folder is None:
        raise NotFound(
            f"no cases.json in {str(root)!r} nor in {str(root / name)!r}; give --root the folder of {name!r}"
        )
    found = index(folder)
    if found and found[0].name != name:
        raise ConfigError(f"{folder / 'cases.json'}: holds the set {found[0].name!r}, not {name!r}")
    return _chosen(found, ids, folder) if ids else found


def _chosen(found: Sequence[Listed], ids: Collection[str], folder: Path) -> list[Listed]:
    known = frozenset[str]().union(*(each.names for each in found))
    if missing := sorted(set(ids) - known):
        raise NotFound(f"{folder / 'cases.json'} holds no case {missing[0]!r} ({len(missing)} of {len(ids)} not found)")
    return [each for each in found if each.names & set(ids)]


def read_ids(path: Path) -> tuple[str, ...]:
    """Ids, aliases or paths of cases: one a line, or a JSON list.

    Raises:
        ConfigError: the file cannot be read, or holds none.
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
        found = [str(each) for each in json.loads(text)] if text.startswith("[") else text.split("\n")
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    ids = tuple(each.strip() for each in found if each.strip() and not each.startswith("#"))
    if not ids:
        raise ConfigError(f"{path}: holds no id; write one a line")
    return ids
