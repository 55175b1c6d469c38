"""From digests in state to a case that can be thought about: bodies are opened, signals read out, once a round."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from astreinte.agents import Case, Suspects, Tried
from astreinte.config import Settings
from astreinte.domain import Brief, Clock, Declaration, Reading, Signal, Window, load
from astreinte.evidence import Context, Evidence, extract
from astreinte.evidence.signals import SignalRule

from .docket import PROBED, Docket
from .state import State

BEFORE = timedelta(minutes=30)
WIDER = timedelta(minutes=60)
AFTER = timedelta(hours=2)
LONG_AGO = timedelta(hours=24)
"""An incident that was first seen longer ago is a past one: what is measured now tells nothing of it."""


def window(declaration: Declaration, now: datetime, round_: int) -> Window:
    """From 30 minutes before the earliest known moment to now, an hour wider each further round.

    One that is over, or was declared long afterwards, is read around its own time and not up to now.
    """
    earliest = min(declaration.started or declaration.detected, declaration.detected)
    wider = WIDER * (round_ - 1)
    return Window(earliest - BEFORE - wider, max(_until(declaration, now, wider), declaration.detected))


def _until(declaration: Declaration, now: datetime, wider: timedelta) -> datetime:
    if declaration.resolved:
        return min(now, declaration.resolved + BEFORE + wider)
    over = now - declaration.detected > LONG_AGO
    return min(now, declaration.detected + AFTER + wider) if over else now


class Casebook:
    """Builds cases. The readings of one docket are opened and extracted once."""

    def __init__(
        self,
        docket: Docket,
        evidence: Evidence,
        settings: Settings,
        clock: Clock,
        suspects: Suspects,
        rules: tuple[SignalRule, ...] = (),
    ) -> None:
        self._docket = docket
        self._evidence = evidence
        self._services = settings.services
        self._nodes = {name: settings.cluster.labels.get(name, {}) for name in settings.cluster.nodes}
        self._clock = clock
        self._suspects, self._rules = suspects, rules
        self._memo: tuple[tuple[object, ...], tuple[Reading, ...], tuple[Signal, ...]] | None = None

    def considered(self, state: State) -> Case:
        """The case as it stood when the last decision was taken; as it stands where there was none.

        Raises:
            IntegrityError, StoreUnavailable: an evidence body is damaged or gone.
        """
        if not (seen := state.get("considered")):
            return self.case(state)
        return self.case({**state, "evidence": seen["evidence"]}, datetime.fromisoformat(str(seen["at"])))

    def case(self, state: State, now: datetime | None = None) -> Case:
        """The case as it stands, or stood at `now`: of two readings of one query, the later counts.

        Raises:
            IntegrityError, StoreUnavailable: an evidence body is damaged or gone.
        """
        declaration = load(Declaration, state["declaration"])
        round_ = state.get("round", 1)
        now = now or self._clock.now()
        span = window(declaration, now, round_)
        brief = load(Brief, state["brief"]) if state.get("brief") else None
        service = brief.component.name if brief else declaration.service
        filed = state.get("evidence", {})
        context = Context(service, self._services, span, now, self._rules, _began(declaration), _rule(declaration))
        readings, signals = self._read(filed, context, _too_late(declaration))
        return Case(
            declaration=declaration,
            readings=readings,
            signals=signals,
            window=span,
            now=now,
            brief=brief,
            services=self._services,
            nodes=self._nodes,
            tried=tuple(load(Tried, each) for each in state.get("tried", [])),
            round=round_,
        )

    def _read(
        self, filed: Mapping[str, str], context: Context, too_late: datetime | None
    ) -> tuple[tuple[Reading, ...], tuple[Signal, ...]]:
        """Readings and signals; words are weighed once something was collected: triage names no cause."""
        key = (tuple(sorted(filed.items())), context.service, context.window.start)
        if self._memo is None or self._memo[0] != key:
            readings = tuple(self._evidence.open(ref) for ref in self._docket.latest(filed))
            telling = [each for each in readings if too_late is None or _tells_of_then(each, too_late)]
            found = extract(telling, context)
            collected = any(name != PROBED for name in filed)
            self._memo = (key, readings, self._suspects.beside(telling, context, found) if collected else found)
        return self._memo[1], self._memo[2]


def _began(declaration: Declaration) -> datetime | None:
    return declaration.started if declaration.started_source == "alert" else None


def _rule(declaration: Declaration) -> str:
    return declaration.labels.get("alertname", "") if declaration.source == "alert" else ""


def _too_late(declaration: Declaration) -> datetime | None:
    """From when on the state of things tells nothing of an incident that is over."""
    return declaration.resolved + BEFORE if declaration.resolved else None


def _tells_of_then(reading: Reading, too_late: datetime) -> bool:
    """Logs, events and changes keep their own times; a state is that of the moment it was read."""
    return reading.at <= too_late or reading.query.item not in {"resources", "metrics"}
