# ruff: noqa: E501 - tables are as wide as they are
"""A cluster: lists first, then what they call for; exactly the rights of the manifest, as `kubectl` uses them."""

import asyncio
import itertools
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from astreinte.domain import ManualClock, Query, Reading, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import Evidence, MemoryStore, Redactor
from astreinte.evidence.sources.kubernetes import KubernetesSource
from astreinte.evidence.sources.kubernetes.catalogue import CRDS, GRAMMAR, Grant, grants
from astreinte.evidence.sources.kubernetes.follow import FURTHER, NEIGHBOURS, PODS
from astreinte.evidence.unavailable import Unavailable

from .kube_api import api
from .subjects import ask, stand_in
from .test_contract_systems import programs

__all__ = ["programs"]
RBAC = Path(__file__).parents[3] / "deploy" / "rbac"
PODS_TABLE = (
    "NAME  READY  STATUS  RESTARTS  AGE\n"
    "gate-7d9f5c6b8-x2x4z  0/1  ImagePullBackOff  0  5m\n"
    "mill-6c5b4d9f7-aaaaa  1/1  Running  0  5d\n"
    "mill-6c5b4d9f7-bbbbb  0/1  CrashLoopBackOff  7 (2m ago)  5d\n"
    "bell-6c5b4d9f7-ccccc  1/1  Running  0  5d\n"
)
ALIASES = frozenset(
    {"deployment", "statefulset", "daemonset", "pod", "service", "persistentvolumeclaim", "node", "persistentvolume"}
)
BY_OTHER_VERSIONS = {Grant("discovery.k8s.io", "endpointslices", "list")}
"""Rights that only some versions of kubectl use: newer ones describe a service by its slices."""

real = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")


def source(
    namespace: str = "fields", context: str = "", kubeconfig: Path | str = "", **namespaces: str
) -> KubernetesSource:
    return KubernetesSource(SystemClock(), context, str(kubeconfig), namespace, namespaces, 50)


def reading(args: str, text: str, now: ManualClock) -> Reading:
    return Reading(Query("kubectl", tuple(args.split())), now.now(), "ok", text)


def manifest(name: str, kind: str) -> list[dict[str, Any]]:
    documents = yaml.safe_load_all((RBAC / name).read_text("utf-8"))
    return [rule for each in documents if each["kind"] == kind for rule in each["rules"]]


def granted(rules: list[dict[str, Any]]) -> set[Grant]:
    fields = ("apiGroups", "resources", "verbs")
    return {Grant(*each) for rule in rules for each in itertools.product(*(rule[field] for field in fields))}


async def complaint(cluster: KubernetesSource, query: Query, gate: asyncio.Semaphore | None = None) -> str:
    try:
        async with gate or asyncio.Semaphore():
            return (await cluster.read(query)).note
    except ReadingUnavailable as unavailable:
        return str(unavailable)


def words(template: str) -> Iterator[tuple[str, ...]]:
    """A template with every choice of its literals and a plain value in each slot."""
    choices = re.findall(r"<([^>]+)>", template)
    for chosen in itertools.product(*(each.split("|") for each in choices)):
        text = template
        for word in chosen:
            text = re.sub(r"<[^>]+>", word, text, count=1)
        text = text.replace("{namespace}", "fields").replace("{number}", "9").replace("{name}", "mill")
        yield tuple(text.split())


def test_the_manifest_grants_what_the_catalogue_needs_and_nothing_else() -> None:
    assert granted(manifest("readonly.yaml", "ClusterRole")) == grants()


def test_reading_sees_no_secret_and_changes_nothing() -> None:
    readable = granted(manifest("readonly.yaml", "ClusterRole"))
    assert {grant.verb for grant in readable} == {"get", "list", "watch"}
    assert not {grant.resource for grant in readable} & {"secrets", "configmaps", "pods/exec", "*"}


