"""3.2 what the incident leaves in the project's own files: learning, requests, shared context, Hawk's alert rule."""

from astreinte.domain import Draft
from astreinte.graph.lessons import lessons
from astreinte.graph.ports import Ports
from astreinte.graph.state import State


async def learn(state: State, ports: Ports) -> State:
    incident, again = state["incident"], state.get("reopened", 0)
    entries = await ports.journal.read(incident)
    left = lessons(ports.outcome(entries), state, ports)
    written = await ports.project.teach(left)
    await ports.journal.append(
        incident,
        *(
            Draft("warning", "incident", {"text": text}, key=f"learn:{again}:{place}")
            for place, text in enumerate(written.problems)
        ),
    )
    return {}
