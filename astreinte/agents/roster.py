"""The personas as this project has named them; a role without an agent is absent and the workflow goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from astreinte.config import PERSONAS, Agent, Character, Role, Settings
from astreinte.domain import Domain, Item
from astreinte.errors import ConfigError
from astreinte.yamltext import load_yaml

from .persona import Persona

Language = Literal["fr", "en"]
LEAD: Mapping[Domain, str] = MappingProxyType(
    {"lxc": "forge", "k3s": "helm", "security": "vault", "monitoring": "hawk", "data": "phoenix", "cicd": "flow"}
)
"""Who leads a component's incidents unless the settings say otherwise."""

NOBODY: Mapping[str, str] = MappingProxyType({"fr": "aucun", "en": "none"})


class Card(BaseModel):
    """One file of `cards/`: what a persona is, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tag: str
    icon: str
    title: dict[Language, str]
    role: Role
    learnings: str
    domains: tuple[Domain, ...]
    branches: tuple[str, ...]
    items: tuple[Item, ...] = ()
    tools: tuple[str, ...] = ()
    principles: dict[Language, tuple[str, ...]]
    confirm_first: tuple[str, ...]

    def persona(self, name: str, language: Language) -> Persona:
        return Persona(
            tag=self.tag,
            name=name,
            icon=self.icon,
            title=self.title[language],
            role=self.role,
            learnings=self.learnings,
            domains=self.domains,
            branches=self.branches,
            tools=self.tools,
            principles=self.principles[language],
            confirm_first=self.confirm_first,
            items=self.items,
        )


@dataclass(frozen=True)
class Roster:
    """Who is there. `personas` is keyed by tag, in the order of the workflow document, the project's own agents last.

    `leads` is who leads a component where it is not the persona that the workflow names.
    """

    personas: Mapping[str, Persona]
    language: Language = "fr"
    leads: Mapping[Domain, str] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_settings(cls, settings: Settings) -> "Roster":
        """The agents that hold a role in these settings, under the project's own names, and those beyond the seven."""
        named = ((tag, settings.agent_name(tag)) for tag in PERSONAS)
        said: Mapping[str, Character] = dict(settings.personas.items())
        shipped = {tag: card(tag).persona(name, settings.language) for tag, name in named if name}
        found = {tag: _as_said(one, said.get(tag, Character())) for tag, one in shipped.items()}
        own = {tag: _own(tag, agent, settings) for tag, agent in settings.agents.items()}
        return cls(MappingProxyType(found | own), settings.language, MappingProxyType(dict(settings.leads)))

    def get(self, tag: str) -> Persona | None:
        return self.personas.get(tag)

    def name(self, tag: str) -> str:
        """The agent's display name; `aucun` or `none` where nobody holds the role."""
        found = self.personas.get(tag)
        return found.name if found else NOBODY[self.language]


def _own(tag: str, agent: Agent, settings: Settings) -> Persona:
    """An agent beyond the seven: it reads everything, and knows the branches of those whose domains it shares."""
    led: tuple[Domain, ...] = tuple(domain for domain, lead in settings.leads.items() if lead == tag)
    domains: tuple[Domain, ...] = tuple(dict.fromkeys((*agent.domains, *led)))
    akin = [card(LEAD[domain]) for domain in domains]
    plain = Persona(
        tag=tag,
        name=agent.name,
        icon="",
        title="",
        role=akin[0].role,
        learnings=agent.learnings or tag,
        domains=domains,
        branches=tuple(dict.fromkeys(branch for each in akin for branch in each.branches)),
    )
    return _as_said(plain, agent)


def _as_said(persona: Persona, said: Character) -> Persona:
    """The persona with what the project's own card says of it."""
    return replace(
        persona,
        icon=said.icon or persona.icon,
        title=said.title or persona.title,
        style=said.style,
        limits=said.limits,
        principles=said.principles or persona.principles,
        confirm_first=tuple(dict.fromkeys((*persona.confirm_first, *said.confirm_first))),
    )


@cache
def card(tag: str) -> Card:
    """The shipped card of a persona.

    Raises:
        ConfigError: the file is missing or damaged.
    """
    path = files("astreinte.agents").joinpath("cards", f"{tag}.yaml")
    try:
        return Card.model_validate(load_yaml(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ConfigError(f"persona card cards/{tag}.yaml is damaged: {error}; reinstall astreinte") from error
