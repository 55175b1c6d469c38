"""What opening and using a database says when it cannot."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from astreinte.domain import Draft, SystemClock
from astreinte.errors import ConfigError, StoreUnavailable
from astreinte.memory import Database, SqlJournal, checkpointer, sqlite_path


def test_a_path_is_read_from_the_url() -> None:
    assert sqlite_path("sqlite:///a/b.db") == Path("a/b.db")
    assert sqlite_path("sqlite:////a/b.db") == Path("/a/b.db")
    assert sqlite_path("sqlite:///:memory:") is None


@pytest.mark.parametrize("url", ["mysql+pymysql://me:hunter2@db/x", "oracle://db/x", "nonsense", ""])
def test_another_database_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match=r"sqlite:///path/to/file\.db") as caught:
        Database.open(url)
    assert "hunter2" not in str(caught.value)


def test_what_is_written_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/deep/er/a.db"
    first = Database.open(url)
    asyncio.run(SqlJournal(first, SystemClock()).append("INC-1", Draft("note", "user")))
    first.close()
    assert len(asyncio.run(SqlJournal(Database.open(url), SystemClock()).read("INC-1"))) == 1


def test_two_databases_in_memory_share_nothing() -> None:
    one, two = (SqlJournal(Database.open("sqlite:///:memory:"), SystemClock()) for _ in range(2))
    asyncio.run(one.append("INC-1", Draft("note", "user")))
    assert asyncio.run(two.read("INC-1")) == []


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("this is not a database" * 100)
    with pytest.raises(StoreUnavailable, match=r"a\.db' cannot be used: file is not a database; move the file away"):
        Database.open(f"sqlite:///{tmp_path}/a.db")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    database = Database.open(f"sqlite:///{path}")
    journal = SqlJournal(database, SystemClock())
    asyncio.run(journal.append("INC-1", *(Draft("note", "user", {"text": "x" * 500}) for _ in range(200))))
    database.close()
    body = path.read_bytes()
    path.write_bytes(body[:4096] + b"\xff" * (len(body) - 4096))
    with pytest.raises(StoreUnavailable, match=r"a\.db' cannot be used: .*malformed; move the file away"):
        asyncio.run(SqlJournal(Database.open(f"sqlite:///{path}"), SystemClock()).read("INC-1"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match=r"its folder cannot be made \(.*\); make the folder writable"):
        Database.open(f"sqlite:///{tmp_path}/file/a.db")


def test_a_path_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="unable to open database file; make the folder writable"):
        Database.open(f"sqlite:///{tmp_path}")


def test_a_full_disk_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/a.db")

    def fill(connection: Connection) -> Any:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        return connection.execute(text("CREATE TABLE filler AS SELECT zeroblob(100000) AS x"))

    with pytest.raises(StoreUnavailable, match="full; free space on that disk"):
        database.write_now(fill)


def test_a_file_that_somebody_else_holds_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    database = Database.open(url)
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked; another program holds the file"):
        asyncio.run(SqlJournal(database, SystemClock()).append("INC-1", Draft("note", "user")))
    other.close()


async def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/a.db")

    def half(connection: Connection) -> None:
        connection.execute(text("INSERT INTO runners VALUES ('INC-1', 1)"))
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(half)
    count = text("SELECT count(*) FROM runners")
    assert await database.read(lambda connection: connection.execute(count).scalar_one()) == 0


@pytest.mark.parametrize("kind", ["nonsense", "folder"])
async def test_the_checkpointer_says_the_same(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.db"
    path.write_text("x" * 2000) if kind == "nonsense" else path.mkdir()
    with pytest.raises(StoreUnavailable, match=r"a\.db' cannot be used"):
        async with checkpointer(f"sqlite:///{path}"):
            raise AssertionError("unreachable")
