"""The desk: the only way the rest of the program reads anything."""

import asyncio
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from astreinte.domain import Ask, Clock, Query, Reading, Ref
from astreinte.domain.evidence import EXCERPT
from astreinte.errors import IntegrityError, InvalidInput, ReadingUnavailable, UnknownName

from .cap import cap, telling
from .phrases import Language
from .redaction import Redactor
from .source import Closing, Following, Source
from .store import Store
from .unavailable import Unavailable, reason

AT_ONCE = 8
"""Queries of one source in flight together: a sick host is not asked thirty things in one breath."""

REFS = 4096
"""References kept at hand: journal and docket ask for the same ones."""


@dataclass(frozen=True)
class Look:
    """What one source said; `left`: whether a further round would ask it what this one did not."""

    readings: list[Reading]
    left: bool = False


class Evidence:
    """Asks sources and keeps what they say: redacted, stripped of control characters, capped, stored.

    Args:
        sources: in order of preference; a single query goes to the first that accepts it.
        store: where bodies are kept.
        redactor: takes secrets out before anything is stored or returned.
        clock: dates the readings that no source could date.
        source_deadline: seconds that all queries of one source share.
        lines: most lines of one reading.
        language: of the reasons why something could not be read.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        store: Store,
        redactor: Redactor,
        clock: Clock,
        source_deadline: float,
        lines: int,
        language: Language = "fr",
    ) -> None:
        self._sources = {source.name: source for source in sources}
        self._store, self._redactor, self._clock = store, redactor, clock
        self._deadline, self._lines = source_deadline, lines
        self._language: Language = language
        self._refs: dict[tuple[str, ...], Ref] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Those that plan readings of their own."""
        return tuple(name for name, source in self._sources.items() if not getattr(source, "quiet", False))

    async def collect(self, source: str, ask: Ask) -> list[Reading]:
        """The readings of a look; raises as it does."""
        return (await self.look(source, ask)).readings

    async def look(self, source: str, ask: Ask) -> Look:
        """Everything that one source plans for `ask`, in the order of its plan, asked concurrently; then what follows.

        A query that fails, or is not answered before the deadline, is a reading with status `error` and `why`.

        Raises:
            UnknownName: no source of that name.
            StoreUnavailable: the body could not be kept.
        """
        if source not in self._sources:
            raise UnknownName("source", source, self._sources)
        port, until = self._sources[source], asyncio.get_running_loop().time() + self._deadline
        planned = port.plan(ask)
        readings = await self._all(port, planned, until)
        if not isinstance(port, Following) or ask.phase != "collect":
            return Look(readings)
        first = {reading.query.key for reading in readings}
        more = [query for query in port.follow(ask, readings) if query.key not in first]
        readings += await self._all(port, more, until)
        return Look(readings, _left(port, ask, readings, {query.key for query in (*planned, *more)}))

    async def ask(self, query: Query) -> Reading:
        """One query, put to the first source that accepts it; never raises because a source is unavailable."""
        for source in self._sources.values():
            if source.accepts(query):
                try:
                    async with asyncio.timeout(self._deadline):
                        return self._keep(await self._read(source, query))
                except TimeoutError:
                    return self._error(query, self._late())
        key = "no_source" if self._sources else "no_source_at_all"
        asked = f"{query.tool} {query.text}".strip()
        return self._error(query, reason(self._language, key, query=asked, known=", ".join(self._sources)))

    def paste(self, text: str, label: str, at: datetime) -> Reading:
        """Text that a person hands in, under a label of their own.

        Raises:
            InvalidInput: there is no text.
        """
        if not text.strip():
            raise InvalidInput(f"the pasted evidence {label!r} is empty; paste a command's output or log lines")
        return self._keep(Reading(Query("paste", (label,), item="logs"), at, "ok", text))

    def ref(self, reading: Reading) -> Ref:
        """The reading without its body; the excerpt holds its most telling lines."""
        known = (reading.id, reading.query.item, reading.why, reading.note)
        if known not in self._refs:
            if len(self._refs) >= REFS:
                self._refs.clear()
            self._refs[known] = _ref(reading)
        return self._refs[known]

    def open(self, ref: Ref) -> Reading:
        """The whole reading again.

        Raises:
            IntegrityError: the body is gone or changed, or the reference is not the one that was made for it.
            StoreUnavailable: the store cannot be read.
        """
        text = self._store.get(ref.digest)
        if self._refs.get((ref.id, ref.query.item, ref.why, ref.note)) is ref:
            return ref.whole(text)
        reading = Reading(ref.query, ref.at, ref.status, text, ref.why, ref.note, ref.digest)
        if reading.id != ref.id:
            raise IntegrityError(f"evidence {ref.id!r} does not match what was stored under it: {reading.id!r}")
        return reading

    async def close(self) -> None:
        """Let every source go of its connections."""
        for source in self._sources.values():
            if isinstance(source, Closing):
                await source.close()

    async def _all(self, source: Source, planned: Sequence[Query], until: float) -> list[Reading]:
        """All the answers that came before `until`, in order; each question is put once."""
        queries = list({query.key: query for query in planned}.values())
        answers: dict[int, tuple[Reading, str]] = {}
        turns = iter(enumerate(queries))

        async def work() -> None:
            for place, query in turns:
                answers[place] = await self._tried(source, query)

        tasks = [asyncio.create_task(work()) for _ in queries[:AT_ONCE]]
        try:
            if tasks:
                await asyncio.wait(tasks, timeout=max(until - asyncio.get_running_loop().time(), 0))
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            await _end(tasks)
        late = self._failed_late
        return [self._keep(each) for each in self._once([answers.get(i) or late(q) for i, q in enumerate(queries)])]

    def _once(self, answers: Sequence[tuple[Reading, str]]) -> Iterator[Reading]:
        """What keeps a whole source from answering is one reading for each item that it would have covered."""
        groups = Counter((reading.query.item, reading.query.where, whole) for reading, whole in answers if whole)
        for reading, whole in answers:
            if not whole:
                yield reading
            elif more := groups.pop((reading.query.item, reading.query.where, whole), 0):
                note = reason(self._language, "so_do_more", count=more - 1) if more > 1 else ""
                yield replace(reading, note=note) if note else reading

    async def _read(self, source: Source, query: Query) -> Reading:
        return (await self._tried(source, query))[0]

    async def _tried(self, source: Source, query: Query) -> tuple[Reading, str]:
        """The answer, and why the whole source gives none where that is so."""
        try:
            return await source.read(query), ""
        except Unavailable as unavailable:
            return self._failed(query, unavailable.text(self._language)), unavailable.whole
        except ReadingUnavailable as unavailable:
            return self._failed(query, str(unavailable)), ""
        except OSError as error:
            return self._failed(query, reason(self._language, "could_not_ask", tool=query.tool, why=error)), ""

    def _failed_late(self, query: Query) -> tuple[Reading, str]:
        return self._failed(query, self._late()), ""

    def _late(self) -> str:
        return reason(self._language, "late", seconds=self._deadline)

    def _failed(self, query: Query, why: str) -> Reading:
        return Reading(query, self._clock.now(), "error", why=why)

    def _error(self, query: Query, why: str) -> Reading:
        return self._keep(self._failed(query, why))

    def _keep(self, reading: Reading) -> Reading:
        clean, query = self._redactor.words, reading.query
        text, cut = cap(self._redactor.redact(reading.text), self._lines)
        status = "no_data" if reading.status == "ok" and not text.strip() else reading.status
        args, (why, noted) = clean(query.args), clean((reading.why, reading.note))
        asked = query if args == query.args else replace(query, args=args)
        note = "; ".join(filter(None, (noted, cut)))
        return Reading(asked, reading.at, status, text, why, note, self._store.put(text))


def _left(port: Following, ask: Ask, readings: Sequence[Reading], asked: Container[tuple[str, str, str]]) -> bool:
    further = replace(ask, round=ask.round + 1)
    return any(query.key not in asked for query in (*port.plan(further), *port.follow(further, readings)))


def _ref(reading: Reading) -> Ref:
    excerpt, of = telling(reading.text, EXCERPT), reading
    return Ref(of.id, of.query, of.at, of.status, of.digest, excerpt, of.why, of.note)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
