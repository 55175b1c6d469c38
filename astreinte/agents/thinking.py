"""What every reasoner has in common: the answer's type follows from the task's."""

from abc import ABC, abstractmethod
from typing import overload

from astreinte.domain import Assessment, Decision, Finding, Review

from .case import Case
from .persona import Persona
from .reasoner import Analyse, Answered, Decide, Object, Task, Triage


class Thinking(ABC):
    """Implements `Reasoner` over one method that answers any task."""

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
            ReasonerFailed: no usable answer; says why.
        """
        return await self.answer(persona, task, case)

    @abstractmethod
    async def answer(self, persona: Persona, task: Task, case: Case) -> Answered:
        """The answer of the task's own kind.

        Raises:
            ReasonerFailed: no usable answer; says why.
        """
