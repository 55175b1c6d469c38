"""From paths to takes: a scenario folder, a folder of them, or a benchmark that an importer knows."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from astreinte.errors import ConfigError, NotFound

from .importers import IMPORTERS
from .player import take
from .scenario import read_scenario
from .stage import Take


def find(paths: Iterable[Path]) -> list[Take]:
    """Every scenario under the paths, in order.

    Raises:
        NotFound: a path holds none.
        ConfigError: a scenario or a benchmark index cannot be read.
    """
    return [each for path in paths for each in _under(path)]


def _under(path: Path) -> Iterator[Take]:
    if (path / "scenario.yaml").exists():
        yield take(read_scenario(path), path)
    elif (path / "cases.json").exists():
        yield from _benchmark(path)
    elif folders := sorted({each.parent for form in ("*/", "**/") for each in path.glob(f"{form}scenario.yaml")}):
        for folder in folders:
            yield take(read_scenario(folder), folder)
    else:
        raise NotFound(f"{str(path)!r} holds no scenario.yaml and no cases.json")


def _benchmark(path: Path) -> Iterator[Take]:
    index = path / "cases.json"
    try:
        cases = json.loads(index.read_text(encoding="utf-8"))
        name, listed = cases["set"], cases["cases"]
    except (OSError, json.JSONDecodeError, KeyError, TypeError) as error:
        raise ConfigError(f"{index}: not a benchmark index ({error!r}); it needs `set` and `cases`") from error
    if name not in IMPORTERS:
        raise ConfigError(f"{index}: no importer for the set {name!r}; known: {', '.join(sorted(IMPORTERS))}")
    for case in listed:
        yield IMPORTERS[name](path / case["path"], case)
