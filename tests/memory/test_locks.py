"""One runner per incident."""

import subprocess
import sys
from pathlib import Path

import pytest

from astreinte.errors import Busy, StoreUnavailable
from astreinte.memory import runner_lock

HOLDER = """
import sys, time
from pathlib import Path
from astreinte.memory import runner_lock
with runner_lock(Path(sys.argv[1]), "INC-1"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_held_incident_is_busy_and_says_what_to_do(tmp_path: Path) -> None:
    folder, said = tmp_path / "locks", r"INC-1 is already being run .*`astreinte resume INC-1`"
    first, other, again = (runner_lock(folder, incident) for incident in ("INC-1", "INC-2", "INC-1"))
    with first, other, pytest.raises(Busy, match=said), again:
        raise AssertionError("unreachable")


def test_a_released_incident_is_free_and_its_file_stays(tmp_path: Path) -> None:
    for _ in range(2):
        with runner_lock(tmp_path, "INC-1"):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["INC-1.lock"]


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy, match=f"by process {holder.pid}"), runner_lock(tmp_path, "INC-1"):
            raise AssertionError("unreachable")
        holder.kill()
    with runner_lock(tmp_path, "INC-1"):
        pass


def test_an_id_cannot_leave_the_folder(tmp_path: Path) -> None:
    with runner_lock(tmp_path / "locks", "../../evil"):
        assert [path.parent for path in tmp_path.rglob("*.lock")] == [tmp_path / "locks"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be made"), runner_lock(tmp_path / "file", "INC-1"):
        raise AssertionError("unreachable")
