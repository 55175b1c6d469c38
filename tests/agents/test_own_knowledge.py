"""A user's own file adds causes and the signals that prove them, without code."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from astreinte.agents import Analyse, Knowledge, PlaybookReasoner, contradictions
from astreinte.domain import Query, Reading, Window
from astreinte.errors import ConfigError
from astreinte.evidence import Context, extract

from .agent_cases import NOW, case, persona

OWN = """
signals:
  badge-desync: {{read: logs, match: '{match}'}}
grades: {{log: [badge-desync]}}
causes:
- id: badge-clock
  title: The badge reader lost its time server
  fr: Lecteur de badges sans serveur de temps
  branch: app-errors
  stage: runtime
  class: infrastructure
  domains: [lxc]
  lead: forge
  target: app
  proves: [[{proof}]]
  how: Its clock runs away, so it refuses valid badges.
"""


def load(folder: Path, match: str = "badge clock off by", proof: str = "badge-desync", text: str = OWN) -> Knowledge:
    path = folder / "own.yaml"
    path.write_text(text.format(match=match, proof=proof))
    return Knowledge.load(path)


def test_own_signals_come_with_their_causes(tmp_path: Path) -> None:
    known = load(tmp_path)
    assert [rule.id for rule in known.rules] == ["badge-desync"]
    assert known.grade("badge-desync") == "log"
    assert known.cause("badge-clock").mechanism("fr") == "Its clock runs away, so it refuses valid badges."


async def test_a_line_of_a_log_is_diagnosed_by_them(tmp_path: Path) -> None:
    known = load(tmp_path)
    line = Reading(Query("journalctl", ("-u", "badges"), "logs"), NOW, "ok", "badge clock off by 913 s")
    context = Context("badges", {}, Window(NOW - timedelta(minutes=30), NOW), NOW, known.rules)
    told = replace(case(service="badges"), readings=(line,), signals=extract([line], context))
    finding = await PlaybookReasoner(known, "en").think(persona("forge"), Analyse(), told)
    assert [(each.cause, each.evidence) for each in finding.hypotheses] == [("badge-clock", (line.id,))]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"match": "("}, "signals.badge-desync.match: not a regular expression"),
        ({"proof": "badge-lost"}, "unknown 'badge-lost'"),
        ({"text": OWN.replace("badge-desync", "oom-reason")}, "shipped with another meaning"),
        ({"text": OWN.replace("match:", "when:")}, "needs 'match'"),
    ],
)
def test_what_is_wrong_in_it_is_named(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said.replace("(", r"\(")) as error:
        load(tmp_path, **changes)
    assert "own.yaml" in str(error.value)


def test_the_documented_example_can_be_used(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "knowledge.md").read_text(encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(text.split("```yaml\n", 1)[1].split("```", 1)[0], encoding="utf-8")
    known = Knowledge.load(path)
    assert known.cause("badge-clock").remedies[0].action == "restart"
    assert contradictions(known) == ()
