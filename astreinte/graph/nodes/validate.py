"""2.3 the service answers and the evidence no longer shows the cause; else undo, widen, go round; then the user."""

import hashlib
import re
from typing import Any

from astreinte.domain import Answer, Brief, Choice, Draft, Question, dump, load, rfc3339
from astreinte.graph.applying import take_back
from astreinte.graph.escalation import escalate
from astreinte.graph.ports import Ports
from astreinte.graph.restored import Check, judge
from astreinte.graph.state import State
from astreinte.graph.write import question, status

from .remediate import alternatives

ROUND = re.compile(r":round-\d+:")


async def validate(state: State, ports: Ports) -> State:
    """Judge the round. Nothing to look at means that a person attests."""
    incident, round_ = state["incident"], state["round"]
    await ports.journal.append(incident, status("monitoring", "incident", f"status:monitoring:{round_}"))
    judged = await judge(state, ports)
    checks, filed = [*judged.checks], judged.filed
    evidence = {**state.get("evidence", {}), **filed}
    attested = state.get("answers", {}).get(f"q-attest-{round_}")
    if not checks and attested is None:
        return {"evidence": filed, "asks": [dump(await _attest(state, ports, judged.told))]}
    if attested is not None:
        answer = load(Answer, attested)
        checks.append(Check(ports.words.say("check_attested", who=answer.by), answer.choice == "yes"))
    passed = all(check.passed for check in checks)
    data: dict[str, Any] = {"passed": passed, "round": round_, "checks": [dump(check) for check in checks]}
    data["untold"] = [dump(each) for each in judged.untold]
    cited = tuple(each.id for each in judged.found)
    verdict = Draft("validation", "incident", data, cited, key=f"validation:{round_}")
    ended = _resolved(state, ports) if passed else []
    await ports.journal.append(incident, *judged.told, verdict, *ended)
    if passed:
        return {"passed": True, "end": "resolved", "asks": [], "evidence": filed}
    return {**await _failed({**state, "evidence": evidence}, ports, checks), "evidence": filed}


def _resolved(state: State, ports: Ports) -> list[Draft]:
    now = ports.clock.now()
    return [
        Draft("mitigated", "incident", {"at": rfc3339(now)}, key="mitigated"),
        Draft("resolved", "incident", {"at": rfc3339(now)}, key=f"resolved:{state.get('reopened', 0)}"),
        status("resolved", "incident", f"status:resolved:{state.get('reopened', 0)}"),
    ]


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


async def _attest(state: State, ports: Ports, told: list[Draft]) -> Question:
    name = load(Brief, state["brief"]).component.name
    ask = Question(
        id=f"q-attest-{state['round']}",
        kind="attest",
        prompt=ports.words.say("attest", name=name),
        choices=(Choice("yes", ports.words.say("attest_yes")), Choice("no", ports.words.say("attest_no"))),
    )
    await ports.journal.append(state["incident"], *told, *question(ask, "incident"))
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
