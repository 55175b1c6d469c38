"""Throw out the noise: readings that look like a cause and are not."""

from collections.abc import Callable
from datetime import datetime, timedelta

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge

from .ground import Ground, Sighting

SLACK = timedelta(seconds=60)
BY_DESIGN = "alert-by-design"


def counting(case: Case, ground: Ground, knowledge: Knowledge) -> Callable[[Sighting], bool]:
    """Whether a sighting may prove or support anything in this case.

    A change that is younger than the first symptom of its own component is a coincidence. An alert that always fires
    matters only to an incident that is about that alert.
    """
    asked = " ".join((case.declaration.title, *case.declaration.labels.values())).lower()
    first = _first_symptoms(ground, knowledge)

    def counts(sighting: Sighting) -> bool:
        if sighting.id == BY_DESIGN:
            return sighting.spot.plain.lower() in asked
        if knowledge.grade(sighting.id) != "change" or sighting.signal.at is None:
            return True
        began = first.get(sighting.spot.name)
        return began is None or sighting.signal.at <= began + SLACK

    return counts


def _first_symptoms(ground: Ground, knowledge: Knowledge) -> dict[str, datetime]:
    """The earliest log line of each component; states carry the time of their reading, which says nothing here."""
    found: dict[str, datetime] = {}
    for each in ground.sightings:
        at = each.signal.at
        if at is not None and knowledge.grade(each.id) == "log":
            found[each.spot.name] = min(at, found.get(each.spot.name, at))
    return found
