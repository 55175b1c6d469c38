"""What an action says no with, in the user's language."""

import ast
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from astreinte.actions import Catalogue, Situation, action_types, host_actions, judge
from astreinte.actions.reasons import reason
from astreinte.config import Settings
from astreinte.domain import Fix
from astreinte.errors import RefusedByPolicy, UnknownName
from astreinte.evidence.phrases import Language, phrases

from .test_policy import PLAN
from .world import SERVICES, RecordedWorld

CATALOGUE = Catalogue(host_actions("/var/lib/astreinte/preserved"))
TABLES = {package: phrases(package, "reasons.yaml") for package in ("astreinte.actions", "astreinte.evidence")}
SENTENCES = [(package, key) for package, table in TABLES.items() for key in table]


@pytest.mark.parametrize(("package", "key"), SENTENCES)
def test_both_languages_use_the_same_values(package: str, key: str) -> None:
    texts = TABLES[package][key]
    french, english = ({name for _, name, _, _ in Formatter().parse(texts[each]) if name} for each in ("fr", "en"))
    assert french == english
    assert texts["fr"] != texts["en"]


@pytest.mark.parametrize("package", TABLES)
def test_every_sentence_is_said_somewhere(package: str) -> None:
    folder = Path(str(files(package)))
    trees = (ast.parse(path.read_text("utf-8")) for path in folder.rglob("*.py"))
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert set() == set(TABLES[package]) - words


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("fix", "french", "english"),
    [
        (Fix("restart", {"service": "nobody"}), "n'est pas dans l'inventaire", "is not in the inventory"),
        (Fix("restart", {"service": "bare"}), "n'a pas de `manager`", "has no `manager`"),
        (Fix("restart", {}), "'service' manquant", "'service' missing"),
        (Fix("restart", {"service": "wiki", "x": "y"}), "'x' inconnu", "'x' unknown"),
        (Fix("reboot-host", {}), "ne peut pas être appliquée d'ici", "cannot be applied from here"),
        (Fix("free-disk", {"service": "bare"}), "ne nomme rien", "names nothing"),
        (Fix("isolate-network", {"service": "wiki"}), "est illisible", "cannot be read"),
        (Fix("start", {"service": "wiki"}), "tourne déjà", "runs already"),
    ],
)
async def test_a_refusal_speaks_the_users_language(fix: Fix, french: str, english: str, language: Language) -> None:
    world = RecordedWorld({"supervisorctl": "wiki RUNNING pid 1"}, Settings(language=language, services=SERVICES))
    with pytest.raises(RefusedByPolicy, match=re.escape(french if language == "fr" else english)):
        await CATALOGUE.plan(fix, world)


async def test_an_unknown_action_is_said_in_french_too() -> None:
    with pytest.raises(UnknownName, match="la plus proche : « restart »"):
        await CATALOGUE.plan(Fix("restrat", {}), RecordedWorld({}, Settings(services=SERVICES)))


def test_a_verdict_speaks_the_users_language() -> None:
    said = [judge(PLAN, Situation("observe", 0, 5, language=language)).why for language in ("fr", "en")]
    assert said == [
        "politique « observe » : rien n'est changé, le plan est consigné",
        "policy 'observe': nothing is changed, the plan is written down",
    ]


@pytest.mark.parametrize("action", sorted(action_types()))
def test_every_action_says_what_it_does_in_both_languages(action: str) -> None:
    found = action_types()[action]
    assert all((found.text("fr"), found.text("en")))
    assert bool(found.undone("fr")) == bool(found.undone("en"))


def test_an_unknown_sentence_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="nearest: 'paused'"):
        reason("fr", "pausd")
