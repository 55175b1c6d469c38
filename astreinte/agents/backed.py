"""A reasoner behind which the playbook stands."""

from .case import Case
from .means import Means
from .persona import Persona
from .playbook import PlaybookReasoner
from .reasoner import Answered, Reasoner, Task


class Backed(Reasoner):
    """Somebody else thinks; the playbook's answer to the same task is drafted first and stands where there is none."""

    def __init__(self, name: str, means: Means) -> None:
        self.name = name
        self._means = means
        self._playbook = PlaybookReasoner(means.knowledge, means.language)

    async def draft(self, persona: Persona, task: Task, case: Case) -> Answered:
        """The playbook's answer to the same task."""
        return await self._playbook.answer(persona, task, case)
