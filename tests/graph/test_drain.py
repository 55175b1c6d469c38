"""Ctrl-C in any node: saved at the next step, and resumed to the same end."""

from collections.abc import Callable
from typing import Any

import pytest
from langgraph.runtime import RunControl

from astreinte.actions import ReplayExecutor
from astreinte.domain import Entry
from astreinte.domain.outcome import Outcome
from astreinte.evidence import RecordedSource

from .test_moderation import scripted
from .world import DISK, NIGHT, Pager, declared, settings, world

When = Callable[[Entry], bool]


def kind(name: str, **data: Any) -> When:
    return lambda entry: entry.kind == name and all(entry.data.get(key) == value for key, value in data.items())


NODES: dict[str, tuple[str, When]] = {
    "declare": ("CRITIQUE", kind("status", state="triage")),
    "triage": ("CRITIQUE", kind("triaged")),
    "log_for_later": ("BASSE", kind("status", state="logged")),
    "plan": ("MOYENNE", kind("status", state="planned")),
    "contain": ("CRITIQUE", kind("contained")),
    "notify": ("CRITIQUE", kind("notified")),
    "assign_lead": ("CRITIQUE", kind("assigned")),
    "collect": ("CRITIQUE", lambda entry: entry.kind == "reading" and entry.data["query"]["item"] == "logs"),
    "checklist": ("CRITIQUE", kind("missing")),
    "analyse": ("CRITIQUE", kind("finding")),
    "decide": ("CRITIQUE", kind("decision")),
    "review": ("CRITIQUE", kind("review")),
    "user": ("CRITIQUE", kind("status", state="waiting")),
    "remediate": ("CRITIQUE", lambda entry: entry.kind == "effect" and entry.data["plan"]["action"] == "free-disk"),
    "validate": ("CRITIQUE", kind("validation")),
    "postmortem": ("CRITIQUE", kind("postmortem")),
}


async def played(severity: Any, when: When | None) -> tuple[Outcome, int]:
    """To the end, whatever interrupts it; how often it was interrupted."""
    source, drained = RecordedSource(DISK), 0
    shared: dict[str, Any] = {}
    pending = [when] if when else []
    incident, state = "", ""
    for _ in range(6):
        control = RunControl()

        def tell(entry: Entry, control: RunControl = control) -> None:
            if pending and pending[0](entry):
                pending.pop()
                control.request_drain()

        wiki = world(
            sources=[source],
            executor=ReplayExecutor(source.advance),
            reasoner=scripted(maintained=True),
            settings=settings(limits={"rounds": 1}),
            pager=Pager(),
            control=control,
            tell=tell,
            at=NIGHT,
            **shared,
        )
        shared |= {"database": wiki.database, "saver": wiki.saver, "store": wiki.store, "clock": wiki.clock}
        incident = incident or await wiki.desk.declare(declared(NIGHT, severity=severity))
        for question in await wiki.desk.questions(incident):
            await wiki.desk.answer(incident, question, "lead", "alex")
        outcome = await wiki.desk.run(incident)
        drained += wiki.desk.interrupted
        if not wiki.desk.interrupted and outcome.state != "waiting":
            await wiki.journal.verify(incident)
            return outcome, drained
        state = outcome.state
    raise AssertionError(f"still {state}")


@pytest.mark.parametrize("node", NODES)
async def test_interrupted_in_any_node_it_ends_the_same(node: str) -> None:
    """
    Drained once while that node ran; the outcome is that of a run that nobody interrupted.
    """
    severity, when = NODES[node]
    undisturbed, never = await played(severity, None)
    outcome, drained = await played(severity, when)
    assert 0 == never
    assert undisturbed == outcome
    assert drained == (0 if node == "log_for_later" else 1)
