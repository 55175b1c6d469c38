"""Real incidents of a container, from the fault to a verified fix and its post-mortem, where an engine can run."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from lab.docker import missing

REASONS = missing()
ROOT = Path(__file__).parents[2]
EXPECTED = {"oom": ("oom-killed", "set-resources"), "full-disk": ("disk-full", "free-disk")}


@pytest.mark.live
@pytest.mark.xdist_group("lab")
@pytest.mark.skipif(bool(REASONS), reason=f"live docker: {'; '.join(REASONS)}")
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_container_is_diagnosed_mended_and_written_about(fault: str) -> None:
    """
    With the policy `direct` the cause and the fix are right, nobody is asked, and the post-mortem stands.
    """
    with tempfile.TemporaryDirectory(prefix="astlab-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "lab.docker", fault, "--root", f"{folder}/lab", "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr
        outcome = json.loads(done.stdout.splitlines()[0])
        cause, action = EXPECTED[fault]
        assert ("resolved", cause, 0) == (outcome["state"], outcome["decision"]["cause"], len(outcome["questions"]))
        assert action in [each["id"] for each in outcome["actions"] if each["state"] == "done"]
        assert outcome["validation"]["passed"]
        assert cause in Path(folder, "lab", outcome["postmortem"]).read_text("utf-8")
