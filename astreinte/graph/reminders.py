"""Telling people: pages with their repeats, questions that wait, status updates; all of it is in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from astreinte.actions import Sent
from astreinte.domain import Draft, Entry, Kind, Question, load
from astreinte.domain.outcome import Outcome
from astreinte.memory.timeline import timeline

from .dues import Due, dues, pages, unacknowledged
from .ports import Ports

TELLING: frozenset[Kind] = frozenset(
    (
        "decision",
        "question",
        "answer",
        "refused",
        "effect",
        "validation",
        "contained",
        "mitigated",
        "resolved",
        "warning",
    )
)
NEWS = 8
"""Most lines of news in one update, the newest."""
LINKED = timedelta(hours=24)
"""How long the link of a page is good."""


@dataclass(frozen=True)
class Message:
    title: str
    text: str
    about: str
    level: int = 1
    turn: int = 0
    question: str = ""


class Reminders:
    """One project's. It can be asked as often as one likes: what was said is not said again."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def look(self, incident: str) -> datetime | None:
        """Say what is due of an incident; when something is due next, None where nothing will be by itself."""
        now = self._ports.clock.now()
        entries = await self._ports.journal.read(incident)
        ready = [due for due in dues(entries, self._ports.settings.paging) if due.at <= now]
        for due in ready:
            await self._say(entries, due)
        if ready:
            entries = await self._ports.journal.read(incident)
        return min((due.at for due in dues(entries, self._ports.settings.paging) if due.at > now), default=None)

    async def acknowledge(self, incident: str, by: str) -> bool:
        """Somebody takes the incident up: its pages end. False where nobody was paged, or somebody was first.

        Raises:
            NotFound: no such incident.
        """
        entries = await self._ports.entries(incident)
        if not unacknowledged(entries):
            return False
        draft = Draft("acknowledged", by, {"by": by}, key=f"acknowledged:{_run(entries)}")
        (kept,) = await self._ports.journal.append(incident, draft)
        return kept.actor == by

    async def escalate(self, incident: str, by: str, why: str = "") -> str:
        """Page the next level at once, at any hour, whoever took it up; what became of that, in a sentence.

        Raises:
            NotFound: no such incident.
        """
        entries = await self._ports.entries(incident)
        say = self._ports.words.say
        note = say("escalated", who=by, why=self._ports.redact(why))
        await self._ports.journal.append(incident, Draft("note", by, {"text": note}))
        await self.page(entries, 1 + max((int(entry.data.get("turn", 0)) for entry in pages(entries)), default=-1))
        after = pages(await self._ports.journal.read(incident))
        turn = int(after[-1].data.get("turn", 0))
        sent = [entry for entry in after if entry.data.get("turn", 0) == turn]
        reached = ", ".join(str(entry.data["channel"]) for entry in sent if entry.data["ok"])
        return say("paged_now", id=incident, channels=reached) if reached else self._by_other_means("page")

    async def page(self, entries: Sequence[Entry], turn: int = 0) -> None:
        """Page the user; turns count from 0, and each goes to the next level."""
        ports, say, outcome = self._ports, self._ports.words.say, self._ports.outcome(entries)
        levels = 1 + len(ports.settings.paging.levels)
        component = outcome.component.name if outcome.component else outcome.title
        impact = next((entry.data["impact"] for entry in reversed(entries) if entry.kind == "triaged"), "")
        lines = [say("page_text", id=outcome.id, component=component, impact=impact)]
        if link := ports.links.to(outcome.id, ports.clock.now() + LINKED):
            lines.append(say("page_link", link=link))
        lines.append(say("page_ack", id=outcome.id, turn=turn + 1, turns=levels * ports.settings.paging.loops))
        title = say("page_title", id=outcome.id, severity=outcome.severity, title=outcome.title)
        await self._send(outcome.id, Message(title, "\n".join(lines), "page", turn % levels + 1, turn))

    async def _say(self, entries: Sequence[Entry], due: Due) -> None:
        if due.what == "page":
            await self.page(entries, due.number)
        elif due.what == "question":
            await self._ask(self._ports.outcome(entries), entries, due.question)
        else:
            await self._update(self._ports.outcome(entries), entries, due)

    async def _ask(self, outcome: Outcome, entries: Sequence[Entry], id_: str) -> None:
        say = self._ports.words.say
        asked = (load(Question, dict(entry.data)) for entry in entries if entry.kind == "question")
        question = next(each for each in asked if each.id == id_)
        until = question.expires or self._ports.clock.now() + LINKED
        choices = [f"- {choice.label}" for choice in question.choices]
        link = self._ports.links.to(outcome.id, until, id_)
        how = say("ask_link", link=link) if link else say("ask_how", id=outcome.id, question=id_)
        text = "\n".join([question.prompt, *choices, how])
        await self._send(outcome.id, Message(say("ask_title", id=outcome.id), text, "question", question=id_))

    async def _update(self, outcome: Outcome, entries: Sequence[Entry], due: Due) -> None:
        """What is new since the last one, and when the next is due; without channels the journal alone has it."""
        ports = self._ports
        every = {str(name): pause for name, pause in ports.settings.paging.updates.items()}
        pause = every.get(str(outcome.severity)) if due.what == "update" else None
        at = ports.clock.now() + pause if pause else None
        text = ports.words.render(
            "update",
            outcome=outcome,
            news=self._news(entries),
            since=_since(entries),
            next=at,
            names=ports.labels.names,
        )
        number = sum(entry.kind == "update" for entry in entries)
        data = {"text": text} | ({"next": at.isoformat()} if at else {})
        await ports.journal.append(outcome.id, Draft("update", "incident", data, key=f"update:{number}"))
        title = ports.words.say("update_title", id=outcome.id, title=outcome.title)
        if ports.settings.user.notify:
            await self._send(outcome.id, Message(title, text, "update", turn=number))

    def _news(self, entries: Sequence[Entry]) -> list[str]:
        told = max((index for index, entry in enumerate(entries) if entry.kind == "update"), default=-1)
        fresh = [entry for entry in entries[told + 1 :] if entry.kind in TELLING]
        return [row.text for row in timeline(fresh, self._ports.words, self._ports.labels)][-NEWS:]

    async def _send(self, incident: str, message: Message) -> None:
        ports, say = self._ports, self._ports.words.say
        sent = await ports.notifier.page(message.title, message.text, message.level)
        sent = sent or [Sent("-", ok=False, why=say("no_channel"))]
        told = {"about": message.about, "turn": message.turn, "level": message.level, "question": message.question}
        drafts = [
            Draft("notified", "incident", {"channel": each.channel, "ok": each.ok, "why": each.why, **told})
            for each in sent
        ]
        if not any(each.ok for each in sent):
            key = f"unheard:{message.about}:{message.question or message.turn}"
            drafts.append(Draft("warning", "incident", {"text": self._by_other_means(message.about)}, key=key))
        await ports.journal.append(incident, *drafts)

    def _by_other_means(self, about: str) -> str:
        say, settings = self._ports.words.say, self._ports.settings
        who = settings.user.name or say("the_user")
        return say("page_failed", about=about, who=who, fallback=settings.paging.fallback)


def _run(entries: Sequence[Entry]) -> int:
    """Which run of pages it is: one that is reopened may page anew."""
    return sum(entry.kind == "reopened" for entry in entries)


def _since(entries: Sequence[Entry]) -> datetime:
    return next((entry.recorded_at for entry in reversed(entries) if entry.kind == "update"), entries[0].recorded_at)
