"""Everything that the page shows, as data for its template."""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from astreinte.blame import Finding
from astreinte.config import Settings
from astreinte.domain import Entry, Reading, Zone, duration_text, rfc3339
from astreinte.domain.outcome import Outcome
from astreinte.memory import Labels
from astreinte.memory.markdown import one_line
from astreinte.memory.metrics import Instants, impact, instants
from astreinte.memory.projection import effects
from astreinte.memory.timeline import sentence, timeline, told
from astreinte.templates import sections
from astreinte.templates.environment import target
from astreinte.templates.escape import block
from astreinte.templates.words import Words
from astreinte.yamltext import load_shipped

from .lanes import Lanes, lanes
from .plots import Event, plots

HERE = files("astreinte.templates.report")
LINES = 120
BODY = 12_000
ALL_BODIES = 500_000
"""Characters of evidence that one page carries: an incident with many readings still opens at once."""


def report(
    outcome: Outcome,
    entries: Sequence[Entry],
    settings: Settings,
    words: Words,
    labels: Labels,
    readings: Sequence[Reading],
    text: tuple[str, Sequence[Finding]],
) -> str:
    """The HTML of one incident.

    Args:
        outcome: the projection of `entries`.
        entries: all entries, in order.
        settings: for the targets.
        words: language and zone.
        labels: display names of personas and causes.
        readings: evidence with its body, as it was kept (redacted); what is not among them is listed without body.
        text: the post-mortem's Markdown, and what the blame check says of it.
    """
    times, zone = instants(entries), words.zone
    rows = timeline(entries, words, labels)
    say = wording(words.language)
    cited = outcome.decision and next((one.evidence for one in outcome.hypotheses if one.rank == 1), None)
    return _template("report").render(
        outcome=outcome,
        say=say,
        language=words.language,
        zone=zone,
        labels=labels,
        figures=_figures(outcome, times, settings),
        times=named(times, say),
        rows=rows,
        lanes=drawn(entries, times, words, labels),
        plots=plots(readings, cited or (), events(entries, times), zone, component(outcome)),
        decisions=sections.decisions(entries, words, labels),
        rejected=sections.rejected(outcome, entries),
        records=effects(entries),
        evidence=_evidence(entries, readings, frozenset(cited or ())),
        prose=prose(text[0]),
        findings=text[1],
        head=entries[-1],
        style=_style(),
    )


def replays(rows: Sequence[Mapping[str, Any]], means: Mapping[str, float], words: Words) -> str:
    """Many replays on one page.

    Args:
        rows: scenario, title, state, decided (cause, component), verdict, judged, reasons, grades, seconds, text.
        means: mean grade by dimension.
        words: language.
    """
    judged = [row for row in rows if row["judged"]]
    return _template("replays").render(
        rows=rows,
        means=means,
        say=wording(words.language),
        language=words.language,
        style=_style(),
        judged=len(judged),
        passed=sum(row["verdict"] == "pass" for row in judged),
    )


def drawn(entries: Sequence[Entry], times: Instants, words: Words, labels: Labels) -> Lanes:
    """The timeline as swimlanes."""
    moments = named(times, wording(words.language))
    say = partial(sentence, words=words, labels=labels)
    return lanes(told(entries, words, labels), moments, words.zone, labels.names, say)


def component(outcome: Outcome) -> str:
    decided = outcome.decision.component if outcome.decision else ""
    return decided or (outcome.component.name if outcome.component else "")


def named(times: Instants, say: Mapping[str, str]) -> list[tuple[Any, str]]:
    named = (("started", times.started), ("detected", times.detected), ("mitigated", times.mitigated))
    known = [*named, ("resolved", times.resolved)]
    return [(moment, say[name]) for name, moment in known if moment is not None]


def _figures(outcome: Outcome, times: Instants, settings: Settings) -> list[dict[str, Any]]:
    """MTTD and MTTR against their targets, and the impact, which has none."""
    goals = {"mttd": settings.targets.mttd.total_seconds(), "mttr": settings.targets.mttr.total_seconds()}
    known = {"mttd": outcome.metrics.mttd, "mttr": outcome.metrics.mttr, "impact": impact(times)}
    return [
        {"name": name, "seconds": seconds, "goal": goals.get(name), "missed": name in outcome.metrics.nfr_violated}
        for name, seconds in known.items()
    ]


def events(entries: Sequence[Entry], times: Instants) -> list[Event]:
    found = [Event(times.started, "onset", "")] if times.started else []
    found += [
        Event(record.started, "effect", record.plan.action)
        for record in effects(entries)
        if record.started and record.state in {"done", "undone"}
    ]
    return found + ([Event(times.resolved, "resolved", "")] if times.resolved else [])


def _evidence(entries: Sequence[Entry], readings: Sequence[Reading], cited: frozenset[str]) -> list[dict[str, Any]]:
    """Every reading once, those that the decision cites first and open; bodies until the page has enough of them."""
    bodies = {reading.id: reading.text for reading in readings}
    listed = sorted(sections.readings(entries), key=lambda ref: (ref.id not in cited, ref.at))
    room, found = ALL_BODIES, list[dict[str, Any]]()
    for ref in listed:
        body, note = _cut(bodies.get(ref.id, ""), min(room, BODY))
        room -= len(body)
        found.append({"ref": ref, "body": body, "cut": note, "cited": ref.id in cited})
    return found


def _cut(body: str, room: int) -> tuple[str, int]:
    """What is shown, and how many lines are not."""
    lines = body.split("\n")
    shown = "\n".join(lines[:LINES])[:room]
    return shown, len(lines) - len(shown.split("\n")) if shown != body else 0


def prose(markdown: str) -> str:
    """The post-mortem as HTML; no HTML in it comes alive, and its front matter is left to the head of the page."""
    body = markdown.split("---\n", 2)[2] if markdown.startswith("---\n") and markdown.count("---\n") > 1 else markdown
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["link", "image", "autolink"])
    return str(parser.render(block(body)))


@cache
def wording(language: str) -> dict[str, str]:
    listed = load_shipped(HERE.joinpath("words.yaml").read_text(encoding="utf-8"))
    return {key: str(texts[language]) for key, texts in listed.items()}


@cache
def _style() -> str:
    return HERE.joinpath("style.css").read_text(encoding="utf-8")


@cache
def _template(name: str) -> Any:
    return environment(str(HERE)).get_template(f"{name}.html.j2")


def environment(*folders: str) -> Environment:
    """Templates of HTML pages: everything is escaped unless it says otherwise; an undefined name is an error."""
    made = Environment(
        loader=FileSystemLoader(list(folders)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    filters: dict[str, Any] = {
        "line": one_line,
        "rfc3339": rfc3339,
        "duration": duration_text,
        "goal": target,
        "called": _called,
        "shown": _shown,
        "block": block,
        "prose": prose,
    }
    made.filters.update(filters)
    return made


def _called(tag: str, names: Mapping[str, str]) -> str:
    return names.get(tag, tag)


def _shown(moment: Any, zone: Zone, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return zone.show(moment, form)
