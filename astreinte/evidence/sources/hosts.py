"""The other machines of the inventory, read over SSH: those that hold the service or something it needs."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

from astreinte.config import Service
from astreinte.domain import Ask, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from .remote import RemoteHost
from .ssh import Ssh


class HostsSource:
    """Several machines behind one name; a query goes to the machine of its `where`.

    Args:
        hosts: the machines, each with the services that live there.
        services: the whole inventory, which says what a service needs.
        connections: closed when the source is.
    """

    name = "hosts"

    def __init__(
        self, hosts: Sequence[RemoteHost], services: Mapping[str, Service], connections: Sequence[Ssh] = ()
    ) -> None:
        self._hosts = {host.where: host for host in hosts}
        self._services, self._connections = services, connections

    def plan(self, ask: Ask) -> Sequence[Query]:
        """The machine of the service first, then those of what it needs; all of them where nobody knows the service."""
        needs = self._services[ask.service].needs if ask.service in self._services else ()
        pairs = [
            (host, name) for name in (ask.service, *needs) for host in self._hosts.values() if name in host.services
        ]
        pairs = pairs or [(host, ask.service) for host in self._hosts.values()]
        planned = (query for host, name in pairs for query in host.plan(replace(ask, service=name)))
        return list({query.key: query for query in planned}.values())

    def accepts(self, query: Query) -> bool:
        host = self._hosts.get(query.where)
        return host is not None and host.accepts(query)

    async def read(self, query: Query) -> Reading:
        if query.where not in self._hosts:
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        return await self._hosts[query.where].read(query)

    async def close(self) -> None:
        await asyncio.gather(*(each.close() for each in self._connections))
