"""What the personas found: told whole in the journal, so that the state points to it and quotes no evidence."""

from astreinte.domain import Entry, Finding
from astreinte.memory import ranking

from .ports import Ports
from .state import Json, State


def pointer(entry: Entry) -> Json:
    """What state keeps of a journaled finding: its round, its entry, and its first suspicion where it has one."""
    first = [[each.cause, each.component] for each in ranking.finding(entry).hypotheses[:1]]
    return {"round": entry.data["round"], "entry": entry.seq, "first": first}


def current(state: State) -> dict[str, Json]:
    """By persona, where this round's finding stands."""
    pointers = sorted(state.get("findings", {}).items())
    return {tag: each for tag, each in pointers if each["round"] == state["round"]}


async def findings(ports: Ports, state: State) -> dict[str, Finding]:
    """By persona, what was found this round."""
    told = await _read(ports, state["incident"], [each["entry"] for each in current(state).values()])
    return {tag: told[each["entry"]] for tag, each in current(state).items()}


async def finding(ports: Ports, incident: str, entry: int) -> Finding:
    """The finding of that entry of the journal."""
    return (await _read(ports, incident, [entry]))[entry]


async def _read(ports: Ports, incident: str, wanted: list[int]) -> dict[int, Finding]:
    if not wanted:
        return {}
    entries = await ports.journal.some(incident, wanted)
    return {entry.seq: ranking.finding(entry) for entry in entries}
