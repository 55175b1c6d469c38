"""A reasoner that may fail, over one that does not: the caller is told each time the second had to answer."""

from collections.abc import Callable
from typing import cast, overload

from astreinte.domain import Assessment, Decision, Finding, Review
from astreinte.errors import ReasonerFailed

from .case import Case
from .check import Answered, check
from .persona import Persona
from .playbook import PlaybookReasoner
from .reasoner import Analyse, Decide, Object, Reasoner, Task, TaskName, Triage, task_name

OnFailure = Callable[[str, TaskName, str], None]
"""Told persona tag, task name and reason."""

EXPECTED: dict[TaskName, type[Answered]] = {
    "triage": Assessment,
    "analyse": Finding,
    "decide": Decision,
    "review": Review,
}


class WithFallback:
    """Asks `primary`; where it fails, answers the wrong kind, or cites what is not in the case, asks the playbook."""

    def __init__(self, primary: Reasoner, playbook: PlaybookReasoner, on_failure: OnFailure) -> None:
        self.name = primary.name
        self._primary = primary
        self._playbook = playbook
        self._on_failure = on_failure

    @overload
    async def think(self, persona: Persona, task: Triage, case: Case) -> Assessment: ...
    @overload
    async def think(self, persona: Persona, task: Analyse, case: Case) -> Finding: ...
    @overload
    async def think(self, persona: Persona, task: Decide, case: Case) -> Decision: ...
    @overload
    async def think(self, persona: Persona, task: Object, case: Case) -> Review: ...
    async def think(self, persona: Persona, task: Task, case: Case) -> Answered:
        """The primary's answer where it is usable, else the playbook's."""
        try:
            answer = cast("Answered", await self._primary.think(persona, cast("Triage", task), case))
        except ReasonerFailed as error:
            return await self._instead(persona, task, case, str(error))
        problems = self._problems(answer, task, case)
        return await self._instead(persona, task, case, "; ".join(problems)) if problems else answer

    def _problems(self, answer: Answered, task: Task, case: Case) -> list[str]:
        wanted = EXPECTED[task_name(task)]
        if not isinstance(answer, wanted):
            return [f"answered {type(answer).__name__} where {wanted.__name__} was asked"]
        return check(answer, case, self._playbook.knowledge)

    async def _instead(self, persona: Persona, task: Task, case: Case, why: str) -> Answered:
        self._on_failure(persona.tag, task_name(task), why)
        return cast("Answered", await self._playbook.think(persona, cast("Triage", task), case))
