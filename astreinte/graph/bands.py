"""Whether the metrics that proved the cause are back inside the bands of their own healthy past."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from astreinte.domain import Brief, Query, Reading, Signal, load, rfc3339

from .ports import Ports
from .state import State

FINEST = 15
"""Seconds between two points, at most: a fix is judged by what was measured since."""

PATH = "/api/v1/query_range"


@dataclass(frozen=True)
class Measured:
    """What one metric says: `inside` is None where it cannot be told, and `why` says so, or how far it is out."""

    name: str
    inside: bool | None
    why: str = ""


async def back_in_band(state: State, ports: Ports, before: tuple[Signal, ...]) -> tuple[list[Measured], list[Reading]]:
    """Every metric whose signal supports the decision, read again until it is back or the patience is over.

    Empty where no metric supports it.
    """
    found: list[Measured] = []
    read: list[Reading] = []
    for signal, old in _watched(state, ports, before):
        measured, new = await _settled(ports, signal, old, load(Brief, state["brief"]).component.name)
        found.append(measured)
        read += new
    return found, read


def _watched(state: State, ports: Ports, before: tuple[Signal, ...]) -> Iterator[tuple[Signal, Reading]]:
    """The signals of the decision that a range answer of Prometheus showed, one a series, with that answer."""
    decision = state["decision"]
    cause = ports.knowledge.cause(decision["cause"])
    cited = set(decision.get("evidence", []))
    refs = {
        ref.id: ref for ref in ports.docket.refs(state.get("evidence", {})) if ref.id in cited and is_range(ref.query)
    }
    seen = set[tuple[str, str]]()
    for signal in before:
        ref = next((refs[each] for each in signal.evidence if each in refs), None)
        series = (signal.entity, signal.attributes.get("metric", ""))
        if ref is None or not series[1] or "first" not in signal.attributes or series in seen:
            continue
        if signal.id in cause.signals or signal.entity.partition(":")[2] == decision["component"]:
            seen.add(series)
            yield signal, ports.evidence.open(ref)


def is_range(query: Query) -> bool:
    """Whether the answer covers a span of time: asked again word for word, it tells of the same past."""
    return query.tool == "prometheus" and query.args[:1] == (PATH,)


async def _settled(ports: Ports, signal: Signal, old: Reading, service: str) -> tuple[Measured, list[Reading]]:
    """Ask until it is back inside; a metric follows its cause at the pace of scrapes and rates.

    `service` is whose metrics an answer shows that names nobody.
    """
    rules = ports.settings.validation
    deadline = ports.clock.monotonic() + rules.metric.total_seconds()
    while True:
        new = await _ask(ports, old.query)
        measured = _compared(ports, signal, (old, new), service)
        still = new.status == "ok" and new.text != old.text
        if measured.inside or not still or ports.clock.monotonic() >= deadline:
            return measured, [new]
        await ports.clock.sleep(max(rules.every.total_seconds(), 5.0))


async def _ask(ports: Ports, query: Query) -> Reading:
    """The same question up to now; where that has no answer, the very same one."""
    reading = await ports.evidence.ask(_until(query, ports.clock.now()))
    return reading if reading.status != "no_data" else await ports.evidence.ask(query)


def _until(query: Query, now: datetime) -> Query:
    given = {"end": rfc3339(now.replace(microsecond=0))}
    steps = [word.removeprefix("step=") for word in query.args if word.startswith("step=")]
    given |= {"step": str(min(int(steps[0]), FINEST))} if steps and steps[0].isdigit() else {}
    words = (word.partition("=") for word in query.args)
    return replace(
        query, args=tuple(f"{key}={given[key]}" if key in given else key + eq + old for key, eq, old in words)
    )


def _compared(ports: Ports, signal: Signal, answers: tuple[Reading, Reading], service: str) -> Measured:
    from astreinte.evidence.metrics import Asked, Watched, back

    old, new = answers
    metric, component = signal.attributes["metric"], signal.entity.partition(":")[2]
    name = ports.words.say("check_metric", metric=" ".join(metric.split())[:80], name=component)
    if new.status == "error":
        return Measured(name, None, new.why)
    watched = Watched(component, metric, datetime.fromisoformat(signal.attributes["first"]).timestamp())
    found = back(old.text, new.text, Asked(old.query.text, new.id, service), watched)
    if found is None:
        return Measured(name, None, ports.words.say("metric_untold"))
    far = {"now": f"{found.now:.4g}", "usual": f"{found.band.centre:.4g}"}
    return Measured(name, found.inside, "" if found.inside else ports.words.say("metric_out", **far))
