"""Reasoners by name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from astreinte.config import Settings
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
    """One reasoner per persona tag named under `models`, and the one of `model` under the empty tag.

    Raises:
        ConfigError: one of them cannot be used.
    """
    made: dict[str, Reasoner] = {}
    wanted = {"": settings.model, **settings.models}
    by_name = {name: make_reasoner(name, means, _where(tag)) for tag, name in wanted.items()}
    for tag, name in wanted.items():
        made[tag] = by_name[name]
    return made


def _where(tag: str) -> str:
    return f"models.{tag}" if tag else "model"
