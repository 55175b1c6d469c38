"""Loki as a source: the lines of the service over the window, and which streams there are."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from astreinte.domain import Ask, Clock, Item, Query, Reading, rfc3339

from .http_api import Api
from .http_options import ApiOptions
from .http_source import Answers, OddShape, line, listing, mapping
from .http_verbs import Verb, moment, pairs_of, value_of
from .loki_text import labels, logs, values

VERBS = (
    Verb(
        "/loki/api/v1/query_range",
        {"query": "expression", "start": "instant", "end": "instant", "limit": "number", "direction": "word"},
        frozenset({"query", "start", "end", "limit"}),
    ),
    Verb("/loki/api/v1/labels", {"start": "instant", "end": "instant"}),
    Verb("/loki/api/v1/label/{label}/values", {"start": "instant", "end": "instant", "query": "expression"}),
    Verb(
        "/loki/api/v1/series",
        {"match[]": "expression", "start": "instant", "end": "instant"},
        frozenset({"match[]"}),
        frozenset({"match[]"}),
    ),
)
SPAN = timedelta(minutes=30)
LONGEST = timedelta(days=7)
SELECTOR = re.compile(r'\{(?P<label>\w+)="(?P<value>(?:[^"\\]|\\.)*)"')
Label = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]


class LokiOptions(ApiOptions):
    """Which streams are the service's, and how many of their lines are asked for.

    `selector` is a LogQL stream selector with `{service}` in it; without it, the first of `labels` by which Loki was
    heard to know the service. `tenant` is sent as X-Scope-OrgID.
    """

    labels: tuple[Label, ...] = Field(
        default=("service", "service_name", "app", "job", "container", "unit"), min_length=1
    )
    names: Mapping[str, str] = {}
    selector: str = Field(default="", pattern=r"^\{.*\}.*$|^$")
    tenant: str = Field(default="", pattern=r"^[\x21-\x7e]*$")
    limit: int = Field(default=1000, ge=1, le=5000)


class LokiSource:
    """Asks for the last half hour of the service's lines, the newest first where there are too many."""

    name = "loki"

    def __init__(self, options: LokiOptions, clock: Clock) -> None:
        self._options = options
        headers = {"x-scope-orgid": options.tenant} if options.tenant else {}
        api = Api(self.name, options, privilege="logs:read", headers=headers)
        self._answers = Answers(api, self.name, VERBS, clock, self._render)
        self._learnt: dict[tuple[str, str], bool] = {}

    def plan(self, ask: Ask) -> Sequence[Query]:
        planned = self._series(ask) if ask.phase == "probe" else self._collect(ask)
        return [query for query in planned if self.accepts(query)]

    def accepts(self, query: Query) -> bool:
        return self._answers.accepts(query) and _bounded(query)

    async def read(self, query: Query) -> Reading:
        return await self._answers.read(query)

    def _series(self, ask: Ask) -> Iterator[Query]:
        """Which streams the service has, by each label it may be known by."""
        if not ask.service:
            yield _query("labels", *_span(ask))
            return
        for selector in self._selectors(ask.service):
            yield _query("series", ("match[]", selector), *_span(ask))

    def _collect(self, ask: Ask) -> Iterator[Query]:
        yield _query("labels", *_span(ask))
        if not ask.service:
            return
        every = self._selectors(ask.service)
        heard = [each for each in every if self._learnt.get(_key(each))]
        limits = (("limit", str(self._options.limit)), ("direction", "backward"))
        for selector in heard[:1] or every:
            yield _query("query_range", ("query", selector), *_span(ask), *limits, item="logs")

    def _selectors(self, service: str) -> list[str]:
        value = self._options.names.get(service, service).replace("\\", "\\\\").replace('"', '\\"')
        if self._options.selector:
            return [self._options.selector.replace("{service}", value)]
        return [f'{{{label}="{value}"}}' for label in self._options.labels]

    def _render(self, query: Query, document: Any) -> tuple[str, str]:
        told = mapping(document)
        if told.get("status", "success") != "success":
            raise OddShape(document)
        match query.args[0].rpartition("/")[2]:
            case "query_range":
                return logs(mapping(told.get("data")), int(value_of(query, "limit")))
            case "series":
                streams = sorted(labels(each) for each in listing(told.get("data")))
                self._learnt[_key(value_of(query, "match[]"))] = bool(streams)
                return "\n".join(streams), ""
            case _:
                return "\n".join(sorted(line(each) for each in values(told.get("data")))), ""


def _query(path: str, *pairs: tuple[str, str], item: Item = "resources") -> Query:
    args = (f"{name}={value}" for name, value in pairs)
    return Query("loki", (f"/loki/api/v1/{path}", *args), item=item)


def _span(ask: Ask) -> tuple[tuple[str, str], tuple[str, str]]:
    """The window, and at least the half hour before its end."""
    end = ask.window.end.replace(microsecond=0) + timedelta(seconds=1)
    start = min(ask.window.start, end - SPAN).replace(microsecond=0)
    return ("start", rfc3339(start)), ("end", rfc3339(end))


def _bounded(query: Query) -> bool:
    given = dict(pairs_of(query))
    start, end = moment(given.get("start", "")), moment(given.get("end", ""))
    if start is None or end is None:
        return not query.args[0].endswith("query_range")
    return start <= end <= start + LONGEST


def _key(selector: str) -> tuple[str, str]:
    found = SELECTOR.match(selector)
    return (found["label"], found["value"]) if found else ("", selector)
