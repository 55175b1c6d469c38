"""Retention: what an old finished incident loses, what stays and is still proven, what is never touched."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from astreinte.config import Settings, load_settings
from astreinte.domain import Declaration, SystemClock
from astreinte.errors import IntegrityError, InvalidInput
from astreinte.graph import Desk
from astreinte.graph.afterwards import Afterwards
from astreinte.graph.pruning import Pruning, open_pruning
from astreinte.graph.wiring import open_desk
from astreinte.memory import Database, SqlJournal
from astreinte.memory.tables import journal
from tests.postgres import new_database, postgres

__all__ = ["postgres"]
YAML = """language: en
policy: observe
sources: {recorded: {path: none.jsonl}}
services: {till: {probe: "tcp://127.0.0.1:9"}, shed: {probe: "tcp://127.0.0.1:9"}}
"""
NOW, LONG_AGO = timedelta(0), timedelta(days=3650)


@pytest.fixture(params=["sqlite", "postgres"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Settings]:
    url = f"sqlite:///{tmp_path}/.astreinte/a.db"
    if request.param == "postgres":
        url = new_database(request.getfixturevalue("postgres"))
    (tmp_path / "none.jsonl").touch()
    (tmp_path / "astreinte.yaml").write_text(YAML.replace("none", str(tmp_path / "none")), encoding="utf-8")
    return tmp_path, load_settings(tmp_path, {}).model_copy(update={"database": url})


async def ended(desk: Desk, service: str, pasted: str, *, close: bool) -> str:
    """An incident with evidence that the graph has run to its end."""
    now = desk.ports.clock.now()
    incident = await desk.declare(Declaration(f"the {service} is slow", now, service=service), attach=False)
    await desk.add_evidence(incident, pasted, "paste", "ana")
    await desk.run(incident)
    if close:
        await Afterwards(desk.ports).close(incident, "ana", "nothing to learn")
    return incident


@asynccontextmanager
async def pruning(project: tuple[Path, Settings]) -> AsyncGenerator[Pruning]:
    async with open_pruning(*project) as opened:
        yield opened


async def checkpoints(desk: Desk, incident: str) -> Any:
    return (await desk._runner.state(incident)).get("brief")  # pyright: ignore[reportPrivateUsage]


async def test_a_closed_incident_loses_its_bulk_and_keeps_what_tells_it(project: tuple[Path, Settings]) -> None:
    """
    Evidence that nobody else points to, checkpoints and bulk go; outcome, post-mortem and a proven head stay; what the
    incident shares with one that is kept stays too.
    """
    async with open_desk(*project) as desk:
        old = await ended(desk, "till", "only of the old one\n" * 20, close=True)
        shared = "said in both\n" * 20
        await desk.add_evidence(old, shared, "paste", "ana")
        kept = await ended(desk, "shed", shared, close=False)
        before, whole = await desk.outcome(old), await desk.entries(kept)
        digests = {entry.data["digest"] for entry in await desk.entries(old) if entry.kind == "reading"}
        told = desk.ports.project.read_postmortem(old)

        async with pruning(project) as pruned:
            would = await pruned.would(pruned.before(NOW))
            assert ([old], before) == ([each.incident for each in would], await desk.outcome(old))
            assert [] == await pruned.would(pruned.before(LONG_AGO))
            done = [each async for each in pruned.prune(pruned.before(NOW))]
            assert (would, True) == (done, pruned.freed > 0)
            assert [] == await pruned.would(pruned.before(NOW))

        after = await desk.outcome(old)
        same = {"id", "title", "state", "severity", "lead", "decision", "times", "metrics", "postmortem", "followups"}
        assert before.model_dump(include=same) == after.model_dump(include=same)
        assert before.evidence.collected == after.evidence.collected
        assert not {"reading", "finding", "missing", "note"} & {entry.kind for entry in await desk.entries(old)}
        assert (None, True) == (await checkpoints(desk, old), bool(await checkpoints(desk, kept)))
        assert whole == await desk.entries(kept)
        assert shared == desk.ports.docket.kept(next(e.data["digest"] for e in whole if e.kind == "reading"))
        gone = [digest for digest in digests if _lost(desk, digest)]
        assert len(gone) == len(digests) - 1
        assert (True, told) == (told is not None, desk.ports.project.read_postmortem(old))
        with pytest.raises(InvalidInput, match="was pruned"):
            await desk.rewrite(old)
        assert "closed" == (await desk.run(old)).state


def _lost(desk: Desk, digest: str) -> bool:
    try:
        desk.ports.docket.kept(digest)
    except IntegrityError:
        return True
    return False


async def test_a_pruned_journal_still_proves_its_head(project: tuple[Path, Settings]) -> None:
    """
    `verify` takes the gaps that the sealed entry covers, and no other: no changed entry, not one more that is gone.
    """
    async with open_desk(*project) as desk:
        old = await ended(desk, "till", "line\n", close=True)
    async with pruning(project) as pruned:
        assert [old] == [each.incident async for each in pruned.prune(pruned.before(NOW))]
    database = Database.open(project[1].database)
    shelf = SqlJournal(database, SystemClock())
    await shelf.verify(old)
    seqs = database.read_now(
        lambda c: c.execute(select(journal.c.seq).where(journal.c.incident == old)).scalars().all()
    )
    assert max(seqs) > len(seqs)
    for seq in seqs:
        mine = (journal.c.incident == old, journal.c.seq == seq)
        row = database.read_now(lambda c, mine=mine: c.execute(select(journal).where(*mine)).mappings().one())
        for change in (delete(journal).where(*mine), update(journal).where(*mine).values(actor="mallory")):
            database.write_now(lambda c, change=change: c.execute(change))
            with pytest.raises(IntegrityError, match="broken at entry"):
                await shelf.verify(old)
            database.write_now(lambda c, mine=mine: c.execute(delete(journal).where(*mine)))
            database.write_now(lambda c, row=row: c.execute(journal.insert().values(**row)))
            await shelf.verify(old)
    database.close()


async def test_what_is_open_or_not_told_is_never_pruned(project: tuple[Path, Settings]) -> None:
    """
    An unresolved incident, and one that only says that it is closed without a post-mortem, keep everything.
    """
    async with open_desk(*project) as desk:
        unresolved = await ended(desk, "till", "line\n", close=False)
        now = desk.ports.clock.now()
        bare = await desk.declare(Declaration("never run", now, service="shed"), attach=False)
        await desk.note(bare, "a note", "ana")
        await desk.ports.incidents.update(bare, state="closed", severity=None, title="never run", lead="")
        before = [await desk.entries(each) for each in (unresolved, bare)]
        async with pruning(project) as pruned:
            assert [] == [each async for each in pruned.prune(pruned.before(NOW))]
        assert before == [await desk.entries(each) for each in (unresolved, bare)]
