"""Readings in, signals out: what can be said for certain, about whom, and on which evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from astreinte.domain import Reading, Signal

from .access import find_certificates
from .answers import find_answers
from .attacks import find_attacks
from .bans import find_bans
from .changes import find_changes
from .clamour import find_clamour
from .containers import find_containers
from .context import Context
from .diffs import find_deployed, rehomed
from .disk import find_full
from .errors import find_new_errors
from .exposition import find_samples
from .firewall import find_drops
from .foreign import find_foreign
from .growth import find_growth
from .heap import find_heap
from .inside import find_inside
from .kernel import find_kills, find_mounts
from .kubernetes import Kubernetes
from .kubernetes.headers import with_headers
from .lines import match_lines
from .listings import LISTINGS
from .load import find_load
from .logins import find_logins
from .managers import find_states
from .merge import merge
from .misdirected import find_misdirected
from .names import find_many, find_resolver
from .overtaken import done_with, still_true
from .paste import Pasted, take_apart
from .plain import uncoloured
from .raised import find_raised
from .records import printed
from .refused import find_refusals
from .refusing import find_refusing
from .reports import REPORTS
from .seen import Extractor
from .shifts import find_shifts
from .sockets import find_listeners
from .statements import PEOPLE, denied, find_stated, settled
from .telemetry import find_telemetry, spoken
from .traces import find_spans
from .typos import find_typos
from .verdict import find_contradiction

EXTRACTORS: tuple[Extractor, ...] = (
    find_answers,
    find_states,
    find_containers,
    find_refusals,
    find_full,
    find_listeners,
    find_drops,
    find_refusing,
    find_misdirected,
    find_bans,
    find_resolver,
    find_load,
    find_kills,
    find_mounts,
    find_shifts,
    find_growth,
    find_changes,
    find_new_errors,
    find_raised,
    find_clamour,
    find_logins,
    find_attacks,
    find_heap,
    find_certificates,
    find_samples,
    find_deployed,
    find_spans,
    *REPORTS,
    *LISTINGS,
)


def extract(readings: Sequence[Reading], context: Context) -> tuple[Signal, ...]:
    """The signals that hold at the end of the window, each with the ids of the readings that show it.

    The order is that of the extractors, then of the readings. No text makes it fail; a reading that none of them knows
    adds nothing and changes nothing.
    """
    pasted = take_apart(uncoloured(readings))
    headed = Pasted(*with_headers(pasted.readings))
    return pasted.cited(headed.cited(_extract(headed.readings, context)))


def _extract(readings: Sequence[Reading], context: Context) -> tuple[Signal, ...]:
    context = replace(context)
    kubernetes = Kubernetes(readings)
    rest = [reading for reading in readings if reading.id not in kubernetes.owned]
    told = find_telemetry(rest, context)
    plain = printed(spoken(rest))
    lines = chain.from_iterable(_lines(reading, context) for reading in plain)
    inner = find_inside(readings, context, _read)
    read = chain(told, *(extractor(plain, context) for extractor in EXTRACTORS), inner, lines)
    said = list(kubernetes.understood(read))
    found = merge(find_typos(rehomed((*said, *kubernetes.signals(said)), context)))
    found = (*found, *merge(find_stated(plain, found, context)))
    held = tuple(each for each in still_true(found) if not done_with(each, context))
    many = tuple(find_many(held))
    foreign = tuple(find_foreign((*held, *many), kubernetes.names, context))
    held = tuple(each for each in held if not foreign or each.id != "name-unknown-now")
    return (*held, *many, *foreign, *find_contradiction(held, context))


def _read(readings: Sequence[Reading], context: Context) -> Iterable[Signal]:
    lines = (_lines(reading, context) for reading in readings)
    return chain(*(extractor(readings, context) for extractor in EXTRACTORS), *lines)


def _lines(reading: Reading, context: Context) -> Iterable[Signal]:
    """What the rules for lines find; of a person's sentences only those that affirm."""
    found = match_lines(reading, context)
    if reading.query.tool not in PEOPLE:
        return found
    return (each for each in found if not denied(each) and not settled(each.detail, reading.text))


__all__ = ["EXTRACTORS", "Context", "Extractor", "extract"]
