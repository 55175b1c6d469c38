"""The talk of one task: checked, repaired once, read further, bounded; it always ends and says why."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from astreinte.agents import Analyse, Cost, Decide, Object
from astreinte.agents.model.forms import FORMS
from astreinte.agents.model.parse import parse
from astreinte.domain import Decision, Finding, Hypothesis
from astreinte.errors import ReasonerFailed
from benchmarks.unruly import ProviderError
from tests.agents.agent_cases import DOWN, PLAYBOOK, case, persona, sig

from .model_cases import MEANS, Source, finding, hypothesis, model, ponder, speaking

FULL = sig("filesystem-full", "mount:/srv", attributes={"holds": "intranet"})
OF = case(FULL, DOWN)
PROOF, PROBE = FULL[1].id, DOWN[1].id
SOUND = finding(hypothesis(PROOF))


async def test_a_sound_answer_is_taken_as_it_is() -> None:
    thought = await ponder(model(speaking(SOUND)), "forge", Analyse(), OF)
    assert isinstance(thought.answer, Finding)
    first = thought.answer.hypotheses[0]
    assert ("disk-full", "intranet", "forge", (PROOF,)) == (first.cause, first.component, first.by, first.evidence)
    assert ("answered", 1) == (thought.stop, thought.cost.calls)
    assert thought.cost.input_tokens > 300


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("Le disque est plein, je pense.", "no JSON object"),
        ('{"hypotheses": [', "no JSON object"),
        ('{"hypotheses": [}', "not JSON"),
        ({"hypotheses": [], "run": "rm -rf /"}, "run: Extra inputs"),
        (finding(hypothesis("ev-0000000000")), "unknown evidence 'ev-0000000000'"),
        (finding(hypothesis(PROOF, cause="gremlins")), "unknown cause 'gremlins'"),
        (finding(hypothesis(PROOF, component="mainframe")), "unknown component 'mainframe'"),
        (finding(hypothesis(PROOF, evidence=[])), "evidence"),
        (finding(hypothesis(PROOF, confidence=1.7)), "confidence"),
        (finding(hypothesis(PROOF, why="The disk is full and that is why it is down.")), "not in French"),
    ],
)
async def test_an_unusable_answer_is_repaired_once_and_told_what_is_wrong(answer: Any, problem: str) -> None:
    chat = speaking(answer, SOUND)
    thought = await ponder(model(chat), "forge", Analyse(), OF)
    assert ("repaired", 2) == (thought.stop, thought.cost.calls)
    assert problem in str(chat.heard[1][-1].text)


async def test_a_second_unusable_answer_ends_the_task_without_one() -> None:
    reasoner = model(speaking("non", "toujours non"))
    thought = await ponder(reasoner, "forge", Analyse(), OF)
    assert (None, "invalid", 2) == (thought.answer, thought.stop, thought.cost.calls)
    with pytest.raises(ReasonerFailed, match="invalid: there is no JSON object"):
        await model(speaking("non", "non")).think(persona("forge"), Analyse(), OF)


@pytest.mark.parametrize(
    ("error", "stop"),
    [
        (ConnectionError("refused"), "down"),
        (ProviderError(503, "overloaded"), "down"),
        (ProviderError(401, "no"), "denied"),
        (TimeoutError("read"), "slow"),
    ],
)
async def test_a_provider_that_fails_ends_the_task_with_its_reason(error: Exception, stop: str) -> None:
    thought = await ponder(model(speaking(error)), "forge", Analyse(), OF)
    assert (None, stop) == (thought.answer, thought.stop)


async def test_a_rate_limit_is_waited_out_once() -> None:
    chat = speaking(ProviderError(429, "later"), SOUND)
    thought = await ponder(model(chat), "forge", Analyse(), OF)
    assert "answered" == thought.stop


async def test_a_model_that_takes_too_long_is_left() -> None:
    thought = await ponder(model(speaking(SOUND, pause=5.0), timeout=0.05), "forge", Analyse(), OF)
    assert (None, "slow") == (thought.answer, thought.stop)
    assert thought.cost.seconds < 2


async def test_a_further_reading_is_asked_once_and_joins_the_case() -> None:
    source = Source("one more line")
    more = [{"tool": "df", "args": ["-P", "-i"]}]
    chat = speaking(finding(hypothesis(PROOF), more=more), finding(hypothesis(PROOF), more=more))
    thought = await ponder(model(chat, replace(MEANS, ask=source.ask)), "forge", Analyse(), OF)
    assert ["df -P -i"] == source.asked
    assert ["one more line"] == [each.text for each in thought.readings]
    assert "| one more line" in str(chat.heard[1][-1].text)
    assert "nothing_new" == thought.stop
    assert isinstance(thought.answer, Finding)


async def test_a_new_reading_may_be_cited() -> None:
    source = Source("inodes 100 %")
    chat = speaking(finding(hypothesis(PROOF), more=[{"tool": "df", "args": ["-i"]}]), finding(hypothesis(PROOF)))
    reasoner = model(chat, replace(MEANS, ask=source.ask))
    first = await ponder(reasoner, "forge", Analyse(), OF)
    (fresh,) = first.readings
    again = speaking(
        finding(hypothesis(PROOF), more=[{"tool": "df", "args": ["-i"]}]), finding(hypothesis(fresh.id, confidence=0.4))
    )
    thought = await ponder(model(again, replace(MEANS, ask=source.ask)), "forge", Analyse(), OF)
    assert isinstance(thought.answer, Finding)
    assert (fresh.id,) == thought.answer.hypotheses[0].evidence


async def test_what_the_store_holds_is_not_asked_again() -> None:
    source = Source()
    query = FULL[1].query
    more = [{"show": PROOF}, {"tool": query.tool, "args": list(query.args)}]
    chat = speaking(finding(hypothesis(PROOF), more=more), SOUND)
    thought = await ponder(model(chat, replace(MEANS, ask=source.ask)), "forge", Analyse(), OF)
    assert [] == source.asked
    assert "answered" == thought.stop


@pytest.mark.parametrize(
    ("bounds", "stop"),
    [
        ({"calls": 1}, "calls"),
        ({"tokens": 1600}, "tokens"),
        ({"cost": 0.02, "price_in": 10.0}, "cost"),
    ],
)
async def test_a_bound_stops_further_reading_and_the_answer_so_far_stands(bounds: dict[str, Any], stop: str) -> None:
    source = Source("x " * 1200)
    asks = [finding(hypothesis(PROOF), more=[{"tool": "date", "args": [f"+{n}"]}]) for n in range(9)]
    thought = await ponder(model(speaking(*asks), replace(MEANS, ask=source.ask), **bounds), "forge", Analyse(), OF)
    assert stop == thought.stop
    assert isinstance(thought.answer, Finding)


async def test_a_prompt_beyond_the_bound_is_never_sent() -> None:
    chat = speaking()
    thought = await ponder(model(chat, tokens=500), "forge", Analyse(), OF)
    assert (None, "tokens", 0) == (thought.answer, thought.stop, thought.cost.calls)
    assert [] == chat.heard


async def test_where_a_lens_shows_nothing_or_all_agree_no_model_is_asked() -> None:
    nothing = await ponder(model(speaking()), "forge", Analyse(), case())
    assert ("idle", Cost()) == (nothing.stop, nothing.cost)
    own = await PLAYBOOK.think(persona("forge"), Analyse(), OF)
    agreed = await ponder(model(speaking()), "forge", Decide((own,)), OF)
    assert "idle" == agreed.stop
    assert isinstance(agreed.answer, Decision)
    assert agreed.answer.fixes


async def test_an_objection_that_cites_nothing_new_is_refused() -> None:
    decision = Decision("forge", "disk-full", "intranet", 0.9, "plein", (PROOF,))
    held = Finding("hawk", (Hypothesis(1, "host-oom", "intranet", 0.5, "hawk", (PROBE,)),))
    same = {"maintained": True, "why": "Je maintiens.", "evidence": [PROOF]}
    other = {"maintained": True, "why": "Je maintiens.", "evidence": [PROBE]}
    chat = speaking(same, other)
    thought = await ponder(model(chat), "hawk", Object(decision, held), OF)
    assert "cites no reading that the decision does not cite" in str(chat.heard[1][-1].text)
    assert ("repaired", (PROBE,)) == (thought.stop, getattr(thought.answer, "evidence", None))


@given(st.text(max_size=400), st.sampled_from(sorted(FORMS)))
def test_no_text_breaks_the_reader(text: str, task: Any) -> None:
    form, problems = parse(text, FORMS[task])
    assert (form is None) == bool(problems)
