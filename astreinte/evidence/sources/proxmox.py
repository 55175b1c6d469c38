"""Proxmox VE as a source, through its API: nodes, guests, tasks, backups, storage."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from astreinte.domain import Ask, Clock, Item, Query, Reading

from .http_api import Api
from .http_options import ApiOptions
from .http_source import Answers, listing
from .http_verbs import Verb, value_of
from .proxmox_text import documents, rendered

GUEST = "/nodes/{name}/%s/{guest}"
VERBS = (
    Verb("/version", {}),
    Verb("/nodes", {}),
    Verb("/nodes/{name}/status", {}),
    Verb("/nodes/{name}/storage", {}),
    Verb("/nodes/{name}/storage/{name}/content", {"content": "word", "vmid": "guest"}),
    Verb(
        "/nodes/{name}/tasks",
        {"vmid": "guest", "since": "instant", "limit": "number", "typefilter": "word", "errors": "flag"},
    ),
    Verb("/nodes/{name}/tasks/{upid}/log", {"limit": "number"}),
    Verb("/nodes/{name}/tasks/{upid}/status", {}),
    Verb("/cluster/status", {}),
    Verb("/cluster/tasks", {}),
    Verb("/cluster/backup", {}),
    Verb("/cluster/resources", {"type": "word"}),
    *(
        Verb(f"{GUEST % kind}/{leaf}", {})
        for kind in ("lxc", "qemu")
        for leaf in ("status/current", "config", "snapshot")
    ),
)
TASKS_BEFORE = timedelta(days=1)
TASK_LINES = 200
ALIKE = re.compile(r"[^a-z0-9]+")

Place = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,62}/(lxc|qemu)/[1-9]\d{2,8}$")]


class ProxmoxOptions(ApiOptions):
    """`user` is the token's id (`astreinte@pve!read`) and the secret its UUID.

    `guests` says where services run, `node/lxc/210`; without it, the guest of the service's name counts.
    """

    user: str = Field(pattern=r"^[^\x00-\x20\x7f:=!]+@[A-Za-z0-9._-]+![A-Za-z0-9._-]+$")
    guests: Mapping[str, Place] = {}


@dataclass(frozen=True)
class Guest:
    """A container or virtual machine, as `path` names it."""

    node: str
    kind: str
    id: str

    @property
    def path(self) -> str:
        return f"/nodes/{self.node}/{self.kind}/{self.id}"


class ProxmoxSource:
    """Asks for the guest of the service, and for what it stands on.

    Nodes and guests that the settings do not name are learnt from the list of resources, which the triage probe reads.
    """

    name = "proxmox"

    def __init__(self, options: ProxmoxOptions, clock: Clock, lines: int = 400) -> None:
        self._lines = lines
        self._configured = {name: Guest(*place.split("/")) for name, place in options.guests.items()}
        api = Api(self.name, options, "/api2/json", "PVEAuditor (/)", _authorise)
        self._answers = Answers(api, self.name, VERBS, clock, self._render)
        self._guests: dict[str, Guest] = {}
        self._stores: dict[str, tuple[str, ...]] = {}
        self._failed: dict[str, tuple[str, ...]] = {}

    def plan(self, ask: Ask) -> Sequence[Query]:
        planned = self._probe(ask) if ask.phase == "probe" else self._collect(ask)
        return [query for query in planned if self.accepts(query)]

    def accepts(self, query: Query) -> bool:
        return self._answers.accepts(query)

    async def read(self, query: Query) -> Reading:
        return await self._answers.read(query)

    def guest_of(self, service: str) -> Guest | None:
        return self._configured.get(service) or self._guests.get(_plain(service))

    def _probe(self, ask: Ask) -> Iterator[Query]:
        yield _query("/version") if not ask.service else _query("/cluster/resources", "type=vm")
        if guest := self.guest_of(ask.service):
            yield _query(f"{guest.path}/status/current")

    def _collect(self, ask: Ask) -> Iterator[Query]:
        if guest := self.guest_of(ask.service):
            yield from self._about(guest, ask)
        yield _query("/cluster/resources", "type=vm")
        yield _query("/cluster/tasks", item="changes")
        yield _query("/nodes")
        yield _query("/cluster/resources", "type=storage")
        yield _query("/cluster/backup")

    def _about(self, guest: Guest, ask: Ask) -> Iterator[Query]:
        node = f"/nodes/{guest.node}"
        yield _query(f"{guest.path}/status/current")
        yield _query(f"{guest.path}/config", item="changes")
        yield _query(f"{guest.path}/snapshot", item="changes")
        since = f"since={_seconds(ask.window.start - TASKS_BEFORE)}"
        yield _query(f"{node}/tasks", f"vmid={guest.id}", since, "limit=50", item="events")
        yield _query(f"{node}/tasks", "typefilter=vzdump", "limit=20", item="events")
        for upid in self._failed.get(guest.node, ()):
            yield _query(f"{node}/tasks/{upid}/log", f"limit={TASK_LINES}", item="logs")
        yield _query(f"{node}/status", item="metrics")
        yield _query(f"{node}/storage")
        for store in self._stores.get(guest.node, ()):
            yield _query(f"{node}/storage/{store}/content", "content=backup", f"vmid={guest.id}")

    def _render(self, query: Query, document: Any) -> tuple[str, str]:
        found = documents(document)
        self._learn(query, found)
        return rendered(query.args[0], found, self._lines)

    def _learn(self, query: Query, found: Any) -> None:
        path = query.args[0]
        node = path.split("/")[2] if path.startswith("/nodes/") else ""
        if path == "/cluster/resources" and value_of(query, "type") == "vm":
            fresh = {_plain(str(each.get("name", ""))): _guest(each) for each in listing(found)}
            self._guests = {name: guest for name, guest in fresh.items() if guest and name}
        elif path.endswith("/storage"):
            kept = (each for each in listing(found) if "backup" in str(each.get("content", "")))
            self._stores[node] = tuple(str(each.get("storage", "")) for each in kept)[:5]
        elif path.endswith("/tasks") and node:
            ended = (each for each in listing(found) if str(each.get("status", "OK")) not in {"OK", "RUNNING", ""})
            fresh_ids = tuple(str(each.get("upid", "")) for each in ended)[:2]
            self._failed[node] = tuple(dict.fromkeys((*fresh_ids, *self._failed.get(node, ()))))[:4]


def _authorise(user: str, secret: str) -> Mapping[str, str]:
    return {"authorization": f"PVEAPIToken={user}={secret}"}


def _guest(entry: Mapping[str, Any]) -> Guest | None:
    node, kind, id_ = (str(entry.get(key, "")) for key in ("node", "type", "vmid"))
    return Guest(node, kind, id_) if kind in {"lxc", "qemu"} and node and id_ else None


def _query(path: str, *args: str, item: Item = "resources") -> Query:
    return Query("proxmox", (path, *args), item=item)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _plain(name: str) -> str:
    return ALIKE.sub("-", name.lower()).strip("-")
