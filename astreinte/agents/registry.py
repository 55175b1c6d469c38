"""Reasoners by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from astreinte.config import Settings
from astreinte.errors import ConfigError

from .knowledge import Knowledge, Language
from .playbook import PlaybookReasoner
from .reasoner import Reasoner

Factory = Callable[[Knowledge, Language], Reasoner]

REASONERS: Mapping[str, Factory] = MappingProxyType({"playbook": PlaybookReasoner})
"""Extension point: a name in `model:` of the settings → what makes the reasoner."""


def make_reasoner(name: str, knowledge: Knowledge, language: Language, where: str = "model") -> Reasoner:
    """The reasoner of that name.

    Raises:
        ConfigError: no such reasoner in this version; says which there are.
    """
    if (factory := REASONERS.get(name)) is None:
        known = ", ".join(sorted(REASONERS))
        raise ConfigError(f"`{where}: {name}` is not available in this version; available: {known}")
    return factory(knowledge, language)


def reasoners_of(settings: Settings, knowledge: Knowledge) -> Mapping[str, Reasoner]:
    """One reasoner per persona tag named under `models`, and the one of `model` under the empty tag.

    Raises:
        ConfigError: a name that is not available.
    """
    made = {
        tag: make_reasoner(name, knowledge, settings.language, f"models.{tag}") for tag, name in settings.models.items()
    }
    return {"": make_reasoner(settings.model, knowledge, settings.language), **made}
