"""A search of a repository's whole history for the forms that credentials have."""

import re
from collections.abc import Iterator
from dataclasses import replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import rows, seen

COMMIT = re.compile(r"^commit ([0-9a-f]{7,64})$")


def is_search(reading: Reading) -> bool:
    """Whether the reading lists the commits that brought or took away a line of some form (`git log -G FORM`)."""
    return reading.query.tool == "git" and "-G" in reading.query.args


def find_searched(reading: Reading, aside: re.Pattern[str], context: Context) -> Iterator[Signal]:
    """One `secret-found` for all files, newest commit first; files that `aside` fits hold examples.

    What a later commit took out lies in the history as before. No file named is no proof that there is no secret: the
    search knows few forms.
    """
    found = dict.fromkeys((commit, file) for commit, file in _files(reading) if not aside.search(file))
    if found:
        said = "; ".join(f"{file} (commit {commit[:10]})" for commit, file in [*found][:3])
        yield replace(seen("secret-found", context.entity, reading, said), count=len({file for _, file in found}))


def _files(reading: Reading) -> Iterator[tuple[str, str]]:
    commit = ""
    for row in rows(reading):
        if head := COMMIT.match(row):
            commit = head[1]
        elif commit:
            yield commit, row.strip()
