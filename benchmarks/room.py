"""A room of one big incident: `python -m benchmarks.room [--events 5000] [--megabytes 50] --json`.

An incident with so many lines in its timeline and so much evidence is looked at through a server of its own, over HTTP
and, where Chromium is, in a browser. Times are medians of five, in milliseconds; each page's size is in kilobytes.
"""

import argparse
import asyncio
import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from playwright.async_api import async_playwright

from astreinte.config import load_settings
from astreinte.domain import Declaration, Draft
from astreinte.graph.wiring import open_desk

from .served import Server, serving

EACH, LINE, ROUNDS, BATCH = 2_000_000, 100, 5, 500
SETTINGS = {
    "language": "en",
    "policy": "observe",
    "limits": {"lines": 100_000},
    "services": {"wiki": {"probe": "tcp://127.0.0.1:9"}},
}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


async def fill(project: Path, events: int, megabytes: int) -> tuple[str, str]:
    """The incident, and one of its readings."""
    nothing = project / "none.jsonl"
    nothing.touch()
    settings = {**SETTINGS, "sources": {"recorded": {"path": str(nothing)}}}
    (project / "astreinte.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    now = datetime.now(UTC)
    async with open_desk(project, load_settings(project, {})) as desk:
        incident = await desk.declare(Declaration("The wiki answers slowly", now, service="wiki"), attach=False)
        evidence = ""
        for number in range(megabytes * 1_000_000 // EACH):
            evidence = await desk.add_evidence(incident, body(number), f"journal of host {number}", "robin")
        for start in range(0, events, BATCH):
            drafts = [note(now, number) for number in range(start, min(start + BATCH, events))]
            await desk.ports.journal.append(incident, *drafts)
    return incident, evidence


def body(number: int) -> str:
    """Lines of a log, an error in every hundredth."""
    rows = (
        f"2026-03-01T13:{n // 60 % 60:02}:{n % 60:02}Z host{number} wiki[{n}]: "
        + ("ERROR cannot write page" if n % 100 == 7 else "INFO served page")  # noqa: PLR2004 - any place in a hundred
        + f" {n} of reader {n * 7919 % 1000}"
        for n in range(EACH // LINE)
    )
    return "\n".join(row.ljust(LINE - 1, ".") for row in rows)


def note(began: datetime, number: int) -> Draft:
    text = f"Looked at queue {number % 17}: {number * 31 % 97} requests wait, none of them older than {number % 60} s"
    return Draft("note", "robin", {"text": text}, occurred_at=began + timedelta(seconds=number))


async def timed(ask: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds, the median of some rounds after one that warms up."""
    await ask()
    took: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await ask()
        took.append(time.perf_counter() - started)
    return round(statistics.median(took) * 1000, 1)


async def over_http(server: Server, incident: str, evidence: str, events: int) -> dict[str, Any]:
    here = f"/incidents/{incident}"
    pages = {
        "list": "/",
        "room": here,
        "live": f"{here}/live",
        "earlier": f"{here}/earlier?before={events // 2}",
        "evidence": f"{here}/evidence/{evidence}",
        "evidence_search": f"{here}/evidence/{evidence}?q=cannot+write",
    }
    found: dict[str, Any] = {}
    for name, path in pages.items():
        answer = server.get(path)
        found[name] = {"ms": await timed(lambda path=path: asyncio.to_thread(server.get, path))}
        found[name]["kb"] = len(answer.content) // 1000
    return found | {"memory_mib": server.memory()}


async def in_browser(url: str, token: str, incident: str) -> dict[str, Any]:
    """Milliseconds to a loaded room, to earlier lines after the click, and from a note that is sent to its row."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = await browser.new_page()
        page.set_default_timeout(120_000)
        await page.goto(f"{url}/?token={token}")
        room = f"{url}/incidents/{incident}"
        found: dict[str, Any] = {"load_ms": await timed(lambda: page.goto(room, wait_until="load"))}
        found["elements"] = await page.evaluate("document.querySelectorAll('*').length")
        rows = await page.locator("#rows > li").count()
        started = time.perf_counter()
        await page.locator("#rows button").first.click()
        await page.locator("#rows > li").nth(rows + 1).wait_for()
        found["earlier_ms"] = round((time.perf_counter() - started) * 1000, 1)
        started = time.perf_counter()
        await page.evaluate(SEND)
        await page.locator("#rows", has_text="seen at once").wait_for()
        found["note_to_row_ms"] = round((time.perf_counter() - started) * 1000, 1)
        found["scroll_ms"] = await page.evaluate(SCROLL)
        await browser.close()
    return found


SEND = """() => {
  const form = document.querySelector("#said form"), sent = new URLSearchParams(new FormData(form));
  sent.set("text", "seen at once");
  return fetch(form.action, { method: "POST", body: sent, redirect: "manual" }).then(() => true);
}"""
"""A note, sent as the form sends it, without leaving the page."""

SCROLL = """async () => {
  const told = document.getElementById("told"), took = [];
  for (let n = 0; n < 20; n++) {
    const began = performance.now();
    told.scrollTop = n % 2 ? 0 : told.scrollHeight;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    took.push(performance.now() - began);
  }
  return Math.round(took.sort((a, b) => a - b)[10] * 10) / 10;
}"""
"""The median of twenty jumps through the timeline, each until it is drawn."""


async def run(events: int, megabytes: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        incident, evidence = await fill(project, events, megabytes)
        with serving(project) as server:
            found = {"http": await over_http(server, incident, evidence, events)}
            found["browser"] = (
                await in_browser(server.base, server.token, incident) if CHROMIUM else {"missing": "no Chromium here"}
            )
    return {"events": events, "megabytes": megabytes, **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--events", type=int, default=5000)
    parser.add_argument("--megabytes", type=int, default=50)
    options = parser.parse_args()
    result = asyncio.run(run(options.events, options.megabytes))
    if options.json:
        print(json.dumps(result))
        return
    print(f"{result['events']} lines, {result['megabytes']} MB of evidence")
    for name, each in result["http"].items():
        print(f"  {name}: {each}")
    for name, each in result["browser"].items():
        print(f"  browser {name}: {each}")


if __name__ == "__main__":
    main()
