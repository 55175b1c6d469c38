"""Whether the caller named the component of the incident, or triage deduced it from what it saw."""

import re

from astreinte.agents.case import Case

from .words import plain

WORD = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
SHORTEST = 4


def asked(case: Case) -> bool:
    """Whether title, labels, service or text of the declaration name it, or the word or the pod that stands for it."""
    told = case.declaration
    name = plain(case.brief.component.name if case.brief else told.service)
    if told.service or not name:
        return bool(told.service)
    words = set(WORD.findall(plain(" ".join((told.title, told.text, *told.labels.values())))))
    return any(_stands_for(word, name) for word in words)


def named(name: str, case: Case) -> bool:
    """Whether the declaration's title or text names this component."""
    words = set(WORD.findall(plain(f"{case.declaration.title} {case.declaration.text}")))
    return len(name) >= SHORTEST and plain(name) in words


def _stands_for(word: str, name: str) -> bool:
    short = len(word) >= SHORTEST and name.startswith(f"{word}-")
    return word == name or short or word.startswith((f"{name}-", f"{name}."))
