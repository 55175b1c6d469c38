"""The action ids that diagnosis, remediation and replays share: `actions.yaml`, read once."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from astreinte.domain import Risk
from astreinte.errors import ConfigError


class ActionType(BaseModel):
    """What an action id means everywhere: its risk class, what it does, how it is undone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    risk: Risk
    does: str
    undo: str = ""


@cache
def action_types() -> Mapping[str, ActionType]:
    """All known action ids.

    Raises:
        ConfigError: the shipped file is damaged.
    """
    text = files("astreinte.actions").joinpath("actions.yaml").read_text(encoding="utf-8")
    try:
        data = yaml.safe_load(text)
        return TypeAdapter(dict[str, ActionType]).validate_python(data.get("actions", data))
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"actions.yaml is damaged: {error}; reinstall astreinte") from error
