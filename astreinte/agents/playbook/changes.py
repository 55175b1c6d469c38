"""What changed lately and is not the cause: each change with the reason why it is set aside."""

from collections.abc import Iterator
from datetime import datetime

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.domain import RuledOut
from astreinte.evidence.details import worded

from .clean import counting
from .ground import Ground, Sighting, Spot
from .match import Match
from .say import cut, say

LATE = "change-late"
BLAMED = "deploy-regression"
"""What a change would have been the cause of."""

MOST = 3


def changes_aside(
    match: Match | None, case: Case, ground: Ground, knowledge: Knowledge, language: Language
) -> RuledOut | None:
    """The changes that the match does not cite, with the reason of each; None where there are none."""
    others = list(_others(match, ground, knowledge))[:MOST]
    if not others:
        return None
    said = [
        say(
            language,
            "change",
            change=cut(worded(each.signal.detail, language)),
            owner=each.spot.plain,
            reason=_reason(each, match, case, ground, knowledge, language),
        )
        for each in others
    ]
    evidence = tuple(dict.fromkeys(id_ for each in others for id_ in each.signal.evidence))
    return RuledOut(BLAMED, "; ".join(said), evidence)


def _others(match: Match | None, ground: Ground, knowledge: Knowledge) -> Iterator[Sighting]:
    """Each change once: the errors that follow it speak of the same one."""
    cited = {_name(each) for each in (*match.proof, *match.hints)} if match else set[str]()
    for each in ground.sightings:
        is_change = each.id == LATE or knowledge.grade(each.id) == "change"
        if is_change and _name(each) not in cited:
            cited.add(_name(each))
            yield each


def _name(sighting: Sighting) -> str:
    facts = sighting.signal.attributes
    return facts.get("revision") or facts.get("path") or sighting.signal.detail


def _reason(
    change: Sighting, match: Match | None, case: Case, ground: Ground, knowledge: Knowledge, language: Language
) -> str:
    if errors := change.signal.attributes.get("errors"):
        return say(language, "change_late", time=f"{datetime.fromisoformat(errors):%H:%M} UTC")
    if not counting(case, ground, knowledge)(change):
        return say(language, "change_later")
    about = [spot for spot in (ground.incident, match.spot if match else None) if spot]
    if about and not any(_concerns(change.spot, spot, ground) for spot in about):
        return say(language, "change_unneeded", name=about[0].plain)
    return say(language, "change_apart" if match and match.cause.kind != "healthy" else "change_idle")


def _concerns(changed: Spot, about: Spot, ground: Ground) -> bool:
    """Whether what was changed is the component itself, what it stands on, or what it needs."""
    return changed == about or ground.holds(changed, about) or ground.reaches(about, changed)
