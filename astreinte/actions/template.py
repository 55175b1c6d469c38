"""set-image and set-env on a cluster: values that an earlier revision ran or that the inventory calls good."""

import re

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import DRY, Target, command, container_of, fields, inside, read, target_of, values
from .reasons import not_needed, refused
from .rollout import GENERATION, history, revisions

IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:@-]{0,250}\Z")
RAN = re.compile(r"(?m)^\s+Image:\s+(\S+)\s*$")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
VALUE = re.compile(r"[^\x00-\x1f\x7f|]{0,500}\Z")


class ImageParams(Params):
    """`image`: of the inventory or of an earlier revision; that of the revision before where none is given."""

    service: str
    image: str = ""


class SetImage:
    id = "set-image"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = ImageParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ImageParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        container = await container_of(world, target)
        look = fields(target.ref, target.place, GENERATION, inside(container, ".image"))
        revision, now = await values(world, look)
        known = [*target.bounds.images, *await _ran(world, target)]
        wanted = asked.image or next((each for each in known if each != now), "")
        if wanted not in known or not IMAGE.match(wanted) or not IMAGE.match(now):
            raise refused(world, "image_unknown", image=wanted[:120], name=target.service)
        if wanted == now:
            raise not_needed(world, "image_already", name=target.service, image=now)
        words = ("set", "image", target.ref, *target.place)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words, f"{container}={wanted}"),
            risk=self.risk,
            undo=command(world.settings, *words, f"{container}={now}"),
            after=look,
            expect=rf"\|{re.escape(wanted)}\s*\Z",
            revision=revision,
            dry=command(world.settings, *words, f"{container}={wanted}", DRY),
        )


async def _ran(world: World, target: Target) -> list[str]:
    """The image of the revision before the present one, where it ran one container."""
    earlier = (await revisions(world, target))[:-1]
    if not earlier:
        return []
    images = RAN.findall(await read(world, history(target, str(earlier[-1]))))
    return images if len(images) == 1 else []


class EnvParams(Params):
    """`name`: a variable of `workload.env`; the first whose live value differs where none is given."""

    service: str
    name: str = ""


class SetEnv:
    """A variable back to the value that the inventory calls good. Secrets never pass here."""

    id = "set-env"
    platform = "kubernetes"
    risk: Risk = "reversible"
    params: type[Params] = EnvParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = EnvParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        good = target.bounds.env
        names = [asked.name] if asked.name else list(good)
        if not names or any(each not in good for each in names):
            raise refused(world, "env_unknown", variable=asked.name[:80], name=target.service)
        container = await container_of(world, target)
        for name in names:
            if not VARIABLE.match(name) or not VALUE.match(good[name]):
                raise refused(world, "env_odd", variable=name[:80])
            there = inside(container, f'.env[?(@.name=="{name}")].name')
            look = fields(target.ref, target.place, GENERATION, there, inside(container, _value(name)))
            revision, present, now = await values(world, look)
            if now != good[name] or not present:
                if (present and not now) or not VALUE.match(now) or "[redacted" in now.lower():
                    raise refused(world, "env_elsewhere", variable=name)
                return self._plan(world, target, container, name, look, revision, now if present else None)
        raise not_needed(world, "env_already", name=target.service)

    def _plan(
        self, world: World, target: Target, container: str, name: str, look: Query, revision: str, now: str | None
    ) -> Plan:
        good = target.bounds.env[name]
        words = ("set", "env", target.ref, *target.place, "-c", container)
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=command(world.settings, *words, f"{name}={good}"),
            risk=self.risk,
            undo=command(world.settings, *words, f"{name}-" if now is None else f"{name}={now}"),
            after=look,
            expect=rf"\|{re.escape(good)}\s*\Z",
            revision=revision,
            dry=command(world.settings, *words, f"{name}={good}", DRY),
        )


def _value(name: str) -> str:
    return f'.env[?(@.name=="{name}")].value'
