"""The JSON API against its own OpenAPI document: whatever is sent, no answer is a server's error."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.place import serving

from .test_web import YAML

MOST = "12"
"""Examples of one operation and phase."""


@pytest.mark.live
def test_no_request_makes_the_server_fail(tmp_path: Path) -> None:
    """
    Every operation, with what its document allows and what it does not; a changed document is tried anew by itself.
    """
    (tmp_path / "nothing.jsonl").touch()
    (tmp_path / "astreinte.yaml").write_text(YAML.replace("nothing", str(tmp_path / "nothing")), encoding="utf-8")
    with serving(tmp_path) as server:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json"]
        bounds = [
            "--checks",
            "not_a_server_error",
            "--max-examples",
            MOST,
            "--seed",
            "1",
            "--phases",
            "coverage,fuzzing",
        ]
        known = ["--header", f"Authorization: Bearer {server.token}", "--request-timeout", "120"]
        ran = subprocess.run([*command, *bounds, *known], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert 0 == ran.returncode, ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "generated" in ran.stdout
