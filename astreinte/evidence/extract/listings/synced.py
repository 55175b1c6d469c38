"""What delivery by Git made of its objects: `argocd app get|list`, `kubectl get` of Argo CD's and Flux's objects."""

import re
from collections.abc import Iterator, Mapping, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.columns import rows_under
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_tool, rows, seen

FIELD = re.compile(r"^(?P<key>Name|Sync Status|Health Status|Operation|Phase|Message):\s+(?P<value>\S.*)$")
CONDITION = re.compile(r"^(?P<kind>\w*Error)\s{2,}(?P<text>\S.*)$")
ILL = frozenset({"Degraded", "Missing", "Unknown"})
HANDED = frozenset({"kustomizations", "kustomization", "ks", "helmreleases", "helmrelease", "hr", "gitrepositories",
                    "gitrepository", "gitrepo", "helmrepositories", "helmcharts", "ocirepositories", "imagepolicies",
                    "applications", "application", "app", "apps"})  # fmt: skip
UNDECIDED = re.compile(r"(?i)^(reconciliation in progress|dependency .* is not ready|waiting )")


def find_synced(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`gitops-not-ready` for what failed or is ill, `live-differs-from-git` for what is out of step, by release.

    An object that waits for another has not failed: the other one has.
    """
    for reading in latest(each for each in of_tool(readings, "argocd", "kubectl") if each.status == "ok"):
        if reading.query.tool == "argocd":
            yield from _listed(rows_under(reading, "NAME", "STATUS", "HEALTH"), "STATUS", "HEALTH", reading, context)
            yield from _described(reading, context)
        elif HANDED.intersection(_kinds(reading)):
            titles = ("SYNC STATUS", "HEALTH STATUS")
            yield from _listed(rows_under(reading, "NAME", *titles), *titles, reading, context)
            yield from _ready(rows_under(reading, "NAME", "READY", "STATUS"), reading, context)


def _kinds(reading: Reading) -> set[str]:
    """What `kubectl get` was asked for, in any spelling of the group."""
    args = reading.query.args
    words = [word.partition("/")[0].partition(".")[0].lower() for word in args if not word.startswith("-")]
    return {kind for word in words[1:2] for kind in word.split(",")} if args[:1] == ("get",) else set()


def _listed(
    table: Sequence[Mapping[str, str]], sync: str, health: str, reading: Reading, context: Context
) -> Iterator[Signal]:
    for row in table:
        if "/" not in row.get("NAME", "") and "GROUP" in row:
            continue
        name = row.get("NAME", "").rpartition("/")[2]
        yield from _told(name, row.get(sync, ""), row.get(health, ""), reading, context)


def _told(name: str, sync: str, health: str, reading: Reading, context: Context) -> Iterator[Signal]:
    detail = f"{name}: {sync}, {health}"
    if health in ILL:
        yield seen("gitops-not-ready", _entity(name, context), reading, detail, release=name)
    if sync.startswith("OutOfSync"):
        yield seen("live-differs-from-git", _entity(name, context), reading, detail, release=name)


def _described(reading: Reading, context: Context) -> Iterator[Signal]:
    """The head of `argocd app get`, and the conditions that say why."""
    if "Sync Status:" not in reading.text and "Health Status:" not in reading.text:
        return
    table = rows(reading)
    found = {each["key"]: each["value"].strip() for row in table if (each := FIELD.match(row))}
    name = found.get("Name", "").rpartition("/")[2]
    yield from _told(name, found.get("Sync Status", ""), found.get("Health Status", ""), reading, context)
    for row in table:
        if condition := CONDITION.match(row):
            yield seen("gitops-not-ready", _entity(name, context), reading, condition["text"], release=name)


def _ready(table: Sequence[Mapping[str, str]], reading: Reading, context: Context) -> Iterator[Signal]:
    for row in table:
        name, status = row.get("NAME", ""), row.get("STATUS", "")
        if row.get("READY") == "False" and not UNDECIDED.match(status):
            yield seen("gitops-not-ready", _entity(name, context), reading, f"{name}: {status}", release=name)


def _entity(name: str, context: Context) -> str:
    return f"service:{name}" if name in context.services or name == context.service else context.entity
