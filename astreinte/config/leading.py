"""`leads:` of the settings: each name resolved to the tag of an agent that is there, or refused."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import get_args

from astreinte.domain import Domain
from astreinte.errors import ConfigError

from .settings import PERSONAS, Settings


def led_by(settings: Settings, leads: Mapping[str, str], where: str = "leads") -> Settings:
    """The settings with these leads over their own, by component domain.

    Args:
        settings: who is there: the roles that have an agent, and `agents`.
        leads: an agent's tag or display name by domain, as a person writes it.
        where: what the message names as the place of the mistake.

    Raises:
        ConfigError: no such domain, or no such agent; lists those there are.
    """
    found = {_domain(domain, where): _tag(settings, name, f"{where}.{domain}") for domain, name in leads.items()}
    return settings.model_copy(update={"leads": {**settings.leads, **found}})


def check_agents(settings: Settings, where: str = "agents") -> None:
    """An agent's tag is its own.

    Raises:
        ConfigError: it is that of one of the seven.
    """
    if taken := next((tag for tag in settings.agents if tag in PERSONAS), None):
        raise ConfigError(
            f"{where}.{taken}: {taken!r} is one of the seven; rename the agent, or describe it under `personas.{taken}`"
        )


def _domain(name: str, where: str) -> Domain:
    known: dict[str, Domain] = {each: each for each in get_args(Domain)}
    if name not in known:
        raise ConfigError(f"{where}: no component domain {name!r}; known: {', '.join(known)}")
    return known[name]


def _tag(settings: Settings, name: str, where: str) -> str:
    """By tag or display name, in any case."""
    present = {tag: said for tag in (*PERSONAS, *settings.agents) if (said := settings.agent_name(tag))}
    by_name = {said.casefold(): tag for tag, said in present.items()}
    wanted = name.strip().casefold()
    if wanted in present:
        return wanted
    if wanted in by_name:
        return by_name[wanted]
    near = get_close_matches(wanted, [*present, *by_name], n=1)
    hint = f"; nearest: {near[0]!r}" if near else ""
    absent = " is one of the seven, but its role has no agent here" if wanted in PERSONAS else ""
    told = f"{name!r}{absent}" if absent else f"no agent {name!r}{hint}"
    raise ConfigError(f"{where}: {told}; there are {', '.join(present) or 'none'}. Add it under `agents:`")
