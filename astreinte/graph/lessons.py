"""What an incident teaches: a learning, preventive requests with owner, date and success test, Hawk's alert rule."""

from collections.abc import Iterator
from datetime import timedelta

from astreinte.actions import Handover
from astreinte.domain import Brief, Decision, Fix, load
from astreinte.domain.outcome import Outcome
from astreinte.memory import Lessons, Request, Verdict
from astreinte.templates import alert_rule

from .ports import Ports
from .state import State

DUE = {"CRITIQUE": 3, "HAUTE": 7, "MOYENNE": 14, "BASSE": 30}
"""Days until a preventive action is due."""
MOST_REQUESTS = 7


def lessons(outcome: Outcome, state: State, ports: Ports) -> Lessons:
    """The same for the same journal: it can be written twice."""
    brief = load(Brief, state["brief"])
    day = ports.words.zone.day(brief.declaration.detected)
    due = (day + timedelta(days=DUE[brief.severity])).isoformat()
    requests = tuple(Request(to, text, due, done) for to, text, done in _requests(outcome, state, ports))
    return Lessons(
        incident=outcome.id,
        lead=brief.lead or "incident",
        day=day.isoformat(),
        learning=_learning(outcome, ports),
        requests=requests[:MOST_REQUESTS],
        verdict=_verdict(outcome, ports),
        alert_rule=alert_rule(ports.words, outcome, ports.settings.targets),
    )


def _verdict(outcome: Outcome, ports: Ports) -> Verdict | None:
    """What the lead decided and what was set aside, for the decisions log."""
    decided, causes = outcome.decision, ports.labels.causes
    if decided is None or decided.cause is None:
        return None
    done = ", ".join(dict.fromkeys(action.id for action in outcome.actions if action.state == "done"))
    against = [each.cause for each in decided.dissent if each.cause != decided.cause]
    return Verdict(
        subject=ports.words.say("verdict_subject", component=decided.component),
        decision=ports.words.say("verdict", cause=causes.get(decided.cause, decided.cause), actions=done),
        context=outcome.title,
        rejected=", ".join(dict.fromkeys(causes.get(each, each) for each in against)),
    )


def _learning(outcome: Outcome, ports: Ports) -> str:
    say = ports.words.say
    component = outcome.component.name if outcome.component else "?"
    done = [action.id for action in outcome.actions if action.state == "done"]
    if outcome.state != "resolved":
        what = say("learned_open")
    elif done and outcome.metrics.mttr is not None:
        what = say("learned_fix", actions=", ".join(dict.fromkeys(done)), mttr=outcome.metrics.mttr)
    else:
        what = say("learned_nothing")
    if outcome.decision is None or outcome.decision.cause is None:
        return say("learning_unresolved", component=component, what=what)
    return say("learning", cause=outcome.decision.cause, component=outcome.decision.component, what=what)


def _requests(outcome: Outcome, state: State, ports: Ports) -> Iterator[tuple[str, str, str]]:
    """(agent, text, success test): the fix made permanent first, then what would have helped."""
    say, component = ports.words.say, outcome.component.name if outcome.component else "?"
    decision = _decision(state)
    if decision is None or decision.cause is None:
        yield _owner(outcome, ports), say("request_cause", incident=outcome.id, component=component), say("done_cause")
    else:
        yield from _of_cause(outcome, decision, ports)
    if outcome.metrics.nfr_violated:
        which = ", ".join(name.upper() for name in outcome.metrics.nfr_violated)
        yield "hawk", say("request_nfr", incident=outcome.id, which=which, component=component), say("done_nfr")
    if outcome.evidence.missing:
        items = ", ".join(say(f"item_{each.item}") for each in outcome.evidence.missing)
        yield "hawk", say("request_missing", incident=outcome.id, items=items, component=component), say("done_missing")


def _of_cause(outcome: Outcome, decision: Decision, ports: Ports) -> Iterator[tuple[str, str, str]]:
    say, known = ports.words.say, ports.knowledge.cause(decision.cause or "")
    if known.kind == "healthy":
        return
    about = {"incident": outcome.id, "cause": known.id, "component": decision.component}
    applied = {action.id for action in outcome.actions if action.state == "done"}
    lasting = [fix for fix in known.remedies if fix.lasts == "permanent" and fix.action not in applied]
    owner = _owner(outcome, ports)
    held = [fix.action for fix in known.remedies if fix.lasts == "temporary" and fix.action in applied]
    if held and not lasting:
        yield owner, say("request_debt", **about, actions=", ".join(dict.fromkeys(held))), say("done_permanent")
    for fix in lasting[:2]:
        if fix.action == "request-change":
            yield owner, say("request_change", **about, note=fix.note(ports.settings.language)), say("done_change")
        else:
            does, by_hand = fix.text(ports.settings.language), _by_hand(fix.action, decision, ports)
            to = by_hand.to if ports.roster.get(by_hand.to) else owner
            steps = "; ".join(by_hand.steps)
            yield to, say("request_permanent", **about, does=does, steps=steps), say("done_permanent")
    yield "hawk", say("request_watch", **about), say("done_watch")


def _by_hand(action: str, decision: Decision, ports: Ports) -> Handover:
    return ports.effects.handover(Fix(action, {"service": decision.component}))


def _owner(outcome: Outcome, ports: Ports) -> str:
    return outcome.lead if ports.roster.get(outcome.lead) else "user"


def _decision(state: State) -> Decision | None:
    data = {key: value for key, value in state.get("decision", {}).items() if key != "round"}
    return load(Decision, data) if data else None
