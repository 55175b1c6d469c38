"""Why not, or why: the sentences of `reasons.yaml` in the user's language."""

from typing import Any

from astreinte.errors import RefusedByPolicy
from astreinte.evidence.phrases import Language, phrase, phrases

from .action import World
from .taxonomy import action_types


class NotNeeded(RefusedByPolicy):
    """The effect is there already; nothing to do and nothing wrong."""


def reason(language: Language, key: str, **values: Any) -> str:
    """One sentence.

    Raises:
        UnknownName: no such key.
    """
    return phrase(phrases("astreinte.actions", "reasons.yaml"), language, key, values)


def refused(world: World, key: str, **values: Any) -> RefusedByPolicy:
    """The refusal, to be raised; its text is in the user's language."""
    return RefusedByPolicy(reason(world.settings.language, key, **values))


def unproven(world: World, action: str) -> RefusedByPolicy:
    """The refusal of a change whose right value no reading and no inventory shows: what a person does instead."""
    return refused(world, "unproven", action=action, does=action_types()[action].text(world.settings.language))


def not_needed(world: World, key: str, **values: Any) -> NotNeeded:
    return NotNeeded(reason(world.settings.language, key, **values))
