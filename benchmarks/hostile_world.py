"""The world that hostile parameters are tried in, and every form of an action with parameters that are good there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, get_args

import yaml

from astreinte.actions import Catalogue, Params
from astreinte.actions.catalogue import FORMS
from astreinte.actions.declared import DeclaredParams
from astreinte.actions.platforms import platform_of
from astreinte.config import Settings
from astreinte.domain import Fix, Query, Reading

AT = datetime(2026, 3, 1, 13, tzinfo=UTC)
WORLD: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("hostile.yaml").read_text("utf-8"))
SETTINGS = Settings.model_validate(WORLD["settings"])
OTHER = "7"
"""What a field holds that the world says nothing of."""


async def answer(query: Query) -> Reading:
    """What a question reads; an error where the world does not know it."""
    where, _, paths = query.args[-1].partition("jsonpath=") if query.args else ("", "", "")
    if query.tool == "kubectl" and paths and not where:
        held = (_first("fields", f"{query.args[1]} {path}") for path in paths.split("|"))
        return Reading(query, AT, "ok", "|".join(OTHER if each is None else each for each in held))
    asked = " ".join((query.tool, *query.args))
    text = WORLD["exact"].get(asked, _first("answers", asked))
    return Reading(query, AT, "error", why="nothing") if text is None else Reading(query, AT, "ok", text)


def _first(table: str, asked: str) -> str | None:
    return next((text for words, text in WORLD[table] if words in asked), None)


@dataclass(frozen=True)
class Form:
    """An action on one platform, or `declared` where the inventory has a command for it."""

    action: str
    platform: str
    params: type[Params]

    def __str__(self) -> str:
        return f"{self.action} ({self.platform})"

    def good(self, catalogue: Catalogue) -> Iterator[Fix]:
        """Every target of the form with every combination of parameters that may be good."""
        names = [name for name in self.params.model_fields if name != "service"]
        for target, *values in product(self._targets(catalogue), *map(self._values, names)):
            yield Fix(self.action, {"service": target, **dict(zip(names, values, strict=True))})

    def _values(self, name: str) -> tuple[str, ...]:
        closed = get_args(self.params.model_fields[name].annotation)
        return closed or tuple(WORLD["good"][name])

    def _targets(self, catalogue: Catalogue) -> list[str]:
        """What of the inventory takes this form of the action and no closer one."""
        known = {platform for action, platform, _ in catalogue.entries if action == self.action}
        return [
            each for each in (*SETTINGS.services, *SETTINGS.cluster.nodes) if self._of(each, known) == self.platform
        ]

    def _of(self, target: str, known: set[str]) -> str:
        if target in SETTINGS.services and self.action in SETTINGS.services[target].runbook:
            return "declared"
        return next((form for form in FORMS[platform_of(SETTINGS, target)] if form in known), "none")


def forms(catalogue: Catalogue) -> list[Form]:
    """Those of the catalogue, and the commands of the inventory."""
    own = [action for each in SETTINGS.services.values() for action in each.runbook]
    listed = [Form(action, platform, entry.params) for action, platform, entry in catalogue.entries]
    return [*listed, *(Form(action, "declared", DeclaredParams) for action in own)]
