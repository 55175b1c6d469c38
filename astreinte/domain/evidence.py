"""Evidence is a command and its output; a signal is what an extractor reads out of it."""

import hashlib
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Literal

from .codec import dump

Item = Literal["logs", "metrics", "events", "resources", "changes"]
"""The five-item checklist of the workflow: logs of the last 30 min, metrics around the timestamp, events, state of
resources, recent changes."""

CHECKLIST: tuple[Item, ...] = ("logs", "metrics", "events", "resources", "changes")
ReadingStatus = Literal["ok", "no_data", "error"]
EXCERPT = 240


@lru_cache(maxsize=8192)
def command_line(args: tuple[str, ...]) -> str:
    """The arguments as a shell would take them, to be shown and compared; nothing is ever run from it."""
    return shlex.join(args)


@dataclass(frozen=True)
class Query:
    """A read-only question: a tool of the catalogue and its argument list (never a shell string).

    `where` is the host it is asked on, `local` for this one. `item` is the checklist line it serves.
    """

    tool: str
    args: tuple[str, ...] = ()
    item: Item = "resources"
    where: str = "local"

    @cached_property
    def text(self) -> str:
        return command_line(self.args)

    @cached_property
    def key(self) -> tuple[str, str, str]:
        """What two equal questions share: tool, arguments, host."""
        return (self.tool, self.text, self.where)


@dataclass(frozen=True)
class Reading:
    """An answered query. `ok` has text; `no_data` was answered with nothing; `error` says why it was not answered.

    `text` is already redacted and capped; `note` says what was cut, e.g. `truncated, 400 of 9210 lines`.
    """

    query: Query
    at: datetime
    status: ReadingStatus
    text: str = ""
    why: str = ""
    note: str = ""
    digest: str = ""

    @cached_property
    def id(self) -> str:
        """`ev-` and ten hexadecimal digits over question, moment and answer: the same reading has the same id."""
        parts = [*self.query.key, self.at.isoformat(), self.status, self.digest or self.text]
        return "ev-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Ref:
    """A reading as graph state and prompts carry it: everything but the body."""

    id: str
    query: Query
    at: datetime
    status: ReadingStatus
    digest: str
    excerpt: str = ""
    why: str = ""
    note: str = ""

    def whole(self, text: str) -> Reading:
        """The reading that it was made of, with its body again. Its id is taken for right, not worked out anew."""
        reading = Reading(self.query, self.at, self.status, text, self.why, self.note, self.digest)
        vars(reading)["id"] = self.id
        return reading

    @cached_property
    def plain(self) -> Mapping[str, Any]:
        """Its JSON form, which journal and docket both write down."""
        return dump(self)


@dataclass(frozen=True)
class Window:
    """The time that evidence is asked for, both ends included."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Ask:
    """What a source is asked to cover when it plans its queries.

    `phase` is `probe` (triage: does it answer, does it run; a second or two), `collect` (the full checklist) or
    `validate` (the same readings as before the fix, asked again). From the second `round` on a source also asks
    what its first look left aside.
    """

    service: str
    window: Window
    phase: Literal["probe", "collect", "validate"] = "collect"
    round: int = 1
    labels: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Signal:
    """One typed observation about one entity, e.g. `filesystem-full` on `mount:/srv`.

    `id` is a signal of `astreinte/evidence/signals.yaml`. `entity` is `kind:name` (`service:wiki`, `mount:/srv`,
    `pod:shop/cart-7c`, `node:n1`, `host:local`). A line about a call belongs to the caller and names the callee as
    `peer`.
    """

    id: str
    entity: str
    evidence: tuple[str, ...]
    at: datetime | None = None
    value: float | None = None
    peer: str = ""
    detail: str = ""
    count: int = 1
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
