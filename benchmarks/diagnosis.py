"""Every set under a folder through the whole graph, one row each.

python -m benchmarks.diagnosis --root DIR [--jobs N] [--json]
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from astreinte.replay.bench import bench
from astreinte.replay.cases import listed
from astreinte.replay.importers import IMPORTERS

COLUMNS = ("cases", "a@1", "a@3", "wrong", "passed", "unjudged", "abstained")


def main() -> None:
    """Run the sets that are there; one that is absent is named on stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the folder that holds the sets' folders")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = [each for name in sorted(IMPORTERS) if (each := run(chosen.root, name, chosen.jobs))]
    print(json.dumps(found) if chosen.json else table(found))


def run(root: Path, name: str, jobs: int) -> dict[str, Any]:
    if not (root / name / "cases.json").exists():
        print(f"{name}: not under {root}", file=sys.stderr)
        return {}
    print(f"{name} …", file=sys.stderr, flush=True)
    return bench(listed(root, name), name, jobs)


def table(found: list[dict[str, Any]]) -> str:
    """Markdown: a row a set, then one for each of its systems."""
    rows = [("set", *COLUMNS, "s/case"), ("---",) * (len(COLUMNS) + 2)]
    for each in found:
        rows.append((each["set"], *_cells(each["scores"]), str(each["seconds_per_case"])))
        rows += [(f"· {system}", *_cells(scores), "") for system, scores in each["by_system"].items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cells(scores: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(scores.get(column, "")) for column in COLUMNS)


if __name__ == "__main__":
    main()
