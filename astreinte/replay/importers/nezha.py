"""Nezha (MIT): a day of metrics, one row a minute and pod, with faults injected at known moments."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from astreinte.errors import ConfigError
from astreinte.evidence import Recording
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Expected, Scenario
from astreinte.replay.stage import Take

SEEN_AFTER = timedelta(minutes=3)
"""From injection to the moment as of which the case is judged; a fault lasts about as long."""

HISTORY = timedelta(hours=1)
CODE = frozenset({"return", "exception"})
"""Faults in the code: logs and traces show them, and these are not recorded. The right answer is to abstain."""

MACHINE = "Node"
ENDS = (("source_50", "client"), ("destination_50", "server"))
Table = tuple[list[str], list[list[str]]]


def nezha(folder: Path, case: Mapping[str, Any]) -> Take:
    """One fault of one day, as of three minutes later. Its labels go to `expected` alone.

    Every reading ends at that moment and reaches one hour back. Earlier faults in it are left as they were.

    Raises:
        ConfigError: a file of the day cannot be read, or the fault is not among its labels.
    """
    moment = datetime.fromtimestamp(int(case["timestamp"]), UTC) + SEEN_AFTER
    scenario = Scenario(
        id=case["alias"],
        declare=Declared(title="Users report slow or failing requests", at=moment),
        environment=Environment(domain="k3s", policy="observe"),
        expected=_expected(folder, str(case["id"])),
    )
    metrics = folder / "metric"
    readings = [*_pods(metrics, moment), *_calls(metrics, moment), *_dependencies(metrics, moment)]
    return take_of(scenario, readings)


def _expected(folder: Path, name: str) -> Expected:
    path = folder / "faults.json"
    fault = next((each for each in _json(path) if each["id"] == name), None)
    if fault is None:
        raise ConfigError(f"{path}: no fault {name!r}; cases.json and faults.json must be of the same set")
    if fault["type"] in CODE:
        return Expected(abstain=True, fault=fault["type"], system=folder.name)
    return Expected(component=(fault["service"],), fault=fault["type"], system=folder.name)


def _pods(metrics: Path, moment: datetime) -> Iterator[Recording]:
    for path in sorted(metrics.glob("*_metric.csv.gz")):
        head, rows = _table(path)
        kept = [i for i, name in enumerate(head) if name.lower() != "time" and not name.startswith(MACHINE)]
        query = f"pod {path.name.removesuffix('_metric.csv.gz')} by minute"
        yield from _recording(query, [head[i] for i in kept], _cut(head, rows, kept, moment), moment)


def _calls(metrics: Path, moment: datetime) -> Iterator[Recording]:
    """Median latency of each call as either end measures it; a column is named `caller_callee`."""
    for name, end in ENDS:
        path = metrics / f"{name}.csv.gz"
        if path.exists():
            head, rows = _table(path)
            kept = [i for i, column in enumerate(head) if column.lower() != "time"]
            names = [head[i].replace("_", "->") for i in kept]
            yield from _recording(f"{end} latency p50 by call", names, _cut(head, rows, kept, moment), moment)


def _dependencies(metrics: Path, moment: datetime) -> Iterator[Recording]:
    path = metrics / "dependency.csv.gz"
    if not path.exists():
        return
    calls: dict[str, list[str]] = {}
    for row in _table(path)[1]:
        if not row[1].replace(".", "").isdigit():
            calls.setdefault(row[0], []).append(row[1])
    text = json.dumps([{"service": caller, "downstream": names} for caller, names in calls.items()], indent=1)
    yield Recording("dependencies", "all", moment, "before", "ok", text)


def _cut(head: Sequence[str], rows: Iterable[Sequence[str]], kept: Sequence[int], moment: datetime) -> list[list[str]]:
    when = next(i for i, name in enumerate(head) if name.lower() == "timestamp")
    first, last = (moment - HISTORY).timestamp(), moment.timestamp()
    whole = (row for row in rows if len(row) == len(head))
    return [[row[i] for i in kept] for row in whole if first <= float(row[when]) <= last]


def _recording(query: str, head: list[str], rows: list[list[str]], moment: datetime) -> Iterator[Recording]:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([head, *rows])
    yield Recording("prometheus", query, moment, "before", "ok", out.getvalue(), item="metrics")


@lru_cache(maxsize=128)
def _table(path: Path) -> Table:
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
    except (OSError, ValueError, EOFError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    return head, rows


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
