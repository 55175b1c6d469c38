"""A container made again under its name with another image or variable; the one before is stopped and kept."""

from copy import deepcopy
from typing import Any

from .engine_api import Engine, Object
from .process import Failed

KEPT = ".astreinte-old"
ALONE = ("host", "none", "container:")
OF_IMAGE = ("Cmd", "Entrypoint", "WorkingDir", "User", "Healthcheck", "StopSignal", "Volumes", "ExposedPorts", "Shell")
"""What a container takes over from its image, unless somebody said otherwise."""


def look(unit: str, change: str) -> str:
    """Whether the container can be made again.

    Raises:
        Failed: it removes itself, an earlier one is still kept, or the image cannot be had.
    """
    engine = Engine()
    before = _before(engine, unit)
    _changed(engine, before, change)
    return f"{unit} can be made again with {change}"


def recreate(unit: str, change: str) -> str:
    """Stop and keep the present container, start the new one under its name.

    Raises:
        Failed: the new one did not start; the earlier one is back.
    """
    engine = Engine()
    before = _before(engine, unit)
    body, others = _changed(engine, before, change)
    _aside(engine, before, unit)
    try:
        made = engine.post(f"/containers/create?name={unit}", body)["Id"]
        for network, settings in others.items():
            engine.post(f"/networks/{network}/connect", {"Container": made, "EndpointConfig": settings})
        if before["State"]["Running"]:
            engine.post(f"/containers/{made}/start")
    except Failed:
        engine.delete(f"/containers/{unit}?force=true", absent=True)
        _back(engine, unit, before["HostConfig"]["RestartPolicy"], running=before["State"]["Running"])
        raise
    return f"{unit} made again with {change}; the earlier one is {unit}{KEPT}"


def restore(unit: str) -> str:
    """The container before takes its name again; the later one is removed.

    Raises:
        Failed: none is kept.
    """
    engine = Engine()
    engine.get(f"/containers/{unit}{KEPT}/json")
    now = engine.get(f"/containers/{unit}/json")
    engine.delete(f"/containers/{unit}?force=true")
    _back(engine, unit, now["HostConfig"]["RestartPolicy"], running=True)
    return f"{unit} is the container that it was"


def _before(engine: Engine, unit: str) -> Object:
    found = engine.get(f"/containers/{unit}/json")
    if found["Name"].lstrip("/") != unit:
        raise Failed(f"{unit} is the id or part of the id of {found['Name']}, not its name")
    if found["HostConfig"].get("AutoRemove"):
        raise Failed(f"{unit} removes itself when it ends (--rm): nothing could be put back")
    if engine.has(f"/containers/{unit}{KEPT}/json"):
        raise Failed(f"{unit}{KEPT} is left of an earlier change; remove it first: docker rm {unit}{KEPT}")
    return found


def _aside(engine: Engine, before: Object, unit: str) -> None:
    """A kept container never starts by itself."""
    engine.post(f"/containers/{before['Id']}/update", {"RestartPolicy": {"Name": "no"}})
    engine.post(f"/containers/{before['Id']}/stop?t=10")
    engine.post(f"/containers/{before['Id']}/rename?name={unit}{KEPT}")


def _back(engine: Engine, unit: str, policy: Object, *, running: bool) -> None:
    engine.post(f"/containers/{unit}{KEPT}/rename?name={unit}")
    engine.post(f"/containers/{unit}/update", {"RestartPolicy": policy})
    if running:
        engine.post(f"/containers/{unit}/start")


def _changed(engine: Engine, before: Object, change: str) -> tuple[Object, Object]:
    """What to create, and the further networks to connect it to."""
    kind, _, value = change.partition("=")
    config = deepcopy(before["Config"])
    if kind == "image":
        engine.pull(value)
        config = _own(config, engine.get(f"/images/{before['Image']}/json")["Config"] or {}) | {"Image": value}
    else:
        name = value.partition("=")[0]
        config["Env"] = [each for each in _texts(config["Env"]) if each.partition("=")[0] != name] + [value]
    mode = before["HostConfig"]["NetworkMode"]
    if config.get("Hostname") == before["Id"][:12] or mode.startswith(ALONE):
        config.pop("Hostname", None)
    networks = {} if mode.startswith(ALONE) else _networks(before)
    first = mode if mode in networks else next(iter(networks), "")
    joined = {"NetworkingConfig": {"EndpointsConfig": {first: networks[first]}}} if first else {}
    others = {name: each for name, each in networks.items() if name != first}
    return {**config, "HostConfig": _host(before), **joined}, others


def _own(config: Object, image: Object) -> Object:
    """The container's own settings, without those that came with its image."""
    own = {key: each for key, each in config.items() if key not in OF_IMAGE or each != image.get(key)}
    own["Env"] = [each for each in _texts(config.get("Env")) if each not in _texts(image.get("Env"))]
    known: Object = image.get("Labels") or {}
    labels: Object = config.get("Labels") or {}
    own["Labels"] = {key: each for key, each in labels.items() if known.get(key) != each}
    return own


def _host(before: Object) -> Object:
    """The host's part, with volumes that have no name of their own bound by the one that the engine gave them."""
    host = deepcopy(before["HostConfig"])
    mounts: list[Object] = host.get("Mounts") or []
    bound = {*(each.split(":")[1] for each in _texts(host.get("Binds")) if ":" in each), *(m["Target"] for m in mounts)}
    volumes: list[Any] = [
        each for each in before["Mounts"] if each["Type"] == "volume" and each["Destination"] not in bound
    ]
    added = [f"{each['Name']}:{each['Destination']}{'' if each['RW'] else ':ro'}" for each in volumes]
    return host | {"Binds": [*_texts(host.get("Binds")), *added]}


def _networks(before: Object) -> Object:
    """Addresses that were asked for, and names without the container's own id."""
    found: Object = {}
    for name, each in before["NetworkSettings"]["Networks"].items():
        aliases = [alias for alias in _texts(each.get("Aliases")) if alias != before["Id"][:12]]
        found[name] = {"Aliases": aliases, "IPAMConfig": each.get("IPAMConfig"), "Links": each.get("Links")}
    return found


def _texts(value: Any) -> list[str]:
    """A list of the engine's answer, which says null for an empty one."""
    return value or []