def test_fixes_have_a_role_of_their_own_without_secrets_or_shells() -> None:
    changing = granted(manifest("effects.yaml", "Role"))
    assert not manifest("effects.yaml", "ClusterRole")
    assert not {grant.resource for grant in changing} & {"secrets", "configmaps", "pods/exec", "*"}
    assert not {grant.verb for grant in changing} & {"*", "deletecollection", "escalate", "bind", "impersonate"}


@real
async def test_kubectl_asks_for_no_more_than_the_manifest_grants(tmp_path: Path) -> None:
    """
    Every line of the catalogue, put through the real command, stays within the rights; each right is used.
    """
    allowed = granted(manifest("readonly.yaml", "ClusterRole"))
    with api(allowed.__contains__, tmp_path, {}) as (kubeconfig, asked):
        live = source(context="farm", kubeconfig=kubeconfig)
        templates = [
            each
            for each in GRAMMAR.verbs["kubectl"]
            if not re.search(r" -o <|\w> -A$|get <.*\{name", each.replace(CRDS, ""))
        ]
        queries = {args for template in templates for args in words(template) if not ALIASES.intersection(args[1:2])}
        gate = asyncio.Semaphore(3)
        said = await asyncio.gather(*(complaint(live, Query("kubectl", args), gate) for args in sorted(queries)))
    assert [text for text in said if "may not read" in text] == []
    assert asked <= allowed
    assert allowed - asked == BY_OTHER_VERSIONS


@real
async def test_a_collection_over_a_real_command(tmp_path: Path, clock: ManualClock) -> None:
    with api(lambda _: True, tmp_path, {"pods": PODS_TABLE}) as (kubeconfig, _):
        live = source(context="farm", kubeconfig=kubeconfig)
        evidence = Evidence([live], MemoryStore(), Redactor(), clock, 60, 400)
        readings = {each.query.text: each for each in await evidence.collect("kubernetes", ask())}
    crashed = "logs mill-6c5b4d9f7-bbbbb -n fields --all-containers --timestamps --tail=50 --previous"
    assert "the wheel is stuck" in readings[crashed].text
    assert readings["get pods -n fields -o wide"].query.where == "farm"
    assert "get helmreleases.helm.toolkit.fluxcd.io -A" in readings
    assert readings["get ingresses -n fields"].status == "no_data"


@real
async def test_a_right_that_is_missing_names_the_manifest(tmp_path: Path) -> None:
    with api(lambda grant: grant.resource != "nodes", tmp_path, {}) as (kubeconfig, _):
        live = source(context="farm", kubeconfig=kubeconfig)
        with pytest.raises(Unavailable) as caught:
            await live.read(Query("kubectl", ("get", "nodes")))
    assert "deploy/rbac/readonly.yaml" in caught.value.text("fr")
    assert "deploy/rbac/readonly.yaml" in caught.value.text("en")


@real
async def test_an_unknown_context_and_a_dead_server_are_told_apart(tmp_path: Path) -> None:
    with api(lambda _: True, tmp_path, {}) as (kubeconfig, _):
        said = await complaint(source(context="barn", kubeconfig=kubeconfig), Query("kubectl", ("get", "nodes")))
    assert "is not in the kubeconfig" in said
    with pytest.raises(ReadingUnavailable, match="does not answer"):
        await source(context="farm", kubeconfig=kubeconfig).read(Query("kubectl", ("get", "nodes")))


def test_the_own_unwell_come_first_then_the_own_then_the_unwell(clock: ManualClock) -> None:
    text = PODS_TABLE.replace("  ", "   ")
    asked = source().follow(ask(), [reading("get pods -n fields -o wide", text, clock)])
    described = [query.args[2] for query in asked if query.args[0] == "describe"]
    assert described == ["mill-6c5b4d9f7-bbbbb", "mill-6c5b4d9f7-aaaaa", "gate-7d9f5c6b8-x2x4z"]
    assert [query.args[1] for query in asked if "--previous" in query.args] == ["mill-6c5b4d9f7-bbbbb"]


