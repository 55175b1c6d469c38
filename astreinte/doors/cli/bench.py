"""The verb `bench`: a published set of recorded incidents, diagnosed and judged."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
COLUMNS = ["cases", "a@1", "a@3", "passed"]


def bench(
    dataset: Annotated[str, typer.Argument(metavar="SET", help="cloud-opsbench, opensre or holmesgpt.")],
    *,
    root: Annotated[Path, typer.Option(help="The set's folder, or the one that holds it.")],
    jobs: Annotated[int, typer.Option(min=1, help="Cases at once, each in a process of its own from two on.")] = 1,
    json: Json = False,
) -> int:
    """Diagnose every case of a benchmark through the whole graph; only the scorer reads the labels."""
    from astreinte.replay import bench as benchmark

    def heard(case: benchmark.Case, place: int, whole: int) -> None:
        named = next((f"{cause} / {component}" for cause, component, _ in case.predicted), "-")
        print(f"{place}/{whole} {case.alias} {named} ({case.rank or '-'})", file=sys.stderr, flush=True)

    found = benchmark.bench(benchmark.takes(root, dataset), dataset, jobs, heard)
    if json:
        show.document(found)
        return 0
    by_fault = [("*", found["scores"]), *found["by_fault"].items()]
    show.table("", [dataset, *COLUMNS], [[fault, *_figures(scores)] for fault, scores in by_fault])
    show.say(f"{found['seconds_per_case']} s, {len(found['misses'])} / {found['cases']}")
    return 0


def _figures(scores: Any) -> list[str]:
    return [str(scores.get(name, "-")) for name in COLUMNS]
