"""Plans carried out for real, in a folder of their own: what changes, what does not, and what the undo leaves."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from astreinte.actions import Catalogue, HostExecutor, NotNeeded, host_actions
from astreinte.actions.resolver import ResolverParams, SetResolver
from astreinte.config import Service, Settings
from astreinte.domain import Fix, Plan
from astreinte.errors import RefusedByPolicy

from .world import HostWorld, RecordedWorld

RUN = HostExecutor()


def world(**fields: object) -> HostWorld:
    return HostWorld(Settings(language="en", services={"wiki": Service.model_validate(fields)}))


async def plan(fix: Fix, of: HostWorld) -> Plan:
    return await Catalogue(host_actions("/nowhere")).plan(fix, of)


async def apply(plan: Plan, *, undo: bool = False) -> None:
    done, said = await RUN.run(plan, (plan.undo or ()) if undo else plan.argv)
    assert done, said


# free-disk


def fill(path: Path, text: str = "x" * 8192) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


async def test_free_disk_empties_the_files_that_the_inventory_calls_safe(tmp_path: Path) -> None:
    caught, kept = fill(tmp_path / "cache/a.tmp"), fill(tmp_path / "cache/a.db")
    of = world(safe_to_free=(f"{tmp_path}/cache/*.tmp",))
    await apply(await plan(Fix("free-disk", {"service": "wiki"}), of))
    assert (caught.stat().st_size, kept.stat().st_size) == (0, 8192)


@pytest.mark.parametrize("pattern", ["cache/*.tmp", "cache/**/*.tmp", "*/*.tmp"])
async def test_a_link_that_leads_outside_is_never_touched(tmp_path: Path, pattern: str) -> None:
    """Neither a link to a file, nor a folder that is a link, nor a second name of a file elsewhere."""
    root = tmp_path / "srv"
    outside = [fill(tmp_path / "outside" / name) for name in ("one.tmp", "two.tmp", "three.tmp")]
    caught = fill(root / "cache/own.tmp")
    (root / "cache/link.tmp").symlink_to(outside[0])
    (root / "cache/folder").symlink_to(tmp_path / "outside")
    (root / "elsewhere").symlink_to(tmp_path / "outside")
    os.link(outside[2], root / "cache/second.tmp")
    made = await plan(Fix("free-disk", {"service": "wiki"}), world(safe_to_free=(f"{root}/{pattern}",)))
    assert made.argv[1:3] == (str(caught), "-ignore_readdir_race")
    await apply(made)
    assert [0, 8192, 8192, 8192] == [path.stat().st_size for path in (caught, *outside)]


async def test_a_file_that_became_a_link_after_the_plan_is_left_alone(tmp_path: Path) -> None:
    secret, own = fill(tmp_path / "secret"), fill(tmp_path / "cache/a.tmp")
    made = await plan(Fix("free-disk", {"service": "wiki"}), world(safe_to_free=(f"{tmp_path}/cache/*.tmp",)))
    own.unlink()
    own.symlink_to(secret)
    await apply(made)
    assert secret.stat().st_size == 8192


# rollout-undo


def git(repo: Path, *argv: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", "-C", str(repo), *who, *argv], check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    folder = tmp_path / "conf"
    folder.mkdir()
    git(folder, "init", "-q")
    for text in ("workers = 4\n", "workers = quatre\n"):
        (folder / "wiki.ini").write_text(text)
        git(folder, "add", "wiki.ini")
        git(folder, "commit", "-q", "-m", text.strip())
    return folder


async def test_a_revert_takes_the_change_back_and_its_undo_brings_it_again(repo: Path) -> None:
    file, newest = repo / "wiki.ini", git(repo, "rev-parse", "HEAD")
    made = await plan(Fix("rollout-undo", {"service": "wiki", "revision": newest}), world(repo=str(repo)))
    await apply(made)
    assert file.read_text() == "workers = 4\n"
    await apply(made, undo=True)
    assert file.read_text() == "workers = quatre\n"
    assert git(repo, "status", "--porcelain") == ""


async def test_an_uncommitted_change_is_put_aside_and_can_be_put_back(repo: Path) -> None:
    file = repo / "wiki.ini"
    file.write_text("workers = 0\n")
    made = await plan(Fix("rollout-undo", {"service": "wiki", "revision": "worktree"}), world(repo=str(repo)))
    await apply(made)
    assert file.read_text() == "workers = quatre\n"
    await apply(made, undo=True)
    assert file.read_text() == "workers = 0\n"


async def verified(plan: Plan, of: HostWorld) -> bool:
    assert plan.after is not None
    found = re.search(plan.expect, (await of.ask(plan.after)).text)
    return bool(found and found.group() and not found.group().startswith(plan.was))


async def test_a_revert_took_when_the_tree_is_the_one_from_before(repo: Path) -> None:
    """Neither the change itself nor another commit on top of it counts."""
    of, newest = world(repo=str(repo)), git(repo, "rev-parse", "HEAD")
    made = await plan(Fix("rollout-undo", {"service": "wiki", "revision": newest}), of)
    assert not await verified(made, of)
    git(repo, "commit", "-q", "--allow-empty", "-m", 'Revert "nothing"')
    assert not await verified(made, of)
    git(repo, "reset", "-q", "--hard", newest)
    await apply(made)
    assert await verified(made, of)


async def test_an_older_change_is_taken_back_where_nobody_touched_its_files_since(repo: Path) -> None:
    """What came later in other files stays."""
    of, older = world(repo=str(repo)), git(repo, "rev-parse", "HEAD")
    (repo / "other.ini").write_text("x = 1\n")
    git(repo, "add", "other.ini")
    git(repo, "commit", "-q", "-m", "Another file")
    made = await plan(Fix("rollout-undo", {"service": "wiki", "revision": older[:12]}), of)
    assert not await verified(made, of)
    await apply(made)
    assert await verified(made, of)
    assert ((repo / "wiki.ini").read_text(), (repo / "other.ini").read_text()) == ("workers = 4\n", "x = 1\n")


async def test_a_change_that_was_built_upon_a_merge_or_a_dirty_tree_is_refused(repo: Path) -> None:
    of, older, newest = world(repo=str(repo)), git(repo, "rev-parse", "HEAD~1"), git(repo, "rev-parse", "HEAD")
    with pytest.raises(RefusedByPolicy, match=r"touched wiki\.ini"):
        await plan(Fix("rollout-undo", {"service": "wiki", "revision": older}), of)
    with pytest.raises(RefusedByPolicy, match="not among the newest"):
        await plan(Fix("rollout-undo", {"service": "wiki", "revision": "f" * 40}), of)
    git(repo, "checkout", "-q", "-b", "side", older)
    git(repo, "commit", "-q", "--allow-empty", "-m", "Aside")
    git(repo, "merge", "-q", "--no-edit", "--no-ff", newest)
    with pytest.raises(RefusedByPolicy, match="is a merge"):
        await plan(Fix("rollout-undo", {"service": "wiki", "revision": git(repo, "rev-parse", "HEAD")}), of)
    git(repo, "checkout", "-q", newest)
    (repo / "wiki.ini").write_text("workers = 0\n")
    with pytest.raises(RefusedByPolicy, match="uncommitted"):
        await plan(Fix("rollout-undo", {"service": "wiki", "revision": git(repo, "rev-parse", "HEAD")}), of)


# preserve-evidence


async def test_evidence_is_copied_with_its_times_and_the_copy_can_be_dropped(tmp_path: Path) -> None:
    log, folder = fill(tmp_path / "log/app.log", "failed login\n"), tmp_path / "kept"
    folder.mkdir()
    os.utime(log, (1_700_000_000, 1_700_000_000))
    catalogue = Catalogue(host_actions(str(folder)))
    made = await catalogue.plan(Fix("preserve-evidence", {"service": "wiki"}), world(logs=(str(log),)))
    await apply(made)
    copy = folder / str(log).lstrip("/")
    assert (copy.read_text(), copy.stat().st_mtime) == ("failed login\n", 1_700_000_000)
    await apply(made, undo=True)
    assert (copy.exists(), log.exists()) == (False, True)


# set-resolver

GOOD, BAD = "nameserver 192.0.2.53\nsearch example.org\n", "nameserver 127.0.0.99\n"


@pytest.mark.parametrize("link", [False, True])
async def test_the_good_copy_takes_the_place_of_the_file_and_the_undo_restores_it(tmp_path: Path, link: bool) -> None:
    good, real, file = (
        fill(tmp_path / "good.conf", GOOD),
        fill(tmp_path / "run/resolv.conf", BAD),
        tmp_path / "resolv.conf",
    )
    if link:
        file.symlink_to(real)
    else:
        file.write_text(BAD)
    made = await SetResolver({"resolver": str(file)}).plan(*_asked(good, file))
    await apply(made)
    assert (file.read_text(), real.read_text()) == (GOOD, BAD)
    await apply(made, undo=True)
    assert (file.read_text(), file.is_symlink()) == (BAD, link)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nameserver example.org\n", "expected shape"),
        ("search example.org\n", "expected shape"),
        ("nameserver 192.0.2.53\nreboot now\n", "expected shape"),
        (None, "cannot be read"),
    ],
)
async def test_a_copy_that_names_no_resolver_is_refused(tmp_path: Path, text: str | None, says: str) -> None:
    good, file = tmp_path / "good.conf", fill(tmp_path / "resolv.conf", BAD)
    if text is not None:
        good.write_text(text)
    with pytest.raises(RefusedByPolicy, match=says):
        await SetResolver({"resolver": str(file)}).plan(*_asked(good, file))


async def test_a_file_that_is_as_it_should_be_is_left_alone(tmp_path: Path) -> None:
    good, file = fill(tmp_path / "good.conf", GOOD), fill(tmp_path / "resolv.conf", GOOD)
    with pytest.raises(NotNeeded):
        await SetResolver({"resolver": str(file)}).plan(*_asked(good, file))


async def test_a_container_is_not_mended_by_the_file_of_its_host(tmp_path: Path) -> None:
    params, _ = _asked(fill(tmp_path / "good.conf", GOOD), file := fill(tmp_path / "resolv.conf", BAD))
    with pytest.raises(RefusedByPolicy, match="runs in a container"):
        await SetResolver({"resolver": str(file)}).plan(params, world(manager="docker", unit="wiki"))


async def test_without_a_copy_in_the_inventory_nothing_is_proposed() -> None:
    with pytest.raises(RefusedByPolicy, match=r"sources\.host\.resolver"):
        await Catalogue(host_actions("/x")).plan(Fix("set-resolver", {"service": "wiki"}), RecordedWorld({}))


def _asked(good: Path, file: Path) -> tuple[ResolverParams, HostWorld]:
    settings = Settings(
        language="en",
        services={"wiki": Service(config=(str(file),))},
        sources={"host": {"resolver": str(good)}},
    )
    return ResolverParams(service="wiki"), HostWorld(settings)
