#!/usr/bin/python3
# ruff: noqa: EXE001 - made executable where the lab copies it
"""runc for a root without CAP_SYS_RESOURCE: asks for no negative OOM score, no resource limits and no such capability.

The engine calls it in runc's place. What runc is about to read is rewritten (the bundle's configuration to create a
container, the process file to run something in one), then it becomes runc.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

WITHHELD = "CAP_SYS_RESOURCE"


def soften(process: dict[str, Any]) -> None:
    process["oomScoreAdj"] = max(process.get("oomScoreAdj") or 0, 0)
    process.pop("rlimits", None)
    kept: dict[str, list[str]] = process.get("capabilities") or {}
    for kind, names in kept.items():
        kept[kind] = [name for name in names if name != WITHHELD]


def option(words: list[str], *names: str) -> str:
    """The value of the first of these options, written `--name value` or `--name=value`."""
    for index, word in enumerate(words):
        head, joined, value = word.partition("=")
        if head in names:
            return value if joined else words[index + 1]
    return ""


def rewrite(words: list[str]) -> None:
    if {"create", "run"}.intersection(words):
        path = Path(option(words, "--bundle", "-b") or ".") / "config.json"
        document = json.loads(path.read_text("utf-8"))
        soften(document["process"])
    elif "exec" in words and (name := option(words, "--process", "-p")):
        path = Path(name)
        document = json.loads(path.read_text("utf-8"))
        soften(document)
    else:
        return
    path.write_text(json.dumps(document), encoding="utf-8")


if __name__ == "__main__":
    rewrite(sys.argv[1:])
    os.execv("/usr/sbin/runc", ["runc", *sys.argv[1:]])  # noqa: S606 - becomes runc, no shell wanted
