"""What words alone make one suspect: modest, explained, advised upon, and only where no rule says more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from astreinte.actions import ADVICE
from astreinte.agents import Analyse, Case, Decide, Knowledge, PlaybookReasoner
from astreinte.domain import Decision, Finding, Query, Reading, Window
from astreinte.evidence import Context, extract
from tests.agents.agent_cases import KNOWLEDGE, NOW, PLAYBOOK, case, persona

WINDOW = Window(NOW - timedelta(minutes=30), NOW)
FULL = "journal: the partition is full, giving up writing"


def told(text: str, knowledge: Knowledge = KNOWLEDGE, *more: Reading, tool: str = "journalctl") -> Case:
    """The case of one log of the service `lathe`, as a casebook reads it."""
    readings = (Reading(Query(tool, ("-u", "lathe"), "logs"), NOW, "ok", text), *more)
    context = Context("lathe", {}, WINDOW, NOW, knowledge.rules)
    signals = knowledge.suspects.beside(readings, context, extract(readings, context))
    return replace(case(service="lathe"), readings=readings, signals=signals)


async def decided(text: str, *more: Reading, tool: str = "journalctl") -> Decision:
    answer = await PLAYBOOK.think(persona("forge"), Decide((), ""), told(text, KNOWLEDGE, *more, tool=tool))
    assert isinstance(answer, Decision)
    return answer


async def test_words_make_one_suspect_modestly_and_say_why() -> None:
    decision = await decided("\n".join([FULL] * 40))
    assert (decision.cause, decision.component) == ("disk-full", "lathe")
    assert decision.confidence <= 0.5
    assert "la ligne dit : espace de stockage épuisé" in decision.rationale


async def test_words_propose_what_to_read_next_and_no_effect() -> None:
    """
    Anybody may write a line: nothing is done about it but to ask people.
    """
    finding = await PlaybookReasoner(KNOWLEDGE, "en").think(persona("forge"), Analyse(), told(FULL))
    assert isinstance(finding, Finding)
    (found,) = finding.hypotheses
    assert found.explained
    assert found.explained.next
    assert {fix.action for fix in (await decided(FULL)).fixes} <= ADVICE


async def test_a_rule_that_explains_leaves_words_aside() -> None:
    """
    The same words beside a table that proves a cause are not read at all.
    """
    table = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 1000000 1000000 0 100% /\n"
    full = Reading(Query("df", ("-P",), "resources"), NOW, "ok", table)
    seen = told("the badge lock is held by session 4", KNOWLEDGE, full)
    assert not [each.id for each in seen.signals if each.id.startswith("says-")]


@pytest.mark.parametrize(
    "text",
    [
        f"{FULL}\nthe partition is no longer full",
        "upstream server timed out, retry 1/5\nretry 1/5 succeeded",
        "DEBUG registering handler for error 'queue full'",
        'INFO query q="bank account locked" hits=91',
        "test_disk_full_is_reported PASSED",
        'summary: "partition is full on {{ $labels.instance }}"',
        "disk_full_threshold = 95",
        "2026-03-02T09:32:00Z partition is full\n2026-03-02T09:59:00Z stored one more upload",
    ],
)
async def test_what_is_over_or_only_spoken_of_blames_nobody(text: str) -> None:
    assert (await decided(text)).cause is None


async def test_tables_of_known_tools_are_not_read_as_sentences() -> None:
    assert not told("lathe-7f9 partition full", tool="kubectl").signals


async def test_whom_a_line_called_is_named() -> None:
    decision = await decided("gateway carrier-gw.example.net does not answer, giving up after 3 tries")
    assert (decision.cause, decision.component) == ("dependency-down", "carrier-gw.example.net")


async def test_where_nobody_complains_words_said_once_are_to_be_read() -> None:
    """
    Who asks whether all is well gets the line to read, and no culprit.
    """
    asked = replace(told(FULL), declaration=replace(told(FULL).declaration, title="Is the lathe ok?"))
    decision = await PLAYBOOK.think(persona("forge"), Decide((), ""), asked)
    assert isinstance(decision, Decision)
    assert decision.cause is None
    assert f"À lire vous-même : la ligne dit : espace de stockage épuisé : {FULL}" in decision.rationale


@pytest.mark.parametrize("text", [f"{FULL}\n{FULL}", f"ERROR {FULL}"])
async def test_who_asks_is_told_what_is_said_often_or_as_an_error(text: str) -> None:
    asked = replace(told(text), declaration=replace(told(text).declaration, title="Is the lathe ok?"))
    decision = await PLAYBOOK.think(persona("forge"), Decide((), ""), asked)
    assert isinstance(decision, Decision)
    assert decision.cause == "disk-full"


async def test_words_say_why_a_unit_stopped() -> None:
    stopped = "systemd[1]: lathe.service: Failed with result 'exit-code'."
    decision = await decided(f"{FULL}\n{stopped}")
    assert decision.cause == "disk-full"


def test_a_call_that_failed_is_over_where_the_component_went_on_answering() -> None:
    refused = "2026-03-02T09:35:00Z gateway carrier-gw.example.net does not answer, giving up"
    row = "2026-03-02T09:59:00Z GET /jobs HTTP/1.1 200"
    served = Reading(Query("tail", ("-n", "9", "lathe/access.log"), "logs"), NOW, "ok", row)
    assert [each.id for each in told(refused, tool="tail").signals if each.id.startswith("says-")]
    assert not [
        each.id for each in told(refused, KNOWLEDGE, served, tool="tail").signals if each.id.startswith("says-")
    ]
