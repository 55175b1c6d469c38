"""Moderation: blind analyses, one lead, recorded dissent, and the user where it is maintained."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from astreinte.agents import Case, Decide, Persona, ScriptedReasoner, task_name
from astreinte.domain import Decision, Finding, Fix, Hypothesis, Review
from astreinte.errors import NotFound, ReasonerFailed, UnknownName
from astreinte.evidence import FileStore
from astreinte.memory import Database, checkpointer, runner_lock

from .world import DISK, DOWN, FULL, LOG, World, evidence_id, world

PROOF, LOGS, PROBE = evidence_id(FULL), evidence_id(LOG), evidence_id(DOWN)
FREE = Fix("free-disk", {"service": "wiki"}, "temporary")
LEADS = Decision("forge", "disk-full", "wiki", 0.9, "le disque est plein", (PROOF,), (FREE,))
OTHER = Finding("hawk", (Hypothesis(1, "memory-leak", "wiki", 0.8, "hawk", (LOGS,), "la mémoire monte"),))
SAME = Finding("flow", (Hypothesis(1, "disk-full", "wiki", 0.7, "flow", (PROOF,), "df"),))
OWN = replace(SAME, by="forge")


def scripted(*, maintained: bool, **more: Any) -> ScriptedReasoner:
    """Forge and Flow see the disk; Hawk sees memory, and holds on to it or not."""
    said: dict[Any, Any] = {
        ("forge", "analyse"): OWN,
        ("hawk", "analyse"): OTHER,
        ("flow", "analyse"): SAME,
        ("forge", "decide"): LEADS,
        ("hawk", "review"): Review("hawk", maintained, "memory-leak", "wiki", "les journaux", (LOGS,)),
    }
    return ScriptedReasoner({**said, **more.get("also", {})})


class Listening:
    """Notes what each persona was given, and lets the script answer."""

    name = "listening"

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.heard: list[tuple[str, str, Any, Case]] = []

    async def think(self, persona: Persona, task: Any, case: Case) -> Any:
        self.heard.append((persona.tag, task_name(task), task, case))
        return await self.inner.think(persona, task, case)


async def test_analyses_are_blind_and_the_lead_reads_them_all() -> None:
    """
    No payload of `analyse` holds another's finding; only the lead is asked to decide, with every finding.
    """
    listening: Any = Listening(scripted(maintained=False))
    wiki = world(reasoner=listening)
    await wiki.run(severity="HAUTE")
    analyses = [(tag, task, case) for tag, name, task, case in listening.heard if name == "analyse"]
    assert {"forge", "hawk", "flow"} == {tag for tag, _, _ in analyses}
    assert not any("memory-leak" in repr((task, case)) for _, task, case in analyses)
    (decided,) = [(tag, task) for tag, name, task, _ in listening.heard if name == "decide"]
    assert "forge" == decided[0]
    assert isinstance(decided[1], Decide)
    assert {"forge", "hawk", "flow"} == {finding.by for finding in decided[1].findings}


async def test_only_those_who_differ_review_and_a_withdrawn_objection_is_recorded() -> None:
    """
    Hawk differs and gives way: nobody is asked, the dissent stays on the record. The journal holds the decision before
    and after the reviews, the timeline tells it once.
    """
    reasoner = scripted(maintained=False)
    wiki = world(reasoner=reasoner)
    outcome = await wiki.run(severity="HAUTE")
    assert [("hawk", "review")] == [call for call in reasoner.calls if call[1] == "review"]
    assert ("resolved", []) == (outcome.state, outcome.questions)
    assert (2, 1) == (len(await wiki.entries(outcome, "decision")), _told(wiki.shelf.text, "Décision de Forge"))
    assert outcome.decision is not None
    assert [("hawk", "memory-leak", False)] == [(d.by, d.cause, d.maintained) for d in outcome.decision.dissent]


def _told(text: str, words: str) -> int:
    """How often the timeline of a post-mortem says so."""
    return text.split("## Cause root", maxsplit=1)[0].count(words)


async def disputed(severity: Any = "HAUTE", **more: Any) -> tuple[World, Any]:
    wiki = world(reasoner=scripted(maintained=True, **more))
    return wiki, await wiki.run(severity=severity)


async def test_a_maintained_objection_is_put_to_the_user() -> None:
    """
    The question shows both sides and cites both proofs; nothing is applied meanwhile.
    """
    wiki, outcome = await disputed()
    (question,) = (await wiki.desk.questions(outcome.id)).values()
    assert ("waiting", "arbitration", ["lead", "hawk"]) == (
        outcome.state,
        question.kind,
        [choice.id for choice in question.choices],
    )
    assert {PROOF, LOGS} == set(question.evidence)
    assert "le disque est plein" in question.prompt
    assert "les journaux" in question.prompt
    assert [] == wiki.hand.ran


async def test_the_user_may_follow_the_lead() -> None:
    """
    The lead's fix is applied, and the dissent stays on the record as maintained.
    """
    wiki, outcome = await disputed()
    outcome = await wiki.answer(outcome, "lead")
    assert ("resolved", ["free-disk"]) == (outcome.state, wiki.hand.ran)
    assert outcome.decision is not None
    assert [True] == [dissent.maintained for dissent in outcome.decision.dissent]


async def test_the_user_may_follow_a_support() -> None:
    """
    The lead is asked again with the side that was chosen, and its new decision stands without another review.
    """
    wiki, outcome = await disputed()
    chosen = Decision("forge", "memory-leak", "wiki", 0.6, "suivi de Hawk", (LOGS,), (FREE,))
    script = scripted(maintained=True, also={("forge", "decide"): chosen})
    followed = world(reasoner=script, database=wiki.database, saver=wiki.saver, store=wiki.store)
    outcome = await followed.answer(outcome, "hawk")
    assert outcome.decision is not None
    assert ("memory-leak", "suivi de Hawk") == (outcome.decision.cause, outcome.decision.rationale)
    assert [("forge", "decide")] == script.calls


async def test_an_answer_must_fit_its_question() -> None:
    """
    An unknown question lists the open ones; an unknown choice lists the choices; both leave it open.
    """
    wiki, outcome = await disputed()
    with pytest.raises(NotFound, match="open: q-arbitration-1"):
        await wiki.desk.answer(outcome.id, "q-7", "lead", "alex")
    with pytest.raises(UnknownName, match="known: hawk, lead"):
        await wiki.desk.answer(outcome.id, "q-arbitration-1", "flow", "alex")
    assert "waiting" == (await wiki.desk.run(outcome.id)).state


async def test_containment_holds_while_the_user_is_awaited() -> None:
    """
    CRITIQUE: isolated through the wait, opened before validation.
    """
    wiki, outcome = await disputed("CRITIQUE")
    assert ("waiting", ["isolate-network"]) == (outcome.state, wiki.hand.ran)
    outcome = await wiki.answer(outcome, "lead")
    assert ["isolate-network", "free-disk", "undo-isolate-network"] == wiki.hand.ran
    undone = next(e.seq for e in await wiki.entries(outcome, "effect") if e.data["state"] == "undone")
    assert undone < (await wiki.entries(outcome, "validation"))[0].seq


async def test_a_question_survives_the_process(tmp_path: Path) -> None:
    """
    Another database, desk and saver over the same files: the answer resumes what was paused, and nothing runs twice.
    """
    url = f"sqlite:///{tmp_path / 'astreinte.db'}"

    async def step(choice: str) -> tuple[Any, World]:
        database = Database.open(url)
        async with checkpointer(url) as saver:
            lock = partial(runner_lock, tmp_path / "locks")
            store = FileStore(tmp_path / "evidence")
            script = scripted(maintained=True)
            wiki = world(database=database, saver=saver, lock=lock, store=store, reasoner=script)
            incident = "" if choice else await wiki.desk.declare(declared_once())
            outcome = await wiki.desk.run(incident) if incident else await resumed(wiki, choice)
        database.close()
        return outcome, wiki

    waiting, _ = await step("")
    assert "waiting" == waiting.state
    outcome, wiki = await step("lead")
    assert (waiting.id, "resolved", ["free-disk"]) == (outcome.id, outcome.state, wiki.hand.ran)


def declared_once() -> Any:
    from .world import declared

    return declared(severity="HAUTE")


async def resumed(wiki: World, choice: str) -> Any:
    (row,) = await wiki.desk.rows(open_only=True)
    (question,) = await wiki.desk.questions(row.id)
    await wiki.desk.answer(row.id, question, choice, "alex")
    return await wiki.desk.run(row.id)


class Failing:
    """A reasoner with nothing to say."""

    name = "mute"

    async def think(self, persona: Persona, task: Any, case: Case) -> Any:
        del task, case
        raise ReasonerFailed(f"no answer for {persona.tag}")


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (replace(LEADS, evidence=("ev-0000000000",)), "unknown evidence 'ev-0000000000'"),
        (replace(LEADS, cause="oomkilled"), "unknown cause 'oomkilled'"),
        (replace(LEADS, evidence=()), "no evidence"),
        (OTHER, "answered Finding where Decision was asked"),
    ],
)
async def test_an_answer_that_cannot_be_used_gives_way_to_the_playbook(broken: Any, why: str) -> None:
    """
    The journal says which persona, which task and why; the incident ends as the playbook alone would end it.
    """
    wiki = world(reasoner=scripted(maintained=False, also={("forge", "decide"): broken}))
    outcome = await wiki.run(severity="HAUTE")
    warnings = [entry.data["text"] for entry in await wiki.entries(outcome, "warning")]
    assert any(why in text and "decide" in text and "Forge" in text for text in warnings)
    assert "resolved" == outcome.state
    assert outcome.decision is not None
    assert "disk-full" == outcome.decision.cause


async def test_a_mute_reasoner_gives_way_everywhere() -> None:
    """
    Every task falls back once a persona, and the fix is applied.
    """
    mute: Any = Failing()
    wiki = world(DISK, reasoner=mute)
    outcome = await wiki.run(severity="HAUTE")
    warnings = {entry.key for entry in await wiki.entries(outcome, "warning")}
    assert {"fallback:triage:incident:1", "fallback:analyse:hawk:1", "fallback:decide:forge:1"} <= warnings
    assert "resolved" == outcome.state
