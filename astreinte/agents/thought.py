"""What a reasoner that costs something gives beside its answer: what it cost, how it ended, what it read."""

from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from astreinte.domain import Reading

from .case import Case
from .persona import Persona
from .reasoner import Answered, Task

Stop = Literal[
    "answered",  # the model gave a sound answer
    "repaired",  # the second answer was sound
    "idle",  # there was nothing for a model to think about: the playbook's answer stands
    "nothing_new",  # it asked only for what it had already seen; its answer stands
    "calls",  # a bound of the task was reached; the last sound answer stands, if there is one
    "tokens",
    "seconds",
    "cost",
    "invalid",  # two unusable answers
    "refused",  # the provider or the model declined
    "truncated",  # twice cut before its end
    "rate_limited",
    "slow",
    "down",
    "denied",  # the key is wrong or may not
    "late",  # a session did not answer in time
]


@dataclass(frozen=True)
class Cost:
    """`input_tokens` and `output_tokens` as the provider counts them; an estimate where it does not say."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    money: float = 0.0


@dataclass(frozen=True)
class Thought:
    """`answer` is None where none can be used. `readings` are those it asked for; `notes` what a person may wonder at.

    `own` says whether the answer is the model's, and not the playbook's. `text` is an account, where one was asked for.
    """

    answer: Answered | None
    reasoner: str
    stop: Stop
    detail: str = ""
    cost: Cost = field(default_factory=Cost)
    readings: tuple[Reading, ...] = ()
    notes: tuple[str, ...] = ()
    own: bool = True
    text: str = ""


@dataclass(frozen=True)
class Past:
    """What a persona may know beside the case: similar incidents, evidence that could not be had; one line each."""

    similar: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@runtime_checkable
class Pondering(Protocol):
    """A reasoner whose thinking has a cost, and an end of its own."""

    name: str

    async def ponder(self, persona: Persona, task: Task, case: Case, past: Past) -> Thought:
        """Think within the bounds of one task; never raises because a model failed."""
        ...

    async def account(self, persona: Persona, facts: tuple[str, ...]) -> Thought:
        """The account of an incident that is over, as `text`; empty where none can be used."""
        ...
