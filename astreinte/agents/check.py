"""The structural check of an answer, whoever gave it: nothing unknown is cited, nothing is held without evidence."""

from collections.abc import Iterable

from astreinte.domain import Assessment, Decision, Finding, Hypothesis, Review

from .case import Case
from .knowledge import Knowledge
from .reasoner import Answered


def check(answer: Answered, case: Case, knowledge: Knowledge) -> list[str]:
    """What is wrong with an answer, one sentence each; empty when it may be used.

    A finding may name no cause, and a decision may say None; a hypothesis without evidence is always refused.
    """
    known = {reading.id for reading in case.readings} | {e for signal in case.signals for e in signal.evidence}
    match answer:
        case Assessment():
            return _unknown("assessment", answer.evidence, known)
        case Finding():
            ruled = [
                p
                for each in answer.ruled_out
                for p in _cited(f"ruled out {each.cause!r}", each.cause, (), known, knowledge)
            ]
            ruled += [
                p for each in answer.ruled_out for p in _unknown(f"ruled out {each.cause!r}", each.evidence, known)
            ]
            return [p for each in answer.hypotheses for p in _hypothesis(each, known, knowledge)] + ruled
        case Decision():
            return _decision(answer, known, knowledge)
        case Review():
            problems = _unknown("review", answer.evidence, known)
            if answer.maintained:
                problems += _cited("maintained objection", answer.cause, answer.evidence, known, knowledge)
                problems += [] if answer.evidence else ["maintained objection: no evidence"]
            return list(dict.fromkeys(problems))


def _hypothesis(each: Hypothesis, known: set[str], knowledge: Knowledge) -> list[str]:
    what = f"hypothesis {each.rank}"
    problems = _cited(what, each.cause, each.evidence, known, knowledge) + _confidence(what, each.confidence)
    problems += [] if each.evidence else [f"{what}: no evidence"]
    return problems + ([] if each.component else [f"{what}: no component"])


def _decision(answer: Decision, known: set[str], knowledge: Knowledge) -> list[str]:
    problems = _confidence("decision", answer.confidence)
    if answer.cause is None:
        fixed = [] if not answer.fixes else ["decision: fixes without a cause"]
        return problems + fixed + _unknown("decision", answer.evidence, known)
    problems += _cited("decision", answer.cause, answer.evidence, known, knowledge)
    problems += [] if answer.evidence else ["decision: no evidence"]
    return problems + ([] if answer.component else ["decision: no component"])


def _cited(what: str, cause: str, evidence: Iterable[str], known: set[str], knowledge: Knowledge) -> list[str]:
    named = [] if cause in knowledge.causes else [f"{what}: unknown cause {cause!r}"]
    return named + _unknown(what, evidence, known)


def _unknown(what: str, evidence: Iterable[str], known: set[str]) -> list[str]:
    return [f"{what}: unknown evidence {each!r}" for each in evidence if each not in known]


def _confidence(what: str, value: float) -> list[str]:
    return [] if 0.0 <= value <= 1.0 else [f"{what}: confidence {value!r} is outside [0, 1]"]
