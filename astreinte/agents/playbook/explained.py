"""Why a suspicion is held: the path, the proof with excerpts, what would refute it, what to read next."""

import re
from collections.abc import Iterable, Mapping

from astreinte.agents.case import Case
from astreinte.agents.knowledge import Knowledge, Language
from astreinte.domain import UNSURE, Explanation, Query, Shown
from astreinte.evidence.details import worded

from .ground import Ground, Sighting
from .match import Match
from .path import path
from .say import cut, listed, say

MOST_SUPPORT, MOST_REFUTES, MOST_NEXT = 4, 4, 3
FOREIGN = {"lxc": ("kubectl", "flux", "argocd"), "k3s": ("docker", "pct", "qm", "pvesh")}
PARAMETER = re.compile(r"\b(NS|APP|POD|SVC|NODE|HOST|UNIT|CT|NAME|VOL)\b")
KIND_OF = {"pod": "POD", "node": "NODE", "host": "HOST", "unit": "UNIT", "container": "CT", "service": "SVC"}


def explained(
    match: Match, confidence: float, case: Case, ground: Ground, knowledge: Knowledge, language: Language
) -> Explanation:
    """The whole explanation of one match."""
    queries = {reading.id: reading.query for reading in case.readings}
    return Explanation(
        path=path(match, ground.about(match.spot), knowledge, language),
        proof=tuple(_shown(each, queries, language) for each in match.proof),
        support=tuple(_shown(each, queries, language) for each in match.hints[:MOST_SUPPORT]),
        refutes=tuple(_refutes(match, knowledge, language))[:MOST_REFUTES],
        next=tuple(_next(match, case, knowledge))[:MOST_NEXT] if confidence < UNSURE else (),
    )


def _shown(each: Sighting, queries: Mapping[str, Query], language: Language) -> Shown:
    evidence = each.signal.evidence[-1] if each.signal.evidence else ""
    query = queries.get(evidence)
    source = f"{query.tool} {query.text}".strip() if query else ""
    return Shown(each.id, each.spot.plain, cut(worded(each.signal.detail, language)), cut(source), evidence)


def _refutes(match: Match, knowledge: Knowledge, language: Language) -> Iterable[str]:
    """Its proof gone from the next reading, a signal that denies it, the proof of a cause that looks like it."""
    cause = match.cause
    yield say(language, "refuted_gone", signals=listed((each.id for each in match.proof), language))
    if cause.denies:
        yield say(language, "refuted_by", signals=listed(sorted(cause.denies)[:4], language))
    for near in cause.rule_out:
        differs, proof = cause.near_miss(near, language), " + ".join(knowledge.cause(near).proves[0])
        yield say(language, "refuted_near", cause=near, differs=differs, proof=proof)


def _next(match: Match, case: Case, knowledge: Knowledge) -> Iterable[str]:
    """Read-only commands of the cause, then of what looks like it, that nobody has run yet."""
    known = _known(match, case)
    asked = {f"{reading.query.tool} {reading.query.text}" for reading in case.readings}
    near = (command for name in match.cause.rule_out for command in knowledge.cause(name).show)
    for command in dict.fromkeys([*match.cause.show, *near]):
        filled = PARAMETER.sub(lambda found: known.get(found[1], found[1]), command)
        if filled not in asked and not _foreign(filled, case):
            yield filled


def _foreign(command: str, case: Case) -> bool:
    """Whether the command belongs to the platform that the incident is not on."""
    domain = case.brief.component.domain if case.brief else case.declaration.domain
    return command.split(maxsplit=1)[0] in FOREIGN.get(domain or "", ())


def _known(match: Match, case: Case) -> Mapping[str, str]:
    """The parameters of commands that the signals of the match give."""
    found = {"APP": match.spot.plain, "SVC": match.spot.plain, "CT": match.spot.plain}
    if unit := (case.services[match.spot.name].unit if match.spot.name in case.services else ""):
        found["UNIT"] = unit
    for each in (*match.proof, *match.hints):
        kind, _, name = each.signal.entity.partition(":")
        space, slash, plain = name.rpartition("/")
        if slash and kind in {"pod", "service", "deployment", "claim"}:
            found.setdefault("NS", space)
        if kind in KIND_OF and kind != "service":
            found.setdefault(KIND_OF[kind], plain)
    return found
