"""How much one match weighs by itself, in log-odds: what proves it, what agrees, what has gone stale."""

import math
from datetime import timedelta

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Grade, Knowledge

from .asked import named
from .ground import Ground, Sighting, Spot
from .match import Match

PRIOR = -1.2
"""Before any evidence a given cause is improbable."""

GRADE: dict[Grade, float] = {"contradiction": 2.4, "state": 1.8, "log": 1.3, "metric": 1.0, "change": 1.0}
"""A contradiction in the specification beats a symptom, a symptom a line, a line a metric; a change tells only when."""

HINT, MOST_HINTS = 0.3, 1.2
CHANGE_HINT = 0.7
SECOND_PROOF = 0.3
VICTIM, MOST_VICTIMS = 0.35, 1.05
ON_COMPONENT, NEXT_TO_IT, ELSEWHERE = 0.5, 0.2, -1.2
NOT_ITS_OWN = 0.4
"""What a change of other files in the same repository is worth."""

STALE, OLD, RECOVERED = -0.3, -0.9, -1.6
FRESH_FOR, STALE_FOR = timedelta(minutes=10), timedelta(minutes=40)
FLEETING = frozenset({"log", "metric"})
ABSTRACT = frozenset({"alert", "account", "pipeline", "none"})


def weight(match: Match, case: Case, ground: Ground, knowledge: Knowledge) -> float:
    """Log-odds of one match, before its rivals are looked at."""
    return (
        PRIOR
        + sum(worth(each, knowledge) for each in match.proof)
        + _hints(match, knowledge)
        + SECOND_PROOF * min(match.proofs - 1, 2)
        + min(VICTIM * len(victims(match, ground)), MOST_VICTIMS)
        + _focus(match, case, ground)
        + _freshness(match, case, ground, knowledge)
    )


def victims(match: Match, ground: Ground) -> frozenset[str]:
    """Other components that complain of this one, or stand on the place that it is."""
    callers = {s.spot.name for s in ground.by_peer.get(match.spot.name, ())}
    standing = {s.name for s in ground.by_spot if ground.holds(match.spot, s)} if match.spot.place else set[str]()
    return frozenset((callers | standing) - {match.spot.name})


def worth(sighting: Sighting, knowledge: Knowledge) -> float:
    """What a signal adds to a proof: its grade, less the more causes it may stand for; repeats weigh a little."""
    shared = max(knowledge.provers.get(sighting.id, 1), 1)
    repeats = 0.1 * math.log10(max(sighting.signal.count, 1))
    own = NOT_ITS_OWN if sighting.signal.attributes.get("own") == "false" else 1.0
    own *= float(sighting.signal.attributes.get("share", 1.0))
    return own * GRADE[knowledge.grade(sighting.id)] / math.sqrt(shared) + min(repeats, 0.3)


def _hints(match: Match, knowledge: Knowledge) -> float:
    changed = any(knowledge.grade(each.id) == "change" for each in match.hints)
    others = sum(knowledge.grade(each.id) != "change" for each in match.hints)
    return min(HINT * others, MOST_HINTS) + (CHANGE_HINT if changed else 0.0)


def _focus(match: Match, case: Case, ground: Ground) -> float:
    """Nearness to the incident's component; alerts, accounts and pipelines have no place beside it."""
    spot, incident = match.spot, ground.incident
    if incident is None:
        return 0.0
    if spot == incident:
        return ON_COMPONENT
    if ground.near(spot, incident) or ground.reaches(incident, spot) or named(spot.plain, case):
        return NEXT_TO_IT
    if _asked_of(match, incident, case, ground):
        return 0.0
    return 0.0 if match.cause.target in ABSTRACT else ELSEWHERE


def _asked_of(match: Match, incident: Spot, case: Case, ground: Ground) -> bool:
    """Whether nothing is known of the incident's component, and what proves the match was asked of it by name."""
    if incident in ground.by_spot:
        return False
    ids = {each for sighting in match.proof for each in sighting.signal.evidence}
    return any(incident.name in reading.query.args for reading in case.readings if reading.id in ids)


def _over(case: Case, ground: Ground) -> bool:
    """Whether the alert has ended by itself and its component answers, although it was declared as going on."""
    incident = ground.incident
    if incident is None or case.declaration.resolved is not None:
        return False
    return {"alert-resolved", "service-healthy"} <= {each.id for each in ground.by_spot.get(incident, ())}


def _freshness(match: Match, case: Case, ground: Ground, knowledge: Knowledge) -> float:
    """What is lost when the proof no longer holds at the end; lines and rates older than the recovery are history."""
    if any(knowledge.grade(each.id) not in FLEETING for each in match.proof):
        return 0.0
    if match.cause.target not in ABSTRACT and _over(case, ground):
        return RECOVERED
    times = [each.signal.at for each in match.proof if each.signal.at is not None]
    if not times:
        return 0.0
    last = max(times)
    well = [s.signal.at for s in ground.by_spot.get(match.spot, ()) if s.id == "service-healthy" and s.signal.at]
    if any(at >= last + timedelta(seconds=30) for at in well):
        return RECOVERED
    age = min(case.window.end, case.now) - last
    return 0.0 if age <= FRESH_FOR else STALE if age <= STALE_FOR else OLD
