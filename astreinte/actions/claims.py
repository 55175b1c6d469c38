"""recreate-claim on a cluster: a claim that never got a volume, made again with what the cluster really offers."""

import re
from typing import Literal

from astreinte.domain import Plan, Query, Risk

from .action import Params, World
from .kubectl import Target, command, fields, plain_name, read, target_of, values
from .procedures import TOOL
from .reasons import not_needed, refused

Field = Literal["class", "mode", "size", "selector"]
MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
DEFAULT = r'{.items[?(@.metadata.annotations.storageclass\.kubernetes\.io/is-default-class=="true")].metadata.name}'
FREE = '{.items[?(@.status.phase=="Available")]'
SIZE = re.compile(r"[1-9][0-9]{0,8}(?:Ki|Mi|Gi|Ti)\Z")
UNITS = {"Ki": 1, "Mi": 2**10, "Gi": 2**20, "Ti": 2**30}


class ClaimParams(Params):
    """`what` does not fit: the storage class, the access mode, the size or the selector."""

    service: str
    what: Field = "class"


class RecreateClaim:
    """`workload.claim`, deleted and made again with one field changed; `folder` keeps the earlier one for the undo.

    A claim that is bound is never touched: it holds data.
    """

    id = "recreate-claim"
    platform = "kubernetes"
    risk: Risk = "destructive"
    params: type[Params] = ClaimParams

    def __init__(self, folder: str) -> None:
        self._folder = folder

    async def plan(self, params: Params, world: World) -> Plan:
        asked = ClaimParams.model_validate(params.model_dump())
        target = target_of(world, asked.service)
        if not target.bounds.claim:
            raise refused(world, "no_claim", name=target.service)
        name = plain_name(world, target.bounds.claim)
        look = fields(f"persistentvolumeclaim/{name}", target.place, "{.metadata.uid}", "{.status.phase}", *HELD)
        uid, phase, _, held, mode = await values(world, look)
        if phase != "Pending":
            raise refused(world, "claim_bound", name=name, phase=phase[:20])
        wanted = await _wanted(world, target, asked.what)
        if wanted and wanted == {"class": held, "mode": mode}.get(asked.what):
            raise not_needed(world, "claim_already", name=name, value=wanted)
        kept = f"{self._folder}/claim-{target.namespace}-{name}-{uid[:36]}.json"
        options = command(world.settings)[1:]
        return Plan(
            action=self.id,
            method="kubectl",
            target=target.service,
            argv=(TOOL, "claim-recreate", target.namespace, name, kept, f"{asked.what}={wanted}", *options),
            risk=self.risk,
            undo=(TOOL, "claim-restore", target.namespace, name, kept, *options),
            after=look,
            expect=r"\|(?:Bound|Pending)\|",
            marker=r"\A([^|]+)\|",
            was=uid,
            revision=uid,
            dry=(TOOL, "claim-look", target.namespace, name, *options),
            timeout=180.0,
        )


HELD = ("{.spec.volumeName}", "{.spec.storageClassName}", "{.spec.accessModes[*]}")


async def _wanted(world: World, target: Target, what: Field) -> str:
    """The value that fits: of the one class or the default one, of the one free volume; a selector is left out."""
    if what == "selector":
        return ""
    if what == "class":
        names = (await read(world, _all("storageclasses", "{.items[*].metadata.name}"))).split()
        chosen = (await read(world, _all("storageclasses", DEFAULT))).split() if len(names) != 1 else names
        return _one(world, target, chosen, r"[a-z0-9][a-z0-9.-]{0,252}")
    of = ".spec.accessModes[0]}" if what == "mode" else ".spec.capacity.storage}"
    found = sorted({*(await read(world, _all("persistentvolumes", FREE + of))).split()}, key=_size)
    return _one(
        world, target, found[-1:] if what == "size" else found, "|".join(MODES) if what == "mode" else SIZE.pattern
    )


def _one(world: World, target: Target, found: list[str], shape: str) -> str:
    if len(found) != 1 or not re.fullmatch(shape, found[0]):
        raise refused(world, "claim_which", name=target.service, known=" ".join(found)[:120])
    return found[0]


def _all(kind: str, path: str) -> Query:
    return Query("kubectl", ("get", kind, "-o", f"jsonpath={path}"))


def _size(text: str) -> int:
    return int(text[:-2]) * UNITS[text[-2:]] if SIZE.match(text) else 0
