"""The queue's own steps on a real PostgreSQL: made at once, taken one after the other, refused."""

import json
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from astreinte.doors.cli.main import execute
from astreinte.errors import StoreUnavailable
from astreinte.memory import Database
from astreinte.memory.queue import open_queue
from astreinte.memory.queue_schema import ADOPTED, make_tables, queue_step, steps, upgrade_queue
from tests.postgres import new_database

OLD = "03.02.00_01_pre_batch_defer_jobs"
SHAPE = {
    "columns": "SELECT table_name, column_name, data_type, column_default FROM information_schema.columns "
    "WHERE table_schema = 'public' ORDER BY 1, 2",
    "functions": "SELECT proname, pg_get_function_identity_arguments(oid), regexp_replace(prosrc, '\\s+', ' ', 'g') "
    "FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "triggers": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
}


@pytest.fixture
def url(postgres: str) -> str:
    return new_database(postgres)


def shape(url: str) -> dict[str, Any]:
    with psycopg.connect(url) as connection:
        return {name: connection.execute(cast("LiteralString", query)).fetchall() for name, query in SHAPE.items()}


def older(url: str, last: str, *, noted: bool = True) -> None:
    """The queue as an earlier release of the library left it."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in steps()[: steps().index(last) + 1]:
            text = Path(SchemaManager.get_migrations_path(), f"{name}.sql").read_text("utf-8")
            connection.execute(cast("LiteralString", text))
        if noted:
            connection.execute("CREATE TABLE queue_step (name text NOT NULL)")
            connection.execute("INSERT INTO queue_step VALUES (%s)", (last,))


def test_an_older_queue_takes_the_steps_that_are_new(url: str, postgres: str) -> None:
    """
    It is then the same as one that is made at once, with the jobs that it held; whoever opens it before is told how.
    """
    older(url, OLD)
    with psycopg.connect(url) as connection:
        connection.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('incidents', 'run')")
    with pytest.raises(StoreUnavailable, match=rf"step {OLD}.*back it up.*astreinte db upgrade"):
        make_tables(url)
    assert (OLD, steps()[-1]) == (upgrade_queue(url), queue_step(url))
    fresh = new_database(postgres)
    make_tables(fresh)
    assert shape(fresh) == shape(url)
    with psycopg.connect(url) as connection:
        assert [("todo",)] == connection.execute("SELECT status::text FROM procrastinate_jobs").fetchall()
    make_tables(url)


async def test_a_queue_from_before_steps_were_noted_is_adopted(url: str) -> None:
    older(url, ADOPTED, noted=False)
    assert ADOPTED == queue_step(url)
    assert ADOPTED == upgrade_queue(url)
    async with open_queue(url, 2.0) as queue:
        await queue.run("INC-1")
        assert {"INC-1"} == await queue.held()


def test_a_newer_queue_is_refused_and_left_alone(url: str) -> None:
    make_tables(url)
    with psycopg.connect(url) as connection:
        connection.execute("UPDATE queue_step SET name = '99.00.00_01_from_tomorrow'")
    for opening in (make_tables, upgrade_queue):
        with pytest.raises(
            StoreUnavailable, match=r"99\.00\.00_01_from_tomorrow, which is newer .*install the version"
        ):
            opening(url)
    assert "99.00.00_01_from_tomorrow" == queue_step(url)


def test_a_step_that_fails_leaves_those_before_it(url: str) -> None:
    older(url, OLD)
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE FUNCTION procrastinate_retry_job_v2(bigint, timestamptz, integer, varchar, varchar) "
            "RETURNS void LANGUAGE sql AS ''"
        )
    with pytest.raises(StoreUnavailable, match=r"procrastinate_retry_job_v2.*already exists"):
        upgrade_queue(url)
    assert OLD < queue_step(url) < steps()[-1]


def test_the_command_upgrades_the_queue_too(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASTREINTE_DATABASE_URL", url)
    Database.open(url).close()
    assert execute(["db", "current", "--json"]) == 0
    assert "" == json.loads(capsys.readouterr().out)["queue"]
    older(url, OLD)
    assert execute(["db", "upgrade"]) == 0
    assert f"queue: {OLD} → {steps()[-1]}" in capsys.readouterr().out
    assert execute(["db", "current"]) == 0
    assert f"queue: {steps()[-1]} (up to date)" in capsys.readouterr().out
