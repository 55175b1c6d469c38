"""set-resources and isolate-network of a Docker container: limits raised in place, networks detached by name."""

import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import values
from .reasons import not_needed, refused
from .resources import ResourcesParams, amount
from .service import ServiceParams
from .targets import managed

NETWORK = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}\Z")
ID, MEMORY = "{{.Id}}", "{{.HostConfig.Memory}}|{{.HostConfig.NanoCpus}}"
NETWORKS = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"


def inspect(unit: str, form: str) -> Query:
    """The question what the engine holds of a container: the values of a format."""
    return Query("docker", ("inspect", f"--format={form}", unit))


class UpdateContainer:
    """A higher limit for a container, started again where it had stopped; without a limit there is nothing to raise.

    Memory is doubled. A share of CPU reserves nothing: it is raised to what the inventory allows.
    """

    id = "set-resources"
    platform = "docker"
    risk: Risk = "reversible"
    params: type[Params] = ResourcesParams
    then = ("start",)

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ResourcesParams.model_validate(params.model_dump())
        _, unit = managed(world, asked.service)
        bounds = world.settings.services[asked.service].workload
        look = inspect(unit, MEMORY)
        memory, cpus = await values(world, look)
        if not (memory.isdigit() and cpus.isdigit()):
            raise refused(world, "state_odd", query=f"docker {look.text}"[:200])
        ram = asked.resource == "memory"
        now = int(memory) if ram else int(cpus) // 10**6
        most = amount(bounds.memory if ram else bounds.cpu, asked.resource) or 0
        wanted = amount(asked.limit, asked.resource) if asked.limit else (min(2 * now, most) if ram else most)
        if not now:
            raise refused(world, "no_limit", name=asked.service, resource=asked.resource)
        if wanted is None or not now < wanted <= most:
            raise refused(world, "limit_bounds", limit=asked.limit[:20] or "-", now=now, most=most)
        return Plan(
            action=self.id,
            method="docker",
            target=asked.service,
            argv=("docker", "update", *_options(wanted, ram=ram), unit),
            risk=self.risk,
            undo=("docker", "update", *_options(now, ram=ram), unit),
            after=look,
            expect=rf"\A{wanted}\|" if ram else rf"\|{wanted * 10**6}\s*\Z",
            revision=f"{memory}|{cpus}",
        )


def _options(limit: int, *, ram: bool) -> tuple[str, ...]:
    if ram:
        return (f"--memory={limit}", f"--memory-swap={2 * limit}")
    return (f"--cpus={limit // 1000}.{limit % 1000:03d}",)


class DetachNetwork:
    """Cut a container off its network; one that hangs on several is for a person."""

    id = "isolate-network"
    platform = "docker"
    risk: Risk = "reversible"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        _, unit = managed(world, name)
        look = inspect(unit, f"{ID}|{NETWORKS}")
        revision, text = await values(world, look)
        networks = text.split()
        if not networks:
            raise not_needed(world, "cut_off_already", name=name)
        if len(networks) != 1 or not NETWORK.match(networks[0]) or networks[0] in {"host", "none"}:
            raise refused(world, "networks_many", name=name, known=text[:120])
        return Plan(
            action=self.id,
            method="docker",
            target=name,
            argv=("docker", "network", "disconnect", networks[0], unit),
            risk=self.risk,
            undo=("docker", "network", "connect", networks[0], unit),
            after=look,
            expect=r"\|\s*\Z",
            lasts="temporary",
            revision=revision[:64],
        )
