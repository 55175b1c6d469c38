"""Prometheus as a source: what it measured before and during the window, its targets, rules and alerts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from astreinte.config import Service
from astreinte.config.settings import Duration
from astreinte.domain import Ask, Clock, Item, Query, Reading, rfc3339

from .http_api import Api
from .http_options import ApiOptions
from .http_source import Answers
from .http_verbs import Verb, moment, pairs_of, value_of
from .prometheus_measures import Scope, called, over_time, quoted, states
from .prometheus_text import names_of, rendered

MOST_POINTS = 1000
REFUSED_POINTS = 11_000
"""Points of one series beyond which Prometheus refuses a range."""

NAMES = "/api/v1/label/__name__/values"
VERBS = (
    Verb("/api/v1/query", {"query": "expression", "time": "instant"}, frozenset({"query"})),
    Verb(
        "/api/v1/query_range",
        {"query": "expression", "start": "instant", "end": "instant", "step": "seconds"},
        frozenset({"query", "start", "end", "step"}),
    ),
    Verb(
        "/api/v1/label/{label}/values",
        {"match[]": "expression", "start": "instant", "end": "instant"},
        many=frozenset({"match[]"}),
    ),
    Verb("/api/v1/targets", {"state": "word"}),
    Verb("/api/v1/rules", {"type": "word"}),
    Verb("/api/v1/alerts", {}),
    Verb("/api/v1/status/buildinfo", {}),
)
SELECTOR = re.compile(r'\{(?P<label>\w+)="(?P<value>(?:[^"\\]|\\.)*)"')

Label = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_:][a-zA-Z0-9_:]*$")]


def _rate(value: timedelta) -> timedelta:
    if value < timedelta(seconds=2):
        raise ValueError("at least 2s: a rate needs two scrapes")
    return value


class PrometheusOptions(ApiOptions):
    """How services are called in the metrics, and over which time they are asked for.

    `labels` may name a component, those count by which Prometheus knows a service; `names` gives services that are
    called otherwise there. `matchers` restricts every question (`env="prod"`). `queries` are asked beside ours, by
    name, with `{service}` in them. A range begins `baseline` before the window; a rate spans `rate`, which should hold
    four scrapes.
    """

    labels: tuple[Label, ...] = Field(default=("job", "service", "app", "container"), min_length=1)
    names: Mapping[str, str] = {}
    matchers: str = ""
    queries: Mapping[Name, str] = {}
    baseline: Duration = timedelta(hours=1)
    step: Duration = timedelta(seconds=30)
    rate: Annotated[Duration, AfterValidator(_rate)] = timedelta(minutes=2)


class PrometheusSource:
    """Asks for what the service and its needs are measured by, as far as Prometheus was heard to know it.

    Until a service's metric names have been read (the triage probe does), the usual ones are asked for.
    """

    name = "prometheus"

    def __init__(
        self, options: PrometheusOptions, services: Mapping[str, Service], clock: Clock, lines: int = 400
    ) -> None:
        self._options, self._services, self._lines = options, services, lines
        api = Api(self.name, options, privilege="GET /api/v1/*")
        self._answers = Answers(api, self.name, VERBS, clock, self._render)
        self._learnt: dict[tuple[str, str], frozenset[str]] = {}

    def plan(self, ask: Ask) -> Sequence[Query]:
        planned = self._probe(ask) if ask.phase == "probe" else self._collect(ask)
        return [query for query in {query.key: query for query in planned}.values() if self.accepts(query)]

    def accepts(self, query: Query) -> bool:
        return self._answers.accepts(query) and _bounded(query)

    async def read(self, query: Query) -> Reading:
        return await self._answers.read(query)

    def _probe(self, ask: Ask) -> Iterator[Query]:
        if not ask.service:
            yield _query("/api/v1/status/buildinfo")
            return
        yield from self._states(ask, ("up",))
        yield _query("/api/v1/alerts", item="events")
        yield from self._names(ask)

    def _collect(self, ask: Ask) -> Iterator[Query]:
        known = self._known(ask.service)
        if ask.service:
            yield from self._states(ask, known)
        yield _query("/api/v1/alerts", item="events")
        if ask.service:
            yield from (self._range(text, ask) for text in self._asked(ask, known))
            yield from self._names(ask) if known is None else ()
        yield _query("/api/v1/query", ("query", "up == 0"), ("time", _at(ask.window.end)))
        yield _query("/api/v1/targets", ("state", "active"))
        yield _query("/api/v1/rules", ("type", "alert"))

    def _states(self, ask: Ask, known: Sequence[str] | None) -> Iterator[Query]:
        for text in states(self._scopes(ask.service), known):
            yield _query("/api/v1/query", ("query", text), ("time", _at(ask.window.end)), item="metrics")

    def _asked(self, ask: Ask, known: Sequence[str] | None) -> Iterator[str]:
        yield from over_time(self._scopes(ask.service), known)
        for name, text in self._options.queries.items():
            yield called(name, text.replace("{service}", quoted(self._value(ask.service))))

    def _range(self, text: str, ask: Ask) -> Query:
        start, end = ask.window.start - self._options.baseline, ask.window.end
        step = max(self._options.step.total_seconds(), (end - start).total_seconds() / MOST_POINTS, 1)
        span = (("start", _at(start)), ("end", _at(end)), ("step", str(ceil(step))))
        return _query("/api/v1/query_range", ("query", text), *span, item="metrics")

    def _names(self, ask: Ask) -> Iterator[Query]:
        span = (("start", _at(ask.window.start - self._options.baseline)), ("end", _at(ask.window.end)))
        for label in self._options.labels:
            selector = Scope(label, (self._value(ask.service),), self._options.matchers, "").of("")
            yield _query(NAMES, ("match[]", selector), *span)

    def _known(self, service: str) -> list[str] | None:
        """The metrics of the service by all labels; None when not every label was asked about."""
        keys = [(label, self._value(service)) for label in self._options.labels]
        if any(key not in self._learnt for key in keys):
            return None
        return sorted(frozenset[str]().union(*(self._learnt[key] for key in keys)))

    def _scopes(self, service: str) -> list[Scope]:
        """One scope for each label by which the service is known; all labels as long as that was not heard."""
        values = tuple(dict.fromkeys(self._value(name) for name in (service, *self._needs(service))))
        labels = [label for label in self._options.labels if self._learnt.get((label, values[0]))]
        rate = f"{ceil(self._options.rate.total_seconds())}s"
        return [Scope(label, values, self._options.matchers, rate) for label in labels or self._options.labels]

    def _needs(self, service: str) -> Sequence[str]:
        known = self._services.get(service)
        return [name for name in known.needs if name in self._services] if known else []

    def _value(self, service: str) -> str:
        return self._options.names.get(service, service)

    def _render(self, query: Query, document: Any) -> tuple[str, str]:
        text, note = rendered(query, document, self._lines)
        if query.args[0] == NAMES and (found := SELECTOR.match(value_of(query, "match[]"))):
            value = re.sub(r"\\(.)", r"\1", found["value"])
            self._learnt[found["label"], value] = names_of(document)
        return text, note


def _query(path: str, *pairs: tuple[str, str], item: Item = "resources") -> Query:
    return Query("prometheus", (path, *(f"{name}={value}" for name, value in pairs)), item=item)


def _at(moment: datetime) -> str:
    return rfc3339(moment.replace(microsecond=0))


def _bounded(query: Query) -> bool:
    """Whether a range runs forward and has no more points than Prometheus answers."""
    if not query.args[0].endswith("query_range"):
        return True
    given = dict(pairs_of(query))
    start, end = moment(given["start"]), moment(given["end"])
    if start is None or end is None or end < start:
        return False
    return (end - start).total_seconds() / int(given["step"]) <= REFUSED_POINTS
