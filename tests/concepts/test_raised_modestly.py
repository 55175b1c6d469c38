"""An exception that nobody knows is a modest suspicion; rules mark what raises from outside, a user's too."""

from datetime import timedelta

import pytest

from astreinte.agents import Analyse, Case
from astreinte.domain import Finding, Hypothesis, Query, Reading, Signal, Window
from astreinte.evidence import Context, extract, read_signals, signal_rules
from astreinte.evidence.signals import SignalRule
from tests.agents.agent_cases import KNOWLEDGE, NOW, PLAYBOOK, case, persona, sig

STACK = 'Traceback (most recent call last):\n  File "/app/main.py", line 3, in f\n'
OWN = "signals: {kiln-cold: {read: logs, match: 'kiln is cold', outside: true}}"


def found(text: str, rules: tuple[SignalRule, ...] = ()) -> dict[str, Signal]:
    line = Reading(Query("journalctl", ("-u", "lathe"), "logs"), NOW, "ok", text)
    window = Window(NOW - timedelta(minutes=30), NOW)
    return {each.id: each for each in extract([line], Context("lathe", {}, window, NOW, rules))}


async def suspected(of: Case) -> Hypothesis:
    finding = await PLAYBOOK.think(persona("helm"), Analyse(), of)
    assert isinstance(finding, Finding)
    return finding.hypotheses[0]


def test_an_exception_of_no_known_kind_says_how_far_it_goes() -> None:
    assert found(f"{STACK}shop.TillError: drawer 7")["raised-inside"].attributes["most"] == "0.5"


def test_one_that_only_code_raises_goes_all_the_way() -> None:
    assert "most" not in found(f"{STACK}KeyError: 'total'")["raised-inside"].attributes


async def test_a_defect_is_suspected_no_surer_than_its_exception() -> None:
    """
    The same evidence without that limit is all but certain.
    """
    sure = await suspected(case(sig("raised-inside"), sig("traceback"), sig("http-errors")))
    unknown = sig("raised-inside", attributes={"most": "0.5"})
    modest = await suspected(case(unknown, sig("traceback"), sig("http-errors")))
    assert (sure.cause, modest.cause) == ("app-bug", "app-bug")
    assert modest.confidence <= 0.5 < sure.confidence


def test_a_rule_of_a_user_tells_of_the_world_outside() -> None:
    rules = tuple(read_signals(OWN, "own.yaml").values())
    text = f"{STACK}shop.TillError: kiln is cold"
    assert "raised-outside" in found(text, rules)
    assert "raised-inside" in found(text)


def test_what_lies_outside_is_ruled_out_in_one_place() -> None:
    denying = {name for name, each in KNOWLEDGE.causes.items() if "raised-outside" in each.denies}
    assert denying == {"app-crash", "container-stopped", "service-unit-failed", "port-not-listening", "app-bug"}


@pytest.mark.parametrize(
    ("line", "space"),
    [
        ("write /data/a: no space left on device", True),
        ("mail_queue_enter: create file 1: No space left on device", True),
        ("semget: No space left on device", False),
        ("ENOSPC: System limit for number of file watchers reached", False),
        ("no space left on device: address pool of the bridge", False),
        ("message queue open: No space left on device", False),
    ],
)
def test_no_space_is_that_of_a_disk(line: str, space: bool) -> None:
    rule = signal_rules()["no-space"].match
    assert rule
    assert bool(rule.search(line)) is space
