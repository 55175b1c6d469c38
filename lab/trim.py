"""Make a recorded incident small enough to ship: `python -m lab.trim FOLDER…`.

What is left answers the same: after each cut the scenario is played again, and a cut that changes the answer is undone.
"""

import asyncio
import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.replay.player import play, take
from astreinte.replay.scenario import read_scenario

HERE = Path(__file__).resolve().parent
SMALL = 1500
"""Characters below which a reading is left as it is."""

Rows = list[dict[str, Any]]
Cut = Callable[[str], str]


def answer(folder: Path) -> Any:
    """What the replay comes to, without its times."""
    result = asyncio.run(play(take(read_scenario(folder), folder)))
    outcome = result.outcome
    decision = outcome.decision
    actions = [(each.id, each.target, each.state, each.verified) for each in outcome.actions]
    found = (decision.cause, decision.component) if decision else None
    return outcome.state, outcome.severity, outcome.variant, outcome.lead, found, actions, result.score.passed


def elsewhere(row: dict[str, Any]) -> str:
    """The text without what is of the machine that recorded it and of no service: its mounts, names and folders."""
    text = str(row["text"]).replace(sys.executable, "python3").replace(str(HERE.parent), "/opt/astreinte")
    text = text.replace(platform.release(), "6.1.0-28-amd64")
    lines = text.split("\n")
    if row["tool"] == "df":
        lines = [line for line in lines if line.endswith((" /", "Mounted on")) or "/var/lib/" in line or not line]
    elif row["query"].endswith("/etc/hosts"):
        lines = [line for line in lines if line.startswith("#") or "localhost" in line or not line]
    return "\n".join(lines)


def nothing(text: str) -> str:
    del text
    return ""


def states(text: str) -> str:
    """Of what an engine holds of a container, that which says how it is."""
    try:
        listed: Any = json.loads(text)
    except ValueError:
        return text
    if not isinstance(listed, list):
        return text
    entries = cast("list[dict[str, Any]]", listed)
    return json.dumps([_told(each) for each in entries], indent=4)


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    kept = {key: entry[key] for key in ("Id", "Name", "State", "RestartCount") if key in entry}
    host, config = entry.get("HostConfig", {}), entry.get("Config", {})
    kept["HostConfig"] = {key: host.get(key) for key in ("Memory", "NanoCpus", "BlkioDeviceWriteBps")}
    return {**kept, "Config": {key: config.get(key) for key in ("Image", "Env")}}


def last_lines(text: str) -> str:
    return "\n".join(text.splitlines()[-12:])


def ends(text: str) -> str:
    """The first and the last lines of a listing."""
    lines = text.splitlines()
    return text if len(lines) <= 24 else "\n".join([*lines[:12], *lines[-12:]])  # noqa: PLR2004


def trim(folder: Path) -> tuple[int, int]:
    """Characters before and after."""
    path = folder / "recordings.jsonl"
    rows: Rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    before, wanted = path.stat().st_size, answer(folder)
    rows = _kept(folder, rows, [{**row, "text": elsewhere(row)} for row in rows], wanted)
    tools = sorted({(row["tool"], row["query"].split(" ")[0]) for row in rows if len(row["text"]) > SMALL})
    rows = _kept(folder, rows, _once(rows), wanted)
    for cut in (nothing, states, last_lines, ends):
        for tool in tools:
            rows = _tried(folder, rows, tool, cut, wanted)
    return before, path.stat().st_size


def _tried(folder: Path, rows: Rows, tool: tuple[str, str], cut: Cut, wanted: Any) -> Rows:
    def shorter(row: dict[str, Any]) -> dict[str, Any]:
        mine = (row["tool"], row["query"].split(" ")[0]) == tool and len(row["text"]) > SMALL
        return {**row, "text": cut(row["text"])} if mine else row

    return _kept(folder, rows, [shorter(row) for row in rows], wanted)


def _kept(folder: Path, before: Rows, after: Rows, wanted: Any) -> Rows:
    """The cut rows where they answer the same, else those before the cut."""
    if after == before:
        return before
    _write(folder, after)
    if answer(folder) == wanted:
        return after
    _write(folder, before)
    return before


def _once(rows: Rows) -> Rows:
    """Without the answers that say the same again: the last one is repeated anyway."""
    said: dict[tuple[str, str, str], tuple[str, str]] = {}
    kept: Rows = []
    for row in rows:
        key, told = (row["phase"], row["tool"], row["query"]), (row["status"], row["text"])
        if said.get(key) != told:
            kept.append(row)
        said[key] = told
    return kept


def _write(folder: Path, rows: Rows) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "recordings.jsonl").write_text(lines, "utf-8")


def rename(folder: Path, name: str) -> None:
    """Give the scenario a neutral id."""
    path = folder / "scenario.yaml"
    scenario: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    scenario["expected"].pop("metrics", None)  # how long it took depends on how it was watched
    path.write_text(yaml.safe_dump({**scenario, "id": name}, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    for each in map(Path, sys.argv[1:]):
        rename(each, each.name)
        sizes = trim(each)
        print(f"{each}: {sizes[0]} -> {sizes[1]}")
