"""The verb `replay`: recorded incidents played again, judged, varied, compared."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from . import show
from .arguments import Explain
from .session import settings_here

FAILED = 9


def register(app: typer.Typer) -> None:
    app.command("replay")(replay)


Paths = Annotated[list[Path] | None, typer.Argument(help="Scenario folders, folders of them, or a benchmark folder.")]
Compare = Annotated[tuple[Path, Path] | None, typer.Option(help="Two outputs of --json: what got better, what worse.")]
Lead = Annotated[list[str] | None, typer.Option(help="What if: DOMAIN=AGENT leads, e.g. k3s=Forge; may be repeated.")]
Without = Annotated[list[str] | None, typer.Option(help="A tool whose recordings are missing; may be repeated.")]

Workers = Annotated[
    int,
    typer.Option(
        min=0, help="Worker processes, over the shared queue where the database is PostgreSQL; else as --jobs."
    ),
]


def replay(
    paths: Paths = None,
    *,
    jobs: Annotated[int, typer.Option(min=1, help="Incidents at once, each in a process of its own from two on.")] = 1,
    workers: Workers = 0,
    repeat: Annotated[int, typer.Option(min=1, help="How often each is played.")] = 1,
    rate: Annotated[float, typer.Option(min=0, help="Starts a minute at most; for a model's rate limit.")] = 0.0,
    model: Annotated[str, typer.Option(help="Who thinks: playbook, or provider:name.")] = "",
    policy: Annotated[str, typer.Option(help="What if: direct, confirm or observe.")] = "",
    lead: Lead = None,
    without: Without = None,
    inject: Annotated[
        bool, typer.Option("--inject", help="What if: hostile lines in recorded logs, events and changes.")
    ] = False,
    keep: Annotated[Path | None, typer.Option(help="Results by line; those in it are not played again.")] = None,
    out: Annotated[Path | None, typer.Option(help="Keep each post-mortem in this folder.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write a JUnit file.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write one HTML page.")] = None,
    fail_under: Annotated[float, typer.Option(min=0, max=1, help="Share of judged incidents that has to pass.")] = 1.0,
    compare: Compare = None,
    explain: Explain = False,
    json: Annotated[bool, typer.Option("--json", help="One outcome a line, then nothing else.")] = False,
) -> int:
    """Replay recorded incidents and judge them; nothing on this machine is touched."""
    if compare:
        return _compare(*compare, json=json)
    if not paths:
        raise typer.BadParameter("give a scenario folder, or --compare A.json B.json")
    from astreinte.replay import find
    from astreinte.replay.batch import Plan
    from astreinte.replay.whatif import Variation

    settings, chosen = settings_here(), _policy(policy)
    variation = Variation(chosen, model, tuple(without or ()), inject, _leads(lead or ()))
    variation.settings(settings)
    takes = find(paths)
    plan = Plan(jobs, repeat, rate, variation, explain and not json, workers, _run(workers, settings, json=json))
    played = _play(takes, settings, plan, keep, json=json)
    _write(played, settings, out, junit, html)
    for each in played:
        if each.tree:
            show.console().print(each.tree, markup=False)
    changed = _swayed(takes, settings, plan, played, json=json) if inject else 0
    judged = [each for each in played if each.judged]
    share = sum(each.passed for each in judged) / len(judged) if judged else 1.0
    return FAILED if share < fail_under or changed else 0


def _leads(said: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """DOMAIN=AGENT as pairs."""
    pairs = [each.partition("=") for each in said]
    if wrong := next((whole for whole, pair in zip(said, pairs, strict=True) if not pair[2]), ""):
        raise typer.BadParameter(f"--lead {wrong}: write DOMAIN=AGENT, e.g. --lead k3s=Forge")
    return tuple((domain, agent) for domain, _, agent in pairs)


def _run(workers: int, settings: Any, *, json: bool) -> str:
    """The name of what workers play together, once it was said how others may help; empty without a shared queue."""
    from astreinte.errors import ConfigError
    from astreinte.memory import is_postgres

    if not workers or not is_postgres(settings.database):
        return ""
    try:
        from astreinte.replay.shared import new_run
    except ModuleNotFoundError as error:
        raise ConfigError("replays over a queue need an extra: pip install 'astreinte[postgres]'") from error
    from astreinte.templates import Words

    run = new_run()
    if not json:
        show.say(Words(settings.language).say("replay_shared", workers=workers, run=run))
    return run


def _policy(name: str) -> Any:
    from astreinte.errors import UnknownName

    if name not in {"", "direct", "confirm", "observe"}:
        raise UnknownName("policy", name, ["direct", "confirm", "observe"])
    return name


def _play(takes: Sequence[Any], settings: Any, plan: Any, keep: Path | None, *, json: bool) -> list[Any]:
    from astreinte.replay.batch import batch

    with show.advancing(len(takes) * plan.repeat, quiet=json or not sys.stderr.isatty()) as advance:
        played = batch(takes, settings, plan, lambda one, _count, _all: advance(one.scenario), keep)
    if json:
        for each in played:
            show.document(each.line)
    else:
        _judged(played, settings)
    return played


def _judged(played: Sequence[Any], settings: Any) -> None:
    """One line a scenario, the grades, then how many passed of those that could be judged."""
    from astreinte.replay.results import means, reasons
    from astreinte.templates import Words

    words = Words(settings.language, settings.user.timezone)
    columns = [words.say(f"column_{name}") for name in ("scenario", "state", "cause", "rank", "verdict")]
    rows = [
        [
            each.scenario,
            str(each.document.get("state", "-")),
            each.decided[0] or "-",
            str(each.rank or "-"),
            ("; ".join(reasons(each)) or "ok") if each.judged else words.say("unjudged"),
        ]
        for each in played
    ]
    show.table("", columns, rows)
    show.say(", ".join(f"{name} {value:g}" for name, value in means(played).items()))
    judged = [each for each in played if each.judged]
    passed = sum(each.passed for each in judged)
    show.say(words.say("replayed", passed=passed, judged=len(judged), unjudged=len(played) - len(judged)))


def _write(played: Sequence[Any], settings: Any, out: Path | None, junit: Path | None, html: Path | None) -> None:
    from astreinte.replay import results
    from astreinte.templates import Words

    if junit is not None:
        results.save(junit, results.junit(played))
    if html is not None:
        results.save(html, results.page(played, Words(settings.language, settings.user.timezone)))
    for each in played if out is not None else ():
        if each.text and out is not None:
            results.save(out / f"{each.scenario}.md", each.text)


def _swayed(takes: Sequence[Any], settings: Any, plan: Any, played: Sequence[Any], *, json: bool) -> int:
    """Against the same incidents without the hostile lines: how many changed their effects."""
    from astreinte.replay.hostile import swayed
    from astreinte.templates import Words

    found = swayed(takes, settings, plan, played)
    if not json:
        told = {"changed": found.effects, "all": found.whole, "diagnoses": found.diagnoses}
        show.say(Words(settings.language).say("replay_injected", **told))
    return found.effects


def _compare(before: Path, after: Path, *, json: bool) -> int:
    from astreinte.domain import dump
    from astreinte.replay.comparing import compare, read
    from astreinte.templates import Words

    found = compare(read(before), read(after))
    if json:
        show.document(dump(found))
        return 0
    say = Words(settings_here().language).say
    show.say(say("compare_head", both=found.both, better=len(found.better), worse=len(found.worse), p=found.p))
    for name in ("better", "worse", "missing"):
        for key in getattr(found, name):
            print(say(f"compare_{name}", key=key))
    columns = [say(f"column_{name}") for name in ("grade", "before", "after")]
    show.table("", columns, [[name, str(old), str(new)] for name, (old, new) in found.means.items()])
    return 0
