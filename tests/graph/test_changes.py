"""What changed lately beside a fault: what led to it is held, any other change is set aside with a reason."""

import pytest

from astreinte.config import Service
from astreinte.domain.outcome import Outcome
from astreinte.evidence import Recording

from .world import BROKEN, DOWN, STATUS, WIKI, World, df, line, settings, world

CONF = "/srv/conf"
SERVICES = {
    "wiki": WIKI.model_copy(update={"repo": CONF, "config": (f"{CONF}/wiki.ini",), "needs": ("ledger",)}),
    "ledger": Service(probe="tcp://127.0.0.1:5433", port=5433, repo=CONF, config=(f"{CONF}/ledger.ini",)),
    "blog": Service(probe="http://127.0.0.1:8090/", port=8090, repo=CONF, config=(f"{CONF}/blog.ini",)),
    "forum": Service(probe="http://127.0.0.1:8091/", port=8091, repo="/srv/forum", logs=("/srv/forum/forum.log",)),
}
ERRORS = line(
    "tail",
    "-n 400 /srv/wiki/wiki.log",
    "2026-03-04T09:20:00Z INFO served 12 pages\n"
    "2026-03-04T09:52:00Z ERROR Traceback (most recent call last): in render\n"
    "2026-03-04T09:52:01Z ERROR ValueError: page has no theme\n"
    "2026-03-04T09:52:30Z ERROR ValueError: page has no theme\n",
    item="logs",
)


def commit(path: str, when: str, subject: str = "Tune it", repo: str = CONF) -> Recording:
    """One commit of that minute, in the words of `git log --stat`."""
    text = (
        f"commit {when.replace(':', '') * 10}\nparent {'1' * 40}\n"
        f"Date: 2026-03-04T{when}:00+00:00\n\n    {subject}\n\n {path} | 2 +-\n 1 file changed\n"
    )
    return line("git", f"-C {repo} log --stat -n 20", text, item="changes")


async def played(*recordings: Recording, title: str = "Le wiki est en panne") -> tuple[Outcome, World]:
    wiki = world(recordings, settings=settings(services=SERVICES, policy="observe", language="en"))
    return await wiki.run(severity="HAUTE", title=title), wiki


def chosen(outcome: Outcome) -> tuple[str | None, str]:
    assert outcome.decision is not None
    return outcome.decision.cause, outcome.decision.component


ASIDE = (
    ("of a file of another service", commit("blog.ini", "09:48"), ("blog.ini", "of blog", "does not need")),
    ("of another repository", commit("app.py", "09:48", repo="/srv/forum"), ("app.py", "of forum", "does not need")),
    ("after the first error", commit("wiki.ini", "09:56"), ("wiki.ini", "after the first", "09:52")),
)


@pytest.mark.parametrize(("change", "said"), [each[1:] for each in ASIDE], ids=[each[0] for each in ASIDE])
async def test_unrelated_change_is_set_aside_with_its_reason(change: Recording, said: tuple[str, ...]) -> None:
    """
    In the rationale, the post-mortem and the drawn tree; the full disk is the answer.
    """
    outcome, wiki = await played(*BROKEN, change)

    assert ("disk-full", "wiki") == chosen(outcome)
    assert outcome.decision is not None
    postmortem = wiki.shelf.text
    drawing = await wiki.desk.explain(outcome.id)
    drawn = " ".join(each.why for each in drawing.ruled_out if each.cause == "deploy-regression")
    for text in (outcome.decision.rationale, postmortem, drawn):
        assert [] == [word for word in said if word not in text], text


@pytest.mark.parametrize("change", [each[1] for each in ASIDE], ids=[each[0] for each in ASIDE])
async def test_unrelated_change_is_no_answer_where_nothing_else_is_found(change: Recording) -> None:
    """
    Neither the change of somebody else nor one that came later is blamed for new errors.
    """
    outcome, _ = await played(DOWN, STATUS, ERRORS, change)

    assert outcome.decision is not None
    assert "deploy-regression" not in {each.cause for each in outcome.hypotheses}
    assert "configuration-drift" != outcome.decision.cause


