"""Handing a persona's task to the calling session: posed, paused, taken up again; the playbook where it stays away."""

import json
from typing import Any

from langgraph.types import interrupt

from astreinte.agents import Case, Persona, Posed, SessionReasoner, Thought, task_name
from astreinte.domain import Draft

from .past import past_of
from .ports import Ports
from .write import status

TASK = "t-"
"""What the ids of tasks begin with; those of questions to the user do not."""


async def hand_over(
    ports: Ports, incident: str, persona: Persona, task: Any, case: Case, reasoner: SessionReasoner
) -> Thought:
    """The session's answer once it is there. The node that calls this runs again from its beginning at each resume."""
    draft = await reasoner.draft(persona, task, case)
    posed = reasoner.pose(persona, task, case, draft, await past_of(ports, incident, case))
    if posed is None:
        return Thought(draft, "playbook", "idle", own=False)
    id_ = f"{TASK}{case.round}-{persona.tag}-{task_name(task)}"
    await ports.journal.append(incident, *_posed(ports, id_, posed, case.round))
    given = interrupt({"id": id_, "kind": "task"})
    await ports.journal.append(incident, status("active", "incident", f"status:taken:{id_}"))
    if given["answer"] is None:
        return Thought(None, reasoner.name, "late", str(given["by"]))
    answer, problems, notes = reasoner.take(given["answer"], persona, task, case, draft)
    return Thought(answer, reasoner.name, "answered" if answer else "invalid", "; ".join(problems), notes=tuple(notes))


def _posed(ports: Ports, id_: str, posed: Posed, round_: int) -> list[Draft]:
    """The task without its words: those are kept beside the evidence, under their digest."""
    words = json.dumps({"system": posed.system, "prompt": posed.prompt, "schema": posed.schema}, ensure_ascii=False)
    data = {"id": id_, "persona": posed.persona, "task": posed.task, "round": round_, "words": ports.docket.keep(words)}
    return [
        Draft("task", posed.persona, data, key=f"task:{id_}"),
        status("waiting", "incident", f"status:waiting:{id_}"),
    ]
