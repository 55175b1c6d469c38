"""A storm of alerts against the real server: `python -m benchmarks.storm --json` prints what became of each.

Five faults, each in a tree of ten services that need one another; every alert of every service and instance arrives,
in any order, some of them twice. The server is a process of its own; nothing on the machine is read or changed.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

from .served import serving

FAULTS, INSTANCES = 5, 40
NAMES = ("Down", "ErrorRate", "Slow", "Saturated", "QueueLong")
TREE = {0: (), 1: (0,), 2: (0,), 3: (1,), 4: (1,), 5: (2,), 6: (3,), 7: (4, 5), 8: (6,), 9: (7,)}
"""By service, what it needs of its own tree."""

LANES, SEED = 8, 20


def settings() -> dict[str, Any]:
    services = {
        f"f{fault}-s{service}": {"probe": "tcp://127.0.0.1:9", "needs": [f"f{fault}-s{need}" for need in needs]}
        for fault in range(FAULTS)
        for service, needs in TREE.items()
    }
    return {
        "language": "en",
        "policy": "observe",
        "sources": {"recorded": {"path": "none.jsonl"}},
        "services": services,
    }


def storm(size: int) -> list[dict[str, Any]]:
    """`size` alerts: all that there are, shuffled, then again from the first."""
    began = datetime.now(UTC).isoformat()
    every = [
        {
            "status": "firing",
            "labels": {"alertname": name, "service": f"f{fault}-s{service}", "instance": f"i{i}", "severity": "high"},
            "startsAt": began,
            "annotations": {"summary": f"{name} on f{fault}-s{service}"},
        }
        for fault in range(FAULTS)
        for service in TREE
        for i in range(INSTANCES)
        for name in NAMES
    ]
    random.Random(SEED).shuffle(every)  # noqa: S311 - an order, no secret
    return [every[place % len(every)] for place in range(size)]


def batches(alerts: Sequence[Any], most: int) -> Iterator[dict[str, Any]]:
    for start in range(0, len(alerts), most):
        yield {"version": "4", "groupKey": "{}:{}", "status": "firing", "alerts": alerts[start : start + most]}


async def send(url: str, token: str, documents: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every document over a few lanes at once; a refusal ends the storm."""
    receipts: list[dict[str, Any]] = []
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=120, trust_env=False) as client:

        async def lane() -> None:
            for document in documents:
                answer = await client.post(url, json=document)
                answer.raise_for_status()
                receipts.append(answer.json())

        await asyncio.gather(*(lane() for _ in range(LANES)))
    return receipts


def measure(project: Path, size: int, most: int) -> dict[str, Any]:
    (project / "none.jsonl").touch()
    (project / "astreinte.yaml").write_text(yaml.safe_dump(settings()), encoding="utf-8")
    with serving(project) as server:
        started = time.monotonic()
        sent = send(f"{server.base}/webhooks/alertmanager", server.token, batches(storm(size), most))
        receipts = asyncio.run(sent)
        seconds = time.monotonic() - started
        account, memory = server.get("/readyz").json()["received"], server.peak()
    return figures(size, receipts, account, seconds, memory)


def figures(size: int, receipts: list[dict[str, Any]], account: int, seconds: float, memory: float) -> dict[str, Any]:
    return {
        "sent": size,
        "received": sum(each["received"] for each in receipts),
        "accounted": account,
        "faults": FAULTS,
        "incidents": len({incident for each in receipts for incident in each["incidents"]}),
        "seconds": round(seconds, 2),
        "alerts_per_second": round(size / seconds),
        "peak_memory_mib": memory,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=50, help="alerts in one document")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storm-") as folder:
        found = measure(Path(folder), options.alerts, options.batch)
    print(json.dumps(found) if options.json else "\n".join(f"{name:18} {value}" for name, value in found.items()))
    sys.exit(0 if found["accounted"] == found["sent"] and found["incidents"] == found["faults"] else 1)


if __name__ == "__main__":
    main()
