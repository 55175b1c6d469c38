"""Whether a service is restored: it answers, its alert and its cause are gone, its metrics are back in their bands."""

import asyncio
from dataclasses import dataclass, replace

from astreinte.domain import Ask, Brief, Declaration, Draft, Reading, Signal, load
from astreinte.evidence.details import worded
from astreinte.evidence.phrases import Language

from .alerting import alert_query, resolved
from .bands import Measured, back_in_band, is_range
from .casebook import window
from .ports import Ports
from .state import State
from .write import readings

UNHEALTHY = frozenset({"service-unhealthy", "connect-refused", "connect-timeout", "name-unknown-now", "unit-failed"})
OF_FORMER_RUNS = frozenset({"oom-reason"})
"""Marks of a death that a runtime keeps on what runs again, until its next end."""


@dataclass(frozen=True)
class Check:
    name: str
    passed: bool
    why: str = ""


@dataclass(frozen=True)
class Untold:
    """A check that could not be made; it neither passed nor failed."""

    name: str
    why: str


@dataclass(frozen=True)
class Judged:
    """`found` is what was read for it; `filed` where the docket keeps that; `told` what the journal says of it."""

    checks: list[Check]
    untold: list[Untold]
    found: list[Reading]
    filed: dict[str, str]
    told: list[Draft]


async def judge(state: State, ports: Ports) -> Judged:
    """Healthy answers in a row within the patience of the settings, and the cause gone from the same readings."""
    brief = load(Brief, state["brief"])
    before = ports.casebook.case(state).signals
    rules = ports.settings.validation
    healthy, found = 0, await _look(state, ports, brief.component.name)
    seen = list(found)
    deadline = ports.clock.monotonic() + ports.settings.patience_of(brief.component.name).total_seconds()
    signals = _signals(state, ports, found)
    while _answers(signals) is not None:
        healthy = healthy + 1 if _answers(signals) else 0
        if healthy >= rules.probes or ports.clock.monotonic() >= deadline:
            break
        await ports.clock.sleep(rules.every.total_seconds())
        found = await _look(state, ports, brief.component.name)
        seen += found
        signals = _signals(state, ports, found)
    watched = alert_query(state, ports)
    over, listed = await resolved(state, ports, watched) if watched and _answers(signals) is not False else (False, [])
    measured, ranges = await _measured(state, ports, before) if _answers(signals) is not False else ([], [])
    again = [*await _again(state, ports), *listed, *ranges]
    told = readings(ports.evidence, [*seen, *again], "incident")
    filed = ports.docket.file(f"{state['round']}:validate", [*found, *again])
    checks: list[Check] = []
    if (answer := _answers(signals)) is not None:
        name = ports.words.say("check_answers", name=brief.component.name, times=rules.probes)
        why = "" if answer else _symptom(signals, ports.settings.language)
        checks.append(Check(name, answer and healthy >= rules.probes, why))
    if watched is not None:
        checks.append(Check(ports.words.say("check_alert"), over))
    after = _signals({**state, "evidence": {**state.get("evidence", {}), **filed}}, ports, [])
    checks.extend(_gone(state, ports, before, after, _states(ports, {**state.get("evidence", {}), **filed})))
    checks += [Check(each.name, each.inside, each.why) for each in measured if each.inside is not None]
    return Judged(checks, _untold(state, ports, measured), [*found, *again], filed, told)


async def _measured(state: State, ports: Ports, before: tuple[Signal, ...]) -> tuple[list[Measured], list[Reading]]:
    return await back_in_band(state, ports, before) if _faulty(state, ports) else ([], [])


def _untold(state: State, ports: Ports, measured: list[Measured]) -> list[Untold]:
    """The metrics of which nothing could be told; all of them together where none supports the cause."""
    if not measured and _faulty(state, ports):
        return [Untold(ports.words.say("check_metrics"), ports.words.say("metric_none"))]
    return [Untold(each.name, each.why) for each in measured if each.inside is None]


def _faulty(state: State, ports: Ports) -> bool:
    """Whether a cause was decided, and one that is a fault."""
    cause = state["decision"].get("cause")
    return bool(cause) and ports.knowledge.cause(cause).kind != "healthy"


async def _look(state: State, ports: Ports, service: str) -> list[Reading]:
    declaration = load(Declaration, state["declaration"])
    now = ports.clock.now()
    span = replace(window(declaration, now, state["round"]), end=now)
    ask = Ask(service, span, "probe", state["round"], declaration.labels)
    found = await asyncio.gather(*(ports.evidence.collect(name, ask) for name in ports.evidence.names))
    return [each for readings in found for each in readings]


async def _again(state: State, ports: Ports) -> list[Reading]:
    """The readings that proved the cause, asked again: only those of state, since logs keep what once happened."""
    cited = set(state["decision"].get("evidence", []))
    refs = [ref for ref in ports.docket.refs(state.get("evidence", {})) if ref.id in cited]
    queries = {ref.query.key: ref.query for ref in refs if ref.query.item in {"resources", "metrics"}}
    wanted = [query for query in queries.values() if query.tool != "paste" and not is_range(query)]
    return [await ports.evidence.ask(query) for query in wanted]


def _signals(state: State, ports: Ports, fresh: list[Reading]) -> tuple[Signal, ...]:
    if not fresh:
        return ports.casebook.case(state).signals
    return ports.casebook.case({**state, "evidence": ports.docket.file("now", fresh)}).signals


def _answers(signals: tuple[Signal, ...]) -> bool | None:
    """Whether the service answers now; None when no probe can tell."""
    ids = {signal.id for signal in signals}
    if ids & UNHEALTHY:
        return False
    return True if "service-healthy" in ids else None


def _symptom(signals: tuple[Signal, ...], language: Language) -> str:
    return "; ".join(worded(signal.detail, language) for signal in signals if signal.id in UNHEALTHY)[:200]


def _gone(
    state: State, ports: Ports, before: tuple[Signal, ...], after: tuple[Signal, ...], now: frozenset[str]
) -> list[Check]:
    """One check for the proving signals of the cause that a state reading can confirm or deny; health should stay.

    An event or a log line keeps telling what once happened: only what a state reading of `now` shows is still so.
    """
    if not _faulty(state, ports):
        return []
    cause = state["decision"]["cause"]
    proving = {signal for proof in ports.knowledge.cause(cause).proves for signal in proof}
    cited = set(state["decision"].get("evidence", []))
    states = _states(ports, state.get("evidence", {}))
    watched = {(s.id, s.entity) for s in before if s.id in proving and states & cited & set(s.evidence)}
    shown_now = [s for s in after if now & set(s.evidence)]
    runs = {s.entity for s in shown_now if s.id == "process-running"}
    still = [s for s in shown_now if not (s.id in OF_FORMER_RUNS and s.entity in runs)]
    left = {(s.id, s.entity): worded(s.detail, ports.settings.language) for s in still if (s.id, s.entity) in watched}
    if not watched:
        return []
    shown = "; ".join(f"{id_} ({entity}) {detail}".strip() for (id_, entity), detail in left.items())
    return [Check(ports.words.say("check_gone", cause=cause), not left, shown[:200])]


def _states(ports: Ports, evidence: dict[str, str]) -> frozenset[str]:
    """The latest readings that tell how things are, not what happened; the bands judge those over a span."""
    held = ports.docket.latest(evidence)
    return frozenset(ref.id for ref in held if ref.query.item in {"resources", "metrics"} and not is_range(ref.query))
