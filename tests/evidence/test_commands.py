"""Sources of fixed commands: they run what they plan, word by word, and nothing else."""

import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from astreinte.config import Settings
from astreinte.domain import Ask, ManualClock, Query, Reading, Window
from astreinte.errors import ConfigError, ReadingUnavailable
from astreinte.evidence import Context, extract, make_source, make_sources
from astreinte.evidence.sources import backups, repositories, security
from astreinte.evidence.sources.commands import Command, CommandSource
from astreinte.evidence.sources.run import Ran

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ASK = Ask("wiki", Window(NOW - timedelta(minutes=30), NOW))
HOSTILE = st.text(min_size=1, max_size=40) | st.sampled_from([
    "; id", "$(id)", "`id`", "| sh", "--output=/etc/passwd", "-o", "../../etc/shadow", "a\nb", "\x00", "{since}",
])  # fmt: skip
OPTIONS = {
    "repositories": {
        "paths": {"wiki": ["/srv/wiki"], "*": ["/srv/infra"]},
        "ci": [{"project": "house/wiki", "service": "wiki"}, {"project": "house/infra", "tool": "glab"}],
    },
    "backups": {
        "repositories": [
            {"place": "/srv/backup", "password_file": "/etc/backup.key"},
            {"kind": "borg", "place": "ssh://nas.example/./wiki", "password_file": "/etc/borg.key", "service": "wiki"},
        ],
        "logs": ["/var/log/vzdump/lxc-210.log"],
    },
    "security": {"certificates": ["wiki.example:443"], "logs": ["/var/log/auth.log"]},
}


