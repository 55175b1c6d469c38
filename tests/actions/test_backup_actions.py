"""Restic for real, in a folder of its own: back up, verify, repair, restore, and what each undo leaves."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from astreinte.actions import Catalogue, HostExecutor, all_actions
from astreinte.actions.procedures import main
from astreinte.actions.shapes import fits
from astreinte.config import Settings
from astreinte.domain import Fix, ManualClock, Plan, Query, Reading
from astreinte.errors import ReadingUnavailable, RefusedByPolicy
from astreinte.evidence import StateSource, make_source

from .world import AT

RUN = HostExecutor("en")
RESTIC = shutil.which("restic") is not None
restic = pytest.mark.skipif(not RESTIC, reason="restic is not installed (apt-get install restic)")


class Shelter:
    """A service whose folder is backed up, and this host as the product reads it."""

    def __init__(self, root: Path) -> None:
        self.root, self.data, self.place = root, root / "data", root / "repo"
        self.data.mkdir()
        (self.data / "ledger.txt").write_text("".join(f"entry {n}\n" for n in range(9000)))
        (root / "password").write_text("not a secret\n")
        repository = {"place": str(self.place), "password_file": f"{root}/password", "service": "mill"}
        self.settings = Settings.model_validate({
            "language": "en",
            "services": {"mill": {"paths": [str(self.data)], "manager": "systemd"}, "bare": {}},
            "sources": {"backups": {"repositories": [repository]}, "host": {}},
        })  # fmt: skip
        clock = ManualClock(AT)
        named = {name: self.settings.sources[name] for name in ("backups", "host")}
        sources = [make_source(name, options, self.settings, clock) for name, options in named.items()]
        self._sources = [*sources, StateSource(self.settings, clock)]
        self.catalogue = Catalogue(all_actions(str(root / "kept")))

    def restic(self, *words: str) -> str:
        argv = ["restic", "-r", str(self.place), "-p", f"{self.root}/password", "--no-cache", *words]
        return subprocess.run(argv, check=True, capture_output=True, text=True).stdout

    async def ask(self, query: Query) -> Reading:
        source = next((each for each in self._sources if each.accepts(query)), None)
        assert source is not None, query
        try:
            return await source.read(query)
        except ReadingUnavailable as error:
            return Reading(query, AT, "error", why=str(error))

    async def plan(self, action: str, **params: str) -> Plan:
        made = await self.catalogue.plan(Fix(action, {"service": "mill", **params}), self)
        assert all(fits(argv) for argv in (made.argv, made.undo, made.dry) if argv)
        return made

    async def took(self, plan: Plan) -> bool:
        assert plan.after is not None
        text = (await self.ask(plan.after)).text
        marked = re.search(plan.marker, text) if plan.marker else None
        return bool(re.search(plan.expect, text)) and not (marked and marked.group(1) == plan.was)

    def damage(self) -> Path:
        """One pack of the repository no longer holds what its name says."""
        pack = max(
            (each for each in (self.place / "data").rglob("*") if each.is_file()), key=lambda f: f.stat().st_size
        )
        pack.chmod(0o600)
        body = bytearray(pack.read_bytes())
        body[100:164] = bytes(64)
        pack.write_bytes(body)
        return pack


@pytest.fixture
def shelter(tmp_path: Path) -> Shelter:
    made = Shelter(tmp_path)
    if RESTIC:
        made.restic("init")
        made.restic("backup", str(made.data))
    return made


@restic
async def test_a_backup_takes_when_a_new_snapshot_is_there(shelter: Shelter) -> None:
    made = await shelter.plan("run-backup")
    assert (made.risk, await shelter.took(made)) == ("one-way", False)
    assert (await RUN.run(made, made.argv))[0]
    assert await shelter.took(made)


@restic
async def test_a_damaged_repository_fails_its_check_is_repaired_and_can_be_put_back(shelter: Shelter) -> None:
    check = await shelter.plan("verify-backup")
    assert (await RUN.run(check, check.argv))[0]
    pack = shelter.damage()
    assert not (await RUN.run(check, check.argv))[0]
    made = await shelter.plan("repair-repository")
    assert (made.risk, made.dry is not None) == ("destructive", True)
    willing, said = await RUN.run(made, made.dry or ())
    assert willing
    assert pack.name in said
    assert await RUN.run(made, made.argv) == (True, said_of(made))
    assert await shelter.took(made)
    assert (await RUN.run(check, check.argv))[0]
    assert (shelter.root / "kept").exists()
    assert (await RUN.run(made, made.undo or ()))[0]
    assert pack.exists()


def said_of(plan: Plan) -> str:
    return f"1 damaged file(s) set aside in {plan.argv[4]}; all data was read and no error found"


@restic
async def test_a_sound_repository_is_not_repaired(shelter: Shelter) -> None:
    """The dry run says so, and so does the repair itself."""
    made = await shelter.plan("repair-repository")
    for argv in (made.dry or (), made.argv):
        done, said = await RUN.run(made, argv)
        assert not done
        assert "nothing to set aside" in said


@restic
async def test_what_cannot_be_made_whole_is_left_as_it_was(shelter: Shelter) -> None:
    """The source is gone: the pack alone held it, so it comes back to its place."""
    pack = shelter.damage()
    body = pack.read_bytes()
    (shelter.data / "ledger.txt").write_text("something else\n")
    made = await shelter.plan("repair-repository")
    assert not (await RUN.run(made, made.argv))[0]
    assert pack.read_bytes() == body
    assert not list((shelter.root / "kept").rglob("*"))


@restic
async def test_the_index_alone_is_rebuilt(shelter: Shelter) -> None:
    made = await shelter.plan("repair-repository", part="index")
    assert (await RUN.run(made, made.argv))[0]
    assert await shelter.took(made)


@restic
async def test_snapshots_are_repaired_as_the_installed_restic_can(shelter: Shelter) -> None:
    """One that has no such command sets damaged files aside and backs up again what they held."""
    made = await shelter.plan("repair-repository", part="snapshots")
    if made.argv[1:2] == ("restic-repair",):
        shelter.damage()
        assert (await RUN.run(made, made.dry or ()))[0]
    else:
        assert made.argv[-2:] == ("repair", "snapshots")
    assert (await RUN.run(made, made.argv))[0]
    assert await shelter.took(made)


@restic
async def test_a_folder_is_restored_beside_the_present_one_and_both_are_kept(shelter: Shelter) -> None:
    ledger = shelter.data / "ledger.txt"
    before = ledger.read_text()
    ledger.write_text("damaged\n")
    made = await shelter.plan("restore-backup")
    assert made.risk == "destructive"
    assert (await RUN.run(made, made.argv))[0]
    assert (ledger.read_text(), await shelter.took(made)) == (before, True)
    assert (await RUN.run(made, made.undo or ()))[0]
    assert ledger.read_text() == "damaged\n"


@restic
async def test_a_restore_that_cannot_be_done_changes_nothing(shelter: Shelter) -> None:
    """A copy of an earlier swap is in the way, and the repository lost what the snapshot needs."""
    made = await shelter.plan("restore-backup")
    (shelter.root / "data.astreinte-old").mkdir()
    assert not (await RUN.run(made, made.argv))[0]
    (shelter.root / "data.astreinte-old").rmdir()
    shelter.damage()
    done, _ = await RUN.run(made, made.argv)
    assert not done
    assert sorted(each.name for each in shelter.root.iterdir() if each.name.startswith("data")) == ["data"]


@restic
@pytest.mark.parametrize(
    ("action", "params", "says"),
    [
        ("restore-backup", {"snapshot": "f" * 12}, "no snapshot"),
        ("restore-backup", {"snapshot": "latest"}, "no snapshot"),
        ("restore-backup", {"path": "/etc"}, "name the folder"),
        ("run-backup", {"service": "bare"}, "must name one restic repository"),
        ("repair-repository", {"part": "packs"}, "do not fit"),
    ],
)
async def test_what_the_inventory_and_the_repository_do_not_hold_is_refused(
    shelter: Shelter, action: str, params: dict[str, str], says: str
) -> None:
    with pytest.raises(RefusedByPolicy, match=says):
        await shelter.plan(action, **params)


async def test_a_repository_elsewhere_is_not_repaired_file_by_file(tmp_path: Path) -> None:
    shelter = Shelter(tmp_path)
    options = {"place": "sftp:box:/backups", "password_file": f"{tmp_path}/password"}
    sources = {"backups": {"repositories": [options]}}
    shelter.settings = shelter.settings.model_copy(update={"sources": sources})
    with pytest.raises(RefusedByPolicy, match="is no folder of this host"):
        await shelter.plan("repair-repository")


@pytest.mark.parametrize("words", [(), ("reboot",), ("restic-look",), ("restic-restore", "a", "b")])
def test_a_procedure_takes_its_own_words_only(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "no procedure" in capsys.readouterr().err
