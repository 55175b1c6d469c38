"""What a tool answers: where an incident stands, what waits, and who can go on with it."""

from typing import Any

from astreinte.domain import Question, dump
from astreinte.domain.outcome import Outcome
from astreinte.graph import Desk

APPROVAL = "approval"


async def standing(desk: Desk, incident: str) -> dict[str, Any]:
    """The outcome, and what comes next. An approval is shown with the command by which a person gives it."""
    outcome = await desk.outcome(incident)
    questions = list((await desk.questions(incident)).values())
    tasks = [{"id": each.id, "persona": each.name, "task": each.task} for each in await desk.tasks(incident)]
    asked = [_question(incident, each) for each in questions if each.kind != APPROVAL]
    approvals = [_approval(incident, each) for each in questions if each.kind == APPROVAL]
    say = desk.ports.words.say
    return {
        "incident": incident,
        "state": outcome.state,
        "next": say("mcp_next", tasks=len(tasks), questions=len(asked), approvals=len(approvals), state=outcome.state),
        "tasks": tasks,
        "questions": asked,
        "approvals": approvals,
        "postmortem": _postmortem(desk, incident),
        "outcome": _plain(outcome),
    }


def _question(incident: str, question: Question) -> dict[str, Any]:
    choices = [{"id": each.id, "label": each.label} for each in question.choices]
    shown = {"id": question.id, "prompt": question.prompt, "choices": choices, "evidence": list(question.evidence)}
    return shown | {"command": f"astreinte answer {incident} {question.id} …"}


def _approval(incident: str, question: Question) -> dict[str, Any]:
    commands = {verb: f"astreinte {verb} {incident} {question.id}" for verb in ("approve", "reject")}
    return {"id": question.id, "prompt": question.prompt, "by_a_person_at_a_terminal": commands} | {
        "expires": dump(question)["expires"]
    }


def _postmortem(desk: Desk, incident: str) -> str:
    found = desk.ports.project.read_postmortem(incident)
    return found[0] if found else ""


def _plain(outcome: Outcome) -> dict[str, Any]:
    return outcome.model_dump(mode="json")
