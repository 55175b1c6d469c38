"""Reports that tools print of a run: how it ended is in a line of its own, and the last one holds."""

from collections.abc import Iterator, Sequence

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import Extractor

from .backups import find_backups
from .endings import GOOD
from .pipelines import find_pipelines
from .releases import find_releases
from .runs import find_runs
from .scans import find_scans
from .snapshots import find_snapshots


def find_kept(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """Runs and listings of backups; a reading that holds anything bad says of nothing that it is good."""
    found = [*find_backups(readings, context), *find_snapshots(readings, context)]
    bad = {ref for each in found if each.id != GOOD for ref in each.evidence}
    yield from (each for each in found if each.id != GOOD or bad.isdisjoint(each.evidence))


REPORTS: tuple[Extractor, ...] = (find_kept, find_pipelines, find_runs, find_releases, find_scans)

__all__ = ["REPORTS"]
