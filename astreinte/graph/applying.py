"""One effect as the graph sees it: planned once, read before and after, recorded, taken back."""

from astreinte.actions import Warrant
from astreinte.domain import ActionRecord, Draft, Fix, Plan, dump
from astreinte.errors import RefusedByPolicy

from .ports import Ports
from .state import State
from .write import looked, readings


async def planned(state: State, ports: Ports, warrant: Warrant, fix: Fix) -> Plan:
    """The plan of a fix, or of its attempt that a crash cut short: the world may show the effect by now.

    Raises:
        RefusedByPolicy, UnknownName: with the reason.
    """
    for record in await ports.effects.records(warrant.incident):
        mine = record.plan.action == fix.action and warrant.key(record.plan) == record.key
        if mine and record.key not in state.get("applied", []):
            return record.plan
    return await ports.effects.plan(fix)


async def apply(state: State, ports: Ports, warrant: Warrant, plan: Plan) -> ActionRecord:
    """Apply and record; what the gate read for it becomes evidence, before the effect and behind it.

    Raises:
        RefusedByPolicy: the policy does not allow it now; nothing was run.
    """
    await looked(ports, warrant.incident, "incident")
    record = await ports.effects.apply(warrant, plan)
    await record_effect(state, ports, record, containment=warrant.containment)
    return record


async def take_back(state: State, ports: Ports, record: ActionRecord, *, containment: bool = False) -> str:
    """Undo one effect; why it could not be undone, or nothing."""
    warrant = Warrant(state["incident"], ports.epoch, state["round"], containment=containment)
    try:
        undone = await ports.effects.undo(warrant, record)
    except RefusedByPolicy as error:
        return str(error)
    if undone is None:
        return ""
    await record_effect(state, ports, undone, containment=containment)
    return "" if undone.state == "undone" else undone.output or "?"


async def record_effect(state: State, ports: Ports, record: ActionRecord, *, containment: bool = False) -> None:
    """One entry a change of state."""
    data = {**dump(record), "round": state["round"], **({"containment": True} if containment else {})}
    actor = state.get("decision", {}).get("by", "incident")
    draft = Draft("effect", actor, data, key=f"effect:{record.key}:{record.state}")
    seen = readings(ports.evidence, ports.effects.readings(), "incident")
    await ports.journal.append(state["incident"], draft, *seen)
