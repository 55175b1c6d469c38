"""What the tables of `kubectl get` say, row by row."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from .model import (
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
from .tables import table
from .values import age, labels, quantity, said, whole

Row = Mapping[str, str]
RESTARTS = re.compile(r"^(\d{1,9})(?: \((\S+) ago\))?")
PORT = re.compile(r"^(\d{1,5})(?::\d+)?/(\w+)$")
USED = re.compile(r"([\w./-]+): (\S+?)/([^\s,]+)")
OBJECT = re.compile(r"^(?:[\w.]*/)?([A-Za-z]+)[\w.]*/(\S+)$")
NAMED = re.compile(r"^[a-z0-9][a-z0-9.:-]*$")
TOLD = re.compile(
    r"^\S+\s+(?:\[event\]\s+)?(?P<type>Normal|Warning)?\s*(?P<before>[A-Z]\w+\s+)?(?P<kind>[A-Z][A-Za-z]+)/(?P<name>[a-z0-9][\w.-]*)"
    r"\s+(?P<after>[A-Z]\w+)?\s*(?:\(x(?P<count>\d{1,6})\))?:\s+(?P<message>\S.*)$"
)
"""`2026-01-02T03:04:05Z Warning Pod/till-0 Failed (x2): …`, as tools that sum up events write them."""

BRIEF = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9.-]*)\s+(?P<status>[A-Z][A-Za-z:]+)\s.*?\bready=(?P<ready>\d{1,4})/(?P<total>\d{1,4})\b(?P<rest>.*)$"
)
"""`till-7c9 Pending ready=0/1 restarts=3 age=28s node=n1`; what is wrong with a container stands indented below."""

FAULT = re.compile(r"^\s+\W*\s*(?P<container>[a-z0-9][\w.-]*): (?P<reason>[A-Z][A-Za-z]+)(?:: (?P<message>.+))?$")
PAIR = re.compile(r"\b(restarts|node|age|ip)=(\S+)")
EVENT = re.compile(
    r"^(?:(?P<namespace>[a-z0-9][\w.-]*)\s+)?(?P<age>\d[\dydhms]*|<unknown>)"
    r"(?: \(x(?P<count>\d{1,6}) over (?P<span>\d[\dydhms]*)\))?\s+(?P<type>Normal|Warning)\s+(?P<reason>\S+)\s+"
    r"(?P<object>[A-Za-z][\w.]*/\S+)\s+(?P<message>\S.*)$"
)

OLD = re.compile(
    r"^(?:(?P<namespace>[a-z0-9][\w.-]*)\s+)?(?P<age>\d[\dydhms]*)\s+(?P<first>\d[\dydhms]*)\s+(?P<count>\d{1,6})\s+"
    r"(?P<name>[a-z0-9][\w.-]*)\.[0-9a-f]{6,20}\s+(?P<kind>[A-Z][A-Za-z]+)\s+(?:\S+\s+)?(?P<type>Normal|Warning)\s+"
    r"(?P<reason>\S+)\s+(?:\S+(?: \S+)*\s{2,})?(?P<message>\S.*)$"
)
"""The columns before Kubernetes 1.19: `LASTSEEN FIRSTSEEN COUNT NAME KIND SUBOBJECT TYPE REASON SOURCE MESSAGE`."""


def listed(kind: str, rows: list[str], namespace: str, ref: str) -> Iterator[Thing | Event]:
    """The objects of a table; for events the kind is `event`."""
    if kind == "event":
        yield from events(rows, namespace, ref)
        return
    if kind == "pod":
        yield from briefs(rows, namespace, ref)
    for row in table(rows):
        name = row.get("NAME", "").rpartition("/")[2]
        if NAMED.match(name) and kind in READERS:
            home = row.get("NAMESPACE") or namespace
            yield from READERS[kind](
                row, Thing(name, home, labels(row.get("LABELS", "")), (ref,), age(row.get("AGE", "")))
            )


def events(rows: Iterable[str], namespace: str, ref: str) -> Iterator[Event]:
    for row in rows:
        if found := OLD.match(row) or EVENT.match(row):
            yield from _event(found.groupdict(), namespace, ref)
        elif found := TOLD.match(row):
            reason = (found["after"] or found["before"] or "").strip()
            what, count = (found["kind"].lower(), found["name"]), int(found["count"] or 1)
            warning = found["type"] != "Normal"
            yield Event(what, namespace, reason, found["message"], (ref,), None, None, count, warning)


def _event(row: Mapping[str, str | None], namespace: str, ref: str) -> Iterator[Event]:
    subject = OBJECT.match(row.get("object") or f"{row.get('kind')}/{row.get('name')}")
    if subject:
        last, count = age(row["age"] or ""), int(row["count"] or 1)
        first = age(row.get("span") or row.get("first") or "") or last
        yield Event(
            (subject[1].lower(), subject[2]), row["namespace"] or namespace, row["reason"] or "", row["message"] or "",
            (ref,), last, first, count, row["type"] == "Warning",
        )  # fmt: skip


def briefs(rows: Iterable[str], namespace: str, ref: str) -> Iterator[Thing | Event]:
    """Pods told one a line by `key=value`, each with the faults of its containers below it."""
    pod: Pod | None = None
    for row in rows:
        if found := BRIEF.match(row):
            if pod:
                yield pod
            more = dict(PAIR.findall(found["rest"]))
            pod = Pod(
                found["name"], namespace, evidence=(ref,), age=age(more.get("age", "")), node=more.get("node", ""),
                status=found["status"], ready=int(found["ready"]), total=int(found["total"]),
                restarts=whole(more.get("restarts", "")), ip=more.get("ip", ""),
            )  # fmt: skip
        elif pod and (fault := FAULT.match(row)):
            pod = replace(pod, status=fault["reason"])
            if fault["message"]:
                yield Event(("pod", pod.name), namespace, fault["reason"], fault["message"], (ref,))
    if pod:
        yield pod


def _pod(row: Row, thing: Thing) -> Iterator[Thing]:
    ready, _, total = row.get("READY", "").partition("/")
    restarts = RESTARTS.match(row.get("RESTARTS", ""))
    yield Pod(
        thing.name, thing.namespace, thing.labels, thing.evidence, thing.age,
        node=said(row["NODE"]) if "NODE" in row else None, status=row.get("STATUS", ""),
        ready=whole(ready), total=whole(total),
        restarts=int(restarts[1]) if restarts else None,
        restarted=age(restarts[2]) if restarts and restarts[2] else None, ip=said(row.get("IP", "")),
    )  # fmt: skip


def _workload(kind: str) -> Callable[[Row, Thing], Iterator[Thing]]:
    def read(row: Row, thing: Thing) -> Iterator[Thing]:
        ready, _, desired = row.get("READY", "").partition("/")
        selector = row.get("SELECTOR", "")
        yield Workload(
            thing.name, thing.namespace, thing.labels, thing.evidence, thing.age, kind=kind, selector=labels(selector),
            desired=whole(desired or row.get("DESIRED", "")), available=whole(row.get("AVAILABLE", "") or ready),
            spec=Spec(containers=tuple(_containers(row))),
        )  # fmt: skip

    return read


def _containers(row: Row) -> Iterator[Container]:
    names, images = row.get("CONTAINERS", "").split(","), row.get("IMAGES", "").split(",")
    if len(names) == len(images):
        yield from (Container(name, image=image) for name, image in zip(names, images, strict=True) if said(name))


def _replicaset(row: Row, thing: Thing) -> Iterator[Thing]:
    desired, current = whole(row.get("DESIRED", "")), whole(row.get("CURRENT", ""))
    yield ReplicaSet(
        thing.name, thing.namespace, thing.labels, thing.evidence, thing.age, desired=desired, current=current
    )


def _service(row: Row, thing: Thing) -> Iterator[Thing]:
    found = (PORT.match(each.strip()) for each in row.get("PORT(S)", "").split(","))
    yield Service(
        thing.name, thing.namespace, thing.labels, thing.evidence, thing.age, kind=row.get("TYPE", ""),
        selector=labels(row["SELECTOR"]) if "SELECTOR" in row else None,
        ports=tuple(ServicePort(int(each[1]), each[2]) for each in found if each), ip=said(row.get("CLUSTER-IP", "")),
    )  # fmt: skip


def _endpoints(row: Row, thing: Thing) -> Iterator[Thing]:
    text = row.get("ENDPOINTS", "")
    state = "none" if text == "<none>" else "ready" if text else "not-ready"
    if "ENDPOINTS" in row:
        yield Endpoints(thing.name, thing.namespace, evidence=thing.evidence, state=state, text=text)


def _claim(row: Row, thing: Thing) -> Iterator[Thing]:
    yield Claim(
        thing.name, thing.namespace, thing.labels, thing.evidence, thing.age, status=row.get("STATUS", ""),
        volume=said(row.get("VOLUME", "")), storage_class=said(row["STORAGECLASS"]) if "STORAGECLASS" in row else None,
        modes=tuple(filter(None, row.get("ACCESS MODES", "").split(","))),
    )  # fmt: skip


def _volume(row: Row, thing: Thing) -> Iterator[Thing]:
    yield Volume(
        thing.name, "", thing.labels, thing.evidence, thing.age, status=row.get("STATUS", ""),
        claim=said(row.get("CLAIM", "")), capacity=quantity(row.get("CAPACITY", "")),
        storage_class=said(row["STORAGECLASS"]) if "STORAGECLASS" in row else None,
        modes=tuple(filter(None, row.get("ACCESS MODES", "").split(","))),
    )  # fmt: skip


def _node(row: Row, thing: Thing) -> Iterator[Thing]:
    states = row.get("STATUS", "").split(",")
    ready = {"Ready": "True", "NotReady": "False"}.get(states[0], "")
    yield Node(
        thing.name, "", thing.labels, thing.evidence, thing.age, ready=ready, cordoned="SchedulingDisabled" in states,
        roles=said(row.get("ROLES", "")),
    )  # fmt: skip


def _quota(row: Row, thing: Thing) -> Iterator[Thing]:
    found = USED.findall(f"{row.get('REQUEST', '')}, {row.get('LIMIT', '')}")
    used, hard = {name: used for name, used, _ in found}, {name: hard for name, _, hard in found}
    yield Quota(thing.name, thing.namespace, evidence=thing.evidence, used=used, hard=hard)


def _named(kind: str) -> Callable[[Row, Thing], Iterator[Thing]]:
    def read(row: Row, thing: Thing) -> Iterator[Thing]:
        del row
        yield Named(thing.name, thing.namespace, thing.labels, thing.evidence, thing.age, kind=kind)

    return read


READERS: Mapping[str, Callable[[Row, Thing], Iterator[Thing]]] = {
    "pod": _pod,
    **{kind: _workload(kind) for kind in ("deployment", "statefulset", "daemonset")},
    "replicaset": _replicaset,
    "service": _service,
    "endpoints": _endpoints,
    "claim": _claim,
    "volume": _volume,
    "node": _node,
    "quota": _quota,
    **{kind: _named(kind) for kind in ("account", "class", "secret", "configmap")},
}
