"""1.1 at most five minutes by the clock: a first probe, then variant, severity, impact, component."""

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from astreinte.agents import Persona
from astreinte.agents import Triage as Task
from astreinte.domain import (
    SEVERITIES,
    Answer,
    Ask,
    Assessment,
    Brief,
    Choice,
    Declaration,
    Domain,
    Draft,
    Question,
    Reading,
    dump,
    load,
    rfc3339,
)
from astreinte.graph import consult
from astreinte.graph.casebook import window
from astreinte.graph.docket import PROBED
from astreinte.graph.ports import Ports
from astreinte.graph.recalling import recalled
from astreinte.graph.state import State
from astreinte.graph.write import question, readings

CLOSED: dict[str, tuple[str, ...]] = {"severity": SEVERITIES, "domain": get_args(Domain)}
FACTS = ("component", "domain", "severity", "impact")
"""What may be asked of the user; those in `CLOSED` have a choice of answers."""

TRIAGE = Persona("incident", "Astreinte", "🚨", "triage", "", "", (), ())
"""Nobody leads yet: triage looks through every lens."""


async def triage(state: State, ports: Ports) -> State:
    declaration = _completed(load(Declaration, state["declaration"]), state)
    started = datetime.fromisoformat(state["declared_at"])
    deadline = started + ports.settings.targets.triage
    found = (
        []
        if state.get("evidence")
        else await _probe(declaration, ports, (deadline - ports.clock.now()).total_seconds())
    )
    update: State = {
        "declaration": dump(declaration),
        "evidence": ports.docket.file(PROBED, found),
        "asks": [],
    }
    await ports.journal.append(state["incident"], *readings(ports.evidence, found, "incident"))
    seen: State = {**state, **update, "evidence": {**state.get("evidence", {}), **update["evidence"]}}
    case = ports.casebook.case(seen)
    assessment = (await consult.triage(ports, state["incident"], TRIAGE, Task(declaration), case)).answer
    spent = (ports.clock.now() - started).total_seconds()
    overrun = spent >= ports.settings.targets.triage.total_seconds()
    unknown = [what for what in FACTS if what in assessment.unknown]
    if unknown and ports.interactive and not overrun and not _asked(state):
        asks = [_question(ports, what, assessment, deadline) for what in unknown]
        await ports.journal.append(state["incident"], *(draft for ask in asks for draft in question(ask, "incident")))
        return {**update, "asks": [dump(ask) for ask in asks]}
    assumed = [*assessment.assumptions, *_timed_out(ports, state)]
    if overrun:
        assumed.append(ports.words.say("triage_overrun", seconds=spent))
    return {**update, **await _settle(state, ports, declaration, assessment, assumed, spent=spent, overrun=overrun)}


async def _probe(declaration: Declaration, ports: Ports, left: float) -> list[Reading]:
    """The first look: does it answer, does it run. Whatever has not come when the box ends is left for `collect`."""
    ask = Ask(declaration.service, window(declaration, ports.clock.now(), 1), "probe", 1, declaration.labels)
    looks = [asyncio.create_task(ports.evidence.collect(name, ask)) for name in ports.evidence.names]
    if not looks:
        return []
    done, late = await asyncio.wait(looks, timeout=max(left, 0.1))
    for look in late:
        look.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    return [reading for look in done for reading in look.result()]


async def _settle(
    state: State,
    ports: Ports,
    declaration: Declaration,
    found: Assessment,
    assumed: list[str],
    *,
    spent: float,
    overrun: bool,
) -> State:
    component = replace(found.component, name=found.component.name or ports.words.say("unknown_component"))
    brief = Brief(state["incident"], declaration, found.severity, found.variant, component, found.impact)
    data = {
        "severity": found.severity,
        "variant": found.variant,
        "component": dump(component),
        "impact": found.impact,
        "assumptions": assumed,
        "started": rfc3339(declaration.started) if declaration.started else None,
        "started_source": declaration.started_source,
        "overrun": overrun,
        "seconds": round(spent, 3),
    }
    await ports.journal.append(
        state["incident"],
        Draft("triaged", "incident", data, found.evidence, key=f"triaged:{state.get('reopened', 0)}"),
        Draft("acknowledged", "incident", {"by": "astreinte"}, key="acknowledged"),
        *await recalled(ports, state["incident"], f"{declaration.title} {found.impact}", component.name),
    )
    await ports.incidents.update(
        state["incident"], state="triage", severity=found.severity, title=declaration.title, lead=""
    )
    return {"brief": dump(brief), "asks": []}


def _question(ports: Ports, what: str, found: Assessment, deadline: datetime) -> Question:
    assumed = {"component": found.component.name, "domain": found.component.domain}.get(what, getattr(found, what, ""))
    known = ", ".join(sorted(ports.settings.services)) if what == "component" else ""
    return Question(
        id=f"q-{what}",
        kind="fact",
        prompt=ports.words.say(f"ask_{what}", known=known, assumed=assumed),
        choices=tuple(Choice(each, each) for each in CLOSED.get(what, ())),
        expires=deadline,
        assumed=assumed,
        data={"fact": what},
    )


def _asked(state: State) -> bool:
    return any(f"q-{what}" in state.get("answers", {}) for what in FACTS)


def _timed_out(ports: Ports, state: State) -> list[str]:
    """Assumptions made because nobody answered within the box."""
    answers = [load(Answer, each) for key, each in state.get("answers", {}).items() if key.removeprefix("q-") in FACTS]
    return [ports.words.say("assumed", what=a.question[2:], value=a.choice) for a in answers if a.by == "timeout"]


def _completed(declaration: Declaration, state: State) -> Declaration:
    """The declaration with what the user answered since."""
    answers = [load(Answer, each) for each in state.get("answers", {}).values()]
    said: dict[str, Any] = {a.question.removeprefix("q-"): a.choice for a in answers if a.by != "timeout"}
    return replace(
        declaration,
        service=said.get("component") or declaration.service,
        impact=said.get("impact") or declaration.impact,
        severity=said.get("severity") or declaration.severity,
        domain=said.get("domain") or declaration.domain,
    )
