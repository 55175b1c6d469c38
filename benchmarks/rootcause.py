"""Ranking by metrics beside n-sigma, BARO and a constant guess, on the same readings of the same cases, in one run.

`python -m benchmarks.rootcause --root DIR [--json]`, where DIR holds the folders `petshop` and `nezha`, or either. All
see the readings of a case and nothing else; the rivals are also told which metric the alarm is about, where it says.
The constant guess names the most frequent causes of the system, which takes the labels: whoever does not beat it has
learned their proportions at most. Where the right answer is to abstain, naming anybody is a guess.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from astreinte.domain import Reading, Window
from astreinte.evidence import Context, extract
from astreinte.evidence.extract.shifts import series_of
from astreinte.evidence.metrics import Series
from astreinte.evidence.metrics.kinds import named
from astreinte.replay import find
from astreinte.replay.stage import Take

from .rankers import baro, nsigma, ranked

SETS = ("petshop", "nezha")
PLACES = 5
GUESSED = 3


@dataclass(frozen=True)
class Trial:
    """One case: who is the cause (empty where the metrics do not show it), how many could be, who says what."""

    group: tuple[str, str, str]
    truth: str
    among: int
    answers: Mapping[str, Sequence[str]]


def trials(name: str, taken: Iterable[Take]) -> Iterator[Trial]:
    takes = list(taken)
    guesses = _guesses(takes)
    for each in takes:
        expected, readings = each.scenario.expected, _readings(each)
        context = _context(each, readings)
        series = list(series_of(readings, context))
        same = _alarmed(series, each)
        answers = {
            "astreinte": _accused(readings, context),
            "n-sigma": ranked(same, nsigma),
            "baro": ranked(same, baro),
            "constant": guesses[expected.system],
        }
        yield Trial((name, expected.system, expected.fault), "".join(expected.component), _many(series), answers)


def _readings(taken: Take) -> list[Reading]:
    return [Reading(each.asked, each.at, each.status, each.text) for each in taken.recordings]


def _context(taken: Take, readings: Sequence[Reading]) -> Context:
    now = max((each.at for each in readings), default=datetime.now(UTC))
    return Context(taken.declaration.service, {}, Window(min(taken.declaration.detected, now), now), now)


def _accused(readings: Sequence[Reading], context: Context) -> list[str]:
    """The components of the signals that may prove a cause, in the order of suspicion."""
    held = [each for each in extract(readings, context) if "share" in each.attributes]
    held.sort(key=lambda each: -float(each.attributes["share"]))
    return list(dict.fromkeys(each.entity.partition(":")[2] for each in held))


def _alarmed(series: Sequence[Series], taken: Take) -> list[Series]:
    """The series of the kind that the alarm is about, for those who cannot find out; all where it does not say."""
    told = named(taken.declaration.labels.get("metric", ""))
    return [each for each in series if told is None or each.named.kind == told.kind]


def _many(series: Iterable[Series]) -> int:
    return len({each.component for each in series})


def _guesses(takes: Iterable[Take]) -> dict[str, list[str]]:
    counts: dict[str, Counter[str]] = {}
    for each in takes:
        counts.setdefault(each.scenario.expected.system, Counter()).update(each.scenario.expected.component)
    return {system: [name for name, _ in count.most_common(GUESSED)] for system, count in counts.items()}


def scores(done: Sequence[Trial], who: str) -> dict[str, float]:
    """Shares of the cases: the cause in the first 1, 3 and 5, the mean of 1 to 5, and who named nobody."""
    named = [each for each in done if each.truth]
    found = {"cases": float(len(done)), "abstained": _share(not each.answers[who] for each in done)}
    if named:
        at = [_share(each.truth in each.answers[who][:k] for each in named) for k in range(1, PLACES + 1)]
        found |= {"top-1": at[0], "top-3": at[2], "avg@5": round(sum(at) / PLACES, 3)}
    return found


def chance(done: Sequence[Trial]) -> dict[str, float]:
    """What guessing at random would give: k of n."""
    sizes = [each.among for each in done if each.truth and each.among]
    return {f"top-{k}": round(sum(min(k, n) / n for n in sizes) / max(len(sizes), 1), 3) for k in (1, 3)}


def _share(flags: Iterable[bool]) -> float:
    listed = list(flags)
    return round(sum(listed) / max(len(listed), 1), 3)


def report(done: Sequence[Trial]) -> dict[str, Any]:
    """By set and system, then by fault; faults that metrics show apart from those that they do not."""
    systems = sorted({each.group[:2] for each in done})
    return {"/".join(filter(None, key)): _system([each for each in done if each.group[:2] == key]) for key in systems}


def _system(done: Sequence[Trial]) -> dict[str, Any]:
    faults = sorted({each.group[2] for each in done})
    shown, hidden = [each for each in done if each.truth], [each for each in done if not each.truth]
    return {
        "shown by metrics": _all(shown),
        "to abstain": _all(hidden),
        "by_fault": {fault: _all([each for each in done if each.group[2] == fault]) for fault in faults},
    }


def _all(done: Sequence[Trial]) -> dict[str, Any]:
    if not done:
        return {}
    return {"chance": chance(done), **{who: scores(done, who) for who in done[0].answers}}


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    for system, result in found.items():
        yield system
        parts = {**{key: result[key] for key in ("shown by metrics", "to abstain")}, **result["by_fault"]}
        for part, rows in parts.items():
            for who, row in rows.items():
                figures = "  ".join(f"{key} {value:g}" for key, value in row.items())
                yield f"  {part:18} {who:10} {figures}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the folder of the sets")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    options = parser.parse_args()
    folders = {name: options.root / name for name in SETS if (options.root / name / "cases.json").exists()}
    result = report([each for name, folder in folders.items() for each in trials(name, find([folder]))])
    show: Callable[[str], None] = print
    for line in [json.dumps(result)] if options.json else lines(result):
        show(line)


if __name__ == "__main__":
    main()
