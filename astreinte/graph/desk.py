"""What every door calls: declare, follow, answer, resume. One desk serves many incidents."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from astreinte.agents import Drawing, draw
from astreinte.domain import Declaration, Draft, Entry, Question, Reading, Ref, dump, load
from astreinte.domain.outcome import Outcome
from astreinte.errors import InvalidInput, NotFound
from astreinte.memory import Row
from astreinte.memory.kinds import of
from astreinte.memory.standing import state_of

from . import tasks
from .answering import Given, answered, answers, expired
from .found import open_questions
from .nodes.postmortem import write
from .opening import Opening
from .ports import Ports
from .runner import Runner
from .state import State
from .write import appended

if TYPE_CHECKING:
    from .shown import Shown

ALL = 1_000_000
OVER = frozenset({"resolved", "closed"})
"""States from which `run` starts nothing again: it only ends what was begun."""


class Desk:
    def __init__(self, ports: Ports, runner: Runner) -> None:
        self.ports = ports
        self.interrupted = False
        """Whether the last `run` was drained before its end; `run` again goes on."""
        self._runner = runner
        self._opening = Opening(
            ports.settings, ports.clock, ports.journal, ports.incidents, ports.evidence, ports.redact
        )

    async def declare(self, declaration: Declaration, *, attach: bool = True) -> str:
        """Open an incident, or join the open one with the same fingerprint or service of the last 30 minutes.

        An alert joins that of a service which needs its own, or which its own needs: they fail together.

        Returns:
            The incident's id; `run` takes it from there.

        Raises:
            InvalidInput: no title, or a time that lies in the future.
        """
        return await self._opening.declare(declaration, attach=attach)

    async def attach(self, incident: str, declaration: Declaration) -> None:
        """Say in the incident's journal that another alert belongs to it."""
        await self._opening.attach(incident, declaration)

    async def run(self, incident: str) -> Outcome:
        """Go on with an incident until it ends or waits; answers already given and expired questions are taken up.

        One that was logged, planned or left unresolved is opened again.

        Raises:
            NotFound: no such incident.
            Busy: another process runs it.
        """
        entries: Sequence[Entry] = await self.ports.entries(incident)
        first = None if state_of(entries) in OVER else _first(incident, entries)
        late = [*expired(entries, self.ports.clock.now()), *tasks.let_go(self.ports, entries)]
        entries = await appended(self.ports, incident, entries, *late)
        done = await self._runner.advance(incident, first, answers(entries) | tasks.turns(entries))
        self.interrupted = not done
        outcome = self.ports.outcome(await self._left(incident))
        await self.ports.index(outcome)
        if not done:
            text = self.ports.words.say("interrupted")
            await self.ports.journal.append(incident, Draft("note", "user", {"text": text}))
        return outcome

    async def answer(
        self, incident: str, question: str, choice: str, by: str, text: str = "", *, how: str = ""
    ) -> Question:
        """Record a typed answer; `run` then resumes exactly what waited for it.

        `how` the person was known (`pin`, `terminal`, `room`, `link`, `scripted`): what merely called the graph cannot
        approve. Of two answers at once the first counts.

        Raises:
            RefusedByPolicy: an approval by nobody known, or after its question expired.
            NotFound: the incident has no open question of that id; the message lists those it has.
            Busy: somebody else answered meanwhile; says who and what.
            InvalidInput: the choice is not one of the question's.
        """
        asked = await self.questions(incident)
        return await answered(self.ports, incident, asked, Given(question, choice, by, text, how))

    async def note(self, incident: str, text: str, by: str) -> None:
        if not text.strip():
            raise InvalidInput("the note is empty")
        await self.ports.entries(incident)
        await self.ports.journal.append(incident, Draft("note", by, {"text": self.ports.redact(text)}))

    async def add_evidence(self, incident: str, text: str, label: str, by: str) -> str:
        """Keep pasted text as evidence of the incident; the next round of analysis reads it.

        Returns:
            Its evidence id.

        Raises:
            InvalidInput: the text is empty.
        """
        await self.ports.entries(incident)
        return await self._opening.keep(incident, text, label, by)

    async def reading(self, incident: str, id_: str) -> Reading:
        """One reading as it was kept.

        Raises:
            NotFound: the incident holds no such evidence.
            IntegrityError, StoreUnavailable: its body is damaged, or gone.
        """
        for entry in of(await self.ports.entries(incident), "reading"):
            if entry.data["id"] == id_:
                return self.ports.evidence.open(load(Ref, dict(entry.data)))
        raise NotFound(f"incident {incident} holds no evidence {id_!r}; `astreinte evidence {incident}` lists it")

    async def outcome(self, incident: str) -> Outcome:
        return self.ports.outcome(await self.ports.entries(incident))

    async def entries(self, incident: str) -> list[Entry]:
        return await self.ports.entries(incident)

    async def rows(self, *, open_only: bool = False, limit: int = ALL, since: datetime | None = None) -> Sequence[Row]:
        """See `Incidents.list`."""
        return await self.ports.incidents.list(open_only=open_only, limit=limit, since=since)

    async def rewrite(self, incident: str) -> str:
        """Compose the post-mortem again from the journal.

        Raises:
            NotFound: the incident was never triaged, so there is nothing to tell yet.
        """
        if of(entries := await self.ports.entries(incident), "pruned"):
            raise InvalidInput(f"the journal of {incident} was pruned: its post-mortem stands as it was written")
        state = await self._runner.state(incident)
        if not state.get("brief"):
            raise NotFound(f"incident {incident} has not been triaged yet; see `astreinte status {incident}`")
        draft = await write(state, self.ports, entries)
        if "path" not in draft.data:
            raise InvalidInput(str(draft.data["text"]))
        await self.ports.journal.append(incident, draft)
        return str(draft.data["path"])

    async def explain(self, incident: str) -> Drawing:
        """The diagnostic tree over the evidence of the last decision, through no persona's lens.

        Raises:
            NotFound: the incident has not been triaged yet, so there is nothing to walk.
        """
        await self.ports.entries(incident)
        state = await self._runner.state(incident)
        if not state.get("brief"):
            raise NotFound(f"incident {incident} has not been triaged yet; see `astreinte status {incident}`")
        lead = str(state.get("decision", {}).get("by", ""))
        return draw(self.ports.casebook.considered(state), self.ports.knowledge, self.ports.settings.language, lead)

    async def place(self, incident: str) -> tuple[str, ...]:
        """The nodes of the workflow that an incident is at; empty before it ran and once it has ended."""
        return await self._runner.place(incident)

    async def tasks(self, incident: str) -> list[tasks.Waiting]:
        """What waits for the calling session to think it as a persona."""
        return tasks.waiting(self.ports, await self.ports.entries(incident))

    async def prompts(self, incident: str) -> "list[Shown]":
        """Exactly what a model would be told of this incident; nothing is sent.

        Raises:
            NotFound: the incident has not been triaged yet.
        """
        await self.ports.entries(incident)
        state = await self._runner.state(incident)
        if not state.get("brief"):
            raise NotFound(f"incident {incident} has not been triaged yet; see `astreinte status {incident}`")
        from .shown import shown

        return await shown(self.ports, self.ports.means, state)

    async def answer_task(self, incident: str, task: str, data: Any) -> None:
        """Keep a session's answer, checked; `run` then resumes exactly the persona that waited for it.

        Raises:
            RefusedByPolicy, NotFound, InvalidInput: see `tasks.answer`.
        """
        entries, state = await self.ports.entries(incident), await self._runner.state(incident)
        await tasks.answer(self.ports, incident, entries, state, task, data)

    async def _left(self, incident: str) -> Sequence[Entry]:
        """The journal after a run. Of several tasks or questions one may be answered alone: it waits for the others."""
        entries = await self.ports.entries(incident)
        left = tasks.waiting(self.ports, entries) or open_questions(entries)
        if left and not self.interrupted and state_of(entries) == "active":
            waits = Draft("status", "incident", {"state": "waiting"})
            return await appended(self.ports, incident, entries, waits)
        return entries

    async def questions(self, incident: str) -> dict[str, Question]:
        """Questions that wait for an answer, by id."""
        return open_questions(await self.ports.entries(incident))


def _first(incident: str, entries: Sequence[Entry]) -> State:
    declared = next(entry.data for entry in entries if entry.kind == "declared")
    return {"incident": incident, "declaration": dump(load(Declaration, dict(declared)))}
