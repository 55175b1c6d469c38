"""A container engine: its own containers first, then what its list calls unwell; and what to do where it refuses."""

from pathlib import Path

import pytest

from astreinte.domain import ManualClock, Query, Reading, SystemClock
from astreinte.evidence import Evidence, MemoryStore, Redactor
from astreinte.evidence.sources.containers import ContainerSource
from astreinte.evidence.unavailable import Unavailable

from .subjects import SERVICES, ask, stand_in
from .test_contract_systems import programs

__all__ = ["programs"]
HEAD = "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n"
LIST = (
    HEAD
    + "1a   mill:1   x   2 h   Up 2 hours   80/tcp   mill-1\n"
    + "2b   gate:1   x   2 h   Exited (137) 3 minutes ago             gate-1\n"
    + "3c   once:1   x   2 h   Exited (0) 3 minutes ago             once-1\n"
    + "4d   bell:1   x   2 h   Up 2 hours (unhealthy)             bell-1\n"
)


def source(host: str = "") -> ContainerSource:
    return ContainerSource("docker", SERVICES, SystemClock(), host, 50)


def test_the_service_and_what_it_needs_come_first() -> None:
    planned = [query.text for query in source().plan(ask())]
    assert planned[:4] == [
        "inspect mill-1",
        "logs --timestamps --tail 50 mill-1",
        "inspect pump-1",
        "logs --timestamps --tail 50 pump-1",
    ]


def test_the_probe_looks_at_the_container_alone() -> None:
    assert [query.text for query in source().plan(ask(phase="probe"))] == ["inspect mill-1"]


def test_what_the_list_calls_unwell_is_looked_into(clock: ManualClock) -> None:
    readings = [
        Reading(Query("docker", ("ps", "-a")), clock.now(), "ok", LIST),
        Reading(Query("docker", ("inspect", "mill-1")), clock.now(), "ok", '"com.docker.compose.project": "farm",'),
    ]
    assert [query.text for query in source().follow(ask(), readings)] == [
        "compose --project-name=farm ps -a",
        "inspect gate-1",
        "logs --timestamps --tail 50 gate-1",
        "inspect bell-1",
        "logs --timestamps --tail 50 bell-1",
    ]


async def test_one_collection_reads_both_rounds(programs: Path, clock: ManualClock) -> None:
    stand_in(programs, "docker", f'[ "$1" = ps ] && printf "{LIST}" || echo "said of $*"')
    evidence = Evidence([source()], MemoryStore(), Redactor(), clock, 15, 400)
    asked = [reading.query.text for reading in await evidence.collect("docker", ask())]
    assert asked.index("ps -a") < asked.index("inspect gate-1")
    assert len(asked) == len(set(asked))


async def test_the_address_of_the_engine_is_given_to_it(programs: Path) -> None:
    stand_in(programs, "docker", 'echo "$@"')
    reading = await source("ssh://reader@depot").read(Query("docker", ("info",)))
    assert reading.text == "--host ssh://reader@depot info\n"


@pytest.mark.parametrize(
    ("complaint", "fr", "en"),
    [
        ("permission denied while trying to connect to the Docker daemon socket", "groupe docker", "group docker"),
        ("Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?", "qu'il tourne", "it runs"),
        ("docker: 'compose' is not a docker command.", "docker-compose-plugin", "docker-compose-plugin"),
    ],
)
async def test_a_refusal_says_what_to_do(programs: Path, complaint: str, fr: str, en: str) -> None:
    stand_in(programs, "docker", f'echo "[]"; echo "{complaint}" >&2; exit 1')
    with pytest.raises(Unavailable) as caught:
        await source().read(Query("docker", ("inspect", "mill-1")))
    assert fr in caught.value.text("fr")
    assert en in caught.value.text("en")


async def test_what_a_container_logs_on_its_error_output_is_read(programs: Path) -> None:
    stand_in(programs, "docker", "echo out; echo 'ERROR permission denied' >&2")
    reading = await source().read(Query("docker", ("logs", "--timestamps", "--tail", "9", "mill-1")))
    assert reading.text == "out\nERROR permission denied\n"


@pytest.mark.parametrize("verb", ["rm", "exec", "run", "kill", "stop", "cp", "update"])
def test_nothing_that_changes_is_accepted(verb: str) -> None:
    assert not source().accepts(Query("docker", (verb, "mill-1")))
