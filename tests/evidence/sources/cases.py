"""The sources that are asked over HTTP, each with its API; what every one of them must do stands in the contract."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from astreinte.config import Service, Settings
from astreinte.domain import Ask, ManualClock, Window
from astreinte.evidence import Source, make_source

from . import apis
from .server import Answer, Server, serving

SETTINGS = Settings(services={"wiki": Service(needs=("mail",)), "mail": Service()})
WINDOW = Window(apis.NOW - timedelta(minutes=30), apis.NOW)
VARIABLE = "ASTREINTE_TEST_TOKEN"


@dataclass(frozen=True)
class Case:
    """`readable` is what may be read, written apart from the catalogue; `odd` a document that is not its API's."""

    name: str
    api: Answer
    readable: re.Pattern[str]
    parameters: frozenset[str]
    empty: Any
    odd: Any
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def make(self, at: str, **more: Any) -> Source:
        options = {"url": at, "token_env": VARIABLE, **self.options, **more}
        return make_source(self.name, options, SETTINGS, ManualClock(apis.NOW))

    @contextmanager
    def served(self, answer: Answer | None = None, **more: Any) -> Generator[tuple[Source, Server]]:
        with serving(answer or self.api) as server:
            yield self.make(server.url, **more), server


CASES = (
    Case(
        "prometheus",
        apis.prometheus,
        re.compile(r"/api/v1/(query|query_range|targets|rules|alerts|status/buildinfo|label/[A-Za-z_]\w*/values)"),
        frozenset({"query", "time", "start", "end", "step", "match[]", "state", "type"}),
        {"status": "success", "data": {"resultType": "vector", "result": []}},
        {"status": "success", "data": {"resultType": "novel", "result": [1]}},
    ),
    Case(
        "alertmanager",
        apis.alertmanager,
        re.compile(r"/api/v2/(alerts|silences|status)"),
        frozenset({"active", "silenced", "inhibited", "unprocessed", "filter"}),
        [],
        {"status": "success"},
    ),
    Case(
        "loki",
        apis.loki,
        re.compile(r"/loki/api/v1/(query_range|labels|series|label/[A-Za-z_]\w*/values)"),
        frozenset({"query", "start", "end", "limit", "direction", "match[]"}),
        {"status": "success", "data": []},
        {"status": "success", "data": 3},
    ),
    Case(
        "proxmox",
        apis.proxmox,
        re.compile(r"/(version|nodes|cluster)(/[A-Za-z0-9_:@!.-]+)*"),
        frozenset({"type", "vmid", "since", "limit", "typefilter", "errors", "content"}),
        {"data": []},
        {"result": []},
        {"user": "astreinte@pve!read"},
    ),
)


def ask(phase: Any = "collect", service: str = "wiki") -> Ask:
    return Ask(service, WINDOW, phase)
