"""Verbs that move one incident on: declare, answer, approve, reject, resume, note."""

import getpass
import sys
import time
from typing import Annotated, Any

import typer

from . import show
from .arguments import Id, Json
from .session import CODES, INTERRUPTED, Draining, desk, interactive, opening, run, settings_here

NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask; go on with stated assumptions.")]
Fallback = Annotated[str, typer.Option(help="How long a session has for a task before the playbook answers, e.g. 10m.")]


def register(app: typer.Typer) -> None:
    for name, verb in (("declare", declare), ("resume", resume), ("note", note)):
        app.command(name)(verb)
    for name, verb in (("answer", answer), ("approve", approve), ("reject", reject)):
        app.command(name)(verb)


def declare(
    title: Annotated[str, typer.Argument(help="What is wrong, in a few words.")] = "",
    *,
    service: Annotated[str, typer.Option(help="Service or component, as the inventory names it.")] = "",
    severity: Annotated[str, typer.Option(help="CRITIQUE, HAUTE, MOYENNE or BASSE (critical, high, sev1… too).")] = "",
    impact: Annotated[str, typer.Option(help="Who or what is affected.")] = "",
    at: Annotated[str, typer.Option(help="When it was seen: RFC 3339, or '2026-03-01 14:02' in your zone.")] = "",
    since: Annotated[str, typer.Option(help="When it began, if you know.")] = "",
    domain: Annotated[str, typer.Option(help="lxc, k3s, security, monitoring, data or cicd.")] = "",
    alert: Annotated[str, typer.Option(help="File with an Alertmanager payload, or - for stdin.")] = "",
    stdin: Annotated[bool, typer.Option("--stdin", help="Take stdin as pasted evidence.")] = False,
    fallback_after: Fallback = "",
    new: Annotated[bool, typer.Option("--new", help="Open a new incident even if one is open for it.")] = False,
    no_input: NoInput = False,
    json: Json = False,
) -> int:
    """Declare an incident and run it: triage, diagnosis, fix, validation, post-mortem."""
    from .declaring import Said, declaration

    text = sys.stdin.read() if stdin else ""
    said = declaration(Said(title, service, severity, impact, at, since, domain, alert, text))
    ask = interactive(allowed=not no_input and not json)
    return run(_declare(said, fallback_after, attach=not new, ask=ask, json=json))


async def _declare(said: Any, fallback_after: str, *, attach: bool, ask: bool, json: bool) -> int:
    from .progress import Progress

    started, flags = time.monotonic(), _fallback(fallback_after)
    settings = settings_here(flags)
    tell, draining = Progress(settings).tell, Draining()
    with draining:
        with opening(settings, tell) as first:
            incident = await first.declare(said, attach=attach)
        async with desk(interactive=ask, flags=flags, tell=tell, draining=draining) as opened:
            return await _run(opened, incident, started, ask=ask, json=json)


def _fallback(after: str) -> dict[str, Any]:
    return {"reasoning": {"fallback_after": after}} if after else {}


async def _run(opened: Any, incident: str, started: float, *, ask: bool, json: bool) -> int:
    """Run until it ends or waits; where a person is here, put each question and go on."""
    outcome = await opened.run(incident)
    while ask and outcome.state == "waiting":
        if not await _ask(opened, incident):
            break
        outcome = await opened.run(incident)
    outcome = outcome.model_copy(update={"wall": round(time.monotonic() - started, 3)})
    show.outcome(outcome, await opened.questions(incident), opened.ports, json=json)
    return INTERRUPTED if opened.interrupted else CODES.get(outcome.state, 0)


async def _ask(opened: Any, incident: str) -> bool:
    """One question at the terminal; False when the person leaves it for later."""
    from .asking import ask

    for question in (await opened.questions(incident)).values():
        if (choice := ask(question, opened.ports.words)) is None:
            return False
        await _said(opened, incident, question.id, choice, json=False)
    return True


async def _said(opened: Any, incident: str, question: str, choice: str, *, json: bool) -> None:
    """Record an answer; an approval counts only from a person who proves to be one."""
    from .proving import prove
    from .session import project

    asked = (await opened.questions(incident)).get(question)
    approves = asked is not None and asked.kind == "approval" and choice == "approve"
    how = prove(project(), opened.ports.settings, json=json) if approves else ""
    await opened.answer(incident, question, choice, getpass.getuser(), how=how)


Approval = Annotated[str, typer.Argument(metavar="QUESTION", help="Id of the approval question.")]


def answer(
    id: Id,
    question: Annotated[str, typer.Argument(help="Question id, e.g. q-arbitration-1.")],
    choice: Annotated[list[str] | None, typer.Argument(help="Choice id, or the text of a fact.")] = None,
    *,
    file: Annotated[str, typer.Option(help="A task's answer as JSON, - for stdin; see `astreinte tasks ID`.")] = "",
    json: Json = False,
) -> int:
    """Answer a question, or a session's task; the incident goes on from exactly there."""
    if file:
        from .thinking import read_answer

        return run(_answer_task(id, question, read_answer(file), json=json))
    return run(_answer(id, question, " ".join(choice or []), json=json))


def approve(id: Id, question: Approval, *, json: Json = False) -> int:
    """Approve exactly the action that the question shows."""
    return run(_answer(id, question, "approve", json=json))


def reject(id: Id, question: Approval, *, json: Json = False) -> int:
    """Reject the action that the question shows; the next alternative is tried."""
    return run(_answer(id, question, "reject", json=json))


async def _answer(incident: str, question: str, choice: str, *, json: bool) -> int:
    started = time.monotonic()
    async with desk() as opened:
        await _said(opened, incident, question, choice, json=json)
        return await _run(opened, incident, started, ask=False, json=json)


async def _answer_task(incident: str, task: str, data: Any, *, json: bool) -> int:
    started = time.monotonic()
    async with desk() as opened:
        await opened.answer_task(incident, task, data)
        return await _run(opened, incident, started, ask=False, json=json)


def resume(id: Id, *, fallback_after: Fallback = "", no_input: NoInput = False, json: Json = False) -> int:
    """Go on with an incident where it stands: interrupted, planned, logged or unresolved."""
    ask = interactive(allowed=not no_input and not json)
    return run(_resume(id, fallback_after, ask=ask, json=json))


async def _resume(incident: str, fallback_after: str, *, ask: bool, json: bool) -> int:
    started = time.monotonic()
    async with desk(interactive=ask, flags=_fallback(fallback_after)) as opened:
        return await _run(opened, incident, started, ask=ask, json=json)


def note(id: Id, text: Annotated[list[str], typer.Argument(help="What happened.")], *, json: Json = False) -> int:
    """Add a line to the timeline."""
    return run(_note(id, " ".join(text), json=json))


async def _note(incident: str, text: str, *, json: bool) -> int:
    async with desk(progress=False) as opened:
        await opened.note(incident, text, getpass.getuser())
        if json:
            show.document((await opened.outcome(incident)).model_dump(mode="json"))
        return 0
