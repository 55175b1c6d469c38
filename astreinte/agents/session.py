"""The reasoner of a calling session: it puts a task into words and takes a typed answer; the graph waits between."""

from dataclasses import dataclass, replace
from typing import Any

from astreinte.errors import ReasonerFailed

from .backed import Backed
from .case import Case
from .means import Means
from .persona import Persona
from .reasoner import Answered, Task, task_name
from .thought import Past


@dataclass(frozen=True)
class Posed:
    """A task as a session reads it: two texts, the schema of the answer, the ids that may be cited."""

    persona: str
    task: str
    system: str
    prompt: str
    schema: dict[str, Any]


class SessionReasoner(Backed):
    """Thinks nothing by itself: the graph poses its task, pauses, and hands the answer back."""

    def __init__(self, means: Means) -> None:
        super().__init__("session", means)

    async def answer(self, persona: Persona, task: Task, case: Case) -> Answered:
        """Nobody answers without a pause.

        Raises:
            ReasonerFailed: always; the graph poses the task instead.
        """
        del case
        raise ReasonerFailed(f"{persona.tag}/{task_name(task)} waits for a session; none is connected to this call")

    def pose(self, persona: Persona, task: Task, case: Case, draft: Answered, past: Past) -> Posed | None:
        """The task in words; None where nothing is left to think about and the draft stands."""
        from .model.ask import Question, asked, seen
        from .model.forms import FORMS
        from .model.reasoner import idle

        if idle(persona, task, case, draft):
            return None
        name, closed = task_name(task), self._means.reasoning.model_copy(update={"requests": 0})
        question = Question(persona, task, seen(persona, task, case), draft, past)
        system, user = asked(question, replace(self._means, reasoning=closed))
        return Posed(persona.tag, name, system.text, user.text, _schema(FORMS[name].model_json_schema()))

    def take(
        self, data: Any, persona: Persona, task: Task, case: Case, draft: Answered
    ) -> tuple[Answered | None, list[str], list[str]]:
        """The answer that a session gave, and notes on what was held back; or None and what is wrong with it."""
        import json

        from .model.ask import Question, seen
        from .model.forms import FORMS
        from .model.parse import parse
        from .model.reach import Reach
        from .model.reasoner import faults, settled

        question = Question(persona, task, seen(persona, task, case), draft)
        form, problems = parse(data if isinstance(data, str) else json.dumps(data), FORMS[task_name(task)])
        if form is None:
            return None, problems, []
        if problems := faults(form, question, Reach(question.case, self._means.ask, 0), self._means):
            return None, problems, []
        answer, notes = settled(form, question, self._means)
        return answer, [], notes


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    """Without further readings: a session has its own ways to look, and adds what it finds as evidence."""
    kept = {name: each for name, each in schema["properties"].items() if name != "more"}
    definitions = {name: each for name, each in schema.get("$defs", {}).items() if name not in {"Show", "Run"}}
    return {**schema, "properties": kept, **({"$defs": definitions} if definitions else {})}
