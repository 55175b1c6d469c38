"""Containers and sandboxes as a node's own runtime lists them: `crictl ps`, `crictl pods`, `crictl inspect`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_tool, seen
from astreinte.evidence.extract.telemetry.documents import document, every_map, field, first_text

LOOPING = 2
BY_SIGNAL = frozenset({"137", "143"})


@dataclass(frozen=True)
class Made:
    """One container: `pod` with its namespace where that is told, the attempt it is, and how it ended."""

    name: str
    pod: str
    state: str
    attempt: int
    code: str = ""
    reason: str = ""


def find_runtime(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`crash-looping`, `restarting`, `exit-failure`, `oom-reason` by pod; `not-ready` for a sandbox that is not.

    A first attempt that has ended may be an init container that did its work.
    """
    for reading in latest(each for each in of_tool(readings, "crictl") if each.status == "ok"):
        if reading.text.lstrip()[:1] in {"{", "["}:
            made = list(_documented(reading))
        else:
            made = list(_tabled(reading))
            yield from _sandboxes(reading)
        for each in _newest(made):
            yield from _told(each, reading, context)


def _newest(made: Sequence[Made]) -> list[Made]:
    """Of each container the last attempt: those before it ended, or there would be no further one."""
    newest: dict[tuple[str, str], Made] = {}
    for each in made:
        known = newest.get((each.pod, each.name))
        if known is None or each.attempt > known.attempt:
            newest[each.pod, each.name] = each
    return list(newest.values())


def _tabled(reading: Reading) -> Iterator[Made]:
    for row in rows_under(reading, "CONTAINER", "STATE", "NAME", "ATTEMPT"):
        yield Made(row.get("NAME", ""), row.get("POD", ""), row.get("STATE", "").lower(), _number(row.get("ATTEMPT")))


def _sandboxes(reading: Reading) -> Iterator[Signal]:
    """Of each pod the newest sandbox, which is listed first."""
    newest: dict[str, Mapping[str, str]] = {}
    for row in rows_under(reading, "POD ID", "STATE", "NAME", "NAMESPACE"):
        newest.setdefault(f"{row.get('NAMESPACE', '')}/{row.get('NAME', '')}", row)
    for pod, row in newest.items():
        if row.get("STATE", "").lower() == "notready":
            yield seen("not-ready", f"pod:{pod}", reading, f"sandbox of {pod}: NotReady")


def _documented(reading: Reading) -> Iterator[Made]:
    for each in every_map(document(reading), 3):
        labels, meta = field(each, "labels"), field(each, "metadata")
        state = first_text(each, "state")
        if isinstance(labels, dict) and isinstance(meta, dict) and state.startswith("CONTAINER_"):
            yield _made(each, labels, meta, state)  # pyright: ignore[reportUnknownArgumentType]


def _made(each: Mapping[str, Any], labels: Mapping[str, Any], meta: Mapping[str, Any], state: str) -> Made:
    pod, space = (str(labels.get(f"io.kubernetes.pod.{key}") or "") for key in ("name", "namespace"))
    return Made(
        first_text(meta, "name"), f"{space}/{pod}" if space else pod, state.removeprefix("CONTAINER_").lower(),
        _number(meta.get("attempt")), first_text(each, "exitCode"), first_text(each, "reason"),
    )  # fmt: skip


def _told(made: Made, reading: Reading, context: Context) -> Iterator[Signal]:
    entity = f"pod:{made.pod}" if made.pod else f"container:{made.name}" if made.name else context.entity
    detail = f"{made.pod}/{made.name}: {made.state} {made.reason}, attempt {made.attempt}"
    if made.state != "exited":
        return
    if made.attempt >= LOOPING:
        yield seen("crash-looping", entity, reading, detail)
        yield seen("restarting", entity, reading, detail, restarts=str(made.attempt))
    if made.reason == "OOMKilled":
        yield seen("oom-reason", entity, reading, detail)
    elif made.code not in {"", "0", *BY_SIGNAL}:
        yield seen("exit-failure", entity, reading, f"{detail}, exit code {made.code}", exit_code=made.code)


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
