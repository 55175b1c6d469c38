"""What a model may not claim: unknown components, confidence without evidence, a lower severity, an empty objection."""

from collections.abc import Iterable
from dataclasses import replace

from astreinte.agents.case import Case
from astreinte.agents.persona import Persona
from astreinte.agents.reasoner import Answered, Object, Task
from astreinte.domain import SEVERITIES, Assessment, Decision, Dissent, Finding, Hypothesis, Review

LONE, SEVERAL = 0.6, 0.8
"""Most confidence in a cause that the playbook does not hold, by one reading and by more."""

PATHS = frozenset({"mount", "file", "path", "device"})


def components(case: Case, *answers: Answered) -> tuple[str, ...]:
    """Every name that may be called a component: the inventory's, the incident's, those that signals speak of."""
    names = [case.brief.component.name] if case.brief else []
    names += [case.declaration.service, *(name for answer in answers for name in _in(answer)), *case.services]
    for signal in case.signals:
        for entity in (signal.entity, signal.peer):
            kind, found, name = entity.partition(":")
            if kind not in PATHS:
                names += [name, name.rpartition("/")[2]] if found else [kind]
    return tuple(dict.fromkeys(name for name in names if name))


def _in(answer: Answered) -> Iterable[str]:
    match answer:
        case Finding():
            return [each.component for each in answer.hypotheses]
        case Assessment():
            return [answer.component.name]
        case Decision() | Review():
            return [answer.component]


def overclaimed(answer: Answered, task: Task, case: Case, *known: Answered) -> list[str]:
    """What a model says of components and objections that nothing bears out, one sentence each."""
    allowed = set(components(case, *known))
    if isinstance(task, Object) and isinstance(answer, Review):
        own = set(answer.evidence) - set(task.decision.evidence)
        empty = answer.maintained and not own
        return ["maintained objection: it cites no reading that the decision does not cite"] if empty else []
    names = [name for name in _in(answer) if name and name not in allowed]
    return [f"unknown component {name!r}; known: {', '.join(sorted(allowed)[:12]) or 'none'}" for name in names]


def restrained(answer: Answered, playbook: Answered, case: Case, persona: Persona) -> tuple[Answered, list[str]]:
    """The answer with its confidence and severity held to what evidence bears out, and a note on each correction."""
    match answer, playbook:
        case Finding(), Finding():
            held = [_held(each, playbook.hypotheses) for each in answer.hypotheses]
            ordered = sorted((each for each, _ in held), key=lambda each: -each.confidence)
            ranked = tuple(replace(each, rank=rank) for rank, each in enumerate(ordered, 1))
            return replace(answer, hypotheses=ranked), [note for _, note in held if note]
        case Decision(), Decision():
            return _decided(answer, playbook, persona)
        case Assessment(), Assessment() if case.declaration.severity is None:
            worst = min(answer.severity, playbook.severity, key=SEVERITIES.index)
            note = [f"severity {answer.severity} raised to {worst}"] if worst != answer.severity else []
            return replace(answer, severity=worst), note
        case _:
            return answer, []


def _held(each: Hypothesis, shown: Iterable[Hypothesis]) -> tuple[Hypothesis, str]:
    known = next((other for other in shown if (other.cause, other.component) == (each.cause, each.component)), None)
    most = _most(each.confidence, each.evidence, known.confidence if known else None, known.evidence if known else ())
    if most >= each.confidence:
        return each, ""
    return replace(each, confidence=most), f"{each.cause}: confidence {each.confidence:.2f} held to {most:.2f}"


def _most(said: float, evidence: tuple[str, ...], shown: float | None, cited: tuple[str, ...]) -> float:
    """The playbook's own confidence, or more with a reading that it does not cite."""
    if shown is None:
        return LONE if len(set(evidence)) < 2 else SEVERAL  # noqa: PLR2004
    return said if set(evidence) - set(cited) else round(shown, 3)


def _decided(answer: Decision, playbook: Decision, persona: Persona) -> tuple[Decision, list[str]]:
    """A decision that differs from the playbook's carries its word as dissent."""
    same = (answer.cause, answer.component) == (playbook.cause, playbook.component)
    shown = playbook.confidence if same else None
    most = _most(answer.confidence, answer.evidence, shown, playbook.evidence) if answer.cause else 0.0
    notes = [f"confidence {answer.confidence:.2f} held to {most:.2f}"] if most < answer.confidence else []
    held = replace(answer, confidence=min(answer.confidence, most))
    if same:
        return held, notes
    why = playbook.rationale[:600]
    other = Dissent(
        "playbook", playbook.cause or "", playbook.component, maintained=False, why=why, evidence=playbook.evidence
    )
    return replace(held, dissent=(other,)), [
        *notes,
        f"{persona.tag} differs from the playbook ({playbook.cause or '-'})",
    ]
