"""The sources that run a program, each with a query of its own and a stand-in for the program on the path."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from astreinte.config import Service, Settings
from astreinte.domain import Ask, Query, SystemClock, Window
from astreinte.evidence import Source, make_source
from astreinte.evidence.sources.hosts import HostsSource
from astreinte.evidence.sources.remote import RemoteHost
from astreinte.evidence.sources.run import run

SERVICES = {
    "mill": Service(manager="docker", unit="mill-1", needs=("pump", "mail.example.org:25")),
    "pump": Service(manager="docker", unit="pump-1"),
    "wheel": Service(manager="systemd", unit="wheel.service"),
}
DEPOT = {name: each.model_copy(update={"manager": "systemd"}) for name, each in SERVICES.items()}
SETTINGS = Settings(services=SERVICES)


@dataclass(frozen=True)
class Subject:
    """One source under contract.

    Attributes:
        make: a fresh source.
        program: what it runs.
        query: one of its queries whose answer is what the program prints.
        hostile: a query with one slot left open for a hostile argument.
    """

    make: Callable[[], Source]
    program: str
    query: Query
    hostile: Callable[[str], Query]


def made(name: str, options: object) -> Callable[[], Source]:
    return lambda: make_source(name, options, SETTINGS, SystemClock())


SUBJECTS = {
    "docker": Subject(
        made("docker", {}), "docker", Query("docker", ("ps", "-a")), lambda bad: Query("docker", ("inspect", bad))
    ),
    "podman": Subject(
        made("podman", {"host": "unix:///run/p.sock"}),
        "podman",
        Query("podman", ("ps", "-a")),
        lambda bad: Query("podman", ("logs", "--timestamps", "--tail", "10", bad)),
    ),
    "kubernetes": Subject(
        made("kubernetes", {"context": "farm", "namespace": "fields"}),
        "kubectl",
        Query("kubectl", ("get", "pods", "-n", "fields")),
        lambda bad: Query("kubectl", ("describe", "pod", bad, "-n", "fields")),
    ),
}


def _depot() -> Source:
    return HostsSource([RemoteHost("depot", DEPOT, run, SystemClock())], DEPOT)


SUBJECTS["hosts"] = Subject(
    _depot, "free", Query("free", ("-b",), where="depot"), lambda bad: Query("getent", ("hosts", bad), where="depot")
)
SUBJECTS["pve"] = Subject(
    made("pve", {"node": "n1", "guests": [{"id": 210, "services": ["mill"]}]}),
    "pct",
    Query("pct", ("list",), where="n1"),
    lambda bad: Query("getent", ("hosts", bad), where="lxc-210"),
)


def ask(service: str = "mill", phase: str = "collect", **labels: str) -> Ask:
    now = SystemClock().now()
    return Ask(service, Window(now - timedelta(minutes=30), now), phase, labels=labels)  # pyright: ignore[reportArgumentType]


def stand_in(folder: Path, program: str, script: str) -> None:
    """A program of that name that runs this shell script."""
    path = folder / program
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
