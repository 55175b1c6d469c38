"""The ledger: intent before effect, one owner per incident, at most one application per key.

::

    (none) ──intend──▶ intended ──close──▶ done │ failed │ unknown ──▶ undone
                          ▲  a dead runner left it, or it is unknown: `look` decides
                          └──────────────────────────────────────────────┘
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

from astreinte.actions.ledger import Act, Look
from astreinte.domain import ActionRecord, Clock, Plan, dump, load
from astreinte.errors import AstreinteError, Fenced, NotFound

from .chain import canonical
from .stamps import instant, stamp

SETTLED = ("done", "failed", "undone")
MARGIN = 5.0
"""Seconds beyond the plan's own time limit, so that whoever runs the command can end it first."""

POLL = 0.25
FRESH = 1.0
"""Seconds after which an intent that was not acted on yet is looked at again: the process may have been stopped."""

APPLIED: dict[bool | None, Literal["done", "failed", "unknown"]] = {True: "done", False: "failed", None: "unknown"}


class Attempt(NamedTuple):
    incident: str
    epoch: int
    key: str
    plan: Plan


@dataclass(frozen=True)
class Slip:
    """One effect as it is kept: `plan` as JSON, `due` in epoch seconds, times in RFC 3339."""

    key: str
    epoch: int
    state: Any
    plan: str
    due: float
    started: str = ""
    ended: str | None = None
    output: str = ""


class Book(Protocol):
    """Where slips are kept. Every writer is one transaction, and raises `Fenced` when `epoch` is not the newest."""

    async def claim(self, incident: str) -> int:
        """The next epoch of the incident, from 1."""
        ...

    async def guard(self, incident: str, epoch: int) -> None:
        """Nothing, or `Fenced`."""
        ...

    async def enter(self, incident: str, slip: Slip) -> bool:
        """Keep a new slip under its own epoch; False when its key is there already."""
        ...

    async def change(
        self, incident: str, epoch: int, key: str, values: Mapping[str, Any], seen: Slip | None
    ) -> Slip | None:
        """Set these fields: the slip as it is then; None when there is no such slip, or it is not as it was `seen`."""
        ...

    async def find(self, incident: str, key: str) -> Slip | None: ...

    async def standing(self, incident: str, moment: str) -> tuple[list[Slip], list[Slip]]:
        """Slips of that incident, and those of every incident that were started then or later."""
        ...

    async def all(self, incident: str) -> list[Slip]:
        """By the moment at which they were entered, then by key."""
        ...


