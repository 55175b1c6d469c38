"""Looking once more before anything is concluded: nothing is found, or little is sure and something was left unread."""

from astreinte.domain import UNSURE, Brief, Decision, load

from .ports import Ports
from .state import State
from .write import note


def looks_again(state: State, ports: Ports, decision: Decision) -> bool:
    """Once after the incident was opened, or opened again; never against what the user has chosen."""
    if not _first_round(state, ports) or state["round"] >= state["allowed_rounds"]:
        return False
    if f"q-arbitration-{state['round']}" in state.get("answers", {}):
        return False
    if any(state.get("aside", {}).values()):
        return decision.confidence < UNSURE or decision.cause is None or _well(decision.cause, ports)
    over = load(Brief, state["brief"]).declaration.resolved is not None
    return decision.cause is None and not over and ports.settings.policy != "observe"


async def again(state: State, ports: Ports, decision: Decision) -> State:
    """A further round, wider, with what the first look left aside."""
    round_, key = state["round"], "again_unsure" if decision.cause else "again_none"
    text = ports.words.say(key, sure=round(100 * decision.confidence))
    await note(ports, state["incident"], "note", decision.by, text, f"again:{round_}")
    return {"settled": False, "decision": {}, "asks": [], "round": round_ + 1}


def _well(cause: str, ports: Ports) -> bool:
    """Nothing is called well while something was left unread, however sure it seems."""
    return ports.knowledge.cause(cause).kind == "healthy"


def _first_round(state: State, ports: Ports) -> bool:
    return state["round"] <= state["allowed_rounds"] - ports.settings.limits.rounds + 1
