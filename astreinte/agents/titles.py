"""What causes are called, without the rest of the knowledge base: for whoever only shows them."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import yaml12


class Shown(Protocol):
    """The settings that say how causes are called."""

    @property
    def language(self) -> str: ...

    @property
    def knowledge(self) -> str: ...


def titles(settings: Shown) -> Mapping[str, str]:
    """The title of every cause, by id; those of a user's own file laid over the shipped ones.

    Raises:
        ConfigError: the user's own file cannot be read, or an entry is wrong; names the file and the key.
    """
    french = settings.language == "fr"
    if settings.knowledge:
        from .knowledge import Knowledge

        causes = Knowledge.load(Path(settings.knowledge)).causes
        return {id_: cause.titles["fr" if french else "en"] for id_, cause in causes.items()}
    text = files("astreinte.agents").joinpath("causes.yaml").read_text(encoding="utf-8")
    shipped: Any = yaml12.parse_yaml(text)
    return {each["id"]: each["fr" if french else "title"] for each in shipped["causes"]}
