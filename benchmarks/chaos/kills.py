"""kill -9 at every point of a run, one process and one incident each; another process goes on with what is left."""

import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from .child import Child
from .marks import Marks
from .subject import Place, go_on
from .tally import Tally

Make = Callable[[Path], Place]


async def named(place: Place) -> dict[str, Any]:
    return {**await go_on(place), "names": place.marks.names}


def usual(make: Make) -> dict[str, Any]:
    """What an undisturbed incident says, with the names of the points that it passes by."""
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        place = make(Path(folder))
        report = Child(partial(named, place), place.folder / "report").ended()
    if "said" not in report:
        raise SystemExit(f"nothing happened, and it broke: {report.get('trace')}")
    return report["said"]


def killed_everywhere(make: Make, every: int, at_once: int) -> dict[str, Any]:
    """Kill once at each point, of the plain entries at each n-th; `make` gives each incident its place."""
    whole = usual(make)
    tally, where, missed = Tally(), Counter[str](), 0
    for points in _some(_chosen(whole["names"], every), at_once):
        folders = [Path(tempfile.mkdtemp(prefix="chaos")) for _ in points]
        places = [make(folder) for folder in folders]
        first = [
            Child(partial(go_on, replace(place, marks=Marks(point))), place.folder / "first")
            for place, point in zip(places, points, strict=True)
        ]
        deaths = [each.ended() for each in first]
        then = [Child(partial(go_on, place), place.folder / "then") for place in places]
        for place, point, death, child in zip(places, points, deaths, then, strict=True):
            name, report = whole["names"][point], child.ended()
            missed += death != {"killed": signal.SIGKILL}
            where[name] += 1
            tally.add(f"{name} ({point})", place, report, usual=whole)
            shutil.rmtree(place.folder, ignore_errors=True)
    return {**tally.document(), "kills": tally.happened - missed, "points": dict(where)}


def _chosen(names: Sequence[str], every: int) -> list[int]:
    plain = [place for place, name in enumerate(names) if name.startswith("entry")]
    return sorted({*range(len(names))} - {*plain} | {*plain[::every]})


def _some(points: Sequence[int], count: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(points), count):
        yield points[start : start + count]
