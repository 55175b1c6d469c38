"""Post-mortems in the layout of DFDS (MIT): summary and timeline as declared, judged by the times of its Stats."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from astreinte.errors import ConfigError
from astreinte.memory.chronicle import Chronicle, chronicle, sections
from astreinte.replay.player import take_of
from astreinte.replay.scenario import ATTESTED, Declared, Environment, Expected, ExpectedMetrics, Scenario
from astreinte.replay.stage import Take

TITLE = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
STAT = re.compile(r"^[-*]\s*Time to (detection|recovery)\s*:\s*(.*)$", re.MULTILINE | re.IGNORECASE)
AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*(second|minute|hour|day|week)s?", re.IGNORECASE)
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}


def postmortems(path: Path, case: Mapping[str, Any]) -> Take:
    """One case: a file. Causes, lessons, actions and attendees stay outside; the alias is its name.

    Raises:
        ConfigError: the file cannot be read, or holds no timeline with a date and times.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error
    told, parts = chronicle(text), sections(text)
    if not told.rows:
        raise ConfigError(f"{path}: no section `Timeline` with rows `| YYYY-MM-DD HH:MM | … |`")
    scenario = Scenario(
        id=str(case["alias"]),
        declare=_declared(text, told, parts.get("summary", "")),
        environment=Environment(policy="observe"),
        user=(ATTESTED,),
        expected=Expected(metrics=_metrics(text)),
    )
    return take_of(scenario, ())


def _declared(text: str, told: Chronicle, summary: str) -> Declared:
    """Where no row says when it was seen, the start is when; a time to detection is then unknown, not zero."""
    title = TITLE.search(text)
    rows = "\n".join(f"{row.at:%Y-%m-%d %H:%M} {row.text}" for row in told.rows)
    return Declared(
        title=title[1] if title else told.rows[0].text,
        at=told.detected or told.rows[0].at,
        started=told.started if told.detected else None,
        resolved=told.resolved,
        source="user",
        severity="HAUTE",
        text=f"{summary}\n\n{rows}".strip(),
    )


def _metrics(text: str) -> ExpectedMetrics:
    """Both are counted there from the start of the impact; a repair is ours from the detection on."""
    stats = {hit[1].lower(): seconds(hit[2]) for hit in STAT.finditer(text)}
    detection, recovery = stats.get("detection"), stats.get("recovery")
    repair = recovery - detection if recovery is not None and detection is not None else None
    return ExpectedMetrics(mttd=detection, mttr=repair if repair is None or repair >= 0 else None)


def seconds(said: str) -> float | None:
    """`19 hours 43 minutes` in seconds; None for `?`, `N/A` and anything else without an amount."""
    amounts = AMOUNT.findall(said)
    return sum(float(count) * SECONDS[unit.lower()] for count, unit in amounts) if amounts else None
