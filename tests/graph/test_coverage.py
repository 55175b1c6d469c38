"""`astreinte validate` over sources asked over HTTP: reachable, allowed, what is missing and how to mend it."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from astreinte.config import Service, Settings
from astreinte.graph.checks import Check
from astreinte.graph.preflight import preflight
from tests.evidence.sources import apis
from tests.evidence.sources.cases import VARIABLE
from tests.evidence.sources.server import Answer, Said, serving


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, apis.TOKEN)


@contextmanager
def watched(name: str, answer: Answer, language: Any = "en", **options: Any) -> Generator[Settings]:
    """Settings with one source and two services, of which its API knows `wiki`."""
    with serving(answer) as server:
        sources = {name: {"url": server.url, "token_env": VARIABLE, **options}}
        services = {"wiki": Service(), "mail": Service()}
        yield Settings(language=language, services=services, sources=sources, database="sqlite://")


async def lines(project: Path, settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in await preflight(project, settings)}


async def test_a_source_that_answers_is_told_for_each_service(tmp_path: Path) -> None:
    """
    With what it covers, and what nothing covers and how to cover it.
    """
    with watched("prometheus", apis.prometheus) as settings:
        found = await lines(tmp_path, settings)
    assert found["source prometheus, service wiki"].ok
    assert "metrics: prometheus" in found["service wiki"].text
    assert "nothing covers changes: give the service `repo:`" in found["service wiki"].fix


@pytest.mark.parametrize(("source", "api"), [("loki", apis.loki), ("prometheus", apis.prometheus)])
async def test_a_service_that_the_source_does_not_know_is_told(tmp_path: Path, source: str, api: Answer) -> None:
    """
    It is no failure, and says where another name is given; that alerts fire says nothing of it.
    """
    with watched(source, api) as settings:
        found = await lines(tmp_path, settings)
    check = found[f"source {source}, service mail"]
    assert check.ok
    assert "knows nothing of this service" in check.text
    assert f"sources.{source}.names" in check.fix
    assert "knows nothing" not in found[f"source {source}, service wiki"].text
    assert "metrics" not in found["service mail"].text


async def test_silence_of_a_source_that_knows_no_services_says_nothing_of_them(tmp_path: Path) -> None:
    """
    No alert is good news.
    """
    with watched("alertmanager", lambda _: apis.said([])) as settings:
        found = await lines(tmp_path, settings)
    assert "answers (0 of 1 question(s) with data)" == found["source alertmanager, service wiki"].text


TROUBLES = {
    401: ("token_env", "token_env"),
    403: ("PVEAuditor", "PVEAuditor"),
    404: ("vérifier `sources.proxmox.url`", "check `sources.proxmox.url`"),
    500: ("lire ses journaux", "read its logs"),
}


@pytest.mark.parametrize("status", TROUBLES)
@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_source_that_refuses_says_how_to_mend_it(tmp_path: Path, status: int, language: str) -> None:
    """
    In the language of the settings, and it covers nothing.
    """
    user = "astreinte@pve!read"
    with watched("proxmox", lambda _: Said(status, b"{}"), language, user=user) as settings:
        found = await lines(tmp_path, settings)
    check = found["source proxmox, service wiki"]
    assert not check.ok
    assert TROUBLES[status][language == "en"] in check.fix
    assert apis.TOKEN not in str(found)
    assert "proxmox" not in found["service wiki"].text


async def test_a_source_that_is_down_does_not_hide_the_others(tmp_path: Path) -> None:
    """
    Each has its own line.
    """
    with serving(apis.loki) as gone:
        dead = {"loki": {"url": gone.url}}
    with watched("prometheus", apis.prometheus) as alive:
        found = await lines(tmp_path, alive.model_copy(update={"sources": {**dead, **alive.sources}}))
    assert not found["source loki, service wiki"].ok
    assert "connection refused" in found["source loki, service wiki"].fix
    assert found["source prometheus, service wiki"].ok
    assert "logs" not in found["service wiki"].text


async def test_a_wrong_option_is_one_line(tmp_path: Path) -> None:
    """
    It names the key.
    """
    found = await lines(tmp_path, Settings(sources={"loki": {"url": "loki"}}, database="sqlite://"))
    assert "sources.loki.url" in found["sources"].text


async def test_everything_is_said_in_french(tmp_path: Path) -> None:
    """
    French is the default.
    """
    with watched("prometheus", apis.prometheus, "fr") as settings:
        told = " ".join(f"{check.text} {check.fix}" for check in await preflight(tmp_path, settings))
    for words in ("répond", "rien ne couvre", "causes, aucune contradiction", "chaque chaîne est entière"):
        assert words in told