class KeptLedger:
    """Implements `Ledger` over a book.

    An attempt that a dead runner left behind is given `grace` seconds to end (the plan's own limit when None), for the
    command it started may have outlived it; only then is the effect applied again, and only if `look` does not see it.
    """

    def __init__(self, book: Book, clock: Clock, *, grace: float | None = None) -> None:
        self._book = book
        self._clock = clock
        self._grace = grace

    async def claim(self, incident: str) -> int:
        return await self._book.claim(incident)

    async def once(self, incident: str, epoch: int, key: str, plan: Plan, act: Act, look: Look) -> ActionRecord:
        """See `Ledger.once`.

        `OSError`, `TimeoutError` and `AstreinteError` of `act` end in the record, after a `look`; others go through.
        """
        attempt, since = Attempt(incident, epoch, key, plan), time.monotonic()
        if await self._intend(attempt):
            return await self._apply(attempt, act, look, since)
        return await self._reconcile(attempt, act, look)

    async def records(self, incident: str) -> list[ActionRecord]:
        return [_record(slip) for slip in await self._book.all(incident)]

    async def standing(self, incident: str, since: datetime) -> tuple[list[ActionRecord], list[ActionRecord]]:
        mine, recent = await self._book.standing(incident, stamp(since))
        return [_record(slip) for slip in mine], [_record(slip) for slip in recent]

    async def _still_ours(self, attempt: Attempt, since: float) -> None:
        """Act right after the intent or not at all: who slept in between, long enough to be replaced, is fenced."""
        fresh = FRESH
        while time.monotonic() - since > fresh:
            since, fresh = time.monotonic(), fresh * 2
            await self._book.guard(attempt.incident, attempt.epoch)

    async def _apply(self, attempt: Attempt, act: Act, look: Look, since: float) -> ActionRecord:
        applied: bool | None
        await self._still_ours(attempt, since)
        try:
            applied, output = await asyncio.wait_for(act(), attempt.plan.timeout + MARGIN)
        except (OSError, TimeoutError, AstreinteError) as error:
            applied, output = await look(), f"{type(error).__name__}: {error}".removesuffix(": ")
        return await self._close(attempt, applied, output)

    async def _reconcile(self, attempt: Attempt, act: Act, look: Look) -> ActionRecord:
        """Answer what is settled; else ask the world, wait for an attempt that may still be under way, ask again.

        However the clock was set meanwhile, nobody waits for longer than an attempt is given.
        """
        patience = self._given(attempt)
        while (slip := await self._slip(attempt.incident, attempt.key)).state not in SETTLED:
            seen, left = await look(), min(patience, slip.due - self._clock.now().timestamp())
            if seen is not True and left > 0:
                await self._clock.sleep(min(left, POLL))
                patience -= POLL
                continue
            since = time.monotonic()
            await self._take(attempt, slip)
            if seen is False:
                return await self._apply(attempt, act, look, since)
            return await self._close(attempt, seen, "reconciled")
        return _record(slip)

    async def _intend(self, attempt: Attempt) -> bool:
        started = stamp(self._clock.now())
        return await self._book.enter(attempt.incident, Slip(attempt.key, started=started, **self._intent(attempt)))

    def _intent(self, attempt: Attempt) -> dict[str, Any]:
        return {
            "epoch": attempt.epoch,
            "due": self._clock.now().timestamp() + self._given(attempt),
            "state": "intended",
            "plan": canonical(dump(attempt.plan), f"the plan of {attempt.key!r}"),
        }

    def _given(self, attempt: Attempt) -> float:
        """Seconds that an attempt may take before another one is made."""
        return attempt.plan.timeout + MARGIN if self._grace is None else self._grace

    async def _take(self, attempt: Attempt, seen: Slip) -> None:
        """Make an unfinished attempt ours, unless someone has changed it since it was seen."""
        if not await self._book.change(attempt.incident, attempt.epoch, attempt.key, self._intent(attempt), seen):
            raise fenced(attempt.incident, attempt.epoch)

    async def _close(self, attempt: Attempt, applied: bool | None, output: str) -> ActionRecord:
        values = {"state": APPLIED[applied], "output": _clean(output), "due": 0.0, "ended": stamp(self._clock.now())}
        closed = await self._book.change(attempt.incident, attempt.epoch, attempt.key, values, None)
        if closed is None:
            raise _unknown(attempt.incident, attempt.key)
        return _record(closed)

    async def _slip(self, incident: str, key: str) -> Slip:
        if (slip := await self._book.find(incident, key)) is None:
            raise _unknown(incident, key)
        return slip


def fenced(incident: str, epoch: int) -> Fenced:
    return Fenced(f"runner {epoch} of {incident} was replaced by a newer one; leave the incident to it")


def _unknown(incident: str, key: str) -> NotFound:
    return NotFound(f"no effect {key!r} of {incident}; the ledger lists those it has")


def _clean(output: str) -> str:
    return output.encode(errors="replace").decode()


def _record(slip: Slip) -> ActionRecord:
    return ActionRecord(
        key=slip.key,
        plan=load(Plan, json.loads(slip.plan)),
        state=slip.state,
        output=slip.output,
        started=instant(slip.started) if slip.started else None,
        ended=instant(slip.ended) if slip.ended else None,
    )
