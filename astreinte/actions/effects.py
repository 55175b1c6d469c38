"""The one gate: plan, judge, apply, verify, undo. Nothing else in the program reaches an executor."""

import re
import shlex
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from astreinte.config import Settings
from astreinte.domain import ActionRecord, Answer, Clock, Fix, Plan, Query, Reading, SystemClock

from .catalogue import Catalogue
from .declared import is_declared
from .executor import Executor
from .handed import Handover, handover
from .kubectl import command
from .ledger import Ledger
from .policy import Allowed, Situation, Verdict, judge
from .reasons import refused
from .shapes import fits

HOUR = timedelta(hours=1)
Ask = Callable[[Query], Awaitable[Reading]]


@dataclass(frozen=True)
class Warrant:
    """On whose behalf an effect is asked: incident, runner's epoch, round, an approval if one was given.

    `by` is the persona that decided.
    """

    incident: str
    epoch: int
    round: int
    approval: Answer | None = None
    containment: bool = False
    by: str = ""

    def key(self, plan: Plan) -> str:
        kind = "contain" if self.containment else f"round-{self.round}"
        return f"{self.incident}:{kind}:{plan.action}:{plan.target}:{plan.fingerprint[:12]}"


class Effects:
    """Every effect passes here. `ask` is the read-only desk; `pause` a file whose presence stops all effects."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        ledger: Ledger,
        executor: Executor,
        ask: Ask,
        pause: Path | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings
        self._catalogue = catalogue
        self._ledger = ledger
        self._executor = executor
        self._desk = ask
        self._pause = pause
        self._clock = clock or SystemClock()
        self._read: list[Reading] = []

    async def ask(self, query: Query) -> Reading:
        reading = await self._desk(query)
        self._read.append(reading)
        return reading

    def readings(self) -> list[Reading]:
        """What was read for effects since the last call: evidence like any other, for the caller to record."""
        read, self._read = self._read, []
        return read

    async def claim(self, incident: str) -> int:
        """A new epoch: every older runner of this incident is fenced off."""
        return await self._ledger.claim(incident)

    async def records(self, incident: str) -> list[ActionRecord]:
        return await self._ledger.records(incident)

    def steps(self, fix: Fix) -> tuple[Fix, ...]:
        """The fix and what completes it, in order."""
        return (fix, *self._catalogue.sequel(fix, self.settings))

    async def plan(self, fix: Fix) -> Plan:
        """Exactly what would run.

        Raises:
            RefusedByPolicy, UnknownName: with the reason.
        """
        plan = await self._catalogue.plan(fix, self)
        return replace(plan, lasts=fix.lasts)

    def handover(self, fix: Fix) -> Handover:
        """Who does by hand what is not applied from here, and how."""
        return handover(self.settings, fix.action, fix.params.get("service", ""))

    async def judge(self, warrant: Warrant, plan: Plan) -> Verdict:
        """What the policy says of a plan now."""
        settings, limits, now, key = self.settings, self.settings.limits, self._clock.now(), warrant.key(plan)
        standing = await self._ledger.standing(warrant.incident, now - HOUR)
        mine, recent = (_effects(each, key) for each in standing)
        situation = Situation(
            mode=settings.mode_of(plan.target, plan.action, plan.risk),
            applied=len(mine),
            limit=limits.actions,
            paused=self._pause is not None and self._pause.exists(),
            containment=warrant.containment,
            approval=warrant.approval,
            language=settings.language,
            now=now,
            approval_lasts=limits.approval,
            on_target=sum(each.plan.target == plan.target for each in mine),
            target_limit=limits.target,
            in_hour=len(recent),
            hour_limit=limits.hour,
            running=sum(_runs(each, now) for each in recent),
            most_running=limits.concurrent,
            frozen=self._frozen(plan, now),
            by=warrant.by,
            may=self._catalogue.may(plan.action),
        )
        return judge(plan, situation)

    def _frozen(self, plan: Plan, now: datetime) -> str:
        """Why nothing should move now; empty outside of every window."""
        environment = self.settings.environment_of(plan.target)
        held = [each for each in self.settings.freeze if each.holds(now, environment, plan.target)]
        return next((each.why or each.end.isoformat() for each in held), "")

    async def apply(self, warrant: Warrant, plan: Plan) -> ActionRecord:
        """Judge once more, write the intent, run, read back, write the result.

        Raises:
            RefusedByPolicy: the policy does not allow it now; nothing was run.
            Fenced: a newer runner owns the incident; nothing was run.
        """
        if not isinstance(verdict := await self.judge(warrant, plan), Allowed):
            raise refused(self, "refused", action=plan.action, target=plan.target, why=verdict.why)
        await self._rehearse(plan)
        return await self._once(warrant, warrant.key(plan), plan)

    async def _rehearse(self, plan: Plan) -> None:
        """Ask the tool itself whether it would do it, where it can say so.

        Raises:
            RefusedByPolicy: it would not, or the argument list is none of the catalogue's.
        """
        for argv in (plan.argv, plan.dry, plan.undo):
            if argv is not None and not self._shaped(plan, argv):
                raise refused(self, "shapeless", action=plan.action, argv=shlex.join(argv)[:300])
        if plan.dry is not None:
            willing, output = await self._executor.run(plan, plan.dry)
            if not willing:
                raise refused(self, "unwilling", action=plan.action, target=plan.target, why=output[:300])

    def _shaped(self, plan: Plan, argv: tuple[str, ...]) -> bool:
        own = is_declared(self.settings, plan.action, plan.target, argv)
        return own or fits(argv, command(self.settings)[1:], self._catalogue.shapes(plan.action))

    async def undo(self, warrant: Warrant, record: ActionRecord) -> ActionRecord | None:
        """Put back what was there; None where the action has no undo. Only the kill switch refuses it."""
        if record.plan.undo is None:
            return None
        if self._pause is not None and self._pause.exists():
            raise refused(self, "paused")
        if not self._shaped(record.plan, record.plan.undo):
            raise refused(self, "shapeless", action=record.plan.action, argv=shlex.join(record.plan.undo)[:300])
        back = replace(record.plan, argv=record.plan.undo, undo=None, dry=None, expect="", marker="", was="")
        done = await self._once(warrant, f"{record.key}:undo", back, shown=record.plan)
        return replace(record, state="undone" if done.state == "done" else record.state, output=done.output)

    async def _once(self, warrant: Warrant, key: str, plan: Plan, *, shown: Plan | None = None) -> ActionRecord:
        """Through the ledger; `shown` is the plan whose undo this is."""
        record = await self._ledger.once(
            warrant.incident,
            warrant.epoch,
            key,
            plan,
            lambda: self._executor.run(shown or plan, plan.argv),
            lambda: self._took(plan) if shown is None else self._gone(shown),
        )
        if record.state == "done" and record.verified is None and plan.expect:
            return replace(record, verified=await self._took(plan))
        return record

    async def _gone(self, plan: Plan) -> bool | None:
        """Whether the world no longer shows the effect: None where that cannot be told, or by a change alone."""
        if plan.after is None or not plan.expect or plan.marker:
            return None
        reading = await self.ask(plan.after)
        return None if reading.status != "ok" else not re.search(plan.expect, reading.text)

    async def _took(self, plan: Plan) -> bool | None:
        """Whether the world shows the effect: True, False, or None where that cannot be told."""
        if plan.after is None or not plan.expect:
            return None
        reading = await self.ask(plan.after)
        if reading.status == "error":
            return None
        if not re.search(plan.expect, reading.text):
            return False
        marked = re.search(plan.marker, reading.text) if plan.marker else None
        return not (plan.marker and (marked is None or marked.group(1) == plan.was))


def _effects(records: Sequence[ActionRecord], key: str) -> list[ActionRecord]:
    """Effects so far, undos and the one being asked apart."""
    return [record for record in records if not record.key.endswith(":undo") and record.key != key]


def _runs(record: ActionRecord, now: datetime) -> bool:
    """Whether it is under way: one that a dead runner left behind is not, once its time is over."""
    ends = record.started and record.started + timedelta(seconds=record.plan.timeout)
    return record.state == "intended" and ends is not None and now < ends
