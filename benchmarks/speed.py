"""Cases a second a core through the whole graph without persistence, and where the time goes.

`python -m benchmarks.speed --root DIR [--json] [--cases N]`. DIR is the folder of a benchmark, or holds one of that
name (`--set`). Each case is read and played once, so nothing is answered from an earlier run; one further case is
played before the clock starts, to load what a process loads once. Seconds are CPU seconds of this process. The shares
come from a second, untouched half: its stack is looked at every millisecond of CPU time, and each look counts for the
innermost part of Astreinte on it.
"""

import argparse
import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import astreinte
from astreinte.doors.cli.main import collect_seldom
from astreinte.replay.bench import judge
from astreinte.replay.cases import Listed, index

PACKAGE = f"{Path(astreinte.__file__).parent}/"
EVERY = 0.001
PARTS = {
    "evidence/redaction": "redaction",
    "evidence/hints": "redaction",
    "evidence/secret_classes": "redaction",
    "evidence/extract": "extraction",
    "evidence/metrics": "extraction",
    "evidence": "reading",
    "agents": "reasoning",
    "memory": "journal",
    "templates": "text",
    "actions": "actions",
    "graph": "graph",
    "replay": "replay",
}
"""From a module of Astreinte to the part of the work that it does; the first that fits counts."""


class Sampler:
    """Counts for which part the process works."""

    def __init__(self) -> None:
        self.looks: Counter[str] = Counter()

    def look(self, _signal: int, frame: FrameType | None) -> None:
        while frame is not None and not frame.f_code.co_filename.startswith(PACKAGE):
            frame = frame.f_back
        module = frame.f_code.co_filename.removeprefix(PACKAGE) if frame else ""
        self.looks[next((part for place, part in PARTS.items() if module.startswith(place)), "langgraph")] += 1

    def shares(self) -> dict[str, float]:
        whole = max(self.looks.total(), 1)
        return {part: round(count / whole, 3) for part, count in self.looks.most_common()}


@contextmanager
def sampled() -> Generator[Sampler]:
    """Looks while the block runs."""
    sampler = Sampler()
    before = signal.signal(signal.SIGPROF, sampler.look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield sampler
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, before)


def run(listed: Sequence[Listed]) -> dict[str, Any]:
    """As the command would: warm up with the first case, time the odd ones of the rest, look into the even ones."""
    collect_seldom()
    asyncio.run(judge(listed[0].read()))
    timed, looked = listed[1::2], listed[2::2]
    reading = playing = 0.0
    for each in timed:
        started = time.process_time()
        taken = each.read()
        read = time.process_time()
        asyncio.run(judge(taken))
        reading += read - started
        playing += time.process_time() - read
    takes = [each.read() for each in looked]
    with sampled() as sampler:
        judged = [asyncio.run(judge(taken, steps=True)) for taken in takes]
    held, used = sum(len(each.recordings) for each in takes), sum(len(each.steps) for each in judged)
    return {
        "cases": len(timed),
        "cases_per_second": round(len(timed) / playing, 2),
        "seconds_per_case": {"play": round(playing / len(timed), 4), "read": round(reading / len(timed), 4)},
        "readings_per_case": {"held": round(held / len(takes), 1), "used": round(used / len(takes), 1)},
        "shares": {"cases": len(looked), **sampler.shares()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="folder of the benchmark, or the one that holds it")
    parser.add_argument("--set", default="cloud-opsbench")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--cases", type=int, default=60, help="distinct cases: half are timed, half looked into")
    options = parser.parse_args()
    root = options.root if (options.root / "cases.json").exists() else options.root / options.set
    listed = list(index(root))
    step = max(len(listed) // options.cases, 1)
    result = run(listed[::step][: options.cases + 1])
    if options.json:
        print(json.dumps(result))
        return
    seconds = result["seconds_per_case"]
    print(f"{result['cases']} cases, {result['cases_per_second']} a second a core")
    print(f"{seconds['play']:.3f} s to play one, {seconds['read']:.3f} s to read its files")
    readings = result["readings_per_case"]
    print(f"{readings['used']:.0f} of {readings['held']:.0f} readings looked at")
    for part, share in list(result["shares"].items())[1:]:
        print(f"  {part:10} {share:6.1%}")


if __name__ == "__main__":
    main()
