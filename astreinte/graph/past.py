"""What a persona may know beside the case: how similar incidents ended, and what could not be read."""

from astreinte.agents import Case, Past
from astreinte.memory import project

from .ports import Ports

LOOKED, MOST = 20, 3
ENDED = frozenset({"resolved", "closed", "unresolved"})


async def past_of(ports: Ports, incident: str, case: Case) -> Past:
    """Ended incidents of the same component, newest first, and the checklist items without a reading."""
    name = case.brief.component.name if case.brief else case.declaration.service
    missing = [each for each in await ports.journal.read(incident) if each.kind == "missing"]
    lines = dict.fromkeys(f"{each.data['item']} ({each.data['why']})" for each in missing)
    return Past(await _similar(ports, incident, name) if name else (), tuple(lines))


async def _similar(ports: Ports, incident: str, name: str) -> tuple[str, ...]:
    found: list[str] = []
    for row in await ports.incidents.list(limit=LOOKED):
        if row.id == incident or row.state not in ENDED:
            continue
        outcome = project(await ports.journal.read(row.id))
        decided = outcome.decision
        if decided and decided.cause and name in {decided.component, outcome.component and outcome.component.name}:
            found.append(f"{row.id}: {decided.cause}, {decided.component}, {outcome.state}")
        if len(found) == MOST:
            break
    return tuple(found)
