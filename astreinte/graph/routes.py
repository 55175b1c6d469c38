"""The conditional edges: named functions from state and ports to the next node or nodes."""

from typing import Literal

from langgraph.graph import END
from langgraph.types import Send

from astreinte.domain import Ask, Brief, Declaration, Zone, dump, load, off_hours

from .casebook import window
from .nodes.decide import differing
from .ports import Ports
from .state import State, thinking

Next = str | list[Send]


def after_declare(state: State, ports: Ports) -> Literal["triage", "plan", "assign_lead"]:
    """A reopened incident was triaged before; a planned one may still have to wait."""
    del ports
    if not state.get("brief"):
        return "triage"
    return "plan" if state.get("planned") else "assign_lead"


def after_triage(state: State, ports: Ports) -> Next:
    """1.2 by severity; an alert that is over already needs no containment, no plan and no page."""
    del ports
    if asks := questions(state):
        return asks
    brief = load(Brief, state["brief"])
    if brief.declaration.resolved:
        return "assign_lead"
    return {"CRITIQUE": "contain", "HAUTE": "assign_lead", "MOYENNE": "plan", "BASSE": "log_for_later"}[brief.severity]


def after_plan(state: State, ports: Ports) -> str:
    del ports
    return END if state.get("end") == "planned" else "assign_lead"


def after_contain(state: State, ports: Ports) -> Literal["notify", "assign_lead"]:
    """The user is paged out of hours only."""
    del state
    who = ports.settings.user
    away = off_hours(ports.clock.now(), Zone(who.timezone), who.hours, ports.holidays)
    return "notify" if away else "assign_lead"


def collecting(state: State, ports: Ports) -> Next:
    """One branch a source, all at once."""
    brief = load(Brief, state["brief"])
    declaration = load(Declaration, state["declaration"])
    span = window(declaration, ports.clock.now(), state["round"])
    ask = dump(Ask(brief.component.name, span, "collect", state["round"], declaration.labels))
    work = {"incident": state["incident"], "round": state["round"], "ask": ask}
    return [Send("collect", {**work, "source": name}) for name in ports.evidence.names] or "checklist"


def analysing(state: State, ports: Ports) -> Next:
    """The lead and the supports, each blind to the others."""
    del ports
    brief = load(Brief, state["brief"])
    return [Send("analyse", thinking(tag, state)) for tag in (brief.lead, *brief.support) if tag] or "decide"


def after_decide(state: State, ports: Ports) -> Next:
    if asks := questions(state):
        return asks
    if state.get("end"):
        return "postmortem"
    if not state.get("decision"):
        return collecting(state, ports)
    if not state.get("settled"):
        findings = state["findings"]
        return [
            Send("review", {**thinking(tag, state), "decision": state["decision"], "entry": findings[tag]["entry"]})
            for tag in differing(state)
        ]
    return "remediate"


def after_remediate(state: State, ports: Ports) -> Next:
    del ports
    if asks := questions(state):
        return asks
    if state.get("end"):
        return "postmortem"
    queue = state.get("queue")
    return "remediate" if queue is None or queue or state.get("contained") else "validate"


def after_validate(state: State, ports: Ports) -> Next:
    if asks := questions(state):
        return asks
    return "postmortem" if state.get("end") else collecting(state, ports)


def after_user(state: State, ports: Ports) -> Next:
    """Back to whoever asked."""
    kind = state["asks"][0]["kind"]
    if kind != "escalation":
        return {"fact": "triage", "arbitration": "decide", "approval": "remediate", "attest": "validate"}[kind]
    if state.get("end"):
        return "postmortem"
    return "remediate" if state.get("decision") else collecting(state, ports)


def questions(state: State) -> list[Send]:
    """One `user` branch an unanswered question."""
    answered = state.get("answers", {})
    work = {"incident": state["incident"], "round": state["round"]}
    return [Send("user", {**work, "question": ask}) for ask in state.get("asks", []) if ask["id"] not in answered]
