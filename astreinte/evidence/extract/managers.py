"""What systemd, supervisor and Docker say of the process."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from astreinte.domain import Reading, Signal

from .context import Context
from .entities import entity_of
from .seen import latest, of_kind, of_tool, rows, seen

SUPERVISED = re.compile(
    r"^\s*(?P<unit>[\w.@:-]+)\s+(?P<state>RUNNING|STARTING|BACKOFF|STOPPING|STOPPED|EXITED|FATAL|UNKNOWN)\b\s*(?P<more>.*)$"
)
SUPERVISOR_SAYS = {
    "RUNNING": ("process-running",),
    "BACKOFF": ("crash-looping", "restarting"),
    "FATAL": ("unit-failed", "crash-looping", "restarting"),
    "EXITED": ("unit-failed",),
    "STOPPED": ("stopped-by-hand",),
}
ACTIVE = re.compile(r"^\s*Active: (?P<active>\S+) \((?P<sub>[^)]*)\)")
RESULT = re.compile(r"\(Result: ([\w-]+)\)")
PROPERTY = re.compile(r"^(?P<key>[A-Z]\w+)=(?P<value>.*)$")
UNFOUND = re.compile(r"executable file not found|: not found\b|no such file or directory")
BY_SIGNAL = frozenset({137, 143})
CLEAN = frozenset({0, 143})
LOOPING = 2


def find_states(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """Runs, failed, stopped, loops: of each question only the newest answer."""
    current = latest(reading for reading in readings if reading.status == "ok")
    for reading in of_kind(current, "systemd"):
        yield from _supervisor(reading, context)
    for reading in of_tool(current, "systemctl"):
        yield from _systemd(reading, context)
    for reading in of_tool(current, "docker", "podman"):
        if "inspect" in reading.query.args:
            yield from _docker(reading, context)


def _supervisor(reading: Reading, context: Context) -> Iterator[Signal]:
    for row in rows(reading):
        if found := SUPERVISED.match(row):
            owner = context.of_unit(found["unit"])
            entity = f"service:{owner}" if owner else f"unit:{found['unit']}"
            for name in SUPERVISOR_SAYS.get(found["state"], ()):
                yield seen(name, entity, reading, row, state=found["state"], unit=found["unit"])


def _systemd(reading: Reading, context: Context) -> Iterator[Signal]:
    entity = entity_of(reading.query, context)
    state: dict[str, str] = {}
    for row in rows(reading):
        if found := ACTIVE.match(row):
            state |= {"ActiveState": found["active"], "SubState": found["sub"]}
            state |= {"Result": ended[1]} if (ended := RESULT.search(row)) and found["sub"] == "auto-restart" else {}
        elif found := PROPERTY.match(row):
            state[found["key"]] = found["value"]
    yield from _unit(reading, entity, state)


def _unit(reading: Reading, entity: str, state: Mapping[str, str]) -> Iterator[Signal]:
    active, sub, result = state.get("ActiveState", ""), state.get("SubState", ""), state.get("Result", "")
    detail = " ".join(
        f"{key}={state[key]}" for key in ("ActiveState", "SubState", "Result", "NRestarts") if key in state
    )
    loads = state.get("LoadState", "loaded") == "loaded"
    if active == "active":
        yield seen("process-running", entity, reading, detail, state=sub)
    if active == "failed" or (active == "inactive" and loads):
        yield seen("unit-failed", entity, reading, detail, state=active, result=result)
    if active == "inactive" and result in {"", "success"} and loads:
        yield seen("stopped-by-hand", entity, reading, detail, state=active)
    if sub == "auto-restart" and result not in {"", "success"}:
        yield seen("unit-failed", entity, reading, detail, state=active, result=result)
    if sub == "auto-restart":
        yield seen("crash-looping", entity, reading, detail, state=sub)
    if _number(state.get("NRestarts")) >= LOOPING:
        yield seen("restarting", entity, reading, detail, restarts=state["NRestarts"])
    if result == "oom-kill":
        yield seen("oom-reason", entity, reading, detail)


def _docker(reading: Reading, context: Context) -> Iterator[Signal]:
    if "OOMKilled" in reading.query.text and reading.text.strip() == "true":
        yield seen("oom-reason", entity_of(reading.query, context), reading, f"{reading.query.text}: true")
    for entry in _objects(reading.text):
        name = str(entry.get("Name") or "").lstrip("/")
        owner = context.of_unit(name) if name else None
        entity = f"service:{owner}" if owner else f"container:{name}" if name else entity_of(reading.query, context)
        yield from _container(reading, entity, entry)


def _container(reading: Reading, entity: str, entry: Mapping[str, Any]) -> Iterator[Signal]:
    state = _mapping(entry.get("State"))
    status, code, restarts = (
        str(state.get("Status", "")),
        _number(state.get("ExitCode")),
        _number(entry.get("RestartCount")),
    )
    policy = str(_mapping(_mapping(entry.get("HostConfig")).get("RestartPolicy")).get("Name", ""))
    detail = f"{status}, exit code {code}, OOMKilled {state.get('OOMKilled')}, {restarts} restarts"
    facts = {"status": status, "exit_code": str(code), "restarts": str(restarts)}
    facts |= {"started": str(state["StartedAt"])} if state.get("StartedAt") and status == "running" else {}
    gone = status in {"exited", "dead"}
    checks = {
        "process-running": status == "running",
        "container-exited": gone,
        "exit-failure": gone and code not in {0, *BY_SIGNAL},
        "exit-signal": gone and code in BY_SIGNAL and not state.get("OOMKilled"),
        "oom-reason": state.get("OOMKilled") is True,
        "crash-looping": status == "restarting",
        "restarting": restarts >= LOOPING,
        "stopped-by-hand": gone
        and code in CLEAN
        and not state.get("OOMKilled")
        and policy in {"", "no", "unless-stopped"},
        "health-command-absent": status == "running" and UNFOUND.search(_health(state)) is not None,
        "service-unhealthy": status == "running" and _mapping(state.get("Health")).get("Status") == "unhealthy",
    }
    ill = _health(state)
    for name in (name for name, holds in checks.items() if holds):
        yield seen(
            name, entity, reading, f"{detail}; {ill}" if name == "service-unhealthy" and ill else detail, **facts
        )


def _health(state: Mapping[str, Any]) -> str:
    """What the last failed health check said."""
    log = _mapping(state.get("Health")).get("Log")
    said = [_mapping(each) for each in cast("list[Any]", log)] if isinstance(log, list) else []
    failed = [" ".join(str(each.get("Output") or "").split()) for each in said if each.get("ExitCode") != 0]
    return next((each for each in reversed(failed) if each), "")


def _objects(text: str) -> list[Mapping[str, Any]]:
    """The objects of a JSON list; none when it is cut or something else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    listed = cast("list[Any]", data if isinstance(data, list) else [data])
    return [cast("Mapping[str, Any]", entry) for entry in listed if isinstance(entry, dict)]


def _mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _number(value: Any) -> int:
    text = str(value)
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else 0
