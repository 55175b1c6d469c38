"""The source of clusters on a real API server, with the rights of the shipped manifest and no others."""

import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from astreinte.domain import Query, SystemClock
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import Context, Evidence, MemoryStore, Redactor, extract
from astreinte.evidence.sources.kubernetes import KubernetesSource
from tests.api_server import ApiServer, api_server, missing

from .subjects import SERVICES, ask

REASONS = missing()
pytestmark = [
    pytest.mark.live,
    pytest.mark.xdist_group("kubernetes"),
    pytest.mark.skipif(bool(REASONS), reason=f"live Kubernetes: {'; '.join(REASONS)}"),
]
LABELS = {"app": "mill"}
NO_METRICS = "top"
"""Nothing serves metrics here."""


def made(kind: str, version: str, name: str, **parts: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "shop"}, **parts}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[ApiServer]:
    container = {"name": "mill", "image": "registry.example/mill:2"}
    waiting = {"reason": "ImagePullBackOff", "message": 'Back-off pulling image "registry.example/mill:2"'}
    state = {
        "name": "mill",
        "ready": False,
        "restartCount": 0,
        "image": "",
        "imageID": "",
        "state": {"waiting": waiting},
    }
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "mill-7d9f5c6b8-x2x4z", "namespace": "shop"}}
    with api_server(tmp_path_factory.mktemp("api")) as running:
        running.create(
            pod | {"spec": {"containers": [container]}},
            made("Service", "v1", "mill", spec={"selector": {"app": "mil"}, "ports": [{"port": 80}]}),
            made("Secret", "v1", "key", stringData={"password": "canary-of-this-test"}),
        )
        path = "/api/v1/namespaces/shop/pods/mill-7d9f5c6b8-x2x4z"
        running.status(path, {"phase": "Pending", "containerStatuses": [state]})
        yield running


def source(cluster: ApiServer) -> KubernetesSource:
    return KubernetesSource(SystemClock(), "lab", cluster.kubeconfig, "shop", {}, 50)


async def test_all_that_is_planned_is_understood_and_allowed(cluster: ApiServer) -> None:
    of = source(cluster)
    for query in (each for phase in ("probe", "collect") for each in of.plan(ask(phase=phase))):
        if query.args[0] != NO_METRICS:
            assert (await of.read(query)).status in {"ok", "no_data"}, query


async def test_what_the_lists_show_is_followed_and_told(cluster: ApiServer) -> None:
    evidence = Evidence([source(cluster)], MemoryStore(), Redactor(), SystemClock(), 15, 400)
    asked = ask()
    readings = await evidence.collect("kubernetes", asked)
    assert any(each.query.args[0] == "describe" and "mill-7d9f5c6b8-x2x4z" in each.query.args for each in readings)
    assert "canary-of-this-test" not in "".join(each.text for each in readings)
    found = {each.id for each in extract(readings, Context("mill", SERVICES, asked.window, SystemClock().now()))}
    assert {"pull-failing", "selector-unmatched"} & found


@pytest.mark.parametrize("words", [("get", "secrets", "-n", "shop"), ("get", "configmaps", "-n", "shop", "-o", "yaml")])
async def test_secrets_are_neither_asked_for_nor_allowed(cluster: ApiServer, words: tuple[str, ...]) -> None:
    assert not source(cluster).accepts(Query("kubectl", words))
    with pytest.raises(AssertionError, match="orbidden"):
        cluster.kubectl("--context", "lab", *words)


async def test_a_wrong_token_is_told_from_no_data(cluster: ApiServer, tmp_path: Path) -> None:
    wrong = tmp_path / "kubeconfig"
    shutil.copy(cluster.kubeconfig, wrong)
    cluster.kubectl("config", "set-credentials", "astreinte", "--token=nobody", "--kubeconfig", str(wrong))
    of = KubernetesSource(SystemClock(), "lab", str(wrong), "shop", {}, 50)
    with pytest.raises(ReadingUnavailable):
        await of.read(of.plan(ask(phase="probe"))[0])
