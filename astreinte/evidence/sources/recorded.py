"""Recorded readings as a source: a scenario answers exactly what was asked when it was recorded."""

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from astreinte.domain import Ask, Item, Query, Reading, ReadingStatus, Zone, parse_instant
from astreinte.errors import ConfigError, InvalidInput

from .glance import Glance

BEFORE = "before"
PROBES = frozenset({"http", "tcp", "dns", "systemctl", "supervisorctl"})
DOCKER_STATUS = frozenset({"inspect", "ps"})
QUOTING = frozenset("\"'\\")
"""Without these a shell takes a line apart at its spaces; most lines hold none, and the lexer is slow."""

NEVER = datetime.fromtimestamp(0, UTC)

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Recording:
    """One reading as it was taken; `phase` is `before` or `after:<action id>`, `query` the arguments as one line."""

    tool: str
    query: str
    at: datetime
    phase: str
    status: ReadingStatus
    text: str
    why: str = ""
    item: Item = "resources"
    where: str = "local"

    @cached_property
    def asked(self) -> Query:
        return Query(self.tool, normal_args(self.query), self.item, self.where)


class RecordedSource:
    """Plans what was recorded in the phases reached; answers in the latest of them that knows the query.

    Of a large recording the first round reads what a first look does (`glance`), a further one all.
    A query recorded several times in a phase is answered in that order, and with the last answer from then on.
    One that was not recorded is `no_data`.
    """

    name = "recorded"

    def __init__(self, recordings: Sequence[Recording]) -> None:
        self._recordings = tuple(recordings)
        self._answers: dict[str, dict[Key, list[Recording]]] = {}
        for recording in recordings:
            self._answers.setdefault(recording.phase, {}).setdefault(recording.asked.key, []).append(recording)
        self._phases, self._entered = [BEFORE], [BEFORE]
        self._asked: dict[tuple[str, Key], int] = {}
        self._known = self._reached()
        self._glance: Glance | None = None

    def advance(self, phase: str) -> None:
        """Move on: `after:<action id>`, once that action has been applied; the second time `after:<action id>-2`."""
        if phase != self._entered[-1]:
            self._entered.append(phase)
            again = numbered(phase, self._entered.count(phase))
            self._phases.append(again if again in self._answers else phase)
            self._known, self._glance = self._reached(), None

    def plan(self, ask: Ask) -> Sequence[Query]:
        if ask.phase == "probe":
            return [query for query in self._known if _tells_state(query)]
        return self._known if ask.round > 1 else self._look().first()

    def follow(self, ask: Ask, readings: Sequence[Reading]) -> Sequence[Query]:
        return () if ask.round > 1 else self._look().called_for(readings, ask)

    def _reached(self) -> list[Query]:
        reached: dict[Key, list[Recording]] = {}
        for phase in self._phases:
            reached |= self._answers.get(phase, {})
        return [recordings[0].asked for recordings in reached.values()]

    def _look(self) -> Glance:
        if self._glance is None:
            self._glance = Glance(self._known)
        return self._glance

    def accepts(self, query: Query) -> bool:  # noqa: ARG002
        """Every query: in a replay the recording is the whole world."""
        return True

    async def read(self, query: Query) -> Reading:
        key = query.key
        for phase in reversed(self._phases):
            if found := self._answers.get(phase, {}).get(key):
                turn = self._asked.get((phase, key), 0)
                self._asked[phase, key] = turn + 1
                taken = found[min(turn, len(found) - 1)]
                return Reading(query, taken.at, taken.status, taken.text, taken.why)
        return Reading(query, self._latest(), "no_data")

    def _latest(self) -> datetime:
        return max((r.at for r in self._recordings if r.phase in self._phases), default=NEVER)


def numbered(phase: str, times: int) -> str:
    """The name of a phase that is entered for the n-th time: an action may be applied once more in a later round."""
    return phase if times == 1 else f"{phase}-{times}"


@lru_cache(maxsize=8192)
def normal_args(text: str) -> tuple[str, ...]:
    """The arguments of a recorded line, whatever its quoting and spacing; split on spaces where quotes are odd."""
    if text.isascii() and text.isprintable() and QUOTING.isdisjoint(text):
        return tuple(text.split())
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def _tells_state(query: Query) -> bool:
    return query.tool in PROBES or (query.tool == "docker" and bool(DOCKER_STATUS.intersection(query.args[:1])))


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tool: str = Field(min_length=1)
    query: str
    at: str | float
    phase: str = Field(default=BEFORE, pattern=r"^(before|after:[a-z0-9][a-z0-9-]*)$")
    status: ReadingStatus = "ok"
    text: str = ""
    why: str = ""
    item: Item = "resources"
    where: str = Field(default="local", min_length=1)

    @field_validator("query", mode="before")
    @classmethod
    def _joined(cls, value: Any) -> Any:
        return shlex.join(str(word) for word in value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]


def read_recordings(path: Path) -> list[Recording]:
    """The recordings of a JSON-lines file; empty lines are skipped.

    Raises:
        ConfigError: the file cannot be read, or a line is wrong; names file, line and what is wrong.
    """
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"recordings {path} cannot be read: {error}") from error
    return [_recording(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _recording(line: str, where: str) -> Recording:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{where}: not a JSON object: {error}") from error
    if not isinstance(fields, Mapping):
        raise ConfigError(f'{where}: not a JSON object; write {{"tool": …, "query": …, "at": …, "text": …}}')
    try:
        row = _Line.model_validate(fields)
        at = parse_instant(str(row.at), Zone("UTC"))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "line"
        raise ConfigError(f"{where}: {key}: {first['msg']}") from error
    except (InvalidInput, ValueError, OverflowError, OSError) as error:
        raise ConfigError(f"{where}: at: {error}") from error
    return Recording(row.tool, row.query, at, row.phase, row.status, row.text, row.why, row.item, row.where)
