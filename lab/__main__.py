"""The live lab: `python -m lab up`, `run [FAULT…] [--json]`, `down`."""

import argparse
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from . import cluster, database, outside, rootfs
from .faults import FAULTS
from .needs import missing
from .space import LabError, enter, holder, inside, leave, orphaned, own

ROOT = Path("/var/lib/astlab")
Row = dict[str, Any]
COLUMNS = (
    "fault",
    "detected_s",
    "diagnosed_s",
    "fixed_s",
    "resolved_s",
    "cause",
    "cause_right",
    "actions",
    "questions",
    "right",
)


def up(root: Path) -> int:
    """Bring the platform up and leave it running."""
    sweep(root)
    if holder(root) is not None:
        print("lab: it is up", file=sys.stderr)
        return 0
    rootfs.ensure(root)
    print(f"lab: up, held by process {enter(root)}; `python -m lab down` ends it", file=sys.stderr)
    return 0


def sweep(root: Path) -> None:
    """End what a killed run has left: its lab, or the traces of one."""
    if orphaned(root) or (holder(root) is None and outside.own(root)):
        leave(root)


@dataclass(frozen=True)
class Wish:
    """What to run and how: `keep` records every incident there, `again` repeats once what was wrong.

    With `workers` the incidents go over a queue in PostgreSQL; `kills` of them are killed in each fault.
    """

    faults: Sequence[str]
    keep: str = "-"
    again: bool = False
    as_json: bool = False
    workers: int = 0
    kills: int = 0


def runs(root: Path, wish: Wish) -> int:
    """Run the faults in a lab that is up, or in one for the occasion; 0 when every answer was right."""
    sweep(root)
    stays, before = holder(root) is not None, outside.listing()
    rows: list[Row] = []
    first: list[Row] = []
    try:
        if not stays:
            rootfs.ensure(root)
            own(root)
            enter(root)
        rows = _follow(root, wish.faults, wish)
        if wish.again and (wrong := _wrong(rows)):
            first = [row for row in rows if row["fault"] in wrong]
            rows = [row for row in rows if row["fault"] not in wrong] + _follow(root, wrong, wish)
    finally:
        if not stays:
            leave(root)
    compared = outside.Compared() if stays else outside.compare(before, root)
    tell(rows, first, compared, as_json=wish.as_json)
    return 1 if _wrong(rows) or compared.touched or compared.left else 0


def _wrong(rows: Sequence[Row]) -> list[str]:
    """Faults with a row that is not right, in order."""
    return list(dict.fromkeys(row["fault"] for row in rows if not row["right"]))


def _follow(root: Path, names: Sequence[str], wish: Wish) -> list[Row]:
    """The rows as they come, and one for each fault of which none came."""
    rows: list[Row] = []
    command = inside(root, "run", wish.keep, str(wish.workers), str(wish.kills), *names)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            for line in running.stdout or ():
                rows.append(json.loads(line))
                show(rows[-1])
        finally:
            running.terminate()
    known, why = {row["fault"] for row in rows}, f"not run: exit {running.returncode}"
    return [*rows, *({"fault": name, "right": False, "wrong": [why]} for name in names if name not in known)]


def show(row: Row) -> None:
    said = ", ".join(f"{name} {row.get(name)}" for name in COLUMNS)
    print(f"lab: {said}{'; wrong: ' + ', '.join(row['wrong']) if row['wrong'] else ''}", file=sys.stderr, flush=True)


def tell(rows: Sequence[Row], first: Sequence[Row], compared: outside.Compared, *, as_json: bool) -> None:
    mended = [row["alert_to_mended_s"] for row in rows if row.get("alert_to_mended_s") is not None]
    faults = {row["fault"] for row in rows}
    figures: dict[str, Any] = {
        "faults": len(faults),
        "right": len({name for name in faults if all(row["right"] for row in rows if row["fault"] == name)}),
        "median_alert_to_mended_s": round(median(mended), 1) if mended else None,
        "wrong_effects": sum(len(row.get("wrong_effects", ())) for row in rows),
        "touched_outside": list(compared.touched),
        "left_behind": list(compared.left),
        "changed_by_others": list(compared.meanwhile),
    }
    if any("killed" in row for row in rows):
        figures |= {name: sum(row.get(name, 0) for row in rows) for name in ("killed", "runs", "counted_effects")}
        figures |= {
            name: sum(len(row.get(name, ())) for row in rows) for name in ("lost", "effects_twice", "chain_breaks")
        }
    if as_json:
        print(json.dumps({"rows": rows, "wrong_at_first": first, **figures}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print("  ".join(str(row.get(name)) for name in COLUMNS))
    print(json.dumps(figures))


def _all(*, quick: bool) -> list[str]:
    """Every fault that can be had here; says which cannot."""
    if not quick and (absent := cluster.missing()):
        print(f"lab: without the faults of a Kubernetes node: {'; '.join(absent)}", file=sys.stderr)
    wanted = [fault for fault in FAULTS.values() if fault.quick or not quick]
    return [fault.name for fault in wanted if not fault.cluster or not cluster.missing()]


def _ended(number: int, frame: object) -> None:
    """A run that is asked to stop still ends what it started."""
    del number, frame
    sys.exit(143)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lab", description=__doc__)
    parser.add_argument("verb", choices=("up", "run", "down", "needs", "prepare"))
    parser.add_argument("fault", nargs="*", help=f"all when absent: {', '.join(FAULTS)}")
    parser.add_argument("--root", type=Path, default=ROOT, help="the lab's own folder")
    parser.add_argument("--quick", action="store_true", help="the faults that need the least time")
    parser.add_argument("--keep", type=Path, help="record every incident as a scenario in this folder")
    parser.add_argument("--again", action="store_true", help="repeat once, at the end, the faults that were wrong")
    parser.add_argument("--workers", type=int, default=0, help="run incidents over a queue in PostgreSQL, by so many")
    parser.add_argument(
        "--kill", action="store_true", help="kill -9 as many workers in each fault, one after the other"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.fault) - set(FAULTS):
        parser.error(f"no fault {', '.join(sorted(unknown))}; known: {', '.join(FAULTS)}")
    if options.kill and options.workers < 2:  # noqa: PLR2004
        parser.error("--kill needs --workers 2 or more: another one has to go on")
    if options.workers and database.programs() is None:
        parser.error("--workers needs a PostgreSQL server (on Debian: apt-get install postgresql)")
    signal.signal(signal.SIGTERM, _ended)
    if options.verb == "down":
        print("lab: down" if leave(options.root) else "lab: was not up", file=sys.stderr)
        return 0
    if reasons := missing(options.root):
        print("lab: cannot run here: " + "; ".join(reasons), file=sys.stderr)
        return 2
    if options.verb == "prepare":
        rootfs.ensure(options.root)
    if options.verb != "run":
        return up(options.root) if options.verb == "up" else 0
    if any(FAULTS[name].cluster for name in options.fault) and (absent := cluster.missing()):
        print(f"lab: no Kubernetes node here: {'; '.join(absent)}", file=sys.stderr)
        return 2
    chosen = options.fault or _all(quick=options.quick)
    keep = str(options.keep.resolve()) if options.keep else "-"
    kills = options.workers if options.kill else 0
    return runs(options.root, Wish(chosen, keep, options.again, options.json, options.workers, kills))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except LabError as error:
        print(f"lab: {error}", file=sys.stderr)
        sys.exit(1)
