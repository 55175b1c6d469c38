"""The verb `bench`: a published set of recorded incidents, diagnosed and judged."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show

Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
COLUMNS = ["cases", "a@1", "a@3", "passed", "wrong", "abstained"]


def bench(
    dataset: Annotated[
        str, typer.Argument(metavar="SET", help="cloud-opsbench, holmesgpt, nezha, opensre, petshop or runlore.")
    ],
    *,
    root: Annotated[Path, typer.Option(help="The set's folder, or the one that holds it.")],
    jobs: Annotated[int, typer.Option(min=1, help="Cases at once, each in a process of its own from two on.")] = 1,
    ids: Annotated[Path | None, typer.Option(help="A file with the cases to run: ids or aliases, one a line.")] = None,
    predictions: Annotated[Path | None, typer.Option(help="Write each answer here, in the set's own format.")] = None,
    model: Annotated[
        str,
        typer.Option(
            help="Who thinks: playbook, provider:name, or scripted (agrees with the playbook, costs nothing)."
        ),
    ] = "playbook",
    tokens: Annotated[
        bool, typer.Option("--tokens", help="Show calls and tokens of a case: median, p90, most.")
    ] = False,
    json: Json = False,
) -> int:
    """Diagnose every case of a benchmark through the whole graph; only the scorer reads the labels."""
    from astreinte.replay import bench as benchmark
    from astreinte.replay.cases import listed, read_ids
    from astreinte.replay.tally import Case

    def heard(case: Case, place: int, whole: int) -> None:
        named = next((f"{cause} / {component}" for cause, component, _ in case.predicted), "-")
        print(f"{place}/{whole} {case.alias} {named} ({case.rank or '-'})", file=sys.stderr, flush=True)

    chosen = listed(root, dataset, read_ids(ids) if ids else ())
    found = benchmark.bench(chosen, dataset, jobs, heard, predictions, model)
    if json:
        show.document(found)
        return 0
    groups = [("*", found["scores"]), *found["by_system"].items(), *found["by_fault"].items()]
    show.table("", [dataset, *COLUMNS], [[group, *_figures(scores)] for group, scores in groups])
    if tokens:
        spent: Any = found.get("tokens", {})
        show.table("", ["", "median", "p90", "max"], [[name, *map(str, each.values())] for name, each in spent.items()])
    show.say(f"{found['seconds_per_case']} s, {len(found['misses'])} / {found['cases']}")
    return 0


def _figures(scores: Any) -> list[str]:
    return [str(scores.get(name, "-")) for name in COLUMNS]
