"""Hostile parameters against every form of an action and every read verb: what they lead to that good ones do not.

python -m benchmarks.hostile [--json]
"""

import argparse
import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from astreinte.actions import Catalogue, Effects, NotingExecutor, Warrant, all_actions
from astreinte.domain import Answer, Fix, ManualClock, Query
from astreinte.errors import AstreinteError
from astreinte.evidence import StateSource
from astreinte.evidence.sources.catalogue import VERBS, accepted, make_paths
from astreinte.evidence.sources.state import READS
from astreinte.memory import MemoryLedger

from .hostile_values import VALUES, around, evil
from .hostile_world import AT, SETTINGS, Form, answer, forms

INC = "INC-1"
FIRST = 40
"""How many of the values are tried as a parameter that no action has."""


@dataclass
class Tried:
    """What one fix led to: argument lists that reached the executor, and questions that were asked on the way."""

    ran: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    asked: list[Query] = field(default_factory=list[Query])


async def attempt(catalogue: Catalogue, fix: Fix) -> Tried:
    """Plan, approve whatever it is, apply and take back, by a persona that may: only validation can stop it."""
    clock, hands = ManualClock(AT), NotingExecutor()
    gate = Effects(SETTINGS, catalogue, MemoryLedger(clock), hands, answer, clock=clock)
    with suppress(AstreinteError):
        plan = await gate.plan(fix)
        yes = Answer("q1", "approve", "someone", AT, fingerprint=plan.fingerprint)
        by = min(catalogue.may(fix.action), default="")
        under = Warrant(INC, await gate.claim(INC), 1, approval=yes, by=by)
        await gate.undo(under, await gate.apply(under, plan))
    return Tried(hands.ran, [each.query for each in gate.readings()])


@dataclass
class Known:
    """What good parameters lead to: the fixes by form, the argument lists by action, the words of all questions."""

    fixes: dict[Form, list[Fix]] = field(default_factory=dict[Form, list[Fix]])
    ran: dict[str, set[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(set))
    words: set[str] = field(default_factory=set[str])

    @property
    def without(self) -> list[str]:
        """The forms that refuse every good parameter: that they refuse hostile ones proves nothing."""
        return [str(form) for form, fixes in self.fixes.items() if not fixes]

    def outside(self, action: str, tried: Tried, hostile: str) -> Iterator[tuple[str, ...]]:
        """Argument lists that no good parameter gives, word for word, and questions that hold what is hostile."""
        yield from (argv for argv in tried.ran if argv not in self.ran[action])
        for asked in tried.asked:
            if evil(hostile) and any(hostile in word for word in {*asked.args} - self.words):
                yield (asked.tool, *asked.args)


async def known(catalogue: Catalogue) -> Known:
    """Every form with every combination of good parameters."""
    found = Known()
    for form in forms(catalogue):
        found.fixes[form] = []
        for fix in form.good(catalogue):
            if (tried := await attempt(catalogue, fix)).ran:
                found.fixes[form].append(fix)
                found.ran[form.action] |= {*tried.ran}
                found.words |= {word for each in tried.asked for word in each.args}
    return found


def cases(good: Known) -> Iterator[tuple[Fix, str]]:
    """Each parameter of each good fix in turn hostile, the others as they were; then one that no action has."""
    for fixes in good.fixes.values():
        for fix in fixes:
            for name, good_value in fix.params.items():
                for value in (*VALUES, *around(good_value)):
                    yield Fix(fix.action, {**fix.params, name: value}), value
            for value in VALUES[:FIRST]:
                yield Fix(fix.action, {**fix.params, "argv": value}), value


async def act() -> tuple[int, int, list[Any], Known]:
    """How many fixes were tried, how many argument lists ran, those that no good parameter gives, and the good ones."""
    catalogue, tried, ran = Catalogue(all_actions("/kept")), 0, 0
    good, outside = await known(catalogue), list[Any]()
    for fix, hostile in cases(good):
        tried += 1
        found = await attempt(catalogue, fix)
        ran += len(found.ran)
        outside += [{"action": fix.action, "argv": list(each)} for each in good.outside(fix.action, found, hostile)]
    return tried, ran, outside, good


def look() -> tuple[int, list[Any]]:
    """Every word of every read verb in turn hostile; the questions that are let through all the same."""
    paths, state = make_paths(("/srv/wiki",), ("/srv/wiki/cache/*.tmp",)), StateSource(SETTINGS, ManualClock(AT))
    tried, outside = 0, list[Any]()
    for tool, lines in [*VERBS.items(), *READS.items()]:
        for line in lines:
            words = line.split()
            for place, value in product(range(len(words)), VALUES):
                tried += 1
                query = Query(tool, (*words[:place], value, *words[place + 1 :]))
                if accepted(query, paths) or state.accepts(query):
                    outside += [{"tool": tool, "args": list(query.args)}] if evil(value) else []
    return tried, outside


def measure() -> dict[str, Any]:
    """`{"cases", "outside", "forms", "forms_with_a_valid_plan", "without"}`, with the first of what was outside."""
    fixes, ran, effects, good = asyncio.run(act())
    questions, readings = look()
    outside = [*effects, *readings]
    counts = {"fixes": fixes, "ran": ran, "reads": questions}
    covered = {"forms": len(good.fixes), "forms_with_a_valid_plan": len(good.fixes) - len(good.without)}
    figures = {"cases": fixes + questions, "outside": len(outside), **counts, **covered}
    return {**figures, "without": good.without, "first": outside[:3]}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    found, covers = measure(), "{forms_with_a_valid_plan} of {forms} forms have a valid plan"
    text = "{cases} cases, {outside} outside; " + covers
    print(json.dumps(found) if parser.parse_args().json else text.format(**found))


if __name__ == "__main__":
    main()
