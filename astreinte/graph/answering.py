"""Answers of people, checked against their question and kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from astreinte.domain import Answer, Draft, Entry, Question, dump
from astreinte.errors import Busy, InvalidInput, NotFound, RefusedByPolicy, UnknownName
from astreinte.memory.kinds import of

from .found import open_questions
from .ports import Ports


@dataclass(frozen=True)
class Given:
    """What somebody answered; `how` the person was known, empty for whoever merely called the graph."""

    question: str
    choice: str
    by: str
    text: str = ""
    how: str = ""


async def answered(ports: Ports, incident: str, asked: Mapping[str, Question], given: Given) -> Question:
    """Keep the answer to one of the open questions `asked`, and return the question.

    Raises:
        RefusedByPolicy, NotFound, Busy, InvalidInput: see `Desk.answer`.
    """
    if given.question not in asked:
        known = ", ".join(sorted(asked)) or "none"
        raise NotFound(f"incident {incident} has no open question {given.question!r}; open: {known}")
    ask = asked[given.question]
    _check(ask, given)
    if ask.kind == "approval" and given.choice == "approve":
        _approvable(ports, ask, given.how)
    answer = _answer(ports, ask, given)
    draft = Draft("answer", given.by, dump(answer), key=f"answer:{ask.id}")
    (kept,) = await ports.journal.append(incident, draft)
    if dict(kept.data) != draft.data:
        raise Busy(f"question {ask.id} was answered meanwhile by {kept.actor}: {kept.data['choice']}")
    return ask


def answers(entries: Sequence[Entry]) -> dict[str, Any]:
    """Every answer of a journal, plain, by its question."""
    return {str(entry.data["question"]): dict(entry.data) for entry in of(entries, "answer")}


def expired(entries: Sequence[Entry], now: datetime) -> Iterator[Draft]:
    """A question whose time ran out is answered by its stated assumption."""
    for ask in open_questions(entries).values():
        if ask.expires is not None and ask.expires <= now:
            answer = Answer(ask.id, ask.assumed or "-", "timeout", now, "", ask.fingerprint, "", ask.expires)
            yield Draft("answer", "timeout", dump(answer), key=f"answer:{ask.id}")


def _check(ask: Question, given: Given) -> None:
    if ask.choices and given.choice not in {each.id for each in ask.choices}:
        raise UnknownName("answer", given.choice, [each.id for each in ask.choices], where=f"question {ask.id}")
    if not given.choice.strip():
        raise InvalidInput(f"question {ask.id} needs an answer, not an empty text")


def _approvable(ports: Ports, ask: Question, how: str) -> None:
    say = ports.words.say
    if not how:
        raise RefusedByPolicy(say("approval_by_nobody", question=ask.id))
    if ask.expires is not None and ask.expires <= ports.clock.now():
        raise RefusedByPolicy(say("approval_expired", question=ask.id))


def _answer(ports: Ports, ask: Question, given: Given) -> Answer:
    said = given.choice if ask.choices else ports.redact(given.choice)
    expires = ask.expires if ask.kind == "approval" else None
    text = ports.redact(given.text)
    return Answer(ask.id, said, given.by, ports.clock.now(), text, ask.fingerprint, given.how, expires)
