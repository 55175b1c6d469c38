"""The action ids that diagnosis, remediation and replays share: `actions.yaml`, read once."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from astreinte.domain import Risk
from astreinte.errors import ConfigError
from astreinte.evidence.phrases import Language
from astreinte.yamltext import load_shipped


class ActionType(BaseModel):
    """What an action id means everywhere: its risk class, what it does, how it is undone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    risk: Risk
    does: str
    fr: str
    undo: str = ""
    undo_fr: str = ""
    may: tuple[str, ...] = ()
    """Personas that the action is left to; any lead where none is named."""

    to: str = ""
    """The persona that takes it over where it cannot be applied from here; `lead`: whoever leads."""

    steps: tuple[str, ...] = ()
    """How it is done by hand, one command each; words in capitals are filled in."""

    def text(self, language: Language) -> str:
        """What it does, in the user's language."""
        return self.fr if language == "fr" else self.does

    def undone(self, language: Language) -> str:
        """How it is undone, in the user's language; empty where it is not."""
        text = self.undo_fr if language == "fr" else self.undo
        return "" if text == "none" else text


@cache
def action_types() -> Mapping[str, ActionType]:
    """All known action ids.

    Raises:
        ConfigError: the shipped file is damaged.
    """
    text = files("astreinte.actions").joinpath("actions.yaml").read_text(encoding="utf-8")
    try:
        data = load_shipped(text)
        return TypeAdapter(dict[str, ActionType]).validate_python(data.get("actions", data))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"actions.yaml is damaged: {error}; reinstall astreinte") from error
