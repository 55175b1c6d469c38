"""Logs of pipelines (GitHub Actions, GitLab CI, Jenkins, Ansible, Terraform, tests): which step failed, on what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from astreinte.domain import Reading, Signal
from astreinte.evidence.cap import weight
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.noise import is_noise
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen

from .clues import Clue, clue_of, tells

WIDTH = 1000
ERROR = 2
PREFIX = re.compile(
    r"^(?:(?:(?P<job>[^\t]{1,80})\t(?P<step>[^\t]{1,120})\t)?\ufeff?\d{4}-\d\d-\d\dT[\d:.]+Z )?(?P<text>.*)$"
)
STEP = re.compile(
    r"^(?:##\[group\]|::group::)(?P<actions>Run .+)|^section_start:\d+:(?P<gitlab>[\w-]+)|^\$ (?P<command>\S.*)$"
    r"|^\[Pipeline\] (?:stage|\{) ?\((?P<jenkins>[^)]+)\)|^(?:TASK|RUNNING HANDLER) \[(?P<ansible>[^\]]+)\]"
)


@dataclass(frozen=True)
class Failure:
    """Where a run failed, the line that says most of it, and what that line is a clue of."""

    step: str
    text: str
    clue: Clue | None


@dataclass
class Run:
    """What a log said so far: the step it is in, what would explain a failure of it, and how the run stands."""

    step: str = ""
    clue: Clue | None = None
    said: str = ""
    red: Failure | None = None
    green: str = ""
    offline: str = ""

    def read(self, row: str) -> None:
        """Take the next line in."""
        found = PREFIX.match(row)
        text = found["text"].strip() if found else row
        if found and found["step"] and found["step"] != self.step:
            self._enter(found["step"])
        if step := STEP.match(text):
            self._enter(next(each for each in step.groups() if each))
            return
        match tells(text):
            case "offline":
                self.offline = text
            case "red":
                clue = clue_of(text) or self.clue
                self.red, self.green = Failure(self.step, clue.text if clue else self.said or text, clue), ""
            case "green":
                self.red, self.green = None, text
            case "recap" | "done":
                self.green = text
            case _:
                self._listen(text)

    def _enter(self, step: str) -> None:
        self.step, self.clue, self.said = step, None, ""

    def _listen(self, text: str) -> None:
        if clue := clue_of(text):
            self.clue = clue if self.clue is None or clue.rank >= self.clue.rank else self.clue
        elif weight(text) >= ERROR and not is_noise(text):
            self.said = text


def find_pipelines(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`pipeline-red`, `runner-offline` or `pipeline-green`, by what a log says last.

    Attributes of a red one: `step`, `stage`, `reason`. With it `access-refused` when a token or a right was refused.
    """
    for reading in latest(of_kind(readings, "ci")):
        run = Run()
        for row in rows(reading):
            run.read(row[:WIDTH])
        yield from _told(run, reading, context)


def _told(run: Run, reading: Reading, context: Context) -> Iterator[Signal]:
    if run.offline:
        yield seen("runner-offline", context.entity, reading, run.offline)
    elif run.red:
        red, clue = run.red, run.red.clue
        facts = {"step": red.step, "stage": clue.stage if clue else "", "reason": clue.reason if clue else ""}
        told = {key: value for key, value in facts.items() if value}
        detail = f"{red.step}: {red.text}" if red.step else red.text
        yield seen("pipeline-red", context.entity, reading, detail, **told)
        if clue and clue.reason == "refused":
            yield seen("access-refused", context.entity, reading, clue.text, **told)
    elif run.green:
        yield seen("pipeline-green", context.entity, reading, run.green)
