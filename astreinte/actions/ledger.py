"""Intent before effect: the port, and the three moments of one effect."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from astreinte.domain import ActionRecord, Plan

Act = Callable[[], Awaitable[tuple[bool, str]]]
"""Runs the effect; returns whether it succeeded and its output."""

Look = Callable[[], Awaitable[bool | None]]
"""Reads the world: True the effect is there, False it is not, None cannot tell."""


class Ledger(Protocol):
    """Safe against crashes and second runners: an effect is applied at most once per key."""

    async def claim(self, incident: str) -> int:
        """A new epoch for this incident; every older one is fenced off from then on."""
        ...

    async def once(self, incident: str, epoch: int, key: str, plan: Plan, act: Act, look: Look) -> ActionRecord:
        """Write the intent, run `act`, write the result.

        A key that is already `done` or `failed` answers its record without running anything. A key left
        `intended` by a runner that died is reconciled by `look` first: True closes it as done, False runs it, None
        leaves it `unknown`.

        Raises:
            Fenced: a newer epoch owns the incident; nothing was applied.
        """
        ...

    async def records(self, incident: str) -> list[ActionRecord]: ...

    async def standing(self, incident: str, since: datetime) -> tuple[list[ActionRecord], list[ActionRecord]]:
        """Effects of that incident, and those of all incidents that were begun since then."""
        ...
