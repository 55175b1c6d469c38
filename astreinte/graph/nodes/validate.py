"""2.3 the service answers and the evidence no longer shows the cause; else undo, widen, go round; then the user."""

import asyncio
import hashlib
import re
from dataclasses import dataclass

from astreinte.domain import (
    Answer,
    Ask,
    Brief,
    Choice,
    Declaration,
    Draft,
    Question,
    Reading,
    Signal,
    dump,
    load,
    rfc3339,
)
from astreinte.graph.alerting import alert_query, resolved
from astreinte.graph.applying import take_back
from astreinte.graph.casebook import window
from astreinte.graph.escalation import escalate
from astreinte.graph.ports import Ports
from astreinte.graph.state import State
from astreinte.graph.write import question, readings, status

from .remediate import alternatives

ROUND = re.compile(r":round-\d+:")
UNHEALTHY = frozenset({"service-unhealthy", "connect-refused", "connect-timeout", "name-unknown-now", "unit-failed"})
OF_FORMER_RUNS = frozenset({"oom-reason"})
"""Marks of a death that a runtime keeps on what runs again, until its next end."""


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    why: str = ""


async def validate(state: State, ports: Ports) -> State:
    """Judge the round. Nothing to look at means that a person attests."""
    incident, round_ = state["incident"], state["round"]
    await ports.journal.append(incident, status("monitoring", "incident", f"status:monitoring:{round_}"))
    checks, found, filed = await _checks(state, ports)
    evidence = {**state.get("evidence", {}), **filed}
    attested = state.get("answers", {}).get(f"q-attest-{round_}")
    if not checks and attested is None:
        return {"evidence": filed, "asks": [dump(await _attest(state, ports))]}
    if attested is not None:
        answer = load(Answer, attested)
        checks.append(Check(ports.words.say("check_attested", who=answer.by), answer.choice == "yes"))
    passed = all(check.passed for check in checks)
    data = {"passed": passed, "round": round_, "checks": [dump(check) for check in checks]}
    cited = tuple(each.id for each in found)
    await ports.journal.append(incident, Draft("validation", "incident", data, cited, key=f"validation:{round_}"))
    if passed:
        return {**await _resolved(state, ports), "evidence": filed}
    return {**await _failed({**state, "evidence": evidence}, ports, checks), "evidence": filed}


async def _checks(state: State, ports: Ports) -> tuple[list[Check], list[Reading], dict[str, str]]:
    """Healthy answers in a row within the patience of the settings, and the cause gone from the same readings."""
    brief = load(Brief, state["brief"])
    before = ports.casebook.case(state).signals
    rules = ports.settings.validation
    healthy, found = 0, await _look(state, ports, brief.component.name)
    seen = list(found)
    deadline = ports.clock.monotonic() + rules.patience.total_seconds()
    signals = _signals(state, ports, found)
    while _answers(signals) is not None:
        healthy = healthy + 1 if _answers(signals) else 0
        if healthy >= rules.probes or ports.clock.monotonic() >= deadline:
            break
        await ports.clock.sleep(rules.every.total_seconds())
        found = await _look(state, ports, brief.component.name)
        seen += found
        signals = _signals(state, ports, found)
    watched = alert_query(state, ports)
    over, listed = await resolved(state, ports, watched) if watched and _answers(signals) is not False else (False, [])
    again = [*await _again(state, ports), *listed]
    await ports.journal.append(state["incident"], *readings(ports.evidence, [*seen, *again], "incident"))
    filed = ports.docket.file(f"{state['round']}:validate", [*found, *again])
    checks: list[Check] = []
    if (answer := _answers(signals)) is not None:
        name = ports.words.say("check_answers", name=brief.component.name, times=rules.probes)
        checks.append(Check(name, answer and healthy >= rules.probes, "" if answer else _symptom(signals)))
    if watched is not None:
        checks.append(Check(ports.words.say("check_alert"), over))
    after = _signals({**state, "evidence": {**state.get("evidence", {}), **filed}}, ports, [])
    checks.extend(_gone(state, ports, before, after, _states(ports, {**state.get("evidence", {}), **filed})))
    return checks, [*found, *again], filed


async def _look(state: State, ports: Ports, service: str) -> list[Reading]:
    declaration = load(Declaration, state["declaration"])
    span = window(declaration, ports.clock.now(), state["round"])
    ask = Ask(service, span, "probe", state["round"], declaration.labels)
    found = await asyncio.gather(*(ports.evidence.collect(name, ask) for name in ports.evidence.names))
    return [each for readings in found for each in readings]


async def _again(state: State, ports: Ports) -> list[Reading]:
    """The readings that proved the cause, asked again: only those of state, since logs keep what once happened."""
    cited = set(state["decision"].get("evidence", []))
    refs = [ref for ref in ports.docket.refs(state.get("evidence", {})) if ref.id in cited]
    queries = {ref.query.key: ref.query for ref in refs if ref.query.item in {"resources", "metrics"}}
    return [await ports.evidence.ask(query) for query in queries.values() if query.tool != "paste"]


