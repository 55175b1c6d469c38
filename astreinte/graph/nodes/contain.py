"""1.2 CRITIQUE: isolate the component at once, reversibly; security preserves evidence first."""

from astreinte.actions import NotNeeded, Warrant, containment
from astreinte.domain import ActionRecord, Brief, Draft, Fix, dump, load
from astreinte.errors import RefusedByPolicy
from astreinte.graph.applying import apply, planned
from astreinte.graph.ports import Ports
from astreinte.graph.state import State


async def contain(state: State, ports: Ports) -> State:
    brief = load(Brief, state["brief"])
    signals = [signal.id for signal in ports.casebook.case(state).signals]
    fixes = containment(brief, ports.settings.services.get(brief.component.name), signals)
    if not fixes:
        await _say(state, ports, done=False, why=ports.words.say("nothing_to_isolate", name=brief.component.name))
        return {"contained": []}
    records = [record for fix in fixes if (record := await _step(state, ports, fix))]
    taken = [record for record in records if record.state in {"done", "unknown"}]
    held = [record for record in taken if record.plan.undo and record.plan.action != "preserve-evidence"]
    done = any(record.state == "done" for record in records)
    names = ", ".join(f"{record.plan.action} ({record.plan.target})" for record in records)
    await _say(state, ports, done=done, why=names or ports.words.say("containment_refused"))
    return {"contained": [dump(record) for record in held]}


async def _step(state: State, ports: Ports, fix: Fix) -> ActionRecord | None:
    incident = state["incident"]
    warrant = Warrant(incident, ports.epoch, state["round"], containment=True)
    try:
        return await apply(state, ports, warrant, await planned(state, ports, warrant, fix))
    except NotNeeded as error:
        await ports.journal.append(
            incident, Draft("note", "incident", {"text": str(error)}, key=f"contain:{fix.action}")
        )
        return None
    except RefusedByPolicy as error:
        refusal = {"action": fix.action, "target": fix.params.get("service", ""), "why": str(error)}
        await ports.journal.append(incident, Draft("refused", "incident", refusal, key=f"contain:{fix.action}"))
        return None


async def _say(state: State, ports: Ports, *, done: bool, why: str) -> None:
    entry = Draft("contained", "incident", {"done": done, "why": why}, key=f"contained:{state['round']}")
    await ports.journal.append(state["incident"], entry)
