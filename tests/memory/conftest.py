"""Each kind of database, a clock that stands still, and drafts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from astreinte.domain import ManualClock
from astreinte.memory import Database
from tests.postgres import new_database, postgres

__all__ = ["postgres"]

NOW = datetime(2026, 3, 1, 13, 2, tzinfo=UTC)


@pytest.fixture(params=["memory", "file", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        return new_database(request.getfixturevalue("postgres"))
    return "sqlite:///:memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/.astreinte/astreinte.db"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)
