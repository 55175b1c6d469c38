"""set-network of a Docker container: back on the network that the inventory names."""

from astreinte.domain import Plan, Risk

from .action import Params, World
from .engine import ID, NETWORKS, inspect
from .kubectl import values
from .reasons import not_needed, refused
from .service import ServiceParams
from .targets import managed


class AttachNetwork:
    """Hang the container on `network` again; the undo takes it off."""

    id = "set-network"
    platform = "docker"
    risk: Risk = "reversible"
    params: type[Params] = ServiceParams

    async def plan(self, params: Params, world: World) -> Plan:
        name = ServiceParams.model_validate(params.model_dump()).service
        _, unit = managed(world, name)
        network = world.settings.services[name].network
        if not network:
            raise refused(world, "no_network", name=name)
        look = inspect(unit, f"{ID}|{NETWORKS}")
        revision, text = await values(world, look)
        if network in text.split():
            raise not_needed(world, "network_already", name=name, network=network)
        return Plan(
            action=self.id,
            method="docker",
            target=name,
            argv=("docker", "network", "connect", network, unit),
            risk=self.risk,
            undo=("docker", "network", "disconnect", network, unit),
            after=look,
            expect=rf"[| ]{network.replace('.', '[.]')} ",
            revision=revision[:64],
        )
