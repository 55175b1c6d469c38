"""The reasoner of tests, demonstrations and replays: answers given in advance, calls written down."""

from collections.abc import Mapping

from astreinte.errors import ReasonerFailed

from .case import Case
from .persona import Persona
from .reasoner import Answered, Reasoner, Task, TaskName, task_name

Script = Mapping[tuple[str, TaskName], Answered]


class ScriptedReasoner(Reasoner):
    """Answers by persona tag and task name; `calls` lists what was asked, in order."""

    name = "scripted"

    def __init__(self, answers: Script) -> None:
        self._answers = dict(answers)
        self.calls: list[tuple[str, TaskName]] = []

    async def answer(self, persona: Persona, task: Task, case: Case) -> Answered:  # noqa: ARG002
        """The scripted answer.

        Raises:
            ReasonerFailed: nothing is scripted for this persona and task.
        """
        key = (persona.tag, task_name(task))
        self.calls.append(key)
        if (answer := self._answers.get(key)) is None:
            known = ", ".join(f"{tag}/{name}" for tag, name in self._answers) or "nothing"
            raise ReasonerFailed(f"no scripted answer for {key[0]}/{key[1]}; scripted: {known}")
        return answer