def test_a_cluster_in_ruins_is_asked_about_a_few_pods(clock: ManualClock) -> None:
    rows = "".join(f"p-{n}   0/1   Error   9   5m\n" for n in range(500))
    head = "NAME   READY   STATUS   RESTARTS   AGE\n"
    asked = source().follow(ask(), [reading("get pods -n fields -o wide", head + rows, clock)])
    assert len([query for query in asked if query.args[0] == "describe"]) == PODS


def test_a_further_round_looks_into_what_is_well_too(clock: ManualClock) -> None:
    """
    A setting can be wrong where nothing is unwell; what is unwell still comes first, and not all of a crowd is asked.
    """
    rows = "".join(f"p-{n}   1/1   Running   0   5m\n" for n in range(500)) + "sick   0/1   Error   9   5m\n"
    lists = [reading("get pods -n fields -o wide", "NAME   READY   STATUS   RESTARTS   AGE\n" + rows, clock)]
    first, further = (source().follow(replace(ask(), round=round_), lists) for round_ in (1, 2))
    named = [[query.args[2] for query in asked if query.args[0] == "describe"] for asked in (first, further)]
    assert named == [["sick"], ["sick", *(f"p-{n}" for n in range(FURTHER * PODS - 1))]]


def test_one_pod_of_every_workload_beside_it_is_heard(clock: ManualClock) -> None:
    """
    Those that are well are not described; what is in another namespace, or runs no more, is left alone.
    """
    beside = ("till-5f6d7c8b9f-aaaaa", "till-5f6d7c8b9f-bbbbb", "store-0", "store-1", "agent-x2x4z")
    table = "NAMESPACE   NAME   READY   STATUS   RESTARTS   AGE\nfields   mill-6c5b4d9f7-bbbbb   0/1   Error   4   5m\n"
    table += "".join(f"fields   {name}   1/1   Running   0   5m\n" for name in beside)
    table += "fields   nightly-28900001-abcde   0/1   Completed   0   5m\nbarn   owl-0   1/1   Running   0   5m\n"
    asked = source(namespace="").follow(ask(), [reading("get pods -A -o wide", table, clock)])
    heard = [query.args[1] for query in asked if query.args[0] == "logs"]
    assert heard == [*["mill-6c5b4d9f7-bbbbb"] * 2, "till-5f6d7c8b9f-aaaaa", "store-0", "agent-x2x4z"]
    assert [query.args[2] for query in asked if query.args[0] == "describe"] == ["mill-6c5b4d9f7-bbbbb"]


def test_of_a_large_namespace_a_few_are_heard(clock: ManualClock) -> None:
    rows = "".join(f"app{n}-0   1/1   Running   0   5m\n" for n in range(500)) + "mill-0   1/1   Running   0   5m\n"
    lists = [reading("get pods -n fields -o wide", "NAME   READY   STATUS   RESTARTS   AGE\n" + rows, clock)]
    heard = [query for query in source().follow(ask(), lists) if query.args[0] == "logs"]
    assert len(heard) == NEIGHBOURS + 1


def test_every_namespace_is_listed_where_none_is_named_and_followed_by_its_own(clock: ManualClock) -> None:
    everywhere = source(namespace="")
    assert "get pods -A -o wide" in [query.text for query in everywhere.plan(ask())]
    table = "NAMESPACE   NAME   READY   STATUS   RESTARTS   AGE\nbarn   owl-0   0/1   Pending   0   5m\n"
    asked = everywhere.follow(ask(), [reading("get pods -A -o wide", table, clock)])
    assert asked[0].text == "describe pod owl-0 -n barn"


def test_the_namespace_of_the_incident_wins_over_that_of_the_service() -> None:
    cluster = source(mill="barn")
    assert cluster.plan(ask())[0].text == "get pods -n barn -o wide"
    assert cluster.plan(ask("mill", "collect", namespace="attic"))[0].text == "get pods -n attic -o wide"
    assert cluster.plan(ask("mill", "collect", namespace="--all $(id)"))[0].text == "get pods -n barn -o wide"


