"""Lists and views of pipeline runs, and of runners: gh, glab and the JSON of their APIs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from astreinte.domain import Reading, Signal
from astreinte.evidence.extract.context import Context
from astreinte.evidence.extract.seen import latest, of_kind, rows, seen
from astreinte.evidence.extract.telemetry.documents import Map, document, every_map, first_text
from astreinte.evidence.redaction import strip_controls

BAD = frozenset({"failure", "failed", "timed_out", "startup_failure", "x", "unstable", "aborted"})
WELL = frozenset({"success", "passed", "✓"})
TABBED = re.compile(r"^completed\t(?P<state>\w+)\t(?P<title>[^\t]*)\t(?P<flow>[^\t]*)\t")
MARKED = re.compile(r"^(?P<state>[X✓*-]) {2,}(?P<title>\S.*?) {2,}(?P<flow>\S.*?) {2,}.*\b\d{6,}\b")
GLAB = re.compile(r"^\((?P<state>\w+)\) +• +(?P<title>#?\S.*)$")
VIEWED = re.compile(r"^(?P<mark>[X✓]) (?P<job>\S.*?) in (?:\d+[hms])+ \(ID \d+\)$")
STEP = re.compile(r"^ +X (?P<step>\S.*)$")


SHAPES = ({"databaseId"}, {"run_number"}, {"head_branch"}, {"headBranch"}, {"ref", "sha"}, {"stage", "pipeline"},
          {"steps", "conclusion"}, {"fullDisplayName"})  # fmt: skip
"""Keys of a run or a job, of one tool each."""

RUNNER = ({"busy", "os"}, {"runner_type"}, {"is_shared", "online"})


@dataclass(frozen=True)
class Run:
    """One run of a workflow, or a job; `flow` says of which, `step` where it failed."""

    state: str
    flow: str
    title: str
    step: str = ""

    @property
    def red(self) -> bool:
        return self.state.lower() in BAD


def find_runs(readings: Sequence[Reading], context: Context) -> Iterator[Signal]:
    """`pipeline-red` when the newest finished run of a workflow failed, else `pipeline-green`.

    `runner-offline` when every runner that is listed is offline.
    """
    for reading in latest(of_kind(readings, "ci")):
        plain = replace(reading, text=strip_controls(reading.text))
        data = [*every_map(document(plain), 4)]
        yield from _offline(data, reading, context)
        runs = _documented(data) if data else [*_viewed(plain)] or [*_listed(plain)]
        newest: Mapping[str, Run] = {run.flow: run for run in reversed(runs) if run.state.lower() in BAD | WELL}
        red = [run for run in newest.values() if run.red]
        for run in red:
            facts = {"step": run.step} if run.step else {}
            yield seen(
                "pipeline-red",
                context.entity,
                reading,
                " ".join(filter(None, (run.flow, run.title, run.step))),
                **facts,
            )
        if newest and not red:
            names = ", ".join(run.flow or run.title for run in [*newest.values()][:3])
            yield seen("pipeline-green", context.entity, reading, f"the last runs passed: {names}")


def _offline(data: Sequence[Map], reading: Reading, context: Context) -> Iterator[Signal]:
    runners = [each for each in data if any(keys <= each.keys() for keys in RUNNER)]
    off = [each for each in runners if first_text(each, "status").lower() in {"offline", "stale", "never_contacted"}]
    if runners and len(off) == len(runners):
        names = ", ".join(first_text(each, "name", "description") for each in off)
        yield seen("runner-offline", context.entity, reading, f"no runner is online: {names}")


def _documented(data: Sequence[Map]) -> list[Run]:
    """Newest first, as the tools print them, or by their time of creation; jobs with the step that failed."""
    found = [each for each in data if _state(each) and _is_run(each)]
    jobs = [each for each in found if "steps" in each or "stage" in each]
    listed = jobs or sorted(found, key=lambda each: first_text(each, "createdAt"), reverse=True)
    return [_run(each) for each in listed]


def _is_run(each: Map) -> bool:
    return any(keys <= each.keys() for keys in SHAPES)


def _state(each: Map) -> str:
    return first_text(each, "conclusion", "result") or first_text(each, "status")


def _run(each: Map) -> Run:
    steps = [step for step in every_map(each.get("steps")) if first_text(step, "conclusion").lower() in BAD]
    flow = (
        f"{first_text(each, 'workflowName', 'name', 'fullDisplayName')} {first_text(each, 'headBranch', 'ref')}".strip()
    )
    title = first_text(each, "displayTitle", "stage", "source", "failure_reason")
    return Run(_state(each), flow, title, first_text(steps[0], "name") if steps else "")


def _viewed(reading: Reading) -> Iterator[Run]:
    job = ""
    for row in rows(reading):
        if found := VIEWED.match(row):
            job = found["job"] if found["mark"] == "X" else ""
            if not job:
                yield Run("success", found["job"], "")
        elif job and (step := STEP.match(row)):
            yield Run("failure", job, "", step["step"])
            job = ""


def _listed(reading: Reading) -> list[Run]:
    found = (TABBED.match(row) or MARKED.match(row) or GLAB.match(row) for row in rows(reading))
    return [Run(each["state"], each.groupdict().get("flow") or "", each["title"]) for each in found if each]
