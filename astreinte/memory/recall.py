"""Past incidents by resemblance: a full-text index that can be thrown away, for hints and never for evidence."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from astreinte.errors import StoreUnavailable

from .markdown import one_line

WORD = re.compile(r"\w[\w-]{2,}")
WEIGHTS = "0.0, 3.0, 6.0, 4.0, 1.0"
"""Of id, title, service, cause and text, in the order of the columns."""

LONGEST, MOST_WORDS = 4000, 40
COLUMNS = "id, title, service, cause, text, day, state, stamp"
TABLE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS past USING fts5(id UNINDEXED, title, service, cause, text, day UNINDEXED, "
    "state UNINDEXED, stamp UNINDEXED, tokenize = \"unicode61 remove_diacritics 2 tokenchars '-_'\")"
)
COMMON = frozenset(
    "the and for with that this from not are was has have its out but all any can down "  # noqa: SIM905 - a list of words
    "les des une dans sur pour pas plus est sont avec qui que par aux ses son ces cette".split()
)
"""Words that say nothing of an incident."""


@dataclass(frozen=True)
class Episode:
    """One past incident. `id` is its own, or the file name of a post-mortem that people wrote; `stamp` its version."""

    id: str
    title: str
    service: str = ""
    cause: str = ""
    text: str = ""
    day: str = ""
    state: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class Match:
    """A past incident and why it is shown: the same service, and the words that both have."""

    id: str
    title: str
    service: str
    cause: str
    day: str
    state: str
    same_service: bool
    words: tuple[str, ...]


class Recall:
    """The index in one SQLite file; in memory without a path. It is opened at its first use."""

    def __init__(self, path: Path | None = None, folder: Path | None = None, others: Sequence[Path] = ()) -> None:
        self.folder = folder
        """Where post-mortems lie."""

        self.others = tuple(others)
        """Folders of post-mortems that others wrote."""

        self._path = path
        self._opened: sqlite3.Connection | None = None

    def stamps(self) -> Mapping[str, str]:
        """What is known, by id, in which version."""
        return {row[0]: row[1] for row in self._ask("SELECT id, stamp FROM past")}

    def remember(self, episodes: Iterable[Episode], known: Mapping[str, str]) -> None:
        """Index episodes, replacing those of the same id that are `known`."""
        rows = [_row(each) for each in episodes]
        again = [(row[0],) for row in rows if row[0] in known]
        database = self._database()
        try:
            with database:
                database.executemany("DELETE FROM past WHERE id = ?", again)
                database.executemany(f"INSERT INTO past ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608 - names of our own
        except sqlite3.Error as error:
            raise self._lost(error) from error

    def search(self, text: str, service: str = "", *, without: str = "", most: int = 3) -> list[Match]:
        """The most similar ones, best first: of the same service, or with two words in common at least."""
        wanted = terms(f"{service} {text}")
        if not wanted:
            return []
        query = " OR ".join(f'"{word}"' for word in wanted)
        found = self._ask(
            "SELECT id, title, service, cause, text, day, state FROM past WHERE past MATCH ? AND id != ? "  # noqa: S608 - numbers of our own
            f"ORDER BY bm25(past, {WEIGHTS}) LIMIT ?",
            (query, without, most * 5),
        )
        matches = [_match(row, wanted, service) for row in found]
        return [each for each in matches if each.same_service or len(each.words) > 1][:most]

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        if self._opened is None and self._path is None:  # nothing was remembered yet
            return []
        database = self._database()
        try:
            return database.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._lost(error) from error

    def _database(self) -> sqlite3.Connection:
        if self._opened is None:
            try:
                if self._path:
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                self._opened = sqlite3.connect(self._path or ":memory:", timeout=5.0, check_same_thread=False)
                self._opened.execute(TABLE)
            except (OSError, sqlite3.Error) as error:
                raise self._lost(error) from error
        return self._opened

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _lost(self, error: Exception) -> StoreUnavailable:
        return StoreUnavailable(f"{self._path}: {error}; it only helps to find past incidents and may be deleted")


def terms(text: str) -> list[str]:
    """Words to look for: folded, without those that say nothing, each once."""
    found = (word for word in WORD.findall(_folded(text)) if word not in COMMON)
    return list(dict.fromkeys(found))[:MOST_WORDS]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _row(each: Episode) -> tuple[str, ...]:
    said = (each.title, each.service, each.cause, each.text[:LONGEST], each.day, each.state, each.stamp)
    return (each.id, *(one_line(value.encode("utf-8", "replace").decode()) for value in said))


def _match(row: tuple[str, ...], wanted: Sequence[str], service: str) -> Match:
    id_, title, its, cause, text, day, state = row
    theirs = set(WORD.findall(_folded(f"{title} {its} {cause} {text}")))
    words = tuple(word for word in wanted if word in theirs and word != _folded(service))
    same = bool(service) and _folded(service) in _folded(its).split()
    return Match(id_, title, its, cause, day, state, same, words[:6])
