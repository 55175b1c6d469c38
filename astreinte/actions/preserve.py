"""preserve-evidence: copy what an intruder may still change, before anything is contained."""

from astreinte.domain import Plan, Risk

from .action import Params, World
from .reasons import refused
from .targets import service_named

COPY = ("env", "--chdir=/", "cp", "--archive", "--parents", "--no-clobber")
"""From the root and by relative paths: `cp --parents` of coreutils 9.1 fails on absolute ones."""


class PreserveParams(Params):
    service: str


class PreserveEvidence:
    """Copy the service's logs and configuration beside the database, owner and times kept."""

    id = "preserve-evidence"
    platform = "host"
    risk: Risk = "reversible"
    params: type[Params] = PreserveParams

    def __init__(self, folder: str) -> None:
        self.folder = folder

    async def plan(self, params: Params, world: World) -> Plan:
        name = PreserveParams.model_validate(params.model_dump()).service
        service = service_named(world, name)
        kept = tuple(path for path in (*service.logs, *service.config) if path.startswith("/"))
        if not kept:
            raise refused(world, "nothing_kept", name=name)
        return Plan(
            action=self.id,
            method="cp",
            target=name,
            argv=(*COPY, "--target-directory", self.folder, "--", *(path.lstrip("/") for path in kept)),
            risk=self.risk,
            undo=("rm", "--force", "--", *(self.folder + path for path in kept)),
            lasts="permanent",
        )
