"""The port through which every reading comes: one small module per system behind it."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from astreinte.domain import Ask, Query, Reading


class Source(Protocol):
    """Something that can be read and never written.

    Extension point: register a factory by name in `astreinte.evidence.sources.SOURCES`.
    """

    name: str

    def plan(self, ask: Ask) -> Sequence[Query]:
        """The queries that cover `ask`, most telling first, without any I/O; empty when it knows nothing."""
        ...

    def accepts(self, query: Query) -> bool:
        """Whether `read` would try this query: its catalogue of read-only verbs has it. True for all it plans."""
        ...

    async def read(self, query: Query) -> Reading:
        """Answer one query that `plan` of this source (or its catalogue of read-only verbs) allows.

        Returns:
            A reading `ok` or `no_data`, or `error` where a recording says so; its text is raw, redaction and capping
            happen behind this port.

        Raises:
            ReadingUnavailable: the source could not be asked, with the reason a person can act on.
        """
        ...


@runtime_checkable
class Following(Source, Protocol):
    """A source that knows what to ask next once it has seen a first answer, such as what a list calls unhealthy."""

    def follow(self, ask: Ask, readings: Sequence[Reading]) -> Sequence[Query]:
        """Further queries after the planned ones were answered, most telling first, without any I/O.

        From the second round of `ask` on it also holds what a first look leaves aside because nothing called for it.
        Called once for each collection, under the same deadline. `readings` are redacted and capped, errors among
        them; each query is one that `accepts` takes.
        """
        ...


@runtime_checkable
class Closing(Protocol):
    """A source that holds connections."""

    async def close(self) -> None:
        """Let go of them; a later `read` makes them again."""
        ...


@runtime_checkable
class Checking(Protocol):
    """A source that has nothing to say of a triage, and can still be tried."""

    def quick(self, ask: Ask) -> Sequence[Query]:
        """Of all that it may ask, what is answered within seconds; each is one that `accepts` takes."""
        ...
