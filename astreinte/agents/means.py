"""What a reasoner is made of: knowledge, language, bounds, and the few things outside that it may touch."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from astreinte.config.reasoning import Reasoning
from astreinte.domain import Query, Reading
from astreinte.errors import ConfigError

from .knowledge import Knowledge, Language

Redact = Callable[[str], str]
Ask = Callable[[Query], Awaitable[Reading]]


async def nowhere(query: Query) -> Reading:
    """Where there is no source to ask."""
    raise ConfigError(f"no source can be asked for {query.tool} {query.text}")


def as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True)
class Means:
    """`redact` goes over every prompt, `ask` puts one read-only query, `environ` is where keys are looked for."""

    knowledge: Knowledge
    language: Language = "fr"
    reasoning: Reasoning = field(default_factory=Reasoning)
    redact: Redact = as_it_is
    ask: Ask = nowhere
    environ: Mapping[str, str] = field(default_factory=dict[str, str])
