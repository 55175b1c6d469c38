"""Run under `unshare --mount`: a project on a small disk that is full, then has room again. Prints one JSON object."""

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-m", "astreinte"]
DECLARE = ["declare", "The wiki is slow", "--service", "wiki", "--severity", "high", "--json"]


def astreinte(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False)


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    filler.write(b"x" * size)
            except OSError:
                continue


def main(folder: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "small", str(folder)], check=True)
    os.chdir(folder)
    line = {"tool": "kubectl", "query": "get pods", "at": "2026-03-01T13:02:00Z", "text": "nothing of note"}
    Path("recordings.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    source = f"sources: {{recorded: {{path: {folder}/recordings.jsonl}}}}\n"
    Path("astreinte.yaml").write_text(f"language: en\npolicy: observe\n{source}", encoding="utf-8")
    astreinte("list")
    fill(Path("filler"))
    first = astreinte(*DECLARE)
    Path("filler").unlink()
    rows = json.loads(astreinte("list", "--json").stdout)
    then = astreinte("resume", rows[0]["id"], "--json") if rows else astreinte(*DECLARE)
    told = {"first": first.returncode, "told": first.stderr.strip().splitlines()[-1:]}
    print(json.dumps({**told, "then": then.returncode, "whole": astreinte("validate").returncode}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
