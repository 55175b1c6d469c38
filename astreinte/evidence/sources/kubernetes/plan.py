"""What to list first, most telling first: the five items of the checklist as a cluster holds them. Pure."""

from collections.abc import Iterator

from astreinte.domain import Ask, Item, Query

TOOL = "kubectl"
STATE = ("deployments", "statefulsets", "daemonsets", "services", "endpoints")
BOUNDS = (
    "persistentvolumeclaims", "resourcequotas", "limitranges", "networkpolicies", "ingresses",
    "horizontalpodautoscalers", "jobs", "cronjobs",
)  # fmt: skip
KINDS_SERVED = ("api-resources", "--verbs=list", "-o", "name")


def plan_probe(namespace: str, where: str) -> list[Query]:
    """Does it run."""
    return [_query(where, "get", kind, *_in(namespace), "-o", "wide") for kind in ("pods", "deployments")]


def plan_collect(ask: Ask, namespace: str, where: str) -> list[Query]:  # noqa: ARG001
    """Lists only; `follow` looks into what they show."""
    return list(_lists(_in(namespace), where))


def _lists(scope: tuple[str, ...], where: str) -> Iterator[Query]:
    yield _query(where, "get", "pods", *scope, "-o", "wide")
    yield _query(where, "get", "events", *scope, "--sort-by=.lastTimestamp", item="events")
    yield _query(where, *KINDS_SERVED)
    for kind in STATE:
        yield _query(where, "get", kind, *scope, "-o", "wide")
    yield _query(where, "get", "replicasets", *scope, "-o", "wide", item="changes")
    yield _query(where, "get", "nodes", "-o", "wide")
    yield _query(where, "top", "pods", *scope, item="metrics")
    yield _query(where, "top", "nodes", item="metrics")
    for kind in BOUNDS:
        yield _query(where, "get", kind, *scope)
    yield _query(where, "get", "persistentvolumes")


def _in(namespace: str) -> tuple[str, ...]:
    return ("-n", namespace) if namespace else ("-A",)


def _query(where: str, *args: str, item: Item = "resources") -> Query:
    return Query(TOOL, args, item, where)
