"""What is shipped for running it: files that their own tools take, and commands that exist."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from astreinte.doors.cli.verbs import app

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
PROGRAM = "/opt/astreinte/bin/astreinte"
EXPOSURE = 25
"""Tenths of systemd's own mark, from 0 (closed) to 100."""


def run(*command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)


def composed() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def compose() -> tuple[str, ...]:
    """The command of Compose that is here: the plugin of docker, or Debian's `docker-compose` 1.29; else empty."""
    plugin = ("docker", "compose")
    if shutil.which("docker") and run(*plugin, "version").returncode == 0:
        return plugin
    return ("docker-compose",) if shutil.which("docker-compose") else ()


def commands() -> list[list[str]]:
    """Every command line of `astreinte` that the files start."""
    own = [service for service in composed()["services"].values() if service["image"] == "astreinte"]
    started = [service["command"] for service in own]
    for unit in UNITS:
        line = re.search(rf"^ExecStart={PROGRAM} (.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert line is not None, unit
        started.append(shlex.split(line[1]))
    image = re.search(r"^CMD (\[.+\])$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert image is not None
    return [*started, yaml.safe_load(image[1])]


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_that_is_started_exists(arguments: list[str]) -> None:
    """
    The verb and each of its options are those of the command line.
    """
    known: Any = get_command(app())
    rest = list(arguments)
    while rest and hasattr(known, "commands"):
        verb = rest.pop(0)
        assert verb in known.commands, verb
        known = known.commands[verb]
    options = {option for parameter in known.params for option in parameter.opts}
    assert {each for each in rest if each.startswith("--")} <= options


def test_the_composition_is_whole() -> None:
    """
    Each service has a build and what it waits for; nothing of it is open to other machines or may gain rights.
    """
    services = composed()["services"]
    assert {"server", "worker", "postgres", "upgrade"} <= set(services)
    for name, service in services.items():
        assert set(service.get("depends_on", {})) <= set(services), name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name
    for name in ("server", "worker", "upgrade", "prune"):
        build = services[name]["build"]
        assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
        assert services[name]["read_only"]
    named = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert {volume for volume in named if not volume.startswith(".")} == set(composed()["volumes"])


@pytest.mark.skipif(not compose(), reason="Compose is not installed (on Debian: apt-get install docker-compose)")
def test_compose_takes_the_composition(tmp_path: Path) -> None:
    """
    Compose 1.29 knows every key but `name`, which newer ones have; without a password neither goes on.
    """
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    if compose() == ("docker-compose",):
        text = text.replace("name: astreinte\n", "", 1)
    (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
    check = (*compose(), "--file", tmp_path / "compose.yaml", "--env-file", tmp_path / ".env", "config", "--quiet")
    (tmp_path / ".env").write_text("POSTGRES_PASSWORD=a-password-of-the-test\n", encoding="utf-8")
    assert (0, "") == ((done := run(*check)).returncode, done.stderr)
    (tmp_path / ".env").write_text("", encoding="utf-8")
    refused = run(*check)
    assert refused.returncode
    assert "POSTGRES_PASSWORD" in refused.stderr


def test_the_image_is_made_of_what_the_repository_holds() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    assert [] == [name for names in copied for name in names if not (DEPLOY.parent / name).exists()]
    assert "\nUSER astreinte\n" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """
    Each unit is sound, and systemd's own mark of how open it is stays low.
    """
    for path in (*UNITS, *TIMERS):
        text = path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    names = [tmp_path / path.name for path in (*UNITS, *TIMERS)]
    done = run("systemd-analyze", "verify", "--man=no", *names)
    assert (0, "") == (done.returncode, done.stderr)
    for path in UNITS:
        options = ("--offline=true", f"--threshold={EXPOSURE}", "--no-pager")
        told = run("systemd-analyze", "security", *options, tmp_path / path.name)
        assert 0 == told.returncode, told.stdout + told.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_units_are_hardened(unit: Path) -> None:
    said = set(unit.read_text(encoding="utf-8").splitlines())
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=", "UMask=0077"} <= said


@pytest.mark.parametrize("timer", TIMERS, ids=lambda path: path.name)
def test_every_timer_has_its_service(timer: Path) -> None:
    assert timer.with_suffix(".service") in UNITS
