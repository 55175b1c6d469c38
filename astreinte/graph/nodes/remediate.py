"""2.3 applies the fix directly, one effect a step; what is refused gives way to the next alternative."""

from dataclasses import replace
from shlex import join

from astreinte.actions import ADVICE, Allowed, Handed, NeedsApproval, NotNeeded, Warrant
from astreinte.domain import ActionRecord, Answer, Choice, Decision, Draft, Fix, Plan, Question, dump, load, seal
from astreinte.errors import RefusedByPolicy, UnknownName
from astreinte.graph.applying import apply, planned, take_back
from astreinte.graph.escalation import escalate
from astreinte.graph.ports import Ports
from astreinte.graph.state import State
from astreinte.graph.write import looked, question


async def remediate(state: State, ports: Ports) -> State:
    """One step: apply the next effect of the open alternative, or lift the containment at the end.

    What changes nothing, an alternative that is opened or refused, needs no step of its own.
    """
    so_far: State = {}
    while True:
        given = await _once({**state, **so_far}, ports)
        so_far = {**so_far, **given}
        if _ends(given):
            return so_far


def _ends(given: State) -> bool:
    """Whether something was changed, or asked, or nothing is left to do."""
    return bool("applied" in given or "contained" in given or given["asks"] or "end" in given or given["queue"] == [])


async def _once(state: State, ports: Ports) -> State:
    queue = state.get("queue")
    if queue is None:
        return await _open(state, ports)
    if queue:
        return await _step(state, ports, load(Fix, queue[0]))
    return await _lift(state, ports)


async def _open(state: State, ports: Ports) -> State:
    """The next alternative; when none is left, a healthy system is validated and anything else goes to the user."""
    fixes = alternatives(state)
    place = state.get("alternative", 0)
    if place >= len(fixes):
        cause = state["decision"].get("cause")
        if cause and ports.knowledge.cause(cause).kind == "healthy":
            return {"queue": [], "asks": []}
        if ports.settings.policy == "observe":
            return {"queue": [], "asks": [], "end": "unresolved"}
        steps = ports.effects.handover(fixes[0]).steps if fixes else ()
        return {"queue": [], "asks": [dump(await escalate(state, ports, "nothing_applicable", steps))]}
    return {"queue": [dump(each) for each in ports.effects.steps(fixes[place])], "asks": []}


def alternatives(state: State) -> list[Fix]:
    """The fixes that change something; advice becomes follow-ups instead."""
    decision = load(Decision, {key: value for key, value in state["decision"].items() if key != "round"})
    return [fix for fix in decision.fixes if fix.action not in ADVICE]


async def _step(state: State, ports: Ports, fix: Fix) -> State:
    warrant = Warrant(state["incident"], ports.epoch, state["round"], by=state["decision"]["by"])
    try:
        plan = await planned(state, ports, warrant, fix)
        approval = state.get("answers", {}).get(_approval_id(state, plan))
        warrant = replace(warrant, approval=load(Answer, approval) if approval else None)
        verdict = await ports.effects.judge(warrant, plan)
        if isinstance(verdict, NeedsApproval) and approval is None:
            return await _ask(state, ports, plan, verdict.why)
        if not isinstance(verdict, Allowed):
            return await _refuse(state, ports, fix, verdict.why)
        return await _after(state, ports, fix, await apply(state, ports, warrant, plan))
    except NotNeeded as error:
        return await _skip(state, ports, fix, str(error))
    except Handed as error:
        return await _refuse(state, ports, fix, str(error), **dump(error.handover))
    except (RefusedByPolicy, UnknownName) as error:
        return await _refuse(state, ports, fix, str(error))


async def _after(state: State, ports: Ports, fix: Fix, record: ActionRecord) -> State:
    """The next step follows an effect that took; one that failed closes its alternative."""
    applied = [*state.get("applied", []), record.key]
    if record.state == "done":
        return {"queue": (state.get("queue") or [])[1:], "applied": applied, "asks": []}
    tried = [*state.get("tried", []), _tried(state, fix)]
    if record.state == "unknown":
        await _warn(state, ports, "effect_unknown", action=fix.action, target=record.plan.target)
    place = state.get("alternative", 0) + 1
    return {"queue": None, "alternative": place, "applied": applied, "tried": tried, "asks": []}


async def _skip(state: State, ports: Ports, fix: Fix, why: str) -> State:
    await looked(ports, state["incident"], "incident")
    key = f"skipped:{state['round']}:{fix.action}"
    await ports.journal.append(state["incident"], Draft("note", "incident", {"text": why}, key=key))
    return {"queue": (state.get("queue") or [])[1:], "asks": []}


async def _refuse(state: State, ports: Ports, fix: Fix, why: str, **handover: object) -> State:
    """Recorded with who takes it over and how, where somebody does."""
    await looked(ports, state["incident"], "incident")
    target = fix.params.get("service", "")
    data = {"action": fix.action, "target": target, "why": why, "round": state["round"], **handover}
    key = f"refused:{state['round']}:{fix.action}:{state.get('alternative', 0)}"
    await ports.journal.append(state["incident"], Draft("refused", "incident", data, key=key))
    return {"queue": None, "alternative": state.get("alternative", 0) + 1, "asks": []}


async def _ask(state: State, ports: Ports, plan: Plan, why: str) -> State:
    shown = {"argv": join(plan.argv), "undo": join(plan.undo or ()), "risk": plan.risk, "target": plan.target}
    shown |= {"revision": plan.revision} if plan.revision else {}
    expires = ports.clock.now() + ports.settings.limits.approval
    ask = Question(
        id=_approval_id(state, plan),
        kind="approval",
        prompt=ports.words.say("approval", action=plan.action, why=why, **shown),
        choices=(Choice("approve", ports.words.say("approve")), Choice("reject", ports.words.say("reject"))),
        fingerprint=seal(plan.fingerprint, expires),
        expires=expires,
        assumed="reject",
        data=shown,
    )
    await ports.journal.append(state["incident"], *question(ask, state["decision"]["by"]))
    return {"asks": [dump(ask)]}


async def _lift(state: State, ports: Ports) -> State:
    """Containment ends before validation, so that what is validated is the service as its users meet it.

    What could not be lifted goes to the user; what was merely refused is tried again once they have answered.
    """
    refused: list[dict[str, object]] = []
    held = [load(ActionRecord, each) for each in state.get("contained", [])]
    problems = {record.key: await take_back(state, ports, record, containment=True) for record in reversed(held)}
    for record in held:
        if why := problems[record.key]:
            await _warn(state, ports, "lift_refused", action=record.plan.action, target=record.plan.target, why=why)
            refused += [dump(record)] if await _never_tried(ports, record) else []
    asks = [dump(await escalate(state, ports, "not_lifted"))] if any(problems.values()) else []
    return {"contained": refused, "asks": asks}


async def _never_tried(ports: Ports, record: ActionRecord) -> bool:
    incident = record.key.split(":", 1)[0]
    return all(each.key != f"{record.key}:undo" for each in await ports.effects.records(incident))


async def _warn(state: State, ports: Ports, message: str, **values: str) -> None:
    key = f"{message}:{state['round']}:{values.get('action')}"
    draft = Draft("warning", "incident", {"text": ports.words.say(message, **values)}, key=key)
    await ports.journal.append(state["incident"], draft)


def _approval_id(state: State, plan: Plan) -> str:
    return f"q-approval-{state['round']}-{plan.fingerprint[:8]}"


def _tried(state: State, fix: Fix) -> dict[str, str]:
    decision = state["decision"]
    return {"cause": decision["cause"] or "", "component": decision["component"], "action": fix.action}
