"""What the diagnosis of clusters does when its evidence is disguised, lacks a document, or lacks a third of them.

python -m benchmarks.strain {disguise,drop,thin} [--root DIR] [--every N] [--jobs N]

With --root the recorded cases of a set, else the invented clusters. A case that is wrong already with everything read
is not counted. `wrong` is an answer that is not the right one and at least as sure as the whole evidence was; `surer`
is the right answer with more confidence than before; `silent` says nothing.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

from astreinte.domain import Reading
from astreinte.replay.bench import takes
from astreinte.replay.score import fits
from astreinte.replay.stage import Take
from tests.clusters.disguise import disguised, invented, named
from tests.clusters.straight import NEARLY, Answer, answer, read, thinned, without_one
from tests.clusters.variants import variants

SHARE = 0.7
OTHERS = 6
DRAWS = 3


@cache
def cases(root: str) -> Sequence[Take]:
    """Recorded ones of the folder, or the invented ones."""
    return takes(Path(root), "cloud-opsbench") if root else [each.take() for each in variants()]


def names(root: str) -> Sequence[str]:
    if not root:
        return [each.id for each in variants()]
    return [f"{each.scenario.expected.cause[0]}-{each.scenario.id}" for each in cases(root)]


def strained(work: tuple[str, str, int]) -> tuple[Counter[str], list[str]]:
    """Counts and what to look at, of one case."""
    how, root, place = work
    taken, name = cases(root)[place], names(root)[place]
    if how == "disguise":
        other = disguised(taken, invented(sorted(named(taken)), seed=place))
        told = answer(other, read(other.recordings))
        missed = [] if _right(other, told) else [f"{name}: wants {other.scenario.expected.component}, got {told}"]
        return Counter({"missed" if missed else "right": 1}), missed
    counts, looks = Counter[str](), list[str]()
    readings = read(taken.recordings)
    whole = answer(taken, readings)
    if not _right(taken, whole):
        return Counter({"not counted": 1}), [f"{name}: wrong with everything read: {whole}"]
    for left in _less(how, readings, whole, place):
        verdict, told = _verdict(taken, whole, answer(taken, left))
        counts[verdict] += 1
        if verdict in {"wrong", "surer"}:
            gone = [each.query for each in readings if each not in left][:3]
            lost = "; ".join(f"{each.tool} {' '.join(each.args)[:90]}" for each in gone)
            looks.append(f"{name}: {verdict}: {told} after {whole.cause} {whole.confidence} without {lost}")
    return counts, looks


def _less(how: str, readings: Sequence[Reading], whole: Answer, seed: int) -> Iterator[tuple[Reading, ...]]:
    if how == "drop":
        yield from without_one(readings, whole, OTHERS, seed)
    else:
        yield from (thinned(readings, SHARE, seed * DRAWS + draw) for draw in range(DRAWS))


def _right(taken: Take, told: Answer) -> bool:
    return told.cause is not None and fits(taken.scenario.expected, told.cause, told.component)


def _verdict(taken: Take, whole: Answer, told: Answer) -> tuple[str, str]:
    shown = f"{told.cause}/{told.component} {told.confidence:.3f}"
    if told.cause is None:
        return "silent", shown
    if _right(taken, told):
        return ("surer" if told.confidence > whole.confidence + NEARLY else "right"), shown
    return ("wrong" if told.confidence >= whole.confidence else "wrong, less sure"), shown


def main() -> None:
    """Print what to look at as it comes, then the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("how", choices=("disguise", "drop", "thin"))
    parser.add_argument("--root", default="")
    parser.add_argument("--every", type=int, default=1, help="each Nth case")
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args()
    work = [(chosen.how, chosen.root, place) for place in range(0, len(cases(chosen.root)), chosen.every)]
    total = Counter[str]()
    with ProcessPoolExecutor(chosen.jobs) as pool:
        for counts, looks in pool.map(strained, work):
            total += counts
            for each in looks:
                print(each, flush=True)
    print(f"{len(work)} cases: " + ", ".join(f"{count} {name}" for name, count in total.most_common()))


if __name__ == "__main__":
    main()
