"""Podman as it is, with a store of the test's own: what is planned is answered, and a container that ended is told."""

import os
import shutil
import subprocess
from collections.abc import Generator
from pathlib import Path

import pytest

from astreinte.config import Service, Settings
from astreinte.domain import Query, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import Context, Evidence, MemoryStore, Redactor, Source, extract, make_source
from lab.docker import image

from .subjects import ask

NEEDED = {"podman": "podman", "runc": "runc", "busybox": "busybox-static"}
ABSENT = [
    f"{tool} is not installed (apt-get install {package})" for tool, package in NEEDED.items() if not shutil.which(tool)
]
REASONS = ABSENT + ([] if os.geteuid() == 0 else ["not root"])
pytestmark = [
    pytest.mark.live,
    pytest.mark.xdist_group("podman"),
    pytest.mark.skipif(bool(REASONS), reason=f"live Podman: {'; '.join(REASONS)}"),
]
STORE = '[storage]\ndriver = "vfs"\ngraphroot = "{root}/root"\nrunroot = "{root}/run"\n'
ENGINE = """[engine]
runtime = "lab"
cgroup_manager = "cgroupfs"
events_logger = "file"
[engine.runtimes]
lab = ["{root}/runtime"]
[containers]
netns = "host"
default_ulimits = []
"""
SERVICES = {"mill": Service(manager="docker", unit="mill-1"), "pump": Service(manager="docker", unit="pump-1")}


def podman(*words: str, given: bytes = b"") -> str:
    done = subprocess.run(["podman", *words], input=given, check=False, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """One container that ended badly, one that runs; both are removed, the store goes with its folder."""
    root = tmp_path_factory.mktemp("podman")
    shutil.copy(Path(__file__).parents[3] / "lab" / "runtime.py", root / "runtime")
    (root / "runtime").chmod(0o755)
    (root / "storage.conf").write_text(STORE.format(root=root), "utf-8")
    (root / "containers.conf").write_text(ENGINE.format(root=root), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CONTAINERS_STORAGE_CONF", str(root / "storage.conf"))
        patch.setenv("CONTAINERS_CONF", str(root / "containers.conf"))
        podman("import", "-", "localhost/mill:1", given=image())
        podman("run", "--name", "pump-1", "-d", "localhost/mill:1", "/bin/sleep", "300")
        podman("run", "--name", "mill-1", "-d", "localhost/mill:1", "/bin/sh", "-c", "echo FATAL no grain; exit 3")
        podman("wait", "mill-1")
        try:
            yield
        finally:
            podman("rm", "--force", "--time", "0", "mill-1", "pump-1")


def source() -> Source:
    return make_source("podman", {}, Settings(services=SERVICES), SystemClock())


@pytest.mark.usefixtures("engine")
async def test_all_that_is_planned_is_answered() -> None:
    of = source()
    for query in (each for phase in ("probe", "collect") for each in of.plan(ask(phase=phase))):
        assert of.accepts(query)
        assert (await of.read(query)).status in {"ok", "no_data"}, query


@pytest.mark.usefixtures("engine")
async def test_a_container_that_ended_is_told_with_its_last_words() -> None:
    evidence = Evidence([source()], MemoryStore(), Redactor(), SystemClock(), 30, 400)
    asked = ask()
    readings = await evidence.collect("podman", asked)
    assert any("FATAL no grain" in each.text for each in readings if each.query.args[0] == "logs")
    found = extract(readings, Context("mill", SERVICES, asked.window, SystemClock().now()))
    assert {"container-exited", "exit-failure"} <= {each.id for each in found if each.entity == "service:mill"}


@pytest.mark.usefixtures("engine")
async def test_a_container_that_is_not_there_is_an_error_not_silence() -> None:
    with pytest.raises(ReadingUnavailable, match="nobody-1"):
        await source().read(Query("podman", ("logs", "--timestamps", "--tail", "5", "nobody-1")))
    assert (await source().read(Query("podman", ("inspect", "nobody-1")))).note == "exit 125"


@pytest.mark.usefixtures("engine")
async def test_an_engine_that_cannot_be_reached_says_what_to_do(tmp_path: Path) -> None:
    far = make_source("podman", {"host": f"unix://{tmp_path}/none.sock"}, Settings(services=SERVICES), SystemClock())
    with pytest.raises(ReadingUnavailable, match=r"none\.sock"):
        await far.read(Query("podman", ("ps", "-a")))
