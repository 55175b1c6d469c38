"""One reading as objects and events, by the command that it answers."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from astreinte.domain import Reading
from astreinte.evidence.redaction import strip_controls

from .describe import described
from .gets import listed
from .model import Event, Node, Thing, Volume
from .objects import objects

KINDS = {
    alias: kind
    for kind, aliases in {
        "pod": "pod pods po",
        "node": "node nodes no",
        "deployment": "deployment deployments deploy deployments.apps deployment.apps",
        "replicaset": "replicaset replicasets rs replicasets.apps replicaset.apps",
        "statefulset": "statefulset statefulsets sts statefulsets.apps statefulset.apps",
        "daemonset": "daemonset daemonsets ds daemonsets.apps daemonset.apps",
        "service": "service services svc",
        "endpoints": "endpoints endpoint ep",
        "claim": "pvc persistentvolumeclaim persistentvolumeclaims",
        "volume": "pv persistentvolume persistentvolumes",
        "quota": "quota resourcequota resourcequotas",
        "account": "sa serviceaccount serviceaccounts",
        "class": "sc storageclass storageclasses",
        "secret": "secret secrets",
        "configmap": "cm configmap configmaps",
        "event": "event events ev",
        "job": "job jobs job.batch jobs.batch",
        "cronjob": "cronjob cronjobs cj",
    }.items()
    for alias in aliases.split()
}
CLUSTER_WIDE = frozenset({"node", "volume", "class"})
VALUED = frozenset({"-n", "--namespace", "--context", "--kubeconfig", "-o", "--output", "-l", "--selector",
                    "--field-selector", "--sort-by", "-L", "--chunk-size"})  # fmt: skip
YAML = re.compile(r"(?m)^\s*-?\s*apiVersion:\s")
SET_BY_SERVER = ("status:", "resourceVersion:", "clusterIP:")
LIVE = re.compile(r"(?m)^\s*status:\s*$|^\s*resourceVersion:\s|^\s*clusterIP: [\d\"']")


@dataclass(frozen=True)
class Asked:
    """What a `kubectl` line asks for. `narrowed`: by name, label or field, so that what is absent proves nothing."""

    verb: str = ""
    kind: str = ""
    name: str = ""
    namespace: str = ""
    narrowed: bool = False


@dataclass(frozen=True)
class Parsed:
    """`rank` orders the forms by how much they say of the live object; a manifest, `declared`, says what should be."""

    asked: Asked
    things: tuple[Thing, ...] = ()
    events: tuple[Event, ...] = ()
    rank: int = 0
    declared: bool = False


@lru_cache(maxsize=4096)
def asked(args: tuple[str, ...]) -> Asked:
    words: list[str] = []
    namespace, narrowed, skip = "", False, ""
    for arg in args:
        if skip:
            namespace = arg if skip in {"-n", "--namespace"} else namespace
            skip = ""
        elif arg.startswith("-"):
            head, _, value = arg.partition("=")
            skip = head if head in VALUED and not value else ""
            narrowed |= head in {"-l", "--selector", "--field-selector"}
            namespace = value if value and head in {"-n", "--namespace"} else namespace
        else:
            words.append(arg)
    verb = words[0] if words else ""
    if verb == "events":
        return Asked("get", "event", "", namespace, narrowed)
    kind, slash, name = words[1].partition("/") if len(words) > 1 else ("", "", "")
    name = name if slash else words[2] if len(words) > 2 else ""  # noqa: PLR2004
    return Asked(verb, KINDS.get(kind.lower(), ""), name, namespace, narrowed or bool(name))


def parse(reading: Reading) -> Parsed | None:
    """The objects of an answer of kubectl, of a pasted manifest or list; None for anything else. Never raises."""
    if reading.query.tool == "kubectl":
        return _parsed(reading) if asked(reading.query.args).verb in {"get", "describe"} else None
    return _parsed(reading) if reading.status == "ok" and (_flat(reading.text) or _manifest(reading.text)) else None


@lru_cache(maxsize=1024)
def _parsed(reading: Reading) -> Parsed | None:
    return _answer(asked(reading.query.args) if reading.query.tool == "kubectl" else Asked(), reading)


def _manifest(text: str) -> bool:
    return "apiVersion:" in text and YAML.search(text) is not None


def _flat(text: str) -> bool:
    head = text.lstrip()[:400]
    return head.startswith(("{", "[")) and ('"kind"' in head or '"items"' in head)


def _answer(own: Asked, reading: Reading) -> Parsed | None:
    if reading.status != "ok":
        return Parsed(own) if reading.status == "no_data" and own.kind else None
    text = strip_controls(reading.text)
    own = replace(own, narrowed=True) if _cut(text) else own
    rank, declared, found = _read(own, text, reading)
    things = tuple(_placed(each, own.namespace) for each in found if isinstance(each, Thing))
    events = tuple(_homed(each, own.namespace) for each in found if isinstance(each, Event))
    known = own.kind and text.lstrip().startswith(("No resources found", "Error from server (NotFound)"))
    return Parsed(own, things, events, rank, declared) if things or events or known else None


def _cut(text: str) -> bool:
    """Whether it is JSON without its end: what is not in it may have been behind."""
    return text.lstrip().startswith(("{", "[")) and not text.rstrip().endswith(("}", "]"))


def _read(own: Asked, text: str, reading: Reading) -> tuple[int, bool, list[Thing | Event]]:
    if text.lstrip().startswith(("{", "[")):
        return 3, False, list(objects(_whole(own, text), reading.id, reading.at))
    if _manifest(text):
        live = any(mark in text for mark in SET_BY_SERVER) and LIVE.search(text) is not None
        return (3 if live else 1), not live, list(objects(text, reading.id, reading.at))
    rows = text.split("\n")
    if own.verb == "describe" or any(row.startswith("Name:") for row in rows[:3]):
        return 4, False, list(described(own.kind, rows, reading.id))
    return 2, False, list(listed(own.kind, rows, own.namespace, reading.id)) if own.kind else []


def _whole(own: Asked, text: str) -> str:
    """The statuses of the containers of one pod, cut out of it by a path, as a pod."""
    if own.kind != "pod" or not own.name or '"restartCount"' not in text or '"kind"' in text:
        return text
    head = f'{{"kind": "Pod", "metadata": {{"name": "{own.name}", "namespace": "{own.namespace}"}}, '
    bare = text.strip()
    return f'{head}"status": {bare}}}' if bare.startswith("{") else f'{head}"status": {{"containerStatuses": {bare}}}}}'


def _placed(thing: Thing, namespace: str) -> Thing:
    return replace(thing, namespace=namespace) if namespace and not thing.namespace and _spaced(thing) else thing


def _homed(event: Event, namespace: str) -> Event:
    apart = event.namespace or event.subject[0] in CLUSTER_WIDE
    return event if apart or not namespace else replace(event, namespace=namespace)


def _spaced(thing: Thing) -> bool:
    return not isinstance(thing, Node | Volume)
