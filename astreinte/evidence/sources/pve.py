"""Proxmox VE by its own commands, on the node or over SSH; a container is read through its node."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from astreinte.config import Service
from astreinte.domain import Ask, Clock, Item, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from .answer import Manners, answer
from .grammar import Grammar
from .remote import REFUSALS, RemoteHost
from .run import Ran, Run
from .ssh import Ssh
from .wire import GUESTS

TIMEOUT = 8.0
LOGS = "/var/log/vzdump"
GRAMMAR = Grammar(GUESTS)
KINDS = {"lxc": "pct", "qemu": "qm"}
PVE_REFUSALS = {r"(?i)does not exist|no such (?:container|vm)": "pve_no_guest", **REFUSALS}


@dataclass(frozen=True)
class Guest:
    """A container or a virtual machine, and the services that live in it."""

    number: int
    kind: str
    services: tuple[str, ...]

    @property
    def where(self) -> str:
        return f"{self.kind}-{self.number}"

    @property
    def tool(self) -> str:
        return KINDS[self.kind]


def inside(run: Run, number: int) -> Run:
    """Runs in a container what is asked of it, by its node."""

    async def within(argv: Sequence[str], timeout: float) -> Ran:  # noqa: ASYNC109
        return await run(("pct", "exec", str(number), "--", *argv), timeout)

    return within


class PveSource:
    """One node and its guests; changes nothing.

    Args:
        node: the node's name, which its readings carry; those of a container carry `lxc-<number>`.
        guests: which service lives in which guest.
        services: the inventory.
        run: runs an argument list on the node.
        clock: dates the readings.
        lines: most lines of one log.
    """

    name = "pve"

    def __init__(
        self,
        node: str,
        guests: Sequence[Guest],
        services: Mapping[str, Service],
        run: Run,
        clock: Clock,
        lines: int = 400,
    ) -> None:
        self._node, self._guests, self._services = node, guests, services
        self._run, self._clock, self._lines = run, clock, lines
        self._manners = Manners(refusals=PVE_REFUSALS, values={"where": node})
        self._hosts = {node: RemoteHost(node, {}, run, clock, lines, [LOGS])}
        for each in guests:
            if each.kind == "lxc":
                own = {name: services[name] for name in each.services if name in services}
                self._hosts[each.where] = RemoteHost(each.where, own, inside(run, each.number), clock, lines)

    def plan(self, ask: Ask) -> Sequence[Query]:
        planned = [*self._guest_state(ask), *self._inside(ask)]
        if ask.phase != "probe":
            planned += [*self._node_state(), *self._hosts[self._node].plan(ask)]
        return [query for query in {each.key: each for each in planned}.values() if self.accepts(query)]

    def accepts(self, query: Query) -> bool:
        if query.where == self._node and GRAMMAR.accepts(query.tool, query.args):
            return True
        host = self._hosts.get(query.where)
        return host is not None and host.accepts(query)

    async def read(self, query: Query) -> Reading:
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        if query.tool in GUESTS:
            return await answer(query, (query.tool, *query.args), self._run, TIMEOUT, self._clock, self._manners)
        return await self._hosts[query.where].read(query)

    async def close(self) -> None:
        if isinstance(self._run, Ssh):
            await self._run.close()

    def _concerned(self, ask: Ask) -> list[Guest]:
        """The guest of the service first, then those of what it needs."""
        needs = self._services[ask.service].needs if ask.service in self._services else ()
        return [each for name in (ask.service, *needs) for each in self._guests if name in each.services]

    def _guest_state(self, ask: Ask) -> Iterator[Query]:
        logs: Item = "logs"
        for guest in self._concerned(ask):
            number = str(guest.number)
            yield self._query(guest.tool, "status", number, "--verbose")
            if ask.phase != "probe":
                yield self._query(guest.tool, "config", number)
                yield self._query("tail", "-n", str(self._lines), f"{LOGS}/{guest.kind}-{number}.log", item=logs)

    def _inside(self, ask: Ask) -> Iterator[Query]:
        names = (ask.service, *(self._services[ask.service].needs if ask.service in self._services else ()))
        for name in names:
            for guest in self._guests:
                if name in guest.services and guest.where in self._hosts:
                    yield from self._hosts[guest.where].plan(replace(ask, service=name))

    def _node_state(self) -> Iterator[Query]:
        form = ("--output-format", "json")
        yield self._query("pct", "list")
        yield self._query("qm", "list")
        yield self._query("pvesh", "get", f"/nodes/{self._node}/tasks", "--limit", "50", *form, item="changes")
        yield self._query("pvesh", "get", f"/nodes/{self._node}/status", *form, item="metrics")
        yield self._query("pvesh", "get", f"/nodes/{self._node}/storage", *form)
        yield self._query("pvesh", "get", "/cluster/resources", *form)
        yield self._query("pvesh", "get", "/cluster/backup", *form)

    def _query(self, tool: str, *args: str, item: Item = "resources") -> Query:
        return Query(tool, args, item, self._node)