def shell(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


class Shell:
    """Records what would be run and says the same each time."""

    def __init__(self, ran: Ran) -> None:
        self.ran, self.argv = ran, list[tuple[str, ...]]()

    async def __call__(self, argv: Sequence[str], timeout: float) -> Ran:  # noqa: ASYNC109
        self.argv.append(tuple(argv))
        return self.ran


def commands(name: str) -> list[Command]:
    module = {"repositories": repositories, "backups": backups, "security": security}[name]
    return [*module.commands(module.Options.model_validate(OPTIONS[name]))]


SAID = Ran(0, "said", "")


def source(name: str, ran: Ran = SAID) -> tuple[CommandSource, Shell]:
    shell = Shell(ran)
    return CommandSource(name, commands(name), shell, ManualClock(NOW)), shell


@pytest.mark.parametrize("name", OPTIONS)
async def test_what_is_planned_is_accepted_and_run_as_it_stands(name: str) -> None:
    made, ran = source(name)
    planned = made.plan(ASK)
    assert planned
    assert all(made.accepts(query) for query in planned)
    for query in planned:
        reading = await made.read(query)
        assert (reading.query, reading.status, reading.text, reading.at) == (query, "ok", "said", NOW)
        assert ran.argv[-1][-len(query.args) - 1 :] == (query.tool, *query.args)


@pytest.mark.parametrize("name", OPTIONS)
@given(data=st.data(), text=HOSTILE)
def test_a_changed_word_is_refused(name: str, data: st.DataObject, text: str) -> None:
    made, _ = source(name)
    query = data.draw(st.sampled_from(made.plan(ASK)))
    place = data.draw(st.integers(0, len(query.args)))
    for args in (
        (*query.args[:place], text, *query.args[place + 1 :]),
        (*query.args[:place], text, *query.args[place:]),
        query.args[:place],
    ):
        changed = Query(query.tool, args, query.item)
        assert not made.accepts(changed) or changed in made.plan(ASK)
    assert not made.accepts(Query(query.tool, query.args, query.item, "elsewhere"))
    assert not made.accepts(Query(text, query.args))


async def test_a_command_that_is_not_its_own_is_not_run() -> None:
    made, ran = source("backups")
    with pytest.raises(ReadingUnavailable, match="not in the catalogue"):
        await made.read(Query("restic", ("-r", "/srv/backup", "forget", "--prune", "latest")))
    assert ran.argv == []


async def test_a_tool_that_only_complains_could_not_be_asked() -> None:
    made, _ = source("backups", Ran(12, "", "Fatal: wrong password or no key found\n"))
    with pytest.raises(ReadingUnavailable, match="wrong password"):
        await made.read(made.plan(ASK)[0])


async def test_what_a_check_found_is_an_answer() -> None:
    made, _ = source(
        "backups", Ran(1, "", "error: pack 0a1b2c3d: Pack ID does not match\nFatal: repository contains errors")
    )
    check = next(query for query in made.plan(ASK) if "check" in query.args)
    reading = await made.read(check)
    assert "Pack ID does not match" in reading.text
    assert reading.note == "exit 1"
    assert "backup-damaged" in {s.id for s in extract([reading], Context("wiki", {}, ASK.window, NOW))}


def test_nothing_is_asked_while_triage_looks_whether_it_answers() -> None:
    made, _ = source("security")
    assert made.plan(Ask("wiki", ASK.window, "probe")) == []


def test_what_belongs_to_another_service_is_not_asked() -> None:
    made, _ = source("repositories")
    other = {query.text for query in made.plan(Ask("mail", ASK.window))}
    assert not any("/srv/wiki" in text or "house/wiki" in text for text in other)
    assert any("/srv/infra" in text for text in other)


def test_a_password_never_stands_in_a_command() -> None:
    with pytest.raises(ConfigError, match="password_file"):
        make_sources(
            Settings(sources={"backups": {"repositories": [{"place": "rest:https://me:hunter22@nas.example/"}]}}),
            ManualClock(NOW),
        )


@pytest.mark.parametrize(
    ("name", "options", "key"),
    [
        ("repositories", {"paths": {"wiki": ["srv/wiki"]}}, "absolute"),
        ("repositories", {"ci": [{"project": "--repo=x"}]}, "project"),
        ("security", {"certificates": ["-connect"]}, "certificates"),
        ("security", {"units": ["ssh;id"]}, "units"),
        ("backups", {"repositories": [{"place": "--password-command=id"}]}, "place"),
        ("backups", {"watch": True}, "watch"),
    ],
)
def test_options_that_do_not_fit_name_their_key(name: str, options: object, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        make_sources(Settings(sources={name: options}), ManualClock(NOW))


async def test_a_real_repository_tells_what_changed(tmp_path: Path) -> None:
    where = tmp_path / "infra"
    where.mkdir()
    git = ("git", "-C", str(where), "-c", "user.name=x", "-c", "user.email=x@example.org")
    shell(*git, "init", "-q")
    (where / "wiki.yaml").write_text("port: 8080\n")
    shell(*git, "add", ".")
    shell(*git, "commit", "-qm", "move the wiki to another port")
    options = repositories.Options.model_validate({"paths": {"*": [str(where)]}, "secrets": False})
    made = CommandSource("repositories", [*repositories.commands(options)])
    now = datetime.now(UTC)
    said = [await made.read(query) for query in made.plan(Ask("wiki", Window(now, now)))]
    assert "move the wiki to another port" in said[0].text
    assert "wiki.yaml" in said[0].text
    assert "x@example.org" not in said[0].text


@pytest.mark.skipif(not shutil.which("restic"), reason="restic is not installed")
async def test_a_damaged_restic_repository_is_told(tmp_path: Path) -> None:
    place, key, data = tmp_path / "repo", tmp_path / "key", tmp_path / "data"
    key.write_text("made-up")
    data.mkdir()
    (data / "file").write_bytes(b"x" * 200_000)
    restic = ("restic", "-q", "-r", str(place), "--password-file", str(key), "--no-cache")
    shell(*restic, "init")
    shell(*restic, "backup", str(data))
    options = backups.Options.model_validate({"repositories": [{"place": str(place), "password_file": str(key)}]})
    made = CommandSource("backups", [*backups.commands(options)])
    snapshots, check = made.plan(ASK)
    assert '"hostname"' in (await made.read(snapshots)).text
    assert "no errors were found" in (await made.read(check)).text
    for pack in (place / "data").rglob("*"):
        if pack.is_file():
            pack.chmod(0o600)
            pack.unlink()
    damaged = await made.read(check)
    assert damaged.note == "exit 1"
    assert {s.id for s in extract([damaged], Context("wiki", {}, ASK.window, NOW))} >= {"backup-damaged"}


def test_whoever_tries_a_source_waits_for_no_scan() -> None:
    quick = source("backups")[0].quick(Ask("wiki", ASK.window, "probe"))
    assert quick
    assert not any("check" in query.args for query in quick)


async def test_git_itself_finds_a_key_that_a_later_commit_took_out(tmp_path: Path) -> None:
    """
    By commit and file, never by its value; what lies among the examples is none.
    """
    where = tmp_path / "kiosk"
    (where / "docs").mkdir(parents=True)
    git = ("git", "-C", str(where), "-c", "user.name=x", "-c", "user.email=x@example.org")
    shell(*git, "init", "-q")
    options = repositories.Options.model_validate({"paths": {"kiosk": [str(where)]}})
    made = CommandSource("repositories", [*repositories.commands(options)])
    key = "AKIA" + "QRST" * 4

    async def searched() -> tuple[Reading, list[str]]:
        now = datetime.now(UTC)
        query = next(each for each in made.plan(Ask("kiosk", Window(now, now))) if "-G" in each.args)
        reading = await made.read(query)
        return reading, [each.detail for each in extract([reading], Context("kiosk", {}, ASK.window, NOW))]

    for name, lines in (("docs/keys.md", key), ("conf.env", "port=1"), ("conf.env", f"key={key}"), ("conf.env", "")):
        (where / name).write_text(lines + "\n")
        shell(*git, "add", ".")
        shell(*git, "commit", "-qm", name)
        if lines == "port=1":
            assert (await searched())[1] == []
    reading, told = await searched()
    assert key not in reading.text
    assert len(told) == 1
    assert told[0].startswith("conf.env (commit ")


@pytest.mark.parametrize(("service", "asked"), [("till", True), ("wiki", False)])
def test_the_log_of_a_backup_tells_of_what_is_backed_up(service: str, asked: bool) -> None:
    options = backups.Options.model_validate(
        {"repositories": [{"place": "/srv/till", "service": "till"}], "logs": ["/var/log/till-backup.log"]}
    )
    made = CommandSource("backups", [*backups.commands(options)])
    assert asked == any(query.tool == "tail" for query in made.plan(Ask(service, ASK.window)))


@pytest.mark.parametrize(
    ("options", "argv"),
    [
        ({"repository_file": "/etc/restic/repo"}, "restic --repository-file /etc/restic/repo --no-lock --no-cache"),
        ({}, "restic --no-lock --no-cache"),
        ({"container": "backup-1"}, "docker exec backup-1 restic --no-lock --no-cache"),
        (
            {"container": "backup-1", "place": "/repo", "password_file": "/run/key"},
            "docker exec backup-1 restic -r /repo --password-file /run/key --no-lock --no-cache",
        ),
    ],
)
async def test_restic_is_asked_where_and_as_it_is_set_up(options: dict[str, str], argv: str) -> None:
    made = backups.commands(backups.Options.model_validate({"repositories": [options]}))
    shell = Shell(SAID)
    of = CommandSource("backups", [*made], shell, ManualClock(NOW))
    await of.read(of.plan(ASK)[0])
    assert " ".join(shell.argv[-1]) == f"{argv} snapshots --json"


@pytest.mark.parametrize(
    ("repositories", "says"),
    [
        ([{}, {"service": "mill"}], "named alike"),
        ([{"place": "/srv/a"}, {"place": "/srv/a"}], "named alike"),
        ([{"place": "/srv/a", "repository_file": "/etc/repo"}], "not both"),
        ([{"kind": "borg"}], "by its place alone"),
        ([{"container": "x; reboot"}], "pattern"),
    ],
)
def test_repositories_that_could_not_be_told_apart_are_refused(repositories: list[dict[str, str]], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        backups.Options.model_validate({"repositories": repositories})


@pytest.mark.skipif(not shutil.which("restic"), reason="restic is not installed")
async def test_restic_by_the_environment_and_by_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, key, file = tmp_path / "repo", tmp_path / "key", tmp_path / "repository"
    key.write_text("key\n")
    file.write_text(f"{place}\n")
    shell("restic", "-q", "-r", str(place), "--password-file", str(key), "init")
    monkeypatch.setenv("RESTIC_REPOSITORY", str(place))
    monkeypatch.setenv("RESTIC_PASSWORD_FILE", str(key))
    for options in ({}, {"repository_file": str(file), "password_file": str(key)}):
        monkeypatch.delenv("RESTIC_REPOSITORY") if options else None
        made = make_source("backups", {"repositories": [options]}, Settings(), ManualClock(NOW))
        assert [(await made.read(query)).status for query in made.plan(ASK)] == ["ok", "ok"]
