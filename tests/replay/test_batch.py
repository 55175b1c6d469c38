"""Many replays: graded, repeated, varied, taken up where they stopped, told to other programs, compared."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.config import Settings
from astreinte.doors.cli.main import execute
from astreinte.errors import ConfigError, InvalidInput
from astreinte.replay import find
from astreinte.replay.batch import Plan, Played, batch
from astreinte.replay.comparing import compare, read
from astreinte.replay.drafting import draft, from_postmortem
from astreinte.replay.hostile import Swayed, swayed
from astreinte.replay.results import junit
from astreinte.replay.scenario import read_scenario
from astreinte.replay.whatif import WRITABLE, Variation

EXAMPLES = Path(__file__).parents[2] / "examples"
ONE = [EXAMPLES / "wiki-02"]


def test_a_replay_is_graded_in_every_dimension() -> None:
    (played,) = batch(find(ONE), Settings(), Plan())
    assert played.passed
    assert 1.0 == played.grades["triage"] == played.grades["ac@1"] == played.grades["cited"]
    assert 1.0 == played.grades["postmortem"]


def test_the_same_replay_is_the_same_to_the_byte() -> None:
    first, second = batch(find(ONE), Settings(), Plan(repeat=2))
    assert first.document == second.document
    assert first.text == second.text
    assert (0, 1) == (first.repeat, second.repeat)


def test_what_was_kept_is_not_played_again(tmp_path: Path) -> None:
    kept, heard = tmp_path / "kept.jsonl", list[str]()
    batch(find(ONE), Settings(), Plan(), kept=kept)
    kept.write_text(kept.read_text() + '{"scenario": "cut o', encoding="utf-8")
    again = batch(find(ONE), Settings(), Plan(), lambda one, _count, _all: heard.append(one.scenario), kept)
    assert [] == heard
    assert ["wiki-02"] == [one.scenario for one in again]


def test_one_that_breaks_does_not_stop_the_rest() -> None:
    (taken,) = find(ONE)
    bad = taken.scenario.model_copy(
        update={"id": "bad", "environment": taken.scenario.environment.model_copy(update={"timezone": "Nowhere/Else"})}
    )
    broken, good = batch([replace(taken, scenario=bad), taken], Settings(), Plan())
    assert "Nowhere/Else" in broken.broke
    assert not broken.passed
    assert good.passed


def test_hostile_lines_change_no_effect() -> None:
    takes = find([EXAMPLES])
    clean = batch(takes, Settings(), Plan())
    hostile = batch(takes, Settings(), Plan(variation=Variation(inject=True)))
    assert [one.effects for one in clean] == [one.effects for one in hostile]
    assert any(one.effects for one in clean)


def test_only_an_incident_that_a_hostile_line_reaches_is_played_without_it() -> None:
    """
    Of one whose logs, events and changes are not recorded, one replay stands for both; of another, two are compared.
    """
    plan = Plan(variation=Variation(inject=True))
    (taken,) = find(ONE)
    quiet = replace(taken, recordings=[each for each in taken.recordings if each.item not in WRITABLE])
    odd = Played("wiki-02", 0, True, True, {}, {"actions": [], "decision": None}, "", 0.0)
    assert Swayed(1, 0, 0) == swayed([quiet], Settings(), plan, [odd])
    assert Swayed(1, 1, 1) == swayed([taken], Settings(), plan, [odd])


def test_the_tree_comes_with_the_replay(tmp_path: Path) -> None:
    """
    Drawn by the one run where the plan asks for it; what was kept without it is played for it.
    """
    kept = tmp_path / "kept.jsonl"
    (plain,) = batch(find(ONE), Settings(), Plan(), kept=kept)
    (drawn,) = batch(find(ONE), Settings(), Plan(explain=True), kept=kept)
    assert "" == plain.tree
    assert "disk-full" in drawn.tree
    assert plain.document == drawn.document
    heard = list[str]()
    batch(find(ONE), Settings(), Plan(explain=True), lambda one, _count, _all: heard.append(one.scenario), kept)
    assert [] == heard


def test_another_lead_decides() -> None:
    """
    Whoever `--lead` names; a name that nobody bears is refused before anything is played.
    """
    (played,) = batch(find(ONE), Settings(), Plan(variation=Variation(leads=(("lxc", "Hawk"),))))
    assert ("hawk", "hawk") == (played.document["lead"], played.document["decision"]["by"])
    with pytest.raises(ConfigError, match="nearest: 'hawk'"):
        Variation(leads=(("lxc", "Hwk"),)).settings(Settings())


def test_observing_applies_nothing() -> None:
    (played,) = batch(find(ONE), Settings(), Plan(variation=Variation(policy="observe")))
    assert () == played.effects
    assert not played.passed


def test_a_missing_source_is_said_in_the_outcome() -> None:
    (played,) = batch(find(ONE), Settings(), Plan(variation=Variation(without=("df",))))
    (usual,) = batch(find(ONE), Settings(), Plan())
    assert played.document["evidence"]["collected"] < usual.document["evidence"]["collected"]


def test_junit_says_what_failed() -> None:
    (played,) = batch(find(ONE), Settings(), Plan(variation=Variation(policy="observe")))
    suite = ET.fromstring(junit([played]))  # noqa: S314 - our own text
    assert "1" == suite.attrib["failures"]
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert "actions" in failure.attrib["message"]


def row(passed: bool, grade: float | None = None) -> dict[str, Any]:
    return {"score": {"passed": passed}, "grades": {"triage": grade}}


def test_a_comparison_names_what_changed() -> None:
    found = compare(
        {"a": row(True, 1.0), "b": row(False, 0.0), "c": row(True)},
        {"a": row(False, 0.5), "b": row(True, 1.0), "d": row(True)},
    )
    assert (("b",), ("a",), ("c", "d")) == (found.better, found.worse, found.missing)
    assert {"triage": (0.5, 0.75)} == found.means
    assert 1.0 == found.p


@given(st.dictionaries(st.text(max_size=3), st.booleans()), st.dictionaries(st.text(max_size=3), st.booleans()))
def test_a_comparison_the_other_way_is_its_mirror(before: dict[str, bool], after: dict[str, bool]) -> None:
    old, new = ({key: row(passed) for key, passed in each.items()} for each in (before, after))
    there, back = compare(old, new), compare(new, old)
    assert (there.better, there.worse, there.p) == (back.worse, back.better, back.p)
    assert 0 < there.p <= 1


def test_ten_gained_and_none_lost_is_no_chance() -> None:
    old = {str(n): row(False) for n in range(10)}
    assert compare(old, {key: row(True) for key in old}).p < 0.01


def test_what_is_no_output_of_a_replay_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("[]\n")
    with pytest.raises(ConfigError, match="replay --json"):
        read(tmp_path / "a")


def test_a_post_mortem_becomes_practice_without_its_cause(tmp_path: Path) -> None:
    text = (
        "# Mill down\n\n## Timeline\n\n| Time | Event |\n|--|--|\n| 2026-02-01 09:12 | The mill answers 502 |\n"
        "| 09:20 | Diagnosis: the disk is full |\n\n## Root cause\n\nThe disk.\n"
    )
    (tmp_path / "pm.md").write_text(text)
    made = from_postmortem(tmp_path / "grey-otter", tmp_path / "pm.md")
    scenario = read_scenario(made)
    assert "The mill answers 502" == scenario.declare.title
    assert "disk" not in (made / "scenario.yaml").read_text()


def test_a_scenario_needs_a_neutral_id(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="neutral id"):
        draft(tmp_path / "Disk Full!", "x", "2026-01-01T00:00:00Z", "")
    with pytest.raises(InvalidInput, match="--title"):
        draft(tmp_path / "grey-otter", "", "", "")


def test_the_verb_and_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    files = ["--html", "r.html", "--junit", "r.xml", "--out", "texts", "--json"]
    assert 0 == execute(["replay", *map(str, ONE), *files])
    line = json.loads(capsys.readouterr().out)
    assert "wiki-02" == line["scenario"]
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "wiki-02" in page
    assert "<script" not in page
    assert (tmp_path / "texts/wiki-02.md").exists()
    (tmp_path / "a.json").write_text(json.dumps(line) + "\n")
    assert 9 == execute(["replay", *map(str, ONE), "--policy", "observe", "--json"])
    (tmp_path / "b.json").write_text(capsys.readouterr().out)
    assert 0 == execute(["replay", "--compare", "a.json", "b.json", "--json"])
    assert ["wiki-02#0"] == json.loads(capsys.readouterr().out)["worse"]
    assert 0 == execute(["replay", "--compare", "a.json", "b.json"])
    assert "wiki-02#0" in capsys.readouterr().out
    assert 0 == execute(["replay", *map(str, ONE), "--policy", "observe", "--fail-under", "0"])
    assert 0 == execute(["replay", *map(str, ONE), "--inject"])
    capsys.readouterr()
    assert 9 == execute(["replay", *map(str, ONE), "--lead", "lxc=Hawk", "--explain"])
    assert "disk-full" in capsys.readouterr().out
    assert 2 == execute(["replay", *map(str, ONE), "--lead", "Hawk"])
    assert 0 == execute(["scenario", "check", *map(str, ONE)])
    assert 0 == execute(["scenario", "new", "grey-otter", "--title", "x", "--at", "2026-01-01T00:00:00Z"])
    assert 9 == execute(["scenario", "check", "grey-otter"])
    capsys.readouterr()


def test_effects_of_one_that_broke_are_none() -> None:
    assert () == Played("x", 0, False, True, {}, {}, "", 0.0, "broke").effects