@pytest.mark.parametrize(
    ("kind", "table", "described"),
    [
        ("deployments", "NAME   READY   UP-TO-DATE   AVAILABLE\nbell   1/2   2   1\nok   2/2   2   2\n", "deployment bell"),
        ("daemonsets", "NAME   DESIRED   CURRENT   READY\nbell   3   3   2\nok   3   3   3\n", "daemonset bell"),
        ("nodes", "NAME   STATUS   ROLES\nn1   Ready   <none>\nn2   NotReady   <none>\n", "node n2"),
        ("persistentvolumeclaims", "NAME   STATUS   VOLUME\ndata   Pending   -\nok   Bound   v\n", "persistentvolumeclaim data"),
    ],
)  # fmt: skip
def test_other_objects_that_are_unwell(clock: ManualClock, kind: str, table: str, described: str) -> None:
    asked = source().follow(ask(), [reading(f"get {kind}" + " -n fields" * (kind != "nodes"), table, clock)])
    assert [" ".join(query.args[1:3]) for query in asked if query.args[0] == "describe"] == [described]


def test_custom_resources_are_asked_for_only_where_they_are_served(clock: ManualClock) -> None:
    served = "pods\nvolumes.longhorn.io\nkustomizations.kustomize.toolkit.fluxcd.io\n"
    asked = source().follow(ask(), [reading("api-resources --verbs=list -o name", served, clock)])
    assert [(query.args[1], query.item) for query in asked] == [
        ("kustomizations.kustomize.toolkit.fluxcd.io", "changes"),
        ("volumes.longhorn.io", "resources"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "NAME", "x" * 5000, "NAME   READY\n--all   0/1\n../x   0/1\nA_B   0/1\n"])
def test_odd_lists_lead_nowhere(clock: ManualClock, text: str) -> None:
    assert source().follow(ask(), [reading("get pods -n fields -o wide", text, clock)]) == []


@pytest.mark.parametrize(
    "args",
    ["get secrets -n fields", "get pods -n fields -w", "exec mill -n fields -- sh", "delete pod mill -n fields",
     "get pods --all-namespaces --kubeconfig=/x", "logs mill -n fields -f", "get --raw /api", "apply -f x", "cp a b"],
)  # fmt: skip
def test_nothing_else_is_accepted(args: str) -> None:
    assert not source().accepts(Query("kubectl", tuple(args.split())))


@pytest.mark.parametrize(
    ("complaint", "words"),
    [
        ("error: Metrics API not available", "metrics-server"),
        ("error: You must be logged in to the server (Unauthorized)", "renew"),
    ],
)
async def test_a_refusal_says_what_to_do(programs: Path, complaint: str, words: str) -> None:
    stand_in(programs, "kubectl", f"echo '{complaint}' >&2; exit 1")
    with pytest.raises(ReadingUnavailable, match=words):
        await source().read(Query("kubectl", ("top", "nodes")))


async def test_logs_of_a_container_that_never_ended_are_no_data(programs: Path) -> None:
    complaint = 'previous terminated container "c" in pod "mill-1" not found'
    stand_in(programs, "kubectl", f"echo 'Error from server (BadRequest): {complaint}' >&2; exit 1")
    args = "logs mill-1 -n fields --all-containers --timestamps --tail=9 --previous"
    assert (await source().read(Query("kubectl", tuple(args.split())))).status == "no_data"


NODES_TABLE = "NAME   STATUS   ROLES   AGE\nn1   Ready   <none>   9d\nn2   Ready   <none>   9d\n"


@pytest.mark.parametrize(("status", "node", "asks"), [("Pending", "<none>", True), ("Running", "n1", False)])
def test_nodes_that_are_well_are_looked_into_where_a_pod_waits_for_one(
    status: str, node: str, asks: bool, clock: ManualClock
) -> None:
    pods = f"NAME   READY   STATUS   RESTARTS   AGE   NODE\nmill-1   0/1   {status}   0   5m   {node}\n"
    listed = [
        reading("get pods -n fields -o wide", pods, clock),
        reading("get nodes -o wide", NODES_TABLE, clock),
    ]
    asked = [query.text for query in source().follow(ask(), listed)]
    assert ("describe node n1" in asked, "describe node n2" in asked) == (asks, asks)
