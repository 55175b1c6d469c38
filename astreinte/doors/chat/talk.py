"""A conversation about incidents: a line in, lines out. It knows nothing of terminals."""

import asyncio
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from astreinte.domain import Question
from astreinte.doors.cli.brakes import HOME
from astreinte.doors.cli.show import asked
from astreinte.doors.heard import declaration
from astreinte.errors import AstreinteError, Busy, NotFound
from astreinte.graph import Desk
from astreinte.memory.timeline import timeline
from astreinte.templates import error_text
from astreinte.templates.escape import block
from astreinte.templates.report.lanes import GROUPS

from .acts import ACTS
from .bar import Standing, bar, standing
from .commands import COMMANDS, typed
from .hearing import Heard, corrected, hear, shown
from .shows import SHOWS
from .words import said

LOOK = 0.4
"""Seconds between two looks into the journal: other doors write there too."""
Prove = Callable[[], str]


class Out(Protocol):
    """Takes one line or block of plain text; `tone` says what it is about: a group of the swimlanes, or nothing."""

    def __call__(self, text: str, tone: str = "") -> None: ...


class Talk:
    """One person's conversation.

    Args:
        desk: the desk of the project.
        project: its folder.
        out: where lines go.
        prove: how the person who approves is known; raises where nobody is.
        by: the person's name.
    """

    def __init__(self, desk: Desk, project: Path, out: Out, prove: Prove, by: str) -> None:
        self._desk, self._project, self._prove, self._by = desk, project, prove, by
        self._out = out
        self._heard: Heard = {}
        self._seen: dict[str, int] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._standing: Standing | None = None
        self.incident = ""

    def say(self, key: str, **values: str) -> None:
        self._out(said(self._desk.ports.words.language)[key].format(**values))

    @property
    def bar(self) -> str:
        """The line under the prompt; empty where no incident is looked at."""
        return bar(self._standing, self._desk) if self.incident and self._standing else ""

    @property
    def running(self) -> bool:
        return any(not task.done() for task in self._tasks.values())

    async def take(self, line: str) -> bool:
        """Act on what was typed or pasted; False when the person leaves. What is refused is told, never raised."""
        try:
            return await self._take(line)
        except AstreinteError as error:
            self._out(block(error_text(error, self._desk.ports.words.language)), "warn")
            return True

    async def _take(self, line: str) -> bool:
        found = typed(line)
        if found.kind == "command":
            return await self._command(found.name, found.rest)
        if self._heard:
            await self._agreed(line.strip())
        elif found.kind == "number" and self.incident:
            await self._numbered(int(found.rest))
        elif found.kind == "paste" and self.incident:
            kept = await self._desk.add_evidence(self.incident, found.rest, _label(found.rest), self._by)
            self.say("kept", id=kept)
        elif found.kind and self.incident:
            await self._desk.note(self.incident, found.rest, self._by)
            self.say("noted")
        elif found.kind:
            self._heard_as(hear(found.rest, self._desk.ports))
        return True

    def _heard_as(self, heard: Heard) -> None:
        """Show back what was understood."""
        self._heard = heard
        self.say("understood", line=block(shown(heard, self._desk.ports)))
        self.say("confirm")

    async def _agreed(self, line: str) -> None:
        """An empty line declares; `field: value` corrects."""
        if line:
            self._heard_as(corrected(self._heard, line, self._desk.ports))
            return
        fields, self._heard = self._heard, {}
        self.incident = await self._desk.declare(declaration(fields, self._desk.ports, "chat"))
        self.say("declared", id=self.incident)
        self.start()

    def start(self) -> None:
        """Run the current incident beside the conversation."""
        task = self._tasks.get(self.incident)
        if task is None or task.done():
            self._tasks[self.incident] = asyncio.create_task(self._run(self.incident))

    async def _run(self, incident: str) -> None:
        try:
            await self._desk.run(incident)
        except Busy:
            self.say("elsewhere")
        except AstreinteError as error:
            self._out(block(error_text(error, self._desk.ports.words.language)), "warn")

    async def watch(self) -> None:
        """Tell what is written about the current incident, by whichever door, until cancelled."""
        while True:
            await self.news()
            await asyncio.sleep(LOOK)

    async def news(self) -> None:
        if not (incident := self.incident):
            return
        ports = self._desk.ports
        fresh = await ports.journal.read(incident, self._seen.get(incident, 0))
        if fresh or self._standing is None or self._standing.outcome.id != incident:
            self._standing = await standing(self._desk, incident)
        for entry in fresh:
            self._seen[incident] = entry.seq
            (row,) = timeline([entry], ports.words, ports.labels)
            self._out(
                f"{ports.words.zone.show(row.occurred_at, '%H:%M:%S')}  {block(row.text)}", GROUPS.get(row.kind, "")
            )
            if entry.kind == "question" and (
                open_ := (await self._desk.questions(incident)).get(str(entry.data["id"]))
            ):
                self._out(block(asked(open_, "")), "ask")

    async def settled(self) -> None:
        """Wait until what runs here has ended or waits, and tell it all."""
        while self.running:
            await asyncio.wait([task for task in self._tasks.values() if not task.done()])
        await self.news()

    async def _numbered(self, number: int) -> None:
        for question in (await self._desk.questions(self.incident)).values():
            if 1 <= number <= len(question.choices):
                await self._answer(question, question.choices[number - 1].id)
                return
        self.say("no_question")

    async def _answer(self, question: Question, choice: str) -> None:
        approves = question.kind == "approval" and choice == "approve"
        await self._desk.answer(self.incident, question.id, choice, self._by, how=self._prove() if approves else "")
        self.start()

    async def _command(self, name: str, rest: str) -> bool:
        if name == "quit":
            return False
        if name == "new":
            self._heard, self.incident = {}, ""
            self._heard_as(hear(rest, self._desk.ports)) if rest else self.say("hello")
        elif name in {"help", "list", "switch", "pause"}:
            await self._anywhere(name, rest)
        elif not self.incident:
            self.say("nothing")
        else:
            await self._here(name, rest)
        return True

    async def _anywhere(self, name: str, rest: str) -> None:
        ports = self._desk.ports
        match name:
            case "help":
                told = ((each, words[ports.settings.language]) for each, words in COMMANDS.items())
                self._out("\n".join(f"  /{each:<11} {words}" for each, words in told))
            case "list":
                rows = await ports.incidents.list(limit=20)
                self._out(
                    "\n".join(block(f"  {row.id}  {row.state:<10} {row.severity:<8} {row.title}") for row in rows)
                )
            case "switch":
                await self._desk.entries(rest)
                self.incident, self._heard = rest, {}
                self.say("at", id=rest)
            case _:
                path = self._project / HOME / "pause"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{ports.clock.now().isoformat()} {self._by} {rest}\n", encoding="utf-8")
                self.say("paused")

    async def _here(self, name: str, rest: str) -> None:
        if show := SHOWS.get(name):
            self._out(block(await show(self._desk, self.incident, rest)))
        elif name == "timeline":
            self._seen[self.incident] = 0
            await self.news()
        elif name == "answer":
            await self._said(rest)
        elif name == "resume":
            self.start()
        else:
            self._out(block(await ACTS[name](self._desk, self.incident, rest, self._by)))

    async def _said(self, rest: str) -> None:
        id_, _, choice = rest.partition(" ")
        open_ = await self._desk.questions(self.incident)
        if id_ not in open_:
            raise NotFound(f"no open question {id_!r}; open: {', '.join(open_) or '-'}")
        await self._answer(open_[id_], choice.strip())


def _label(text: str) -> str:
    """A pasted prompt's own command, else nothing more than that it was pasted."""
    first = text.splitlines()[0]
    for mark in ("$ ", "# "):
        if mark in first[:60]:
            try:
                return " ".join(shlex.split(first.split(mark, 1)[1]))[:120] or "paste"
            except ValueError:
                return first.split(mark, 1)[1][:120]
    return "paste"
