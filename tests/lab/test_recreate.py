"""A container of a real engine, made again with another image or variable, and taken back; nothing else changes."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lab.docker import missing

REASONS = missing()
ROOT = Path(__file__).parents[2]


@pytest.mark.live
@pytest.mark.xdist_group("lab")
@pytest.mark.skipif(bool(REASONS), reason=f"live docker: {'; '.join(REASONS)}")
def test_a_container_is_made_again_and_taken_back_whole() -> None:
    with tempfile.TemporaryDirectory(prefix="astlab-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "lab.recreate", "--root", f"{folder}/lab"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr
        before, imaged, back, valued, again = json.loads(done.stdout.splitlines()[-1])
    for each in (imaged, valued):
        assert (each.pop("state"), each.pop("verified"), bool(each.pop("said"))) == ("done", True, True)
    assert imaged == before | {"image": "lab/mill:2", "env": ["GRAIN=coarse", "RELEASE=2"]}
    assert valued == before | {"env": ["GRAIN=fine", "RELEASE=1"]}
    for each in (back, again):
        assert each.pop("state") == "undone"
        assert each == before
