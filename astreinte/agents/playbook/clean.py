"""Throw out the noise: readings that look like a cause and are not."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge
from astreinte.evidence.concepts import is_said

from .ground import Ground, Sighting
from .overheard import overheard

SLACK = timedelta(seconds=60)
BY_DESIGN = "alert-by-design"
CPU_BUSY = "cpu-host-high"
BUSY = frozenset({CPU_BUSY, "cpu-stolen", "iowait-high"})
SLOWNESS = frozenset({"latency-high", "slow-one-component", "slow-across-one-node", "cpu-throttled", "cpu-stolen"})
SLOW = re.compile(
    r"\b(cpu|load|charge|processeur|slow|lent|lente|lenteur|latency|latence|timeout|saturat\w*|overload\w*)\b"
)


def counting(case: Case, ground: Ground, knowledge: Knowledge) -> Callable[[Sighting], bool]:
    """Whether a sighting may prove or support anything in this case.

    A change that is younger than the first symptom of its own component is a coincidence. An alert that always fires
    matters only to an incident that is about that alert; a busy machine only where something is slow or takes too
    long to answer, or the incident is about just that: who refuses at once, errs at once or has no address is not
    waiting for a processor.
    """
    asked = " ".join((case.declaration.title, *case.declaration.labels.values())).lower()
    first = _first_symptoms(ground, knowledge)
    heard = any(map(is_said, case.signals))
    ignored = BUSY if _fails_at_once(ground) else frozenset[str]()
    if _answers(ground) and not SLOW.search(asked):
        ignored |= {CPU_BUSY}

    def counts(sighting: Sighting) -> bool:
        if sighting.id == BY_DESIGN:
            return sighting.spot.plain.lower() in asked
        if sighting.id in ignored or (heard and overheard(sighting.signal, case)):
            return False
        if knowledge.grade(sighting.id) != "change" or sighting.signal.at is None:
            return True
        began = first.get(sighting.spot.name)
        return began is None or sighting.signal.at <= began + SLACK

    return counts


def _answers(ground: Ground) -> bool:
    """Whether the component that the incident is about answers, and nobody complains of slowness."""
    spot = ground.incident
    if spot is None or any(each.id in SLOWNESS for each in ground.sightings):
        return False
    own = {each.id for each in ground.by_spot.get(spot, ())}
    return "service-healthy" in own and "service-unhealthy" not in own


def _fails_at_once(ground: Ground) -> bool:
    """Whether every probe of the component that the incident is about failed without waiting for its answer."""
    spot = ground.incident
    own = ground.by_spot.get(spot, ()) if spot else ()
    said = [each.signal.attributes for each in own if each.id == "service-unhealthy"]
    return bool(said) and all("probe" in told and "waited" not in told for told in said)


def _first_symptoms(ground: Ground, knowledge: Knowledge) -> dict[str, datetime]:
    """The earliest log line of each component; states carry the time of their reading, which says nothing here."""
    found: dict[str, datetime] = {}
    for each in ground.sightings:
        at = each.signal.at
        if at is not None and knowledge.grade(each.id) == "log":
            found[each.spot.name] = min(at, found.get(each.spot.name, at))
    return found
