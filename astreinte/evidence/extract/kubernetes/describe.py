"""What `kubectl describe` says, one object at a time."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from .model import (
    ENDING,
    Claim,
    Container,
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
    Thing,
    Volume,
    Workload,
)
from .outline import Item, outlines
from .values import age, labels, ports, probe, quantity, said, taint, toleration, whole

SPACES = re.compile(r"\s{2,}")
SEEN = re.compile(r"^(?P<age>\S+)(?: \(x(?P<count>\d{1,7}) over (?P<first>\S+)\))?$")
EVICTED = "Evicted"
EVENT_CELLS = 5
CONDITION_CELLS = 6
UNSTARTED = frozenset({"StartError", "ContainerCannotRun", "RunContainerError", "CreateContainerError"})
DESIRED = re.compile(r"(\d+) desired")
AVAILABLE = re.compile(r"(\d+) available")
OF = re.compile(r"(\d+) current / (\d+) desired")
TARGET = re.compile(r"^([\w-]+)(?:/(\w+))?")
SOURCE = re.compile(r"^(?P<name>\S+)\s+(?P<kind>Secret|ConfigMap)\b")
KEYED = re.compile(r"^<set to the key '(?P<key>[^']+)' (?:in|of) (?P<kind>secret|config map) '(?P<name>[^']+)'>")
KINDS = {"secret": "secret", "config map": "configmap"}
ENTRY = re.compile(
    r"(?ms)^(?P<key>[\w.-]+):\n-{4}\n(?P<value>.*?)(?=\n\n[\w.-]+:\n-{4}\n|\n\nBinaryData|\n\nEvents:|\Z)"
)
HELD = re.compile(r"^\((\d{1,6}) in total\)")
NUMBERED = re.compile(r"^(?:(?P<name>\S+)\s+)?(?P<number>\d+)/(?P<protocol>\w+)")


def described(kind: str, rows: list[str], ref: str) -> Iterator[Thing | Event]:
    """The objects of a description, and the events under each."""
    for item in outlines(rows):
        name, namespace = item.get("Name"), said(item.get("Namespace"))
        own = kind or _kind(item)
        if name and own == "configmap":
            yield Named(name, namespace, evidence=(ref,), kind=own, data=_data(rows, name))
        elif name and own in READERS:
            yield from READERS[own](item, Thing(name, namespace, labels(*item.texts("Labels")), (ref,)))
            if own == "pod":
                yield from _ended(item, (own, name), namespace, ref)
            elif own == "node":
                yield from _unready(item, (own, name), ref)
        for subject in filter(None, (name,)):
            yield from events(item.under("Events"), (own, subject), namespace, (ref,))


def _ended(item: Item, subject: tuple[str, str], namespace: str, ref: str) -> Iterator[Event]:
    """What the runtime said of a container that it could not start, as an event of the pod."""
    for container in (*item.under("Init Containers"), *item.under("Containers")):
        for state in filter(None, (container.find("State"), container.find("Last State"))):
            if state.get("Reason") in UNSTARTED and (said_so := " ".join(state.texts("Message")).strip()):
                yield Event(subject, namespace, state.get("Reason"), said_so, (ref,))


def _unready(item: Item, subject: tuple[str, str], ref: str) -> Iterator[Event]:
    """What a node says of why it is not ready, as an event of it."""
    for each in item.under("Conditions"):
        cells = SPACES.split(each.text)
        if cells[:2] == ["Ready", "False"] and len(cells) >= CONDITION_CELLS:
            yield Event(subject, "", cells[-2], cells[-1], (ref,))


def _data(rows: list[str], name: str) -> dict[str, str]:
    """What the config map of the name holds: texts of any form between two rulers."""
    body = "\n".join(rows)
    for part in re.split(r"(?m)^Name: +", body):
        if part.split("\n", 1)[0].strip() == name:
            return {found["key"]: found["value"].strip("\n") for found in ENTRY.finditer(part)}
    return {}


def _kind(item: Item) -> str:
    """The kind of an object whose query did not name it, by what only that kind has."""
    marks = {
        "pod": ("Node", "Containers"), "node": ("Taints", "System Info"), "service": ("Session Affinity", "Selector"),
        "deployment": ("Pod Template", "StrategyType"), "replicaset": ("Pod Template", "Controlled By"),
        "claim": ("StorageClass", "Used By"), "volume": ("Reclaim Policy", "Claim"),
    }  # fmt: skip
    return next((kind for kind, keys in marks.items() if all(item.find(key) for key in keys)), "")


def events(items: Iterable[Item], subject: tuple[str, str], namespace: str, ref: tuple[str, ...]) -> Iterator[Event]:
    for item in items:
        cells = SPACES.split(item.text, EVENT_CELLS - 1)
        found = SEEN.match(cells[2]) if len(cells) == EVENT_CELLS else None
        if found and cells[0] in {"Normal", "Warning"}:
            last, first, count = age(found["age"]), found["first"], int(found["count"] or 1)
            began = age(first) if first else last
            yield Event(subject, namespace, cells[1], cells[4], ref, last, began, count, cells[0] == "Warning")


def _pod(item: Item, thing: Thing) -> Iterator[Thing]:
    spec = _spec(item)
    own = [each for each in spec.containers if not each.init]
    reasons = [each.reason for each in own if each.state == "Waiting" and each.reason]
    waiting = [f"Init:{each.reason}" for each in spec.containers if each.init and each.reason.endswith("BackOff")]
    told = EVICTED if item.get("Reason") == EVICTED else said(item.get("Status"))
    ending = told.startswith(ENDING)  # with how long it has been so; what its containers wait for matters no more
    status = ENDING if ending else next(iter((*waiting, *reasons)), "") or told
    restarts = [each.restarts for each in own if each.restarts is not None]
    node = said(item.get("Node")).partition("/")[0]
    yield Pod(
        thing.name, thing.namespace, thing.labels, thing.evidence,
        spec=spec, node=node if item.find("Node") else None, status=status,
        ready=sum(each.ready is True for each in own) if own else None, total=len(own) or None,
        restarts=max(restarts, default=None), owner=item.get("Controlled By"), ip=said(item.get("IP")),
    )  # fmt: skip


def _spec(item: Item) -> Spec:
    selector, tolerations = item.find("Node-Selectors"), item.find("Tolerations")
    volumes = item.find("Volumes")
    return Spec(
        containers=(*_containers(item, "Init Containers", init=True), *_containers(item, "Containers", init=False)),
        node_selector=labels(*item.texts("Node-Selectors")) if selector else None,
        tolerations=tuple(filter(None, map(toleration, item.texts("Tolerations")))) if tolerations else None,
        account=said(item.get("Service Account")),
        claims=tuple(filter(None, (each.get("ClaimName") for each in volumes.items))) if volumes else None,
    )


def _containers(item: Item, key: str, *, init: bool) -> Iterator[Container]:
    for each in item.under(key):
        if not each.key or each.value:
            continue
        state, last = each.find("State") or Item(), each.find("Last State") or Item()
        ready = each.get("Ready")
        env = {name: value for name, value in each.pairs("Environment").items() if not value.startswith("<set to")}
        yield Container(
            each.key, init, said(each.get("Image")), ports(each.get("Port") or each.get("Ports")),
            probe(each.get("Liveness")), probe(each.get("Readiness")), env,
            _sources(each), _refs(each), each.pairs("Limits"), each.pairs("Requests"),
            state.value, state.get("Reason"), last.get("Reason"),
            whole(last.get("Exit Code") or state.get("Exit Code")),
            ready == "True" if ready else None, whole(each.get("Restart Count")), probe(each.get("Startup")),
        )  # fmt: skip


def _sources(container: Item) -> tuple[tuple[str, str], ...]:
    found = (SOURCE.match(text) for text in container.texts("Environment Variables from"))
    return tuple((each["kind"].lower(), each["name"]) for each in found if each)


def _refs(container: Item) -> tuple[tuple[str, str, str, str], ...]:
    found = ((name, KEYED.match(value)) for name, value in container.pairs("Environment").items())
    return tuple((name, KINDS[ref["kind"]], ref["name"], ref["key"]) for name, ref in found if ref)


def _workload(kind: str) -> Callable[[Item, Thing], Iterator[Thing]]:
    def read(item: Item, thing: Thing) -> Iterator[Thing]:
        template = item.find("Pod Template") or Item()
        text = item.get("Replicas") or item.get("Desired Number of Nodes Scheduled")
        desired, available = DESIRED.search(text), AVAILABLE.search(text)
        yield Workload(
            thing.name, thing.namespace, thing.labels, thing.evidence, kind=kind, spec=_spec(template),
            selector=labels(*item.texts("Selector")), template=labels(*template.texts("Labels")),
            desired=int(desired[1]) if desired else whole(text), available=int(available[1]) if available else None,
        )  # fmt: skip

    return read


def _replicaset(item: Item, thing: Thing) -> Iterator[Thing]:
    found = OF.search(item.get("Replicas"))
    current, desired = (int(found[1]), int(found[2])) if found else (None, None)
    owner = item.get("Controlled By")
    yield ReplicaSet(
        thing.name, thing.namespace, thing.labels, thing.evidence, owner=owner, desired=desired, current=current
    )


def _service(item: Item, thing: Thing) -> Iterator[Thing]:
    targets = [each.value for each in item.items if each.key == "TargetPort"]
    numbers = [NUMBERED.match(each.value) for each in item.items if each.key == "Port"]
    found = [
        ServicePort(int(number["number"]), number["protocol"], _target(target), said(number["name"] or ""))
        for number, target in zip(numbers, [*targets, *[""] * len(numbers)], strict=False)
        if number
    ]
    yield Service(
        thing.name, thing.namespace, thing.labels, thing.evidence, kind=item.get("Type"),
        selector=labels(*item.texts("Selector")), ports=tuple(found), ip=said(item.get("IP")),
    )  # fmt: skip
    lines = [each for each in item.items if each.key == "Endpoints"]
    if lines and (any(said(each.value) for each in lines) or all("<none>" in each.value for each in lines)):
        state = "ready" if any(said(each.value) for each in lines) else "none"
        yield Endpoints(thing.name, thing.namespace, evidence=thing.evidence, state=state, text=lines[0].value)


def _target(text: str) -> str:
    found = TARGET.match(text)
    return found[1] if found else ""


def _endpoints(item: Item, thing: Thing) -> Iterator[Thing]:
    subsets = item.under("Subsets")
    addresses = [said(each.value) for each in subsets if each.key == "Addresses"]
    waiting = [said(each.value) for each in subsets if each.key == "NotReadyAddresses"]
    state = "ready" if any(addresses) else "not-ready" if any(waiting) else "none"
    text = ", ".join(filter(None, (*addresses, *waiting)))
    if item.find("Subsets"):
        yield Endpoints(thing.name, thing.namespace, evidence=thing.evidence, state=state, text=text)


def _claim(item: Item, thing: Thing) -> Iterator[Thing]:
    yield Claim(
        thing.name, thing.namespace, thing.labels, thing.evidence, status=said(item.get("Status")),
        volume=said(item.get("Volume")), storage_class=said(item.get("StorageClass")),
        modes=tuple(filter(None, item.get("Access Modes").split(","))),
        used_by=tuple(filter(None, map(said, item.texts("Used By")))),
    )  # fmt: skip


def _volume(item: Item, thing: Thing) -> Iterator[Thing]:
    yield Volume(
        thing.name, "", thing.labels, thing.evidence, status=said(item.get("Status")), claim=said(item.get("Claim")),
        storage_class=said(item.get("StorageClass")), capacity=quantity(item.get("Capacity")),
        modes=tuple(filter(None, item.get("Access Modes").split(","))),
    )  # fmt: skip


def _node(item: Item, thing: Thing) -> Iterator[Thing]:
    rows = (SPACES.split(each.text) for each in item.under("Conditions"))
    stamped = re.compile(r"^[A-Z][a-z]{2}, \d")
    conditions = {
        row[0]: (row[1], next((cell for cell in row[2:] if not stamped.match(cell) and said(cell)), ""))
        for row in rows
        if len(row) > 1 and row[1] in {"True", "False", "Unknown"}
    }
    taints, held = item.find("Taints"), HELD.match(item.get("Non-terminated Pods"))
    yield Node(
        thing.name, "", thing.labels, thing.evidence, ready=conditions.get("Ready", ("", ""))[0],
        cordoned=item.get("Unschedulable") == "true" if item.find("Unschedulable") else None,
        roles=said(item.get("Roles")), conditions=conditions,
        taints=tuple(filter(None, map(taint, item.texts("Taints")))) if taints else None,
        slots=whole(item.pairs("Allocatable").get("pods", "")), held=int(held[1]) if held else None,
    )  # fmt: skip


def _quota(item: Item, thing: Thing) -> Iterator[Thing]:
    used: dict[str, str] = {}
    hard: dict[str, str] = {}
    for each in item.items:
        cells = each.text.split()
        if len(cells) == 3 and quantity(cells[1]) is not None:  # noqa: PLR2004
            used[cells[0]], hard[cells[0]] = cells[1], cells[2]
    yield Quota(thing.name, thing.namespace, evidence=thing.evidence, used=used, hard=hard)


def _account(item: Item, thing: Thing) -> Iterator[Thing]:
    secrets = tuple(name for each in item.texts("Image pull secrets") if (name := said(each)))
    yield Named(thing.name, thing.namespace, evidence=thing.evidence, kind="account", secrets=secrets)


def _named(kind: str) -> Callable[[Item, Thing], Iterator[Thing]]:
    def read(item: Item, thing: Thing) -> Iterator[Thing]:
        del item
        yield Named(thing.name, thing.namespace, thing.labels, thing.evidence, kind=kind)

    return read


READERS: Mapping[str, Callable[[Item, Thing], Iterator[Thing]]] = {
    "pod": _pod,
    **{kind: _workload(kind) for kind in ("deployment", "statefulset", "daemonset")},
    "replicaset": _replicaset,
    "service": _service,
    "endpoints": _endpoints,
    "claim": _claim,
    "volume": _volume,
    "node": _node,
    "quota": _quota,
    "account": _account,
    **{kind: _named(kind) for kind in ("class", "secret", "configmap")},
}
