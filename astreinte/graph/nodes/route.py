"""1.2 the two short ways out of triage: BASSE is logged, MOYENNE is planned behind what is more urgent."""

from astreinte.domain import SEVERITIES
from astreinte.graph.ports import Ports
from astreinte.graph.state import State
from astreinte.graph.write import note, status


async def log_for_later(state: State, ports: Ports) -> State:
    await ports.journal.append(state["incident"], status("logged", "incident", "status:logged"))
    return {"end": "logged"}


async def plan(state: State, ports: Ports) -> State:
    """Planned in the current session: at once when nothing more severe is open, else it waits its turn."""
    incident = state["incident"]
    open_now = await ports.incidents.list(open_only=True)
    urgent = set(SEVERITIES[: SEVERITIES.index("MOYENNE")])
    ahead = [row.id for row in open_now if row.id != incident and row.severity in urgent]
    again = state.get("reopened", 0)
    await ports.journal.append(incident, status("planned", "incident", f"status:planned:{again}"))
    if ahead:
        text = ports.words.say("behind", ahead=", ".join(ahead))
        await note(ports, incident, "note", "incident", text, f"behind:{again}")
        return {"end": "planned"}
    return {"end": ""}
