"""Rules that cannot all be meant are found; what tells causes apart is accepted."""

from pathlib import Path

import pytest

from astreinte.agents import Knowledge, contradictions

from .agent_cases import KNOWLEDGE

HEAD = """\
  title: {id}
  fr: {id}
  branch: app-errors
  stage: runtime
  class: infrastructure
  domains: [lxc]
  lead: forge
  target: app
"""


def entry(id_: str, **lists: str) -> str:
    more = "".join(f"  {key}: {value}\n" for key, value in lists.items())
    return f"- id: {id_}\n" + HEAD.format(id=id_) + more


def found(folder: Path, *entries: str) -> tuple[str, ...]:
    path = folder / "own.yaml"
    path.write_text("causes:\n" + "".join(entries))
    return contradictions(Knowledge.load(path))


def test_the_shipped_causes_hold_together() -> None:
    assert () == contradictions(KNOWLEDGE)


def test_two_causes_that_nothing_tells_apart_are_found(tmp_path: Path) -> None:
    proof = "[[db-slow, queue-growing]]"
    said = found(tmp_path, entry("slow-a", proves=proof), entry("slow-b", proves=proof))
    assert len(said) == 1
    assert said[0].startswith("slow-a and slow-b: both proven by db-slow + queue-growing")


@pytest.mark.parametrize("more", [{"denies": "[disk-errors]"}, {"yields_to": "[slow-a]"}])
def test_a_denial_or_giving_way_tells_them_apart(tmp_path: Path, more: dict[str, str]) -> None:
    proof = "[[db-slow, queue-growing]]"
    assert () == found(tmp_path, entry("slow-a", proves=proof), entry("slow-b", proves=proof, **more))


def test_a_proof_that_rules_itself_out_is_found(tmp_path: Path) -> None:
    said = found(tmp_path, entry("odd", proves="[[db-slow, disk-errors]]", denies="[disk-errors]"))
    assert said == ("odd: 'disk-errors' both proves it and denies it; drop one of the two",)


def test_a_proof_that_can_never_stand_is_found(tmp_path: Path) -> None:
    said = found(tmp_path, entry("never", proves="[[service-healthy, service-unhealthy]]"))
    assert "never hold together" in said[0]
