"""docs/effects.md tells of the catalogue as it is; every fix that a cause names is applied or handed over."""

import pytest

from astreinte.actions import ADVICE, Catalogue, Handed, NotNeeded, all_actions
from astreinte.agents import Knowledge
from astreinte.config import PERSONAS, Settings
from astreinte.domain import Fix, Plan
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
async def test_a_fix_that_a_cause_names_is_planned_or_handed_over_with_steps(action: str, target: str) -> None:
    """Nothing can be read here: what is not applied says why, and is handed to somebody with steps."""
    catalogue, fix = Catalogue(all_actions("/kept")), Fix(action, {"service": target})
    try:
        told: Plan | Handed | None = await catalogue.plan(fix, RecordedWorld({}, SETTINGS))
    except NotNeeded:
        told = None
    except Handed as error:
        told = error
    if isinstance(told, Plan):
        assert (told.target, told.action) == (target, action)
    elif told is not None:
        assert told.handover.to in {*PERSONAS, "lead"}
        assert told.handover.steps
