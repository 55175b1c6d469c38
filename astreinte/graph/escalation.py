"""Nothing more may be tried alone: the question that hands the incident to the user."""

from astreinte.domain import Choice, Question

from .ports import Ports
from .state import State
from .write import question


async def escalate(state: State, ports: Ports, why: str) -> Question:
    """Again with a wider window, fixed by hand, or stop here. `why` is the message that says what ran out."""
    ask = Question(
        id=f"q-escalation-{state['round']}",
        kind="escalation",
        prompt=ports.words.say(why, round=state["round"], cause=state.get("decision", {}).get("cause") or "?"),
        choices=tuple(Choice(each, ports.words.say(f"escalation_{each}")) for each in ("retry", "fixed", "stop")),
    )
    await ports.journal.append(state["incident"], *question(ask, state.get("decision", {}).get("by") or "incident"))
    return ask
