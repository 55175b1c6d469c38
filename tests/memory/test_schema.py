"""Revisions of the database: made, adopted, brought up to date, refused; on SQLite and PostgreSQL."""

import json
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

import astreinte.memory.migrations
from astreinte.domain import Draft, SystemClock
from astreinte.doors.cli.main import execute
from astreinte.errors import StoreUnavailable
from astreinte.memory import Database, SqlJournal, SqlStore, is_postgres, opened
from astreinte.memory.schema import HEAD, REVISIONS
from astreinte.memory.tables import metadata


@pytest.fixture(params=["file", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgres":
        from tests.postgres import new_database

        return new_database(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path}/a.db"


def do(url: str, *statements: str) -> None:
    def work(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    with opened(url) as database:
        database.write_now(work)


async def unversioned(url: str) -> None:
    """A database as the versions before revisions left it, with one incident."""
    database = Database.open(url)
    await SqlJournal(database, SystemClock()).append("INC-1", Draft("note", "user", {"text": "kept"}))
    database.close()
    do(url, "DROP TABLE alembic_version", "DROP TABLE bodies", "DROP TABLE replays")


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name in metadata.tables


def drift(connection: Connection) -> list[Any]:
    return compare_metadata(MigrationContext.configure(connection, opts={"include_name": _ours}), metadata)


def test_the_steps_are_those_that_the_program_knows() -> None:
    scripts = ScriptDirectory(str(Path(astreinte.memory.migrations.__file__).parent))
    assert [each.revision for each in reversed([*scripts.walk_revisions()])] == [*REVISIONS]


def test_all_steps_together_make_the_tables_of_the_program(url: str) -> None:
    with opened(url) as database:
        assert database.revision() == ""
        assert database.upgrade() == ""
        assert database.revision() == HEAD
        assert database.read_now(drift) == []


def test_what_is_made_at_once_is_what_the_steps_make(url: str) -> None:
    database = Database.open(url)
    assert (database.revision(), database.read_now(drift)) == (HEAD, [])
    database.close()


async def test_a_database_from_before_revisions_is_adopted_with_what_it_holds(url: str) -> None:
    await unversioned(url)
    if is_postgres(url):
        with pytest.raises(StoreUnavailable, match=r"revision unversioned.*back it up.*astreinte db upgrade"):
            Database.open(url)
        with opened(url) as shared:
            assert shared.upgrade() == "unversioned"
    database = Database.open(url)
    journal = SqlJournal(database, SystemClock())
    assert [entry.data["text"] for entry in await journal.read("INC-1")] == ["kept"]
    await journal.verify("INC-1")
    store = SqlStore(database)
    assert store.get(store.put("body")) == "body"
    assert database.read_now(drift) == []
    database.close()


def test_an_earlier_revision_is_brought_up_to_date_or_says_how(url: str) -> None:
    Database.open(url).close()
    do(url, "DROP TABLE bodies", "DROP TABLE replays", "UPDATE alembic_version SET version_num = '0001'")
    if is_postgres(url):
        with pytest.raises(StoreUnavailable, match="revision 0001, this version needs"):
            Database.open(url)
    else:
        Database.open(url).close()
    with opened(url) as database:
        database.upgrade()
        assert (database.revision(), database.read_now(drift)) == (HEAD, [])


def test_a_newer_revision_is_refused_and_left_alone(url: str) -> None:
    Database.open(url).close()
    do(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match=r"revision 9999, which is newer .*install the version that made it"):
        Database.open(url)
    with opened(url) as database:
        with pytest.raises(StoreUnavailable, match="newer"):
            database.upgrade()
        assert database.revision() == "9999"


def test_a_step_that_fails_leaves_the_database_as_it_was(url: str) -> None:
    Database.open(url).close()
    do(url, "UPDATE alembic_version SET version_num = '0001'")
    with opened(url) as database:
        with pytest.raises(StoreUnavailable, match="already exists"):
            database.upgrade()
        assert database.revision() == "0001"


def test_the_command_upgrades_and_tells(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASTREINTE_DATABASE_URL", url)
    assert execute(["db", "upgrade"]) == 0
    assert "empty → " in capsys.readouterr().out
    assert execute(["db", "current", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["revision"], said["needed"]) == (HEAD, HEAD)
    assert execute(["validate"]) in {0, 1}
    assert "revision" not in capsys.readouterr().out
