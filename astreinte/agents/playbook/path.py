"""The walk down the tree to one suspicion: each question, its answer, and the signal that gives it."""

from collections.abc import Iterable, Sequence

from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.tree import Answer, Question, tree

from .ground import Sighting
from .match import Match
from .say import say, signal_text


def path(match: Match, about: Sequence[Sighting], knowledge: Knowledge, language: Language) -> tuple[str, ...]:
    """From the first question to the cause; `about` is what may speak of the suspicion's spot."""
    branch, told = match.cause.branch, [*match.proof, *match.hints, *about]
    steps = [step(tree().questions[name], answer, told, language) for name, answer in tree().way(branch).items()]
    leaf = say(
        language,
        "step",
        question=knowledge.branches[branch].questions[language],
        answer=match.cause.titles[language],
        signal=signal_text(match.proof[0].signal, language),
    )
    return (*steps, leaf)


def step(question: Question, answer: Answer, told: Iterable[Sighting], language: Language) -> str:
    """One answered question; without a signal of its own the answer follows from what stands below it."""
    signal = teller(question, answer, told)
    said = tree().answers[answer][language]
    if signal is None:
        return say(language, "step_inferred", question=question.text(language), answer=said)
    return say(
        language, "step", question=question.text(language), answer=said, signal=signal_text(signal.signal, language)
    )


def teller(question: Question, answer: Answer, told: Iterable[Sighting]) -> Sighting | None:
    """The sighting that gives the answer, by the order of the table."""
    by_id: dict[str, Sighting] = {}
    for each in told:
        by_id.setdefault(each.id, each)
    return next((by_id[name] for name in question.told_by.get(answer, ()) if name in by_id), None)
