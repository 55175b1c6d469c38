"""One workload of the cluster: where the inventory says that it runs, what it says of itself, how it is changed."""

import re
from dataclasses import dataclass

from astreinte.config import Settings, Workload
from astreinte.domain import Query, Reading

from .action import World
from .reasons import reason, refused
from .targets import service_named

NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\Z")
CONTAINERS = "{.spec.template.spec.containers"
DRY = "--dry-run=server"


@dataclass(frozen=True)
class Target:
    """A workload by kind, name and namespace, with its bounds; `service` is the inventory's name of it."""

    service: str
    bounds: Workload
    name: str
    namespace: str

    @property
    def ref(self) -> str:
        return f"{self.bounds.kind}/{self.name}"

    @property
    def place(self) -> tuple[str, str]:
        return ("-n", self.namespace)


def target_of(world: World, name: str) -> Target:
    """The workload of a service of the inventory.

    Raises:
        RefusedByPolicy: the service is not in the inventory, or its workload has no plain name.
    """
    bounds = service_named(world, name).workload
    workload, space = bounds.name or name, world.settings.namespace_of(name)
    for each in (workload, space):
        plain_name(world, each)
    return Target(name, bounds, workload, space)


def plain_name(world: World, name: str) -> str:
    """The name of an object, itself.

    Raises:
        RefusedByPolicy: no object of a cluster can have that name.
    """
    if not NAME.match(name):
        raise refused(world, "odd_object", name=name[:80])
    return name


def command(settings: Settings, *words: str) -> tuple[str, ...]:
    """Kubectl on the cluster of the settings, and on no other."""
    return ("kubectl", *settings.kubectl_options(), *words)


def fields(ref: str, place: tuple[str, ...], *paths: str) -> Query:
    """The question what an object holds at these JSON paths: one line, values apart by `|`."""
    return Query("kubectl", ("get", ref, *place, "-o", "jsonpath=" + "|".join(paths)))


async def read(world: World, query: Query) -> str:
    """The text of the reading, without its last line break.

    Raises:
        RefusedByPolicy: the state could not be read, so nothing can be proven of it.
    """
    reading: Reading = await world.ask(query)
    if reading.status == "error" or reading.note:
        why = reading.why or reading.note or reason(world.settings.language, "no_answer")
        raise refused(world, "state_unreadable", query=f"{query.tool} {query.text}"[:200], why=why)
    return reading.text.rstrip("\n")


async def values(world: World, query: Query) -> list[str]:
    """The values of a `fields` question, as many as it has paths.

    Raises:
        RefusedByPolicy: the state could not be read, or reads otherwise than asked.
    """
    found = (await read(world, query)).split("|")
    if len(found) != _asked(query):
        raise refused(world, "state_odd", query=f"{query.tool} {query.text}"[:200])
    return found


async def container_of(world: World, target: Target) -> str:
    """The one container of the workload, or the one that the inventory names.

    Raises:
        RefusedByPolicy: there are several and the inventory names none, or not one of them.
    """
    names = (await read(world, fields(target.ref, target.place, CONTAINERS + "[*].name}"))).split()
    wanted = target.bounds.container or (names[0] if len(names) == 1 else "")
    if wanted not in names:
        raise refused(world, "which_container", name=target.service, known=", ".join(names)[:200])
    return plain_name(world, wanted)


def inside(container: str, path: str) -> str:
    """The JSON path of something in a container of the pod template."""
    return f'{CONTAINERS}[?(@.name=="{container}")]{path}}}'


def _asked(query: Query) -> int:
    """How many values the question asks for: those of its format, else two."""
    forms = [word for word in query.args if word.startswith(("jsonpath=", "--format="))]
    return forms[0].count("|") + 1 if forms else 2
