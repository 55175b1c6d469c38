"""docs/effects.md tells of the catalogue as it is; every fix that a cause names is applied or left to a person."""

import pytest

from astreinte.actions import ADVICE, Catalogue, action_types, all_actions
from astreinte.actions.platforms import platform_of
from astreinte.agents import Knowledge
from astreinte.config import Settings
from astreinte.domain import Fix
from astreinte.errors import RefusedByPolicy
from benchmarks import effects_table

from .world import RecordedWorld

SETTINGS = Settings.model_validate(
    {
        "language": "en",
        "services": {
            "plain": {"manager": "systemd", "unit": "plain"},
            "boxed": {"manager": "docker", "unit": "boxed"},
            "podded": {"domain": "k3s"},
            "guest": {"manager": "pct", "unit": "210"},
        },
        "cluster": {"nodes": ["n1"]},
    }
)
NAMED = sorted({each.action for cause in Knowledge.load(None).causes.values() for each in cause.remedies} - ADVICE)


def test_the_page_is_current() -> None:
    assert effects_table.PAGE.read_text(encoding="utf-8") == effects_table.page(), (
        "run: python -m benchmarks.effects_table --write"
    )


@pytest.mark.parametrize("target", ["plain", "boxed", "podded", "guest", "n1"])
@pytest.mark.parametrize("action", NAMED)
async def test_a_fix_that_a_cause_names_is_planned_or_refused_with_what_to_do(action: str, target: str) -> None:
    """Nothing can be read here: what has a form says why not, what has none says what to do by hand."""
    catalogue = Catalogue(all_actions("/kept"))
    platform = platform_of(SETTINGS, target)
    forms = {form for id_, form, _ in catalogue.entries if id_ == action}
    has = platform in forms or (platform == "docker" and "host" in forms)
    said = ""
    try:
        assert (await catalogue.plan(Fix(action, {"service": target}), RecordedWorld({}, SETTINGS))).target == target
    except RefusedByPolicy as error:
        said = str(error)
    assert has or ("by hand" in said and action_types()[action].text("en") in said)
