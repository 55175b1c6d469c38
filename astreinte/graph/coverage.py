"""What the sources are worth to each service: do they answer, are they allowed to, which evidence do they cover."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from astreinte.config import Settings
from astreinte.domain import CHECKLIST, Ask, Clock, Item, Reading, Window
from astreinte.evidence import Checking, Evidence, MemoryStore, Redactor, Source

from .checks import Check, Say, sayer
from .wiring import source_deadline

BEFORE = 3
"""Reasons that one check repeats."""

NAMED = {"prometheus": "names", "loki": "names", "proxmox": "guests", "kubernetes": "namespaces"}
"""Sources that know services by name, with the option that gives another; silence of the others says nothing of it."""


@dataclass(frozen=True)
class Probe:
    """What one source answered about one service, empty for the source itself."""

    source: Source
    service: str
    found: Sequence[Reading]

    @property
    def unknown(self) -> bool:
        """Whether no question that names the service alone was answered with anything."""
        own = [each for each in self.found if any(f'"{self.service}"' in arg for arg in each.query.args)]
        return all(each.status == "no_data" for each in own or self.found) and bool(self.found)

    @property
    def errors(self) -> list[Reading]:
        return [each for each in self.found if each.status == "error"]


async def coverage(sources: Sequence[Source], settings: Settings, clock: Clock, redactor: Redactor) -> list[Check]:
    """A check a source and service, then one a service: which items of the checklist are covered by whom."""
    say = sayer(settings.language)
    services = list(settings.services)
    deadline, lines = source_deadline(settings), settings.limits.lines
    desk = Evidence(sources, MemoryStore(), redactor, clock, deadline, lines, settings.language)
    window = Window(clock.now() - settings.targets.triage, clock.now())
    probed = await asyncio.gather(*(_probe(desk, source, services, window) for source in sources))
    checks = [_answered(each, say) for probes in probed for each in probes]
    well = {each.source.name for probes in probed for each in probes if len(each.errors) < len(each.found)}
    usable = [each for each in sources if each.name in well or not any(p.found for p in _of(probed, each))]
    return [*checks, *(_covered(service, usable, window, say) for service in services)]


async def _probe(desk: Evidence, source: Source, services: Sequence[str], window: Window) -> list[Probe]:
    """Of one source in turn, so that what it learns of one service serves the next."""
    asks = [Ask(service, window, "probe") for service in services or [""]]
    return [Probe(source, ask.service, await _tried(desk, source, ask)) for ask in asks]


async def _tried(desk: Evidence, source: Source, ask: Ask) -> list[Reading]:
    """What triage would ask; of a source that triage asks nothing, what it answers within seconds."""
    found = await desk.collect(source.name, ask)
    if not found and isinstance(source, Checking):
        return list(await asyncio.gather(*(desk.ask(query) for query in source.quick(ask))))
    return found


def _of(probed: Sequence[Sequence[Probe]], source: Source) -> Sequence[Probe]:
    return next(probes for probes in probed if probes[0].source is source)


def _answered(probe: Probe, say: Say) -> Check:
    source, service, found = probe.source.name, probe.service, probe.found
    name = say("source_of", source=source, service=service) if service else say("source", source=source)
    if probe.errors:
        reasons = list(dict.fromkeys(each.why for each in probe.errors))
        text = say("source_fails", failed=len(probe.errors), asked=len(found))
        return Check(name, ok=False, text=text, fix="; ".join(reasons[:BEFORE]))
    answered = sum(each.status == "ok" for each in found)
    if probe.unknown and source in NAMED:
        fix = say("names_fix", source=source, option=NAMED[source])
        return Check(name, ok=True, text=say("source_nothing"), fix=fix)
    text = say("source_ok", answered=answered, asked=len(found)) if found else say("source_idle")
    return Check(name, ok=True, text=text)


def _covered(service: str, sources: Sequence[Source], window: Window, say: Say) -> Check:
    by_item = {item: _covering(item, service, sources, window) for item in CHECKLIST}
    told = [
        say("covered", item=say(f"item_{item}"), sources=", ".join(names)) for item, names in by_item.items() if names
    ]
    gaps = [
        say("uncovered", item=say(f"item_{item}"), advice=say(f"advice_{item}"))
        for item, names in by_item.items()
        if not names
    ]
    return Check(say("service", service=service), ok=True, text="; ".join(told) or "-", fix="; ".join(gaps))


def _covering(item: Item, service: str, sources: Sequence[Source], window: Window) -> list[str]:
    """The sources that would ask for it."""
    ask = Ask(service, window, "collect")
    return [each.name for each in sources if any(query.item == item for query in each.plan(ask))]
