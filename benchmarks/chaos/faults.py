"""What happens around a process: the server goes away and comes back, the disk is full, the clock is set."""

import resource
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from .child import Child, waited_for
from .kills import Make, usual
from .marks import Marks
from .server import Server
from .subject import Place, go_on
from .tally import Tally

RESTARTS = 9
SIZES = 24
STEP = 32 * 1024
HOURS = (-48.0, -1.0, 1.0, 24.0 * 400)


def server_restarted(make: Make, server: Server) -> dict[str, Any]:
    """In the middle of a run that then goes on in the same process: in order, and as a crash of the server."""
    whole, tally = usual(make), Tally()
    for turn, point in enumerate(_spread(len(whole["names"]), RESTARTS)):
        with tempfile.TemporaryDirectory(prefix="chaos") as folder:
            place = make(Path(folder))
            pausing = replace(place, marks=Marks(point, partial(_wait, place.folder)))
            child = Child(partial(go_on, pausing), place.folder / "report")
            waited_for(place.folder / "here")
            server.restart("immediate" if turn % 2 else "fast")
            (place.folder / "go").touch()
            tally.add(f"restart at {whole['names'][point]}", place, child.ended(), usual=whole)
    return {**tally.document(), "restarts": tally.happened}


def _wait(folder: Path) -> None:
    (folder / "here").touch()
    waited_for(folder / "go")


def disk_full(make: Make) -> dict[str, Any]:
    """No file may grow beyond a size, from almost nothing upwards: what stops goes on once there is room."""
    whole, tally, refused = usual(make), Tally(), 0
    for size in range(1, SIZES + 1):
        with tempfile.TemporaryDirectory(prefix="chaos") as folder:
            place = make(Path(folder))
            report = Child(partial(_limited, place, size * STEP), place.folder / "first").ended()
            refused += report.get("raised") == "StoreUnavailable"
            if "said" not in report and report.get("raised") != "StoreUnavailable":
                tally.odd.append(f"{size * STEP} bytes: {report.get('raised')}: {report.get('why')}")
            then = Child(partial(go_on, place), place.folder / "then").ended()
            tally.add(f"{size * STEP} bytes", place, then, usual=whole)
    return {**tally.document(), "refused": refused}


async def _limited(place: Place, size: int) -> dict[str, Any]:
    report = place.folder / "first"
    report.touch()
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        return await go_on(place, tries=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def clock_set(make: Make) -> dict[str, Any]:
    """Killed inside and around its effects, and gone on with on a machine whose clock says something else."""
    whole, tally = usual(make), Tally()
    points = [place for place, name in enumerate(whole["names"]) if name.startswith("effect")]
    for point in points[:: max(1, len(points) // 6)]:
        for hours in HOURS:
            with tempfile.TemporaryDirectory(prefix="chaos") as folder:
                place = make(Path(folder))
                Child(partial(go_on, replace(place, marks=Marks(point))), place.folder / "first").ended()
                then = Child(partial(go_on, replace(place, hours=hours)), place.folder / "then").ended()
                tally.add(f"{hours} h at {whole['names'][point]}", place, then, usual=whole)
    return {**tally.document(), "jumps": tally.happened}


def _spread(length: int, count: int) -> list[int]:
    return [length * (2 * turn + 1) // (2 * count) for turn in range(count)]
