"""Tasks that wait for a session: listed, answered, or let go when their time is over. No door holds more than this."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from astreinte.agents import Analyse, Decide, Object, SessionReasoner, Triage
from astreinte.domain import Decision, Declaration, Draft, Entry, load
from astreinte.errors import InvalidInput, NotFound, RefusedByPolicy
from astreinte.memory.kinds import of

from .handing import TASK
from .nodes.triage import TRIAGE
from .ports import Ports
from .said import findings
from .state import State


@dataclass(frozen=True)
class Waiting:
    """A task as it is handed over; `prompt` quotes evidence by id, `schema` is the form of the answer."""

    id: str
    persona: str
    name: str
    task: str
    round: int
    posed: datetime
    system: str
    prompt: str
    schema: Mapping[str, Any]


def waiting(ports: Ports, entries: Sequence[Entry]) -> list[Waiting]:
    """Open tasks in the order in which they were posed. None of them holds what another persona was told or said."""
    return [_waiting(ports, entry) for entry in _open(entries).values()]


def turns(entries: Sequence[Entry]) -> dict[str, Any]:
    """What was given so far, by task id, as the paused node takes it."""
    return {str(entry.data["task"]): dict(entry.data) for entry in of(entries, "turn")}


async def answer(ports: Ports, incident: str, entries: Sequence[Entry], state: State, id_: str, data: Any) -> None:
    """Keep a session's answer; the next run takes it up.

    Raises:
        RefusedByPolicy: the id is a question's: a session answers tasks, a person questions and approvals.
        NotFound: no such task waits; lists those that do.
        InvalidInput: the answer is not of the task's form, or cites what the case does not hold; says what is wrong.
    """
    if not id_.startswith(TASK):
        raise RefusedByPolicy(ports.words.say("task_only", id=id_))
    if (entry := _open(entries).get(id_)) is None:
        known = ", ".join(_open(entries)) or "none"
        raise NotFound(f"incident {incident} has no task {id_!r} that waits; waiting: {known}")
    if problems := await _problems(ports, state, entry, data):
        raise InvalidInput(f"task {id_}: " + "; ".join(problems))
    turn = {"task": id_, "answer": data, "by": "session"}
    await ports.journal.append(incident, Draft("turn", str(entry.data["persona"]), turn, key=f"turn:{id_}"))


def let_go(ports: Ports, entries: Sequence[Entry]) -> Iterator[Draft]:
    """Hand the tasks that have waited for `fallback_after` to the playbook; zero waits for ever."""
    if not (after := ports.settings.reasoning.fallback_after):
        return
    for id_, entry in _open(entries).items():
        if entry.recorded_at + after <= ports.clock.now():
            turn = {"task": id_, "answer": None, "by": f"{after.total_seconds():.0f} s"}
            yield Draft("turn", "timeout", turn, key=f"turn:{id_}")


def _open(entries: Sequence[Entry]) -> dict[str, Entry]:
    taken = turns(entries)
    return {str(e.data["id"]): e for e in of(entries, "task") if str(e.data["id"]) not in taken}


def _waiting(ports: Ports, entry: Entry) -> Waiting:
    data, words = entry.data, json.loads(ports.docket.kept(str(entry.data["words"])))
    tag = str(data["persona"])
    name = ports.roster.name(tag) if tag in ports.roster.personas else tag
    said = (words["system"], words["prompt"], words["schema"])
    return Waiting(str(data["id"]), tag, name, str(data["task"]), int(data["round"]), entry.recorded_at, *said)


async def _problems(ports: Ports, state: State, entry: Entry, data: Any) -> list[str]:
    """What the paused node would say of the answer; triage's own probe is not saved yet, so its ids are not judged."""
    task = str(entry.data["task"])
    persona = TRIAGE if task == "triage" else ports.roster.get(str(entry.data["persona"])) or TRIAGE
    reasoner = ports.reasoner_of(persona)
    if not isinstance(reasoner, SessionReasoner):
        return []
    put, case = await _task(ports, state, task, persona.tag), ports.casebook.case(state)
    draft = await reasoner.draft(persona, put, case)
    _, problems, _ = reasoner.take(data, persona, put, case, draft)
    return [each for each in problems if task != "triage" or "evidence" not in each]


async def _task(ports: Ports, state: State, task: str, tag: str) -> Any:
    match task:
        case "triage":
            return Triage(load(Declaration, state["declaration"]))
        case "decide":
            return Decide(tuple((await findings(ports, state)).values()))
        case "review":
            return Object(_decision(state), (await findings(ports, state))[tag])
        case _:
            return Analyse()


def _decision(state: State) -> Decision:
    return load(Decision, {key: value for key, value in state["decision"].items() if key != "round"})
