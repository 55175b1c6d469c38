"""The walk down the tree to one suspicion: each question, its answer, and the signal that gives it."""

from collections.abc import Iterable, Sequence

from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.tree import Answer, Question, tree

from .ground import Sighting
from .match import Match
from .say import say, signal_text


def path(match: Match, about: Sequence[Sighting], knowledge: Knowledge, language: Language) -> tuple[str, ...]:
    """From the first question to the cause; `about` is what may speak of the suspicion's spot."""
    branch, told = match.cause.branch, (*match.proof, *match.hints, *about)
    steps = [step(tree().questions[name], answer, told, language) for name, answer in tree().way(branch).items()]
    leaf = say(
        language,
        "step",
        question=knowledge.branches[branch].questions[language],
        answer=match.cause.titles[language],
        signal=signal_text(match.proof[0].signal, language),
    )
    return (*steps, leaf)


def step(question: Question, answer: Answer, told: Sequence[Sighting], language: Language) -> str:
    """One answered question: as the leaf needs it, else as a reading tells, else as it follows from what is below."""
    found = told_of(question, answer, told)
    if found is None:
        said = tree().answers[answer][language]
        return say(language, "step_inferred", question=question.text(language), answer=said)
    shown, signal = found
    said = tree().answers[shown][language]
    return say(
        language, "step", question=question.text(language), answer=said, signal=signal_text(signal.signal, language)
    )


def told_of(question: Question, wanted: Answer, told: Iterable[Sighting]) -> tuple[Answer, Sighting] | None:
    """The wanted answer with its sighting; else another that a reading gives, which nobody may infer away."""
    seen = list(told)
    answers: dict[Answer, None] = {wanted: None, **dict.fromkeys(question.told_by)}
    for answer in answers:
        if signal := teller(question, answer, seen):
            return answer, signal
    return None


def teller(question: Question, answer: Answer, told: Iterable[Sighting]) -> Sighting | None:
    """The sighting that gives the answer, by the order of the table."""
    by_id: dict[str, Sighting] = {}
    for each in told:
        by_id.setdefault(each.id, each)
    return next((by_id[name] for name in question.told_by.get(answer, ()) if name in by_id), None)
