"""PetShop (CC-BY-4.0, "PetShop dataset, Amazon"): an alarm, a call graph, metrics of a normal period and around it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Expected, Scenario
from astreinte.replay.stage import Take

HEADERS = 4
WANTED = (("latency", "Average"), ("availability", "Average"), ("requests", "Sum"))
COLUMNS = 12
"""Of one recorded table: long lines are cut when they are read."""

STEP = 300


@dataclass(frozen=True)
class Sheet:
    """A metrics file: moments, and by (component, metric, statistic) one cell a moment, empty where there was none."""

    moments: tuple[int, ...]
    columns: Mapping[tuple[str, str, str], tuple[str, ...]]


def petshop(folder: Path, case: Mapping[str, Any]) -> Take:
    """One case. The injected component goes to `expected` alone; the command that injected it is not read.

    The normal period was recorded at another time: it is dated to end one step before the first point of the case.

    Raises:
        ConfigError: a file of the case cannot be read.
    """
    told = _json(folder / "target.json")
    target, root = told["target"], folder.parents[1]
    moment = datetime.fromtimestamp(int(target["timestamp"]), UTC)
    scenario = Scenario(
        id=case["alias"],
        declare=Declared(
            title=f"{target['metric']} of {target['node']} out of its band",
            at=moment,
            service=str(target["node"]),
            labels={"metric": str(target["metric"])},
        ),
        environment=Environment(policy="observe"),
        expected=Expected(
            component=(str(told["root_cause"]["node"]),),
            fault=str(target["metric"]),
            system=str(case.get("scenario", "")),
        ),
    )
    sheet, normal = _sheet(folder / "metrics.csv"), _sheet(root / "noissue" / "metrics.csv")
    graph = Recording("dependencies", "all", moment, "before", "ok", _graph(root / "graph.csv"))
    return take_of(scenario, [graph, *_tables(sheet, normal)])


def _tables(sheet: Sheet, normal: Sheet) -> Iterator[Recording]:
    first, last = sheet.moments[0], datetime.fromtimestamp(sheet.moments[-1], UTC)
    past = [first - STEP * back for back in range(len(normal.moments), 0, -1)]
    for metric, statistic in WANTED:
        names = [key[0] for key in sheet.columns if key[1:] == (metric, statistic)]
        for part, start in enumerate(range(0, len(names), COLUMNS), 1):
            chosen = names[start : start + COLUMNS]
            blank = ("",) * len(normal.moments)
            keys = [(name, metric, statistic) for name in chosen]
            columns = [(*normal.columns.get(key, blank), *sheet.columns[key]) for key in keys]
            text = _csv(["timestamp", *chosen], zip([*past, *sheet.moments], *columns, strict=True))
            query = f"{metric} {statistic} by component, part {part}"
            yield Recording("prometheus", query, last, "before", "ok", text, item="metrics")


def _csv(head: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()


@lru_cache(maxsize=4)
def _graph(path: Path) -> str:
    """The 0/1 matrix (row calls column) as who calls whom."""
    head, *rows = _rows(path)
    called = {row[0]: [name for name, cell in zip(head[1:], row[1:], strict=True) if _set(cell)] for row in rows}
    return json.dumps([{"service": name, "downstream": names} for name, names in called.items()], indent=1)


def _set(cell: str) -> bool:
    return bool(cell) and float(cell) > 0


@lru_cache(maxsize=64)
def _sheet(path: Path) -> Sheet:
    """The file as it is; an absent one has no moments."""
    if not path.exists():
        return Sheet((), {})
    rows = _rows(path)
    keys = list(zip(rows[0][1:], rows[1][1:], rows[2][1:], strict=True))
    body = [row for row in rows[HEADERS:] if row]
    columns = {key: tuple(row[at] for row in body) for at, key in enumerate(keys, 1)}
    return Sheet(tuple(int(float(row[0])) for row in body), columns)


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
