"""A person's word alone: a suspicion with low confidence, which says what to read, and denies nothing that was read."""

from dataclasses import replace

import pytest

from astreinte.agents import Analyse
from astreinte.agents.playbook.survey import survey
from astreinte.domain import Query, Reading, Signal

from .agent_cases import KNOWLEDGE, NOW, PLAYBOOK, case, persona

WORD = Reading(Query("paste", ("chat",), item="logs"), NOW, "ok", "le disque est plein")
LOW = 0.5


def told(signal: str, entity: str = "service:intranet", share: str = "0.25") -> tuple[Signal, Reading]:
    facts = {"told": "person", "share": share} if share else dict[str, str]()
    return Signal(signal, entity, (WORD.id,), NOW, None, "", "le disque est plein", 1, facts), WORD


@pytest.mark.parametrize(
    ("signal", "cause"),
    [
        ("filesystem-full", "disk-full"),
        ("memory-host-low", "memory-saturation"),
        ("oom-reason", "oom-killed"),
        ("certificate-expired-told", "cert-expired"),
    ],
)
def test_a_word_names_a_suspicion_and_settles_none(signal: str, cause: str) -> None:
    first = survey(case(told(signal)), KNOWLEDGE).suspicions[0]
    assert first.cause == cause
    assert first.confidence < LOW
    assert first.confidence < survey(case(told(signal, share="")), KNOWLEDGE).suspicions[0].confidence


def test_a_word_does_not_deny_what_was_read() -> None:
    said, _ = told("replica-faulted", "volume:files")
    read = replace(said, id="replica-degraded", attributes={})
    causes = {each.cause for each in survey(case((read, WORD), (said, WORD)), KNOWLEDGE).suspicions}
    assert "volume-degraded" in causes


async def test_the_finding_on_a_word_says_what_to_read() -> None:
    finding = await PLAYBOOK.think(persona("forge"), Analyse(), case(told("filesystem-full")))
    assert "df" in str(finding)
