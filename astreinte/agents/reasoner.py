"""The port through which personas think, and the tasks put to them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, overload

from astreinte.domain import Assessment, Decision, Declaration, Finding, Review

from .case import Case
from .persona import Persona


@dataclass(frozen=True)
class Triage:
    """Say variant, severity, component and impact of a declaration, from the first probe's readings."""

    declaration: Declaration


@dataclass(frozen=True)
class Analyse:
    """Walk the diagnostic tree through the persona's own lens, blind to the others."""


@dataclass(frozen=True)
class Decide:
    """The lead, having read every finding, names cause and fixes. `chosen` is the support whose side the user took."""

    findings: tuple[Finding, ...]
    chosen: str = ""


@dataclass(frozen=True)
class Object:
    """A support whose finding differs maintains or withdraws."""

    decision: Decision
    finding: Finding


Task = Triage | Analyse | Decide | Object
Answered = Assessment | Finding | Decision | Review
TaskName = Literal["triage", "analyse", "decide", "review"]


class Reasoner(ABC):
    """One way of thinking: the answer's type follows from the task's.

    Every answer cites evidence ids of the case; one without them is refused by the graph.
    """

    name: str

    @overload
    async def think(self, persona: Persona, task: Triage, case: Case) -> Assessment: ...
    @overload
    async def think(self, persona: Persona, task: Analyse, case: Case) -> Finding: ...
    @overload
    async def think(self, persona: Persona, task: Decide, case: Case) -> Decision: ...
    @overload
    async def think(self, persona: Persona, task: Object, case: Case) -> Review: ...
    async def think(self, persona: Persona, task: Task, case: Case) -> Answered:
        """Answer the task as the persona.

        Raises:
            ReasonerFailed: no usable answer; the graph falls back on the playbook and the journal says so.
        """
        return await self.answer(persona, task, case)

    @abstractmethod
    async def answer(self, persona: Persona, task: Task, case: Case) -> Answered:
        """The answer of the task's own kind.

        Raises:
            ReasonerFailed: no usable answer; says why.
        """


TASK_NAMES: Mapping[type[Task], TaskName] = {Triage: "triage", Analyse: "analyse", Decide: "decide", Object: "review"}


def task_name(task: Task) -> TaskName:
    """The name under which scripts, journals and fallbacks know a task."""
    return TASK_NAMES[type(task)]
