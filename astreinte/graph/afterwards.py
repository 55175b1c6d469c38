"""After the end: the check of a post-mortem's words, its review, the close, follow-ups and insights."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from astreinte.blame import Finding, lint
from astreinte.domain import Draft, Entry
from astreinte.domain.outcome import Outcome
from astreinte.errors import InvalidInput, NotFound, RefusedByPolicy
from astreinte.memory import Followup, Insights, followups, insights
from astreinte.memory.merging import merge
from astreinte.templates.sections import readings

from .ports import Ports
from .write import status

REVIEWED = frozenset({"CRITIQUE", "HAUTE"})
"""Severities whose post-mortem is reviewed before the incident is closed."""
ALL = 1_000_000


@dataclass(frozen=True)
class Text:
    """A post-mortem as it stands in its file."""

    path: str
    body: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.body.encode("utf-8", "surrogateescape")).hexdigest()


class Afterwards:
    """One project's incidents once they are over; every word is recorded in the incident's journal."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def check(self, incident: str) -> tuple[Text, list[Finding]]:
        """Judgements of people in the post-mortem as it stands now.

        Raises:
            NotFound: the incident has no post-mortem file.
        """
        await self._ports.entries(incident)
        text = self._text(incident)
        return text, judged(text.body, self._ports)

    async def edit(self, incident: str, base: str, text: str, by: str) -> str:
        """Put a person's text in the place of `base`, the one that they began from.

        Returns:
            Empty; or, where the file has changed meanwhile, both sets of changes, to be looked at and given again.

        Raises:
            NotFound: no such incident, or it has no post-mortem.
            InvalidInput: nothing would be left of it.
        """
        ports = self._ports
        await ports.entries(incident)
        wanted = ports.redact(text.replace("\r\n", "\n"))
        if not wanted.strip():
            raise InvalidInput("a post-mortem cannot be empty; `astreinte postmortem ID` writes it anew")
        before = self._text(incident).body
        if not ports.project.edit_postmortem(incident, base.replace("\r\n", "\n"), wanted):
            return merge(base.replace("\r\n", "\n"), wanted, before).text
        digest = self._text(incident).digest
        await ports.journal.append(incident, Draft("edited", by, {"by": by, "digest": digest}, key=f"edited:{digest}"))
        return ""

    async def review(self, incident: str, by: str) -> str:
        """Sign the text as it stands; its path.

        Raises:
            NotFound: no such incident, or it has no post-mortem.
            InvalidInput: nobody signs, or sentences have to be rewritten first.
        """
        if not by.strip():
            raise InvalidInput("a review needs the reviewer's name: --by NAME")
        text, found = await self.check(incident)
        if blocking := [one for one in found if one.blocks]:
            first = blocking[0]
            raise InvalidInput(
                f"{text.path}: {len(blocking)} to rewrite before it is signed, the first in line {first.line}: "
                f"{first.words!r} ({first.rule}); see `astreinte postmortem lint {text.path}`"
            )
        draft = Draft("reviewed", by, {"by": by, "digest": text.digest}, key=f"reviewed:{text.digest}")
        await self._ports.journal.append(incident, draft)
        return text.path

    async def close(self, incident: str, by: str, without_review: str = "") -> Outcome:
        """Close an incident that has ended. Resolving is the graph's word; closing is a person's.

        Raises:
            InvalidInput: it has not ended.
            RefusedByPolicy: its post-mortem has not been reviewed as it stands, and no reason is given for that.
        """
        entries = await self._ports.entries(incident)
        outcome = self._ports.outcome(entries)
        if outcome.state == "closed":
            return outcome
        if outcome.state not in {"resolved", "unresolved", "logged"}:
            raise InvalidInput(
                f"{incident} is {outcome.state}: only what has ended is closed; `astreinte resume {incident}`"
            )
        if outcome.severity in REVIEWED and not without_review and not self._signed(incident, entries):
            raise RefusedByPolicy(
                f"{incident} is {outcome.severity}: its post-mortem is reviewed before it is closed; "
                f"`astreinte postmortem review {incident} --by NAME`, or --without-review 'why'"
            )
        data = {"by": by} | ({"why": self._ports.redact(without_review)} if without_review else {})
        await self._ports.journal.append(incident, Draft("closed", by, data), status("closed", by, "status:closed"))
        closed = self._ports.outcome(await self._ports.journal.read(incident))
        await self._ports.index(closed)
        return closed

    async def report(self, incident: str) -> str:
        """The incident as one HTML page: post-mortem, timeline, metrics, evidence.

        Raises:
            NotFound: no such incident, or it has no post-mortem.
            IntegrityError: kept evidence does not match its digest.
        """
        from astreinte.templates.report import report

        entries = await self._ports.entries(incident)
        text, found = await self.check(incident)
        ports = self._ports
        kept = [ports.evidence.open(ref) for ref in readings(entries) if ref.status == "ok"]
        outcome = self._ports.outcome(entries)
        return report(outcome, entries, ports.settings, ports.words, ports.labels, kept, (text.body, found))

    async def followups(self) -> list[Followup]:
        """Every request of every incident, the most urgent first."""
        journals = [entries async for entries in self._journals()]
        today = self._ports.words.zone.day(self._ports.clock.now())
        return followups(journals, self._ports.project.ticked(), today)

    async def insights(self) -> Insights:
        return insights([self._ports.outcome(entries) async for entries in self._journals()])

    async def _journals(self) -> AsyncIterator[list[Entry]]:
        for row in await self._ports.incidents.list(limit=ALL):
            yield await self._ports.journal.read(row.id)

    def _text(self, incident: str) -> Text:
        found = self._ports.project.read_postmortem(incident)
        if found is None:
            raise NotFound(f"{incident} has no post-mortem file; `astreinte postmortem {incident}` writes it")
        return Text(*found)

    def _signed(self, incident: str, entries: list[Entry]) -> bool:
        digests = {entry.data["digest"] for entry in entries if entry.kind == "reviewed"}
        found = self._ports.project.read_postmortem(incident)
        return found is not None and Text(*found).digest in digests


def judged(text: str, ports: Ports) -> list[Finding]:
    """Judgements of people in a text of this project: its agents may be named, its user may not."""
    user = ports.settings.user.name
    return lint(text, ports.settings.language, names=[user] if user else [], agents=list(ports.labels.names.values()))
