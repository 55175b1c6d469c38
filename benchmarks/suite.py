"""The figures of speed and weight in one go: `make bench`, or `python -m benchmarks.suite --json`.

A table on stderr as each part ends, and one JSON object on stdout. Parts: `overhead`, `throughput`, `collection`,
`weight`, `startup`; `--only` chooses.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from . import collection, overhead, startup, throughput, weight

PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "overhead": lambda: asyncio.run(overhead.run(30)),
    "throughput": lambda: throughput.measure(6),
    "collection": lambda: asyncio.run(collection.run(10, 4.0)),
    "weight": lambda: weight.measure(weight.SIZES),
    "startup": lambda: startup.measure(7),
}
AIMS = {"--help": "≤ 0.3", "status": "≤ 0.5", "list": "≤ 0.5", "similar": "≤ 0.5"}
Row = tuple[str, str, str]


def rows(part: str, found: dict[str, Any]) -> Iterator[Row]:
    """What was measured, the figure, the aim."""
    return ROWS[part](found)


def _overhead(found: dict[str, Any]) -> Iterator[Row]:
    for name, ratio in found["ratio"].items():
        yield f"an incident over a raw graph, {name}", f"× {ratio}", "≤ 1.3"
        yield f"the same, doing the same work, {name}", f"× {found['same_work'][name]}", "≤ 1.3"


def _throughput(found: dict[str, Any]) -> Iterator[Row]:
    yield "replays a second in memory", str(found["replays"]), ""
    for name in ("sqlite", "postgres"):
        for count, rate in found.get(name, {}).items():
            yield f"incidents a second, {name}, {count} processes", str(rate), ""


def _collection(found: dict[str, Any]) -> Iterator[Row]:
    yield "a collection over its slowest source", f"× {found['ratio']}", "≤ 1.15"


def _weight(found: dict[str, Any]) -> Iterator[Row]:
    for size, each in found.items():
        if size != "examples":
            yield f"checkpoint bytes at {size} bytes of evidence", str(each["all"]), "≤ 65536"
    for which, size in found["examples"]["kept"].items():
        yield f"checkpoint bytes of the shipped examples, {which}", str(size), "≤ 65536"


def _startup(found: dict[str, Any]) -> Iterator[Row]:
    for command, each in found.items():
        yield f"seconds of {command}", f"{each['wall']} (CPU {each['cpu']})", AIMS.get(command, "")


ROWS: dict[str, Callable[[dict[str, Any]], Iterator[Row]]] = {
    "overhead": _overhead,
    "throughput": _throughput,
    "collection": _collection,
    "weight": _weight,
    "startup": _startup,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="no table")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, by comma")
    options = parser.parse_args()
    found: dict[str, Any] = {}
    for part in options.only.split(","):
        found[part] = PARTS[part]()
        for what, figure, aim in () if options.json else rows(part, found[part]):
            print(f"| {what:60} | {figure:>22} | {aim:8} |", file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