async def test_related_change_just_before_the_errors_stands_above_what_is_loud() -> None:
    """
    Another service logs a thousand errors and a change of its own; ours began to fail a minute after its own change.
    """
    loud = "".join(f"2026-03-04T09:{m:02}:{s:02}Z ERROR retry {s}\n" for m in range(30, 58) for s in range(0, 60, 4))
    outcome, _ = await played(
        DOWN,
        STATUS,
        ERRORS,
        line("tail", "-n 400 /srv/forum/forum.log", loud, item="logs"),
        commit("wiki.ini", "09:51"),
        commit("app.py", "09:48", repo="/srv/forum"),
    )

    assert ("deploy-regression", "wiki") == chosen(outcome)
    assert outcome.decision is not None
    assert "app.py" in outcome.decision.rationale


async def test_change_that_led_to_the_errors_is_not_called_set_aside() -> None:
    """
    What proves the answer is not named among what was ruled out.
    """
    outcome, _ = await played(DOWN, STATUS, ERRORS, commit("wiki.ini", "09:51"))

    assert ("deploy-regression", "wiki") == chosen(outcome)
    assert outcome.decision is not None
    assert "does not need" not in outcome.decision.rationale
    assert "Change set aside" not in outcome.decision.rationale


@pytest.mark.parametrize("change", [(), (commit("blog.ini", "09:48"),), (commit("wiki.ini", "09:51"),)])
async def test_healthy_service_has_no_culprit_and_says_what_was_ruled_out(change: tuple[Recording, ...]) -> None:
    """
    It answers, the disk has room, the log tells of no error: nothing is named, and what was changed is named as such.
    """
    well = (
        line("http", "http://127.0.0.1:8081/", "HTTP 200 in 12 ms\nwiki"),
        df("wikidata 4096 8 4088 1% /srv/wiki/data\n"),
        STATUS,
        line("tail", "-n 400 /srv/wiki/wiki.log", "2026-03-04T09:52:00Z INFO served 12 pages\n", item="logs"),
    )
    outcome, _ = await played(*well, *change)

    assert outcome.decision is not None
    assert outcome.decision.cause in {None, "no-fault", "already-recovered"}
    assert [] == [each for each in outcome.hypotheses if each.cause not in {"no-fault", "already-recovered"}]
    assert "Ruled out" in outcome.decision.rationale or "Set aside" in outcome.decision.rationale
    assert not change or ".ini" in outcome.decision.rationale


BUSY = (
    line("proc", "/proc/pressure/cpu", "some avg10=93.10 avg60=91.42 avg300=90.07 total=51\n", item="metrics"),
    line(
        "ps",
        "-eo pid,ppid,user,stat,pcpu,pmem,rss,etimes,args --sort=-pcpu",
        "PID PPID USER STAT %CPU %MEM RSS ELAPSED COMMAND\n77 1 build R 96.0 1.0 4096 900 /usr/bin/compile\n",
        item="metrics",
    ),
)


@pytest.mark.parametrize("fault", ["setting", "disk"])
async def test_busy_machine_does_not_hide_what_stopped_the_service(fault: str) -> None:
    """
    Somebody else compiles on the same machine: loud, and not why the service does not start or write.
    """
    stopped = (
        DOWN,
        line("supervisorctl", "status wiki", "wiki FATAL Exited too quickly (process log may have details)\n"),
        line(
            "tail",
            "-n 400 /srv/wiki/wiki.log",
            "2026-03-04T09:52:00Z ERROR invalid value for 'workers' in wiki.ini: 'four'\n",
            item="logs",
        ),
        commit("wiki.ini", "09:51"),
    )
    outcome, _ = await played(*(stopped if fault == "setting" else BROKEN), *BUSY)

    assert ("config-invalid" if fault == "setting" else "disk-full", "wiki") == chosen(outcome)
    ranks = [each.cause for each in outcome.hypotheses]
    assert ranks[0] != "cpu-saturation"


@pytest.mark.parametrize(
    ("title", "causes"),
    [
        ("Le wiki est en panne", {None, "no-fault", "already-recovered"}),
        ("Le wiki est lent", {"cpu-saturation"}),
        ("The load of the machine is high", {"cpu-saturation"}),
    ],
)
async def test_busy_machine_is_a_cause_only_of_slowness(title: str, causes: set[str | None]) -> None:
    """
    The wiki answers while somebody compiles: that is no outage of the wiki, and may well be why it is slow.
    """
    answers = line("http", "http://127.0.0.1:8081/", "HTTP 200 in 12 ms\nwiki")
    outcome, _ = await played(answers, STATUS, df("wikidata 4096 8 4088 1% /srv/wiki/data\n"), *BUSY, title=title)

    assert outcome.decision is not None
    assert outcome.decision.cause in causes
