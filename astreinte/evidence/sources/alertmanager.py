"""Alertmanager as a source: what fires, what is silenced, how it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from astreinte.domain import Ask, Clock, Query, Reading

from .http_api import Api
from .http_options import ApiOptions
from .http_source import Answers, listing, mapping, shown
from .http_text import fitted, pretty
from .http_verbs import Verb

FLAGS = ("active", "silenced", "inhibited", "unprocessed")
VERBS = (
    Verb(
        "/api/v2/alerts",
        {**dict.fromkeys(FLAGS, "flag"), "filter": "expression"},
        many=frozenset({"filter"}),
    ),
    Verb("/api/v2/silences", {"filter": "expression"}, many=frozenset({"filter"})),
    Verb("/api/v2/status", {}),
)
PRIVATE = frozenset({"config"})
"""Of the status: the configuration holds receivers' addresses."""


class AlertmanagerOptions(ApiOptions):
    """`matchers` restrict what is asked for, as Alertmanager writes them (`env="prod"`)."""

    matchers: tuple[str, ...] = ()


class AlertmanagerSource:
    """Asks for every alert, muted ones included: what is silenced is evidence too."""

    name = "alertmanager"

    def __init__(self, options: AlertmanagerOptions, clock: Clock, lines: int = 400) -> None:
        self._filters = tuple(f"filter={each}" for each in options.matchers)
        self._lines = lines
        api = Api(self.name, options, privilege="GET /api/v2/{alerts,silences,status}")
        self._answers = Answers(api, self.name, VERBS, clock, self._render)

    def plan(self, ask: Ask) -> Sequence[Query]:
        return [query for query in self._planned(ask) if self.accepts(query)]

    def accepts(self, query: Query) -> bool:
        return self._answers.accepts(query)

    async def read(self, query: Query) -> Reading:
        return await self._answers.read(query)

    def _planned(self, ask: Ask) -> Iterator[Query]:
        yield Query(self.name, ("/api/v2/alerts", *self._filters), item="events")
        if ask.phase != "probe":
            yield Query(self.name, ("/api/v2/silences", *self._filters), item="changes")
            yield Query(self.name, ("/api/v2/status",))

    def _render(self, query: Query, document: Any) -> tuple[str, str]:
        if query.args[0].endswith("status"):
            told = {key: value for key, value in mapping(document).items() if key not in PRIVATE}
            return pretty(told), ""
        listed = [self._current(each) for each in listing(document)]
        kept = fitted([each for each in listed if each], self._lines)
        what = query.args[0].rpartition("/")[2]
        return (pretty(kept) if kept else ""), shown(len(kept), sum(map(bool, listed)), what)

    def _current(self, entry: Mapping[str, Any]) -> Mapping[str, Any]:
        """The entry, or nothing for a silence that has run out: Alertmanager keeps those for days."""
        state = entry.get("status")
        expired = isinstance(state, dict) and mapping(state).get("state") == "expired"
        return {} if expired else entry
