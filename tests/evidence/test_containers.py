# ruff: noqa: E501 - outputs of tools are as wide as they are
"""Containers as docker and podman tell of them: states, exits, health, memory, events, refusals; text and JSON."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Service
from astreinte.domain import Query, Reading, Signal, Window
from astreinte.evidence import Context, extract

from .conftest import NOW

CONTEXT = Context("mill", {"mill": Service(unit="mill-1")}, Window(NOW - timedelta(minutes=30), NOW), NOW)
HEAD = "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n"
STATS = "CONTAINER ID   NAME   CPU %   MEM USAGE / LIMIT   MEM %   NET I/O   BLOCK I/O   PIDS\n"


def told(tool: str, args: str, text: str, status: str = "ok", why: str = "") -> set[tuple[str, str]]:
    reading = Reading(Query(tool, tuple(args.split())), NOW, status, text, why)  # pyright: ignore[reportArgumentType]
    return {(each.id, each.entity) for each in extract([reading], CONTEXT)}


def row(status: str, name: str = "mill-1") -> str:
    return f'1a2b3c4d5e6f   mill:1   "/mill"   3 hours ago   {status}             {name}\n'


@pytest.mark.parametrize(
    ("status", "signals"),
    [
        ("Up 3 hours", set[str]()),
        ("Up 3 hours (healthy)", set[str]()),
        ("Up 3 hours (unhealthy)", {"service-unhealthy"}),
        ("Restarting (1) 5 seconds ago", {"crash-looping", "restarting", "exit-failure"}),
        ("Exited (3) 2 minutes ago", {"exit-failure", "container-exited"}),
        ("Exited (137) 2 minutes ago", {"exit-signal", "container-exited"}),
    ],
)
def test_the_state_of_a_listed_container(status: str, signals: set[str]) -> None:
    assert {name for name, entity in told("docker", "ps -a", HEAD + row(status)) if entity == "service:mill"} == signals
    own = {name for name, entity in told("podman", "ps -a", HEAD + row(status, "pump")) if entity == "container:pump"}
    assert own == signals


@pytest.mark.parametrize(
    ("args", "entries", "signal"),
    [
        ("ps -a --format json", [{"Names": "mill-1", "State": "exited", "Status": "Exited (3) 2 minutes ago"}], "exit-failure"),
        ("ps -a --format json", [{"Names": ["mill-1"], "State": "exited", "ExitCode": 3}], "exit-failure"),
        ("compose ps --format json", [{"Name": "mill-1", "State": "running", "Health": "unhealthy", "ExitCode": 0}], "service-unhealthy"),
        ("compose ps -a --format json", [{"Name": "mill-1", "State": "restarting", "ExitCode": 1, "Status": "Restarting (1) 2 seconds ago"}], "crash-looping"),
    ],
)  # fmt: skip
def test_listings_as_json(args: str, entries: list[dict[str, Any]], signal: str) -> None:
    assert (signal, "service:mill") in told("docker", args, json.dumps(entries))
    lines = "\n".join(json.dumps(each) for each in [*entries, {"Names": "a", "State": "running"}])
    assert (signal, "service:mill") in told("docker", args, lines + '\n{"Names": "cu')


def test_compose_lists_by_the_first_column() -> None:
    text = "NAME     IMAGE    COMMAND   SERVICE   CREATED   STATUS   PORTS\nmill-1   mill:1   x   mill   2 hours ago   Restarting (1) 5 seconds ago\n"
    assert ("crash-looping", "service:mill") in told("docker", "compose ps", text)


def test_memory_at_the_limit_of_the_container() -> None:
    full = "1a2b   mill-1   99.00%   510MiB / 512MiB   99.60%   1kB / 1kB   0B / 0B   9\n"
    other = "2b3c   pump   1.00%   10MiB / 7.6GiB   0.13%   1kB / 1kB   0B / 0B   9\n"
    assert told("docker", "stats --no-stream", STATS + full + other) == {("memory-at-limit", "service:mill")}
    host = full.replace("512MiB", "7.6GiB").replace("510MiB", "7.5GiB")
    assert told("docker", "stats --no-stream", STATS + host + other) == set()
    as_json = json.dumps({"Name": "mill-1", "MemUsage": "510MiB / 512MiB", "MemPerc": "99.60%"})
    assert told("docker", "stats --no-stream --format json", as_json) == {("memory-at-limit", "service:mill")}


def test_events_of_a_container_in_text_and_json() -> None:
    text = "2026-11-23T11:58:00.1Z container {} 1a2b (exitCode=1, image=mill:1, name=mill-1)\n"
    assert told("docker", "events", text.format("die") * 2) >= {
        ("exit-failure", "service:mill"),
        ("restarting", "service:mill"),
    }
    assert ("oom-reason", "service:mill") in told("docker", "events", text.format("oom"))
    assert ("service-unhealthy", "service:mill") in told("docker", "events", text.format("health_status: unhealthy"))
    assert told("docker", "events", text.format("die").replace("exitCode=1", "exitCode=0")) == set()
    event = {
        "Type": "container",
        "Action": "die",
        "Actor": {"Attributes": {"name": "mill-1", "exitCode": "1"}},
        "time": 1,
    }
    assert ("exit-failure", "service:mill") in told("docker", "events --format json", json.dumps(event))


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("Error response from daemon: driver failed programming external connectivity: Bind for 0.0.0.0:80 failed: port is already allocated", "port-in-use"),
        ("Error response from daemon: manifest for mill:9 not found: manifest unknown", "pull-not-found"),
        ("Error response from daemon: pull access denied for mill, repository does not exist or may require 'docker login'", "pull-failing"),
        ("network backend declared as external, but could not be found", "network-detached"),
        ("Error response from daemon: network 1a2b not found", "network-detached"),
        ('Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /srv/x', "mount-failing"),
        ('external volume "data" not found', "mount-failing"),
    ],
)  # fmt: skip
def test_why_a_container_was_not_started(line: str, signal: str) -> None:
    assert (signal, "service:mill") in told("docker", "compose up -d", line)
    assert (signal, "service:mill") in told("docker", "compose up -d", "", "error", line)
    entry = [{"Name": "/mill-1", "State": {"Status": "created", "Error": line}}]
    assert (signal, "service:mill") in told("docker", "inspect mill-1", json.dumps(entry))


def test_an_unhealthy_container_shows_what_its_last_check_said() -> None:
    log = [{"ExitCode": 0, "Output": "fine"}, {"ExitCode": 1, "Output": "dial 8080:\n refused"}]
    entry = [{"Name": "/mill-1", "State": {"Status": "running", "Health": {"Status": "unhealthy", "Log": log}}}]
    reading = Reading(Query("docker", ("inspect", "mill-1")), NOW, "ok", json.dumps(entry))
    found: dict[str, Signal] = {each.id: each for each in extract([reading], CONTEXT)}
    assert "dial 8080: refused" in found["service-unhealthy"].detail


@given(
    args=st.sampled_from(["ps -a", "stats", "events", "inspect x", "compose up", "compose ps --format json"]),
    parts=st.lists(
        st.sampled_from([HEAD, STATS, row("Exited (1) 2"), "{", "}", '"Names": [', "]", '"State": 3', ":", "\n", "99%", "1GiB / 1GiB 99.9%", "container die", "(a=", "é"]),
        max_size=20,
    ),
)  # fmt: skip
def test_no_words_of_an_engine_are_an_error(args: str, parts: list[str]) -> None:
    told("docker", args, " ".join(parts))
    told("docker", args, json.dumps([{"Name": parts, "Names": parts, "State": parts, "Actor": parts, "Health": parts}]))
