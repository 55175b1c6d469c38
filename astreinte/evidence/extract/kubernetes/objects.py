"""Objects of manifests and of `-o json` or `-o yaml`, the flat lists of monitoring tools included."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from .model import (
    Claim,
    Endpoints,
    Event,
    Named,
    Node,
    Pod,
    Quota,
    ReplicaSet,
    Service,
    ServicePort,
    Spec,
    Taint,
    Thing,
    Volume,
    Workload,
)
from .podspec import container_of, spec_of
from .tree import Map, at, documents, mapping, maps, number, strings, text, texts
from .values import quantity

LISTS = {"pods": "Pod", "deployments": "Deployment", "nodes": "Node", "services": "Service", "items": "",
         "warning_events": "Event", "events": "Event"}  # fmt: skip
SNAKE = re.compile(r"_([a-z])")
MOST_REPLICAS = 9


def objects(body: str, ref: str, now: datetime) -> Iterator[Thing | Event]:
    """Every object of the text that has a kind; a list under `pods`, `nodes`, … has the kind of its name."""
    for document in documents(body):
        yield from _objects(document, ref, now)


def _objects(document: Map, ref: str, now: datetime) -> Iterator[Thing | Event]:
    kind = text(document, "kind")
    if kind in READERS:
        meta = mapping(document, "metadata") or document
        if (name := text(meta, "name")) or kind == "Event":
            thing = Thing(name, text(meta, "namespace"), strings(meta, "labels"), (ref,))
            yield from READERS[kind](document, thing, now)
        return
    for key, own in LISTS.items():
        for each in maps(document, key):
            yield from _objects(each if text(each, "kind") in READERS else {**_camel(each), "kind": own}, ref, now)


def _camel(data: Any) -> Any:
    """`restart_count` as `restartCount`, all the way down."""
    if isinstance(data, dict):
        found = cast("Map", data)
        return {SNAKE.sub(lambda m: m[1].upper(), str(key)): _camel(value) for key, value in found.items()}
    return [_camel(each) for each in data] if isinstance(data, list) else data  # pyright: ignore[reportUnknownVariableType]


def _pod(data: Map, thing: Thing, now: datetime) -> Iterator[Thing | Event]:
    status = mapping(data, "status") or data
    given = maps(status, "containerStatuses") or maps(data, "containers")
    states = {text(each, "name"): each for each in given}
    spec = spec_of(mapping(data, "spec"), states)
    own = spec.containers or tuple(container_of({"name": name}, each) for name, each in states.items())
    own = tuple(each for each in own if not each.init)
    waiting = [each.reason for each in own if each.state == "Waiting" and each.reason]
    restarts = [each.restarts for each in own if each.restarts is not None]
    owners = maps(data, "metadata", "ownerReferences")
    node = text(data, "spec", "nodeName") or text(data, "nodeName")
    node = "" if node.strip("<>").lower() in {"unscheduled", "none", "unknown"} else node
    for each in maps(status, "conditions"):
        if text(each, "type") == "PodScheduled" and text(each, "status") == "False" and text(each, "message"):
            reason = " ".join(filter(None, ("FailedScheduling", text(each, "reason"))))
            yield Event(("pod", thing.name), thing.namespace, reason, text(each, "message"), thing.evidence)
    yield Pod(
        thing.name, thing.namespace, thing.labels, thing.evidence, _before(text(status, "startTime"), now),
        spec=Spec(containers=own) if not spec.containers else spec,
        node=node if node or at(data, "status") or "nodeName" in data else None,
        status=next(iter(waiting), "") or text(status, "reason") or text(status, "phase"),
        ready=sum(each.ready is True for each in own) if states else None, total=len(own) or None,
        restarts=max(restarts, default=None),
        owner=f"{text(owners[0], 'kind')}/{text(owners[0], 'name')}" if owners else "", ip=text(status, "podIP"),
    )  # fmt: skip


def _workload(kind: str) -> Callable[[Map, Thing, datetime], Iterator[Thing]]:
    def read(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
        del now
        template = mapping(data, "spec", "template")
        live, flat = mapping(data, "status"), "spec" not in data
        desired = number(data, "spec", "replicas")
        available = number(live, "readyReplicas") or number(live, "availableReplicas") or (0 if live else None)
        spec, own = spec_of(mapping(template, "spec"), {}), tuple(_templated(data, thing, desired))
        yield from own
        yield Workload(
            thing.name, thing.namespace, thing.labels, thing.evidence, kind=kind,
            spec=replace(spec, claims=(*(spec.claims or ()), *(each.name for each in own))) if own else spec,
            selector=strings(data, "spec", "selector", "matchLabels"),
            template=strings(template, "metadata", "labels"),
            desired=number(data, "desired") if flat else desired,
            available=number(data, "ready") if flat else available,
        )  # fmt: skip

    return read


def _templated(data: Map, thing: Thing, desired: int | None) -> Iterator[Claim]:
    """The claims that a StatefulSet makes, one of each template for each pod."""
    for template in maps(data, "spec", "volumeClaimTemplates"):
        name = text(template, "metadata", "name")
        for place in range(min(1 if desired is None else desired, MOST_REPLICAS)):
            one = Thing(f"{name}-{thing.name}-{place}", thing.namespace, evidence=thing.evidence)
            yield _claimed(template, one)


def _replicaset(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    owners = maps(data, "metadata", "ownerReferences")
    owner = f"{text(owners[0], 'kind')}/{text(owners[0], 'name')}" if owners else ""
    desired, current = number(data, "spec", "replicas"), number(data, "status", "replicas")
    yield ReplicaSet(
        thing.name, thing.namespace, thing.labels, thing.evidence, owner=owner, desired=desired, current=current
    )


def _service(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    ports = tuple(
        ServicePort(each["port"], text(each, "protocol") or "TCP", text(each, "targetPort") or text(each, "port"),
                    text(each, "name"))
        for each in maps(data, "spec", "ports")
        if number(each, "port") is not None
    )  # fmt: skip
    selector = strings(data, "spec", "selector") if "spec" in data else None
    kind, ip = text(data, "spec", "type"), text(data, "spec", "clusterIP")
    yield Service(
        thing.name, thing.namespace, thing.labels, thing.evidence, kind=kind, selector=selector, ports=ports, ip=ip
    )


def _endpoints(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    subsets = maps(data, "subsets")
    ready, waiting = (any(maps(each, key) for each in subsets) for key in ("addresses", "notReadyAddresses"))
    state = "ready" if ready else "not-ready" if waiting else "none"
    yield Endpoints(thing.name, thing.namespace, evidence=thing.evidence, state=state)


def _claim(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    yield _claimed(data, thing)


def _claimed(data: Map, thing: Thing) -> Claim:
    spec = mapping(data, "spec")
    return Claim(
        thing.name, thing.namespace, thing.labels, thing.evidence, status=text(data, "status", "phase"),
        volume=text(spec, "volumeName"), storage_class=text(spec, "storageClassName") if spec else None,
        request=quantity(text(spec, "resources", "requests", "storage")), modes=_modes(spec),
        selector=strings(spec, "selector", "matchLabels"),
    )  # fmt: skip


def _volume(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    spec, claim = mapping(data, "spec"), mapping(data, "spec", "claimRef")
    yield Volume(
        thing.name, "", thing.labels, thing.evidence, status=text(data, "status", "phase"),
        claim=f"{text(claim, 'namespace')}/{text(claim, 'name')}" if claim else "",
        storage_class=text(spec, "storageClassName"), capacity=quantity(text(spec, "capacity", "storage")),
        modes=_modes(spec),
    )  # fmt: skip


def _modes(spec: Map) -> tuple[str, ...]:
    short = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}
    return tuple(short.get(each, each) for each in texts(spec, "accessModes"))


def _node(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    found = {
        text(each, "type"): (text(each, "status"), text(each, "reason")) for each in maps(data, "status", "conditions")
    }
    flat = {
        "memoryPressure": "MemoryPressure",
        "diskPressure": "DiskPressure",
        "pidPressure": "PIDPressure",
        "ready": "Ready",
    }
    conditions = found or {name: (text(data, key), "") for key, name in flat.items() if text(data, key)}
    taints = (
        Taint(text(each, "key"), text(each, "value"), text(each, "effect")) for each in maps(data, "spec", "taints")
    )
    roles = (key.partition("/")[2] for key in thing.labels if key.startswith("node-role.kubernetes.io/"))
    yield Node(
        thing.name, "", thing.labels, thing.evidence, ready=conditions.get("Ready", ("", ""))[0],
        cordoned=at(data, "spec", "unschedulable") is True, roles=",".join(roles), conditions=conditions,
        taints=tuple(taints) if "spec" in data else None,
    )  # fmt: skip


def _quota(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
    del now
    hard = strings(data, "status", "hard") or strings(data, "spec", "hard")
    used = strings(data, "status", "used")
    yield Quota(thing.name, thing.namespace, evidence=thing.evidence, used=used, hard=hard)


def _named(kind: str) -> Callable[[Map, Thing, datetime], Iterator[Thing]]:
    def read(data: Map, thing: Thing, now: datetime) -> Iterator[Thing]:
        del now
        secrets = tuple(text(each, "name") for each in maps(data, "imagePullSecrets"))
        yield Named(
            thing.name,
            thing.namespace,
            thing.labels,
            thing.evidence,
            kind=kind,
            secrets=secrets,
            data=_data(data, kind),
        )

    return read


def _data(data: Map, kind: str) -> dict[str, str]:
    if kind != "secret":
        return strings(data, "data")
    return {**{k: _decoded(v) for k, v in strings(data, "data").items()}, **strings(data, "stringData")}


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:
        return ""


def _event(data: Map, thing: Thing, now: datetime) -> Iterator[Event]:
    about = mapping(data, "involvedObject") or mapping(data, "regarding")
    kind, _, flat = (text(data, "involvedObject") or text(data, "object")).rpartition("/")
    subject = (
        (text(about, "kind") or text(data, "involvedKind") or kind or text(data, "objectKind")).lower(),
        text(about, "name") or flat or text(data, "objectName") or thing.name,
    )
    first, last = (
        next((found for key in keys if (found := _before(text(data, key), now)) is not None), None)
        for keys in (
            ("firstTimestamp", "firstTime", "eventTime"),
            ("lastTimestamp", "lastTime", "lastSeen", "eventTime"),
        )
    )
    namespace = text(about, "namespace") or thing.namespace or text(data, "namespace")
    warning = text(data, "type") != "Normal"
    count = number(data, "count") or 1
    message = text(data, "message") or text(data, "note")
    yield Event(subject, namespace, text(data, "reason"), message, thing.evidence, last, first, count, warning)


def _before(stamp: str, now: datetime) -> float | None:
    try:
        return max((now - datetime.fromisoformat(stamp)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


READERS: Mapping[str, Callable[[Map, Thing, datetime], Iterator[Thing | Event]]] = {
    "Pod": _pod,
    **{kind: _workload(kind.lower()) for kind in ("Deployment", "StatefulSet", "DaemonSet")},
    "ReplicaSet": _replicaset,
    "Service": _service,
    "Endpoints": _endpoints,
    "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume,
    "Node": _node,
    "ResourceQuota": _quota,
    "Event": _event,
    **{key: _named(kind) for key, kind in (
        ("ServiceAccount", "account"), ("StorageClass", "class"), ("Secret", "secret"), ("ConfigMap", "configmap"))},
}  # fmt: skip
