"""The one node that interrupts. It does nothing else, because LangGraph runs it again at every resume."""

from langgraph.types import interrupt

from astreinte.domain import Answer, Draft, dump, load
from astreinte.graph.ports import Ports
from astreinte.graph.state import Asking, State
from astreinte.graph.write import status


async def user(ask: Asking, ports: Ports) -> State:
    answer = load(Answer, interrupt(ask["question"]))
    incident = ask["incident"]
    await ports.journal.append(
        incident,
        Draft("answer", answer.by, dump(answer), occurred_at=answer.at, key=f"answer:{answer.question}"),
        status("active", "incident", f"status:answered:{answer.question}"),
    )
    return {"answers": {answer.question: dump(answer)}, **_escalated(ask, answer)}


def _escalated(ask: Asking, answer: Answer) -> State:
    """What the answer to an escalation means: look again wider, validate what a person did, or stop."""
    if ask["question"]["kind"] != "escalation":
        return {}
    further: State = {"round": ask["round"] + 1, "allowed_rounds": ask["round"] + 1, "applied": []}
    if answer.choice == "retry":
        return {**further, "decision": {}, "settled": False, "queue": None, "alternative": 0}
    return {**further, "queue": []} if answer.choice == "fixed" else {"end": "unresolved"}
