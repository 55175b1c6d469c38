"""A claim that never got a volume, made again with one field changed; the earlier one is kept for the way back."""

import json
from pathlib import Path
from typing import Any, cast

from .process import Failed, tool

FIELDS = {"class": "storageClassName", "mode": "accessModes", "size": "resources", "selector": "selector"}
OURS = ("name", "namespace", "labels")
Object = dict[str, Any]


def look(namespace: str, name: str, *options: str) -> str:
    """Whether the claim may be made again.

    Raises:
        Failed: it is bound, or cannot be read.
    """
    _unbound(namespace, name, options)
    return f"{namespace}/{name} holds no volume"


def recreate(namespace: str, name: str, kept: str, change: str, *options: str) -> str:
    """Delete and create, `change` being `field=value`; without a value the field is left out.

    Raises:
        Failed: the claim is bound; or the new one was not accepted, and the earlier one is back.
    """
    field, _, value = change.partition("=")
    before = _plain(_unbound(namespace, name, options))
    Path(kept).parent.mkdir(parents=True, exist_ok=True)
    Path(kept).write_text(json.dumps(before), encoding="utf-8")
    after = _changed(before, field, value)
    _delete(namespace, name, options, kept)
    try:
        _create(after, options)
    except Failed:
        _create(before, options)
        raise
    return f"{namespace}/{name} made again with {change}; the earlier one is kept in {kept}"


def restore(namespace: str, name: str, kept: str, *options: str) -> str:
    """The earlier claim comes back.

    Raises:
        Failed: the present one is bound: it holds data now.
    """
    before: Object = json.loads(Path(kept).read_text(encoding="utf-8"))
    _unbound(namespace, name, options)
    _delete(namespace, name, options, kept)
    _create(before, options)
    return f"{namespace}/{name} is what it was"


def _unbound(namespace: str, name: str, options: tuple[str, ...]) -> Object:
    text = tool("kubectl", *options, "get", "persistentvolumeclaim", name, "-n", namespace, "-o", "json")
    found: Object = json.loads(text)
    if found.get("status", {}).get("phase") == "Bound" or found["spec"].get("volumeName"):
        raise Failed(f"{namespace}/{name} is bound to {found['spec'].get('volumeName') or 'a volume'}: it holds data")
    return found


def _plain(found: Object) -> Object:
    """The claim as somebody wrote it, without what the cluster added."""
    meta = {key: found["metadata"][key] for key in OURS if key in found["metadata"]}
    return {"apiVersion": found["apiVersion"], "kind": found["kind"], "metadata": meta, "spec": found["spec"]}


def _changed(claim: Object, field: str, value: str) -> Object:
    if field not in FIELDS:
        raise Failed(f"{field} is no field of a claim that may be changed; known: {', '.join(FIELDS)}")
    spec = {key: each for key, each in cast("Object", claim["spec"]).items() if key != FIELDS[field]}
    shapes: Object = {"class": value, "mode": [value], "size": {"requests": {"storage": value}}}
    return {**claim, "spec": {**spec, **({FIELDS[field]: shapes[field]} if value else {})}}


def _delete(namespace: str, name: str, options: tuple[str, ...], kept: str) -> None:
    """One that a pod still uses goes only after it: then nothing is made in its place."""
    words = ("delete", "persistentvolumeclaim", name, "-n", namespace, "--wait=true", "--timeout=60s")
    try:
        tool("kubectl", *options, *words)
    except Failed as error:
        raise Failed(f"{namespace}/{name} does not go; once it has: kubectl create -f {kept} ({error})") from error


def _create(claim: Object, options: tuple[str, ...]) -> None:
    tool("kubectl", *options, "create", "-f", "-", secret=json.dumps(claim))
