"""What causes and personas are called, without the rest of the knowledge base: for whoever only shows them."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml12

from astreinte.config import PERSONAS, Settings


def titles(settings: Settings) -> Mapping[str, str]:
    """The title of every cause, by id; those of a user's own file laid over the shipped ones.

    Raises:
        ConfigError: the user's own file cannot be read, or an entry is wrong; names the file and the key.
    """
    if settings.knowledge:
        from .knowledge import Knowledge

        causes = Knowledge.load(Path(settings.knowledge)).causes
        return {id_: cause.titles[settings.language] for id_, cause in causes.items()}
    text = files("astreinte.agents").joinpath("causes.yaml").read_text(encoding="utf-8")
    shipped: Any = yaml12.parse_yaml(text)
    return {each["id"]: each["fr" if settings.language == "fr" else "title"] for each in shipped["causes"]}


def names(settings: Settings) -> Mapping[str, str]:
    """The display name of every persona that the project has, by tag."""
    tags = (*PERSONAS, *settings.agents)
    return {tag: name for tag in tags if (name := settings.agent_name(tag))}
