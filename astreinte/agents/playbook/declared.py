"""A decision set against what the incident was declared for: the object asked about, and faults of others."""

import re
from collections.abc import Iterable

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Language
from astreinte.domain import Signal

from .asked import asked, named
from .ground import Ground
from .match import Match
from .say import listed, say
from .title import LISTED
from .weigh import ABSTRACT

KIND = re.compile(r"s\Z")
MOST = 3
NAMELESS = frozenset({"unknown", "inconnu"})
"""What stands in a brief, in either language, where no component could be inferred."""


def unrelated(match: Match, case: Case, ground: Ground) -> bool:
    """Whether the match sits on a component that has nothing to do with the one asked about, where that was read."""
    incident = ground.incident
    if incident is None or match.cause.target in ABSTRACT or match.spot.place or not asked(case):
        return False
    if incident not in ground.by_spot and not case.asks_for(incident.name):
        return False
    return match.spot != incident and not ground.near(match.spot, incident) and not named(match.spot.plain, case)


def about(component: str, match: Match | None, case: Case, ground: Ground, language: Language) -> str:
    """The object that was declared where another is named, and what a mistyped command was meant to be."""
    if match is None:
        return _asked(component, [], case, language)
    proof = {each.id for each in match.proof}
    same = [each.signal for each in ground.about(match.spot) if each.id in proof]
    shown = [each.signal for each in (*match.proof, *match.hints)]
    return _asked(component, shown, case, language) + "".join(_typos(same, language))


def elsewhere(others: Iterable[tuple[str, str]], case: Case, language: Language) -> str:
    """Faults of other components, as (cause, component): seen, and not the answer."""
    shown = [f"{cause} / {component}" for cause, component in others][:MOST]
    return say(language, "elsewhere", name=_name(case), other=listed(shown, language)) if shown else ""


def _asked(component: str, signals: list[Signal], case: Case, language: Language) -> str:
    name = _name(case)
    namespace = case.declaration.labels.get("namespace") or _namespace(signals)
    place = say(language, "place", namespace=namespace) if namespace else ""
    if not name or name == component:
        return ""
    if not _spoken_of(name, case):
        return say(language, "asked_unseen", name=name)
    kind = _kind(name, case)
    return say(language, "asked", name=f"{kind} {name}" if kind else name, place=place)


def _name(case: Case) -> str:
    name = case.brief.component.name if case.brief else case.declaration.service
    return "" if name in NAMELESS else name


def _spoken_of(name: str, case: Case) -> bool:
    named = any(name in signal.entity for signal in case.signals)
    return named or any(name in reading.query.text or name in reading.text for reading in case.readings)


def _kind(name: str, case: Case) -> str:
    """`job`, `deployment`: as the alert or a reading calls it; empty where nothing says."""
    if kind := case.declaration.labels.get("kind", ""):
        return kind
    for reading in case.readings:
        for word, follows in zip(reading.query.args, reading.query.args[1:], strict=False):
            if follows == name and word.lower() in LISTED:
                return KIND.sub("", word.lower())
    return ""


def _namespace(signals: list[Signal]) -> str:
    found = (each.entity.partition(":")[2] for each in signals)
    return next((each.split("/", 1)[0] for each in found if "/" in each), "")


def _typos(signals: list[Signal], language: Language) -> Iterable[str]:
    found = {each.attributes["command"]: each.attributes["meant"] for each in signals if "meant" in each.attributes}
    return [say(language, "typo", command=command, meant=meant) for command, meant in found.items()]
