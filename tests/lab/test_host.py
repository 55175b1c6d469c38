"""Real incidents on this host, from the fault to a verified fix, where the host allows it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lab.host import missing

REASONS = missing()
ROOT = Path(__file__).parents[2]
EXPECTED = {
    "bad-setting": ("config-invalid", "rollout-undo"),
    "full-disk": ("disk-full", "free-disk"),
    "blocked-port": ("firewall-blocking", "firewall-allow"),
}


@pytest.mark.host
@pytest.mark.xdist_group("lab")
@pytest.mark.skipif(bool(REASONS), reason=f"live lab: {'; '.join(REASONS)}")
@pytest.mark.parametrize("fault", EXPECTED)
def test_a_real_fault_is_found_fixed_and_validated(fault: str, tmp_path: Path) -> None:
    """
    The cause, the action and the end are right, and nobody was asked.
    """
    command = [sys.executable, "-m", "lab.host", fault, "--root", str(tmp_path / "lab"), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    outcome = json.loads(done.stdout.splitlines()[0])
    actions = [action["id"] for action in outcome["actions"] if action["state"] == "done"]
    cause, action = EXPECTED[fault]
    assert ("resolved", cause, 0) == (outcome["state"], outcome["decision"]["cause"], len(outcome["questions"]))
    assert action in actions
