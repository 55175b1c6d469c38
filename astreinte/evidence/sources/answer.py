"""A command's output as a reading: an answer, nothing, or the reason a person can act on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from astreinte.domain import Clock, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from .run import Ran, Run

WHY = 300
"""Characters of a complaint that a reason quotes."""


@dataclass(frozen=True)
class Manners:
    """How a tool says things.

    Attributes:
        both: what it prints on its error output is part of the answer (container logs).
        nothing: complaints that mean that there is nothing to see.
        refusals: complaints with the key of `reasons.yaml` that tells what to do; the first that is found counts.
        framed: it prints something even where it failed, so that a refusal counts before what was printed.
        values: what the sentences of those keys need beside `tool` and `why`.
    """

    both: bool = False
    nothing: str = r"(?!)"
    refusals: Mapping[str, str] = field(default_factory=dict[str, str])
    framed: bool = False
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def answer(
    query: Query, argv: Sequence[str], run: Run, seconds: float, clock: Clock, manners: Manners
) -> Reading:
    """Run `argv` for `query`, for at most so many seconds.

    Raises:
        ReadingUnavailable: the program is missing, took too long or only complained.
    """
    at = clock.now()
    ran = await run(argv, seconds)
    text = said(query.tool, ran, manners)
    note = "; ".join(filter(None, [f"exit {ran.code}" if ran.code else "", "output cut" if ran.cut else ""]))
    return Reading(query, at, "ok" if text.strip() else "no_data", text, note=note)


def said(tool: str, ran: Ran, manners: Manners) -> str:
    """What a command printed; one that printed has answered, whatever it returned.

    Raises:
        ReadingUnavailable: it failed and only complained.
    """
    if ran.code == 0 or (ran.out.strip() and not (manners.framed and _refusal(ran, manners))):
        return (_joined(ran) if manners.both else ran.out).replace("\x00", "")
    if re.search(manners.nothing, ran.err):
        return ""
    complaint = " ".join(ran.err.split())[:WHY]
    if key := _refusal(ran, manners):
        raise Unavailable(key, tool=tool, why=complaint, **manners.values)
    raise Unavailable("exited" if complaint else "exited_silent", tool=tool, code=ran.code, why=complaint)


def _refusal(ran: Ran, manners: Manners) -> str:
    return next((key for pattern, key in manners.refusals.items() if re.search(pattern, ran.err)), "")


def _joined(ran: Ran) -> str:
    gap = "\n" if ran.out and ran.err and not ran.out.endswith("\n") else ""
    return ran.out + gap + ran.err
