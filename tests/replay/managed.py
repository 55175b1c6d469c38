"""Invented readings of a managed database, in the shapes that a cloud's tools print."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from astreinte.config import Settings
from astreinte.evidence import Recording
from astreinte.replay import play
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Scenario, Scripted

START = datetime(2026, 5, 4, 11, 40, tzinfo=UTC)
DB, REPLICA = "ledger", "ledger-reader"
UNITS = {"CPUUtilization": "Percent", "ReplicaLag": "Seconds", "DatabaseConnections": "Count"}


def at(minute: float) -> str:
    return (START + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%SZ")


def metrics(**series: Sequence[float]) -> Recording:
    """One value a minute; the lag is of the replica, everything else of the database."""
    results = [
        {
            "metric_name": name,
            "dimensions": [{"Name": "DBInstanceIdentifier", "Value": REPLICA if name == "ReplicaLag" else DB}],
            "unit": UNITS.get(name, "Bytes"),
            "timestamps": [at(minute) for minute in range(len(values))],
            "values": list(values),
        }
        for name, values in series.items()
    ]
    return recorded("aws", "cloudwatch get-metric-data", {"namespace": "AWS/RDS", "metric_data_results": results})


def told(*events: tuple[float, str], source: str = DB) -> Recording:
    listed = [{"date": at(minute), "message": text, "source_identifier": source} for minute, text in events]
    return recorded("aws", "rds describe-events", {"events": listed})


def sessions(*statements: tuple[str, float, Mapping[str, float]], load: Sequence[float] = (1, 2, 6, 7)) -> Recording:
    top = [
        {"statement": text, "db_load_avg": share, "wait_events": [{"name": n, "db_load_avg": v} for n, v in w.items()]}
        for text, share, w in statements
    ]
    whole: dict[str, float] = {}
    for _, _, waits in statements:
        for name, value in waits.items():
            whole[name] = whole.get(name, 0.0) + value
    data = {
        "db_instance_identifier": DB,
        "db_load": {"values": list(load)},
        "top_sql": top,
        "top_wait_events": [{"name": name, "db_load_avg": value} for name, value in whole.items()],
    }
    return recorded("aws", "pi get-resource-metrics", data)


def alert(name: str, state: str = "firing") -> Recording:
    return recorded("alertmanager", "alerts", {"state": state, "labels": {"alertname": name}})


def recorded(tool: str, query: str, data: Any) -> Recording:
    text = data if isinstance(data, str) else json.dumps(data, indent=1)
    return Recording(tool, query, START + timedelta(minutes=20), "before", "ok", text)


async def diagnosed(title: str, *readings: Recording, service: str = DB) -> tuple[str | None, str, str]:
    """Cause, component and rationale of the decision, in English."""
    scenario = Scenario(
        id="managed",
        declare=Declared(title=title, at=START + timedelta(minutes=20), service=service, severity="HAUTE"),
        environment=Environment(policy="observe"),
        user=(Scripted(when="attest", answer="yes"),),
    )
    result = await play(take_of(scenario, readings), settings=Settings(language="en"))
    decision = result.outcome.decision
    return (decision.cause, decision.component, decision.rationale) if decision else (None, "", "")


def ramp(first: float, last: float, count: int = 16) -> list[float]:
    return [first + (last - first) * step / (count - 1) for step in range(count)]


def steady(value: float, count: int = 16) -> list[float]:
    return [value * (1 + 0.02 * (step % 3)) for step in range(count)]


def step(before: float, after: float, count: int = 16) -> list[float]:
    return [before, before, before, *steady(after, count - 3)]
