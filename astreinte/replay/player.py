"""Playing a scenario: the same graph, a recorded world, a clock that follows it, the user's scripted answers."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from langgraph.checkpoint.memory import InMemorySaver

from astreinte.agents import Drawing
from astreinte.config import Settings
from astreinte.domain import Declaration, Entry, Question
from astreinte.domain.alerts import from_alertmanager
from astreinte.domain.outcome import Outcome
from astreinte.errors import ConfigError, StoreUnavailable
from astreinte.evidence import Recording, read_recordings
from astreinte.graph import Desk, Ports, Runner
from astreinte.graph.shown import Shown
from astreinte.graph.wiring import Tell
from astreinte.memory.packing import strict_serializer
from astreinte.yamltext import load_yaml

from .scenario import Scenario, Scripted
from .score import Score, score
from .stage import Take, stage

MOST_QUESTIONS = 12
NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Result:
    """What a replay gave: the outcome, the post-mortem's text, the verdict."""

    scenario: Scenario
    outcome: Outcome
    entries: Sequence[Entry]
    text: str
    score: Score
    ports: Ports
    drawing: Drawing | None = None
    """The diagnostic tree over all evidence; None unless it was asked for, or nothing was triaged."""

    def tree(self) -> str:
        """The diagnostic tree as text; empty where none was drawn."""
        if self.drawing is None:
            return ""
        return self.ports.words.render("explain", drawing=self.drawing, causes=self.ports.labels.causes)

    def document(self) -> dict[str, Any]:
        """The outcome JSON, with the scenario and its verdict beside it."""
        checks = [{"name": c.name, "passed": c.passed, "why": "" if c.passed else c.why} for c in self.score.checks]
        judged = {"passed": self.score.passed, "rank": self.score.rank, "checks": checks}
        return {**self.outcome.model_dump(mode="json"), "scenario": self.scenario.id, "score": judged}


def take(scenario: Scenario, folder: Path) -> Take:
    """Read what lies beside the scenario.

    Raises:
        ConfigError: the alert or the recordings are missing or cannot be read; names file and key.
    """
    path = folder / scenario.recordings
    if not path.is_file():
        raise ConfigError(
            f"{folder / 'scenario.yaml'}: recordings: {str(path)!r} does not exist; an empty file will do"
        )
    return Take(scenario, _declaration(scenario, folder), read_recordings(path))


def take_of(scenario: Scenario, recordings: Sequence[Recording]) -> Take:
    """A take made in memory, as importers do."""
    return Take(scenario, _declaration(scenario, Path()), recordings)


def _declaration(scenario: Scenario, folder: Path) -> Declaration:
    said = scenario.declare
    if said.alert:
        try:
            payload = load_yaml((folder / said.alert).read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise ConfigError(f"{folder / said.alert}: the alert cannot be read: {error}") from error
        return from_alertmanager(payload, said.at or _first_of(payload))
    moment = said.at or NEVER
    return Declaration(
        title=said.title,
        detected=moment,
        source=said.source,
        service=said.service,
        impact=said.impact,
        severity=said.severity,
        domain=said.domain or scenario.environment.domain,
        started=said.started,
        started_source=("alert" if said.source == "alert" else "user") if said.started else "unknown",
        resolved=said.resolved,
        labels=said.labels,
        text=said.text,
    )


def _first_of(payload: Any) -> datetime:
    """When the alert of a scenario without `at` was seen: as soon as it says that it began."""
    return from_alertmanager(payload, NEVER).started or NEVER


async def play(
    taken: Take,
    *,
    settings: Settings | None = None,
    tell: Callable[[Settings], Tell] | None = None,
    explain: bool = False,
) -> Result:
    """Play it to its end; a question without a scripted answer ends it and fails it."""
    base = settings or Settings()
    set_up = stage(taken, base, tell=tell(base) if tell else None)
    saver = InMemorySaver(serde=strict_serializer())
    desk = Desk(set_up.ports, Runner(set_up.ports, saver, _unlocked, durability="exit"))
    incident = await desk.declare(taken.declaration)
    outcome, unscripted = await _run(desk, incident, list(taken.scenario.user))
    entries = await desk.entries(incident)
    verdict = score(taken.scenario.expected, outcome, entries)
    if unscripted:
        verdict = verdict.failed("questions", unscripted)
    drawing = await desk.explain(incident) if explain and outcome.severity else None
    return Result(taken.scenario, outcome, entries, set_up.shelf.text, verdict, set_up.ports, drawing)


async def prompts_of(taken: Take, settings: Settings) -> list[Shown]:
    """What a model would be told of a recorded incident, at its end; nothing is sent."""
    ports = stage(taken, settings).ports
    desk = Desk(ports, Runner(ports, InMemorySaver(serde=strict_serializer()), _unlocked, durability="exit"))
    incident = await desk.declare(taken.declaration)
    await _run(desk, incident, list(taken.scenario.user))
    return await desk.prompts(incident)


async def _run(desk: Desk, incident: str, script: list[Scripted]) -> tuple[Outcome, str]:
    """Until it ends; the outcome, and the question that nobody scripted."""
    outcome = await desk.run(incident)
    for _ in range(MOST_QUESTIONS):
        asked = list((await desk.questions(incident)).values())
        if outcome.state != "waiting" or not asked:
            break
        if (line := next((each for each in script if each.when == asked[0].kind), None)) is None:
            return outcome, f"unscripted question {asked[0].id} ({asked[0].kind})"
        script.remove(line)
        await desk.answer(incident, asked[0].id, _choice(asked[0], line.answer), "scripted", how="scripted")
        outcome = await desk.run(incident)
    return outcome, ""


def _choice(question: Question, answer: str) -> str:
    ids = [choice.id for choice in question.choices]
    return answer if not ids or answer in ids else next((each for each in ids if each.startswith(answer)), answer)


def _unlocked(incident: str) -> AbstractContextManager[None]:
    del incident
    return nullcontext()


def keep(result: Result, folder: Path) -> Path:
    """Write the post-mortem of a replay beside others.

    Raises:
        StoreUnavailable: the folder cannot be written.
    """
    path = folder / f"{result.scenario.id}.md"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(result.text, encoding="utf-8")
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be written: {error.strerror}; choose another --out folder") from error
    return path
