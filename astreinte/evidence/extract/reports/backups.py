"""How backups, checks of them and restores ended, in the words of the tools that run them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.entities import entity_of
from astreinte.evidence.extract.kinds import kinds_of
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen

from .endings import GOOD, held, tell

OWN = frozenset({"backup", "longhorn"})
SPEAKS = re.compile(
    r"(?i)(?<!from )(?<!from a )(?<!from your )(?<!make a )\bback-?ups?\b|sauvegarde|\brestic\b|\bborg|velero|vzdump"
    r"|\bsnapshots?\b"
    r"|pg_(dump|restore|basebackup)|mysqldump|mariadb-dump|\.(dump|tar|gz|zst|bak)\b"
)
WIDTH = 1000


def find_backups(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`backup-error`, `backup-damaged`, `restore-error`, or `backup-good`: per act and guest what was said last.

    Attributes: `reason` and `guest` where the line gives them. A report is good only as a whole, and only where backups
    are what was asked about: in the log of something else the words prove no health.
    """
    for reading in latest(of_kind(readings, "backup", "logs", "longhorn", "proxmox", "db", "events")):
        kinds = kinds_of(reading.query)
        mine = kinds is not None and bool(kinds & OWN)
        lines = [row.strip()[:WIDTH] for row in rows(reading)]
        kept = list(held(tell(lines, lambda line, mine=mine: mine or SPEAKS.search(line) is not None)))
        bad = [each for each in kept if each.ending.signal != GOOD]
        for each in bad or (kept if mine or kinds is None else ()):
            facts = {"reason": each.ending.why, "guest": each.guest}
            told = {key: value for key, value in facts.items() if value}
            found = seen(each.ending.signal, entity_of(reading.query, context), reading, each.text, **told)
            yield replace(found, at=reading.at)
