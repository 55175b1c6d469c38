"""Reasoners by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from astreinte.config import Character, Settings
from astreinte.config.agents import tier
from astreinte.errors import ConfigError

from .means import Means
from .playbook import PlaybookReasoner
from .reasoner import Reasoner

Factory = Callable[[Means], Reasoner]


def _playbook(means: Means) -> Reasoner:
    return PlaybookReasoner(means.knowledge, means.language)


def _scripted(means: Means) -> Reasoner:
    return _model("scripted", means)


def _session(means: Means) -> Reasoner:
    from .session import SessionReasoner

    return SessionReasoner(means)


def _model(name: str, means: Means) -> Reasoner:
    """LangChain is imported only where a model is asked for."""
    from .model.make import make_chat
    from .model.reasoner import ModelReasoner

    return ModelReasoner(make_chat(name, means), means)


REASONERS: Mapping[str, Factory] = MappingProxyType({"playbook": _playbook, "session": _session, "scripted": _scripted})
"""Extension point: a name in `model:` of the settings → what makes the reasoner. `provider:name` is any chat model."""


def make_reasoner(name: str, means: Means, where: str = "model") -> Reasoner:
    """The reasoner of that name.

    Raises:
        ConfigError: no such reasoner, or its model cannot be used; says which there are and what to do.
    """
    if (factory := REASONERS.get(name)) is not None:
        return factory(means)
    if ":" in name.strip(":"):
        return _model(name, means)
    known = ", ".join(sorted(REASONERS))
    raise ConfigError(f"`{where}: {name}` is not known; there are {known} and any `provider:name`, e.g. openai:gpt-5")


def reasoners_of(settings: Settings, means: Means) -> Mapping[str, Reasoner]:
    """One reasoner per persona tag that has its own model, and the one of `model` under the empty tag.

    A tag under `models` has that one; another persona the one of `tiers` that its card asks for, if any.

    Raises:
        ConfigError: one of them cannot be used.
    """
    made: dict[str, Reasoner] = {}
    wanted = {"": settings.model, **_by_card(settings), **settings.models}
    by_name = {name: make_reasoner(name, means, _where(tag, settings)) for tag, name in wanted.items()}
    for tag, name in wanted.items():
        made[tag] = by_name[name]
    return made


def _by_card(settings: Settings) -> dict[str, str]:
    """The model of each persona whose card says how much reasoning it asks for."""
    said: dict[str, Character] = {**settings.personas, **settings.agents}
    found = {tag: tier(settings.tiers, each.affinity) for tag, each in said.items()}
    return {tag: name for tag, name in found.items() if name}


def _where(tag: str, settings: Settings) -> str:
    return "model" if not tag else f"models.{tag}" if tag in settings.models else f"tiers (asked for by {tag})"
