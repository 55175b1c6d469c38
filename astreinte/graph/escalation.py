"""Nothing more may be tried alone: the question that hands the incident to the user."""

from collections.abc import Sequence

from astreinte.domain import Choice, Question

from .ports import Ports
from .state import State
from .write import question


async def escalate(state: State, ports: Ports, why: str, steps: Sequence[str] = ()) -> Question:
    """Again with a wider window, fixed by hand, or stop here.

    `why` is the message that says what ran out, `steps` how the fix is done by hand where that is known.
    """
    cause = state.get("decision", {}).get("cause") or "?"
    by_hand = ports.words.say("by_hand", steps="; ".join(steps)) if steps else ""
    ask = Question(
        id=f"q-escalation-{state['round']}",
        kind="escalation",
        prompt=" ".join(filter(None, (ports.words.say(why, round=state["round"], cause=cause), by_hand))),
        choices=tuple(Choice(each, ports.words.say(f"escalation_{each}")) for each in ("retry", "fixed", "stop")),
    )
    await ports.journal.append(state["incident"], *question(ask, state.get("decision", {}).get("by") or "incident"))
    return ask
