"""From paths to takes: a scenario folder, a folder of them, or a benchmark that an importer knows."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from astreinte.errors import NotFound

from .cases import index
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
        yield from (each.read() for each in index(path))
    elif folders := sorted({each.parent for form in ("*/", "**/") for each in path.glob(f"{form}scenario.yaml")}):
        for folder in folders:
            yield take(read_scenario(folder), folder)
    else:
        raise NotFound(f"{str(path)!r} holds no scenario.yaml and no cases.json")
