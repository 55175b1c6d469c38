"""The playbook: a reasoner without a model. It walks the causes over the signals and guesses nothing."""

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.persona import Persona
from astreinte.agents.reasoner import Analyse, Answered, Decide, Object, Reasoner, Task, Triage
from astreinte.domain import Finding

from .decide import decide
from .review import review
from .say import percent, say
from .survey import Survey, hypothesis, ruled_out, survey
from .triage import triage


class PlaybookReasoner(Reasoner):
    """Answers in `language`; the same case always gives the same answer."""

    name = "playbook"

    def __init__(self, knowledge: Knowledge, language: Language = "fr") -> None:
        self.knowledge = knowledge
        self.language: Language = language

    async def answer(self, persona: Persona, task: Task, case: Case) -> Answered:
        """Answer the task; an analysis narrows the case to the persona's lens by itself."""
        match task:
            case Triage(declaration):
                return triage(declaration, case, self.language)
            case Analyse():
                return self._analyse(persona, case)
            case Decide(findings, chosen):
                return decide(persona, findings, chosen, case, self.knowledge, self.language)
            case Object(decision, finding):
                return review(persona, decision, finding, case, self.knowledge, self.language)

    def _analyse(self, persona: Persona, case: Case) -> Finding:
        seen = case.seen_by(persona)
        done = survey(seen, self.knowledge, persona.branches)
        found = tuple(
            hypothesis(each, place, persona.tag, done, seen, self.knowledge, self.language)
            for place, each in enumerate(done.suspicions, start=1)
        )
        out = ruled_out(done, seen, self.knowledge, self.language)
        return Finding(persona.tag, found, out, self._summary(done))

    def _summary(self, done: Survey) -> str:
        if not done.suspicions:
            return say(self.language, "nothing")
        first = done.suspicions[0]
        return say(
            self.language,
            "healthy" if first.match.cause.kind == "healthy" else "summary",
            count=len(done.suspicions),
            title=first.match.cause.titles[self.language],
            component=first.component,
            confidence=percent(first.confidence, self.language),
        )