def _signals(state: State, ports: Ports, fresh: list[Reading]) -> tuple[Signal, ...]:
    if not fresh:
        return ports.casebook.case(state).signals
    return ports.casebook.case({**state, "evidence": ports.docket.file("now", fresh)}).signals


def _answers(signals: tuple[Signal, ...]) -> bool | None:
    """Whether the service answers now; None when no probe can tell."""
    ids = {signal.id for signal in signals}
    if ids & UNHEALTHY:
        return False
    return True if "service-healthy" in ids else None


def _symptom(signals: tuple[Signal, ...]) -> str:
    return "; ".join(signal.detail for signal in signals if signal.id in UNHEALTHY)[:200]


def _gone(
    state: State, ports: Ports, before: tuple[Signal, ...], after: tuple[Signal, ...], now: frozenset[str]
) -> list[Check]:
    """One check for the proving signals of the cause that a state reading can confirm or deny; health should stay.

    An event or a log line keeps telling what once happened: only what a state reading of `now` shows is still so.
    """
    cause = state["decision"].get("cause")
    if not cause or ports.knowledge.cause(cause).kind == "healthy":
        return []
    proving = {signal for proof in ports.knowledge.cause(cause).proves for signal in proof}
    cited = set(state["decision"].get("evidence", []))
    states = _states(ports, state.get("evidence", {}))
    watched = {(s.id, s.entity) for s in before if s.id in proving and states & cited & set(s.evidence)}
    shown_now = [s for s in after if now & set(s.evidence)]
    runs = {s.entity for s in shown_now if s.id == "process-running"}
    still = [s for s in shown_now if not (s.id in OF_FORMER_RUNS and s.entity in runs)]
    left = {(s.id, s.entity): s.detail for s in still if (s.id, s.entity) in watched}
    if not watched:
        return []
    shown = "; ".join(f"{id_} ({entity}) {detail}".strip() for (id_, entity), detail in left.items())
    return [Check(ports.words.say("check_gone", cause=cause), not left, shown[:200])]


def _states(ports: Ports, evidence: dict[str, str]) -> frozenset[str]:
    """The latest readings that tell how things are, not what happened."""
    held = ports.docket.latest(evidence)
    return frozenset(ref.id for ref in held if ref.query.item in {"resources", "metrics"})


async def _resolved(state: State, ports: Ports) -> State:
    now = ports.clock.now()
    await ports.journal.append(
        state["incident"],
        Draft("mitigated", "incident", {"at": rfc3339(now)}, key="mitigated"),
        Draft("resolved", "incident", {"at": rfc3339(now)}, key=f"resolved:{state.get('reopened', 0)}"),
        status("resolved", "incident", f"status:resolved:{state.get('reopened', 0)}"),
    )
    return {"passed": True, "end": "resolved", "asks": []}


async def _failed(state: State, ports: Ports, checks: list[Check]) -> State:
    await _undo(state, ports)
    signature = _signature(state, checks)
    tried = [*state.get("tried", []), *_tried(state)]
    seen = state.get("signatures", [])
    update: State = {"passed": False, "tried": tried, "signatures": [*seen, signature], "asks": []}
    if state["round"] < state["allowed_rounds"] and signature not in seen:
        return {**update, "round": state["round"] + 1, "decision": {}, "settled": False}
    return {**update, "asks": [dump(await escalate(state, ports, "rounds_spent"))]}


async def _undo(state: State, ports: Ports) -> None:
    """What this round changed and can be put back, newest first."""
    applied = set(state.get("applied", []))
    for record in reversed([r for r in await ports.effects.records(state["incident"]) if r.key in applied]):
        if record.state != "done" or record.plan.risk != "reversible":
            continue
        if why := await take_back(state, ports, record):
            text = ports.words.say("undo_refused", action=record.plan.action, target=record.plan.target, why=why)
            draft = Draft("warning", "incident", {"text": text}, key=f"undo:{record.key}")
            await ports.journal.append(state["incident"], draft)


async def _attest(state: State, ports: Ports) -> Question:
    name = load(Brief, state["brief"]).component.name
    ask = Question(
        id=f"q-attest-{state['round']}",
        kind="attest",
        prompt=ports.words.say("attest", name=name),
        choices=(Choice("yes", ports.words.say("attest_yes")), Choice("no", ports.words.say("attest_no"))),
    )
    await ports.journal.append(state["incident"], *question(ask, "incident"))
    return ask


def _signature(state: State, checks: list[Check]) -> str:
    """What failed and after what: the same never twice."""
    decision = state["decision"]
    failed = sorted(check.name for check in checks if not check.passed)
    applied = sorted(ROUND.sub(":", key) for key in state.get("applied", []))
    parts = [decision.get("cause") or "", decision.get("component", ""), *applied, *failed]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _tried(state: State) -> list[dict[str, str]]:
    """The alternative that was open when validation failed."""
    decision, fixes, place = state["decision"], alternatives(state), state.get("alternative", 0)
    if place >= len(fixes) or not state.get("applied"):
        return []
    return [{"cause": decision["cause"] or "", "component": decision["component"], "action": fixes[place].action}]
