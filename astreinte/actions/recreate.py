"""set-image and set-env of a Docker container: recreated with one value of the inventory; the earlier one is kept."""

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .engine import inspect
from .kubectl import values
from .procedures import TOOL
from .reasons import not_needed, refused
from .targets import managed
from .template import IMAGE, VALUE, VARIABLE, EnvParams, ImageParams

RUNS = "{{.Id}}|{{.Config.Image}}|{{.State.Running}}"
LONG = 300.0


def holding(variable: str) -> str:
    """The format that shows one variable of a container, and no other."""
    one = '{{range .Config.Env}}{{if eq (index (split . "=") 0) "NAME"}}{{.}}{{end}}{{end}}'
    return "{{.Id}}|" + one.replace("NAME", variable)


class RecreateImage:
    """The image of `workload.images` that the container does not run; the one asked for, if it is among them."""

    id = "set-image"
    platform = "docker"
    risk: Risk = "reversible"
    params: type[Params] = ImageParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ImageParams.model_validate(params.model_dump())
        _, unit = managed(world, asked.service)
        look = inspect(unit, RUNS)
        revision, now, _ = await values(world, look)
        known = world.settings.services[asked.service].workload.images
        wanted = asked.image or next((each for each in known if each != now), "")
        if wanted not in known or not IMAGE.match(wanted):
            raise refused(world, "image_unknown", image=wanted[:120], name=asked.service)
        if wanted == now:
            raise not_needed(world, "image_already", name=asked.service, image=now)
        seen = rf"\|{wanted.replace('.', '[.]')}\|true\s*\Z"
        return _plan(self.id, asked.service, unit, f"image={wanted}", look, seen, revision)


class RecreateEnv:
    """A variable back to the value that the inventory calls good. Secrets never pass here."""

    id = "set-env"
    platform = "docker"
    risk: Risk = "reversible"
    params: type[Params] = EnvParams

    async def plan(self, params: Params, world: World) -> Plan:
        asked = EnvParams.model_validate(params.model_dump())
        _, unit = managed(world, asked.service)
        good = world.settings.services[asked.service].workload.env
        names = [asked.name] if asked.name else list(good)
        if not names or any(each not in good for each in names):
            raise refused(world, "env_unknown", variable=asked.name[:80], name=asked.service)
        for name in names:
            if not VARIABLE.match(name) or not VALUE.match(good[name]):
                raise refused(world, "env_odd", variable=name[:80])
            revision, held = await values(world, inspect(unit, holding(name)))
            if held.rstrip() != f"{name}={good[name]}":
                change, look = f"env={name}={good[name]}", inspect(unit, RUNS)
                return _plan(self.id, asked.service, unit, change, look, r"\|true\s*\Z", revision)
        raise not_needed(world, "env_already", name=asked.service)


def _plan(action: str, name: str, unit: str, change: str, look: Query, seen: str, revision: str) -> Plan:
    """A new container under the same name; its id tells that it took."""
    return Plan(
        action=action,
        method="docker",
        target=name,
        argv=(TOOL, "container-recreate", unit, change),
        risk="reversible",
        undo=(TOOL, "container-restore", unit),
        after=look,
        expect=seen,
        marker=r"\A([0-9a-f]+)\|",
        was=revision,
        revision=revision[:64],
        dry=(TOOL, "container-look", unit, change),
        timeout=LONG,
    )
