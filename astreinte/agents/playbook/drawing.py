"""The diagnostic tree of one case: each question with the answer that readings give, each leaf with what was seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.agents.tree import Answer, tree
from astreinte.domain import Hypothesis, RuledOut, Signal

from .ground import Sighting
from .path import teller, told_of
from .say import say, signal_text
from .survey import Survey, Suspicion, hypothesis, ruled_out, survey


@dataclass(frozen=True)
class Asked:
    """An inner question; `answer` is what the way to its leaves needs, `told` the signal that says so, or otherwise."""

    question: str
    answer: str
    told: str


@dataclass(frozen=True)
class Leaf:
    """A branch with something in it: suspicions as (cause, component, confidence, proof), and causes denied."""

    branch: str
    question: str
    held: tuple[tuple[str, str, float, str], ...]
    denied: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Limb:
    """One way down from the root; `bare` are its leaves in which nothing was seen."""

    asked: tuple[Asked, ...]
    leaves: tuple[Leaf, ...]
    bare: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """All limbs, the hypotheses explained, most probable first, and what was ruled out."""

    limbs: tuple[Limb, ...]
    hypotheses: tuple[Hypothesis, ...]
    ruled_out: tuple[RuledOut, ...]


def draw(case: Case, knowledge: Knowledge, language: Language, by: str = "") -> Drawing:
    """Walk the whole tree over every signal of the case, through no persona's lens."""
    done = survey(case, knowledge)
    told = done.ground.sightings
    limbs = tuple(_limbs(done, told, knowledge, language))
    explained = tuple(
        hypothesis(each, place, by, done, case, knowledge, language)
        for place, each in enumerate(done.suspicions[:3], start=1)
    )
    return Drawing(limbs, explained, ruled_out(done, case, knowledge, language))


def _limbs(done: Survey, told: Sequence[Sighting], knowledge: Knowledge, language: Language) -> Iterator[Limb]:
    ways: dict[tuple[tuple[str, Answer], ...], list[str]] = {}
    for branch in knowledge.branches:
        ways.setdefault(tuple(tree().way(branch).items()), []).append(branch)
    for way, branches in ways.items():
        about = _about(branches, done)
        asked = tuple(_asked(name, answer, told, about, language) for name, answer in way)
        leaves = [_leaf(branch, done, knowledge, language) for branch in branches]
        seen = tuple(leaf for leaf in leaves if leaf.held or leaf.denied)
        yield Limb(asked, seen, tuple(leaf.branch for leaf in leaves if leaf not in seen))


def _about(branches: Sequence[str], done: Survey) -> Sequence[Sighting]:
    """What speaks of the first suspicion under these branches; nothing where there is none."""
    first = next((each for each in done.suspicions if each.match.cause.branch in branches), None)
    return done.ground.about(first.match.spot) if first else ()


def _asked(name: str, answer: Answer, told: Sequence[Sighting], about: Sequence[Sighting], language: Language) -> Asked:
    question, said = tree().questions[name], tree().answers[answer][language]
    if signal := teller(question, answer, told):
        return Asked(question.text(language), said, signal_text(signal.signal, language))
    if otherwise := told_of(question, answer, about):
        other, signal = otherwise
        shown = signal_text(signal.signal, language)
        told_text = say(language, "otherwise", answer=tree().answers[other][language], signal=shown)
        return Asked(question.text(language), said, told_text)
    return Asked(question.text(language), said, "")


def _leaf(branch: str, done: Survey, knowledge: Knowledge, language: Language) -> Leaf:
    held = tuple(_held(each, language) for each in done.suspicions if each.match.cause.branch == branch)
    denied: Mapping[str, Signal] = {
        each.cause.id: each.by.signal for each in done.denials if each.cause.branch == branch
    }
    shown = tuple((cause, signal_text(signal, language)) for cause, signal in denied.items())
    return Leaf(branch, knowledge.branches[branch].questions[language], held, shown)


def _held(each: Suspicion, language: Language) -> tuple[str, str, float, str]:
    return (each.cause, each.component, each.confidence, signal_text(each.match.proof[0].signal, language))
