"""When it began, read from the evidence of the decided cause, where the caller did not say."""

from collections.abc import Iterable
from datetime import datetime

from astreinte.domain import Decision, Declaration, Draft, Signal, load, rfc3339

from .ports import Ports
from .state import State


async def note_onset(state: State, ports: Ports, decision: Decision) -> None:
    """Journal the earliest cited moment of the cause that is not after detection; a stated start is never touched.

    When a reading was taken dates nothing, and a change counts only where no symptom has a time.
    """
    declaration = load(Declaration, state["declaration"])
    if declaration.started is not None or decision.cause is None:
        return
    cause, case = ports.knowledge.cause(decision.cause), ports.casebook.case(state)
    if cause.kind == "healthy":
        return
    cited, taken = set(decision.evidence), {reading.at for reading in case.readings}
    speaking = [s for s in case.signals if s.id in cause.signals and cited.intersection(s.evidence)]
    dated = [
        (moment, signal)
        for signal in speaking
        if (moment := _first(signal)) and moment not in taken and case.window.start <= moment <= declaration.detected
    ]
    symptoms = [each for each in dated if ports.knowledge.grade(each[1].id) != "change"]
    if (begun := _earliest(symptoms) or _earliest(dated)) is None:
        return
    moment, signal = begun
    data = {"started": rfc3339(moment), "started_source": "evidence", "why": f"{signal.id} ({signal.entity})"}
    shown = tuple(id_ for id_ in signal.evidence if id_ in cited)
    draft = Draft("onset", decision.by, data, shown, key=f"onset:{state['round']}")
    await ports.journal.append(state["incident"], draft)


def _earliest(dated: Iterable[tuple[datetime, Signal]]) -> tuple[datetime, Signal] | None:
    return min(dated, key=lambda each: (each[0], each[1].id, each[1].entity), default=None)


def _first(signal: Signal) -> datetime | None:
    """`at` is the last time that a signal was seen, its attribute `first` the earliest."""
    first = signal.attributes.get("first")
    return datetime.fromisoformat(first) if first else signal.at
