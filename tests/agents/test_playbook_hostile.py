"""Whatever the signals say, the playbook answers, cites only what is there, and stays within its bounds."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from astreinte.agents import Analyse, Decide, Object, check
from astreinte.config.settings import PERSONAS
from astreinte.evidence import signal_rules

from .agent_cases import KNOWLEDGE, PLAYBOOK, case, persona, sig

ENTITIES = st.one_of(
    st.sampled_from(
        [
            "service:intranet",
            "service:ledger-db",
            "pod:shop/cart-5d8f7c9b6-x2x9k",
            "node:n1",
            "host:local",
            "mount:/srv",
        ]
    ),
    st.text(max_size=30),
)
PAIRS = st.builds(
    sig,
    st.sampled_from(sorted(signal_rules())),
    ENTITIES,
    minutes=st.floats(0, 600),
    peer=st.one_of(st.just(""), ENTITIES),
    detail=st.text(max_size=60),
    count=st.integers(-5, 10**9),
    attributes=st.dictionaries(
        st.sampled_from(["service", "node", "host", "namespace", "holds", "own", "rule", "revision", "uncommitted"]),
        st.text(max_size=20),
        max_size=3,
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PAIRS, max_size=14), st.sampled_from(PERSONAS))
def test_any_signals_give_sound_answers(pairs: list[object], tag: str) -> None:
    asyncio.run(_whole_round(pairs, tag))


async def _whole_round(pairs: list[object], tag: str) -> None:
    of = case(*pairs)  # pyright: ignore[reportArgumentType]  # the strategy builds exactly what `sig` returns
    finding = await PLAYBOOK.think(persona(tag), Analyse(), of)
    decision = await PLAYBOOK.think(persona("forge"), Decide((finding,)), of)
    review = await PLAYBOOK.think(persona(tag), Object(decision, finding), of)
    for answer in (finding, decision, review):
        assert check(answer, of, KNOWLEDGE) == []
    assert all(0.0 < each.confidence < 1.0 for each in finding.hypotheses)
    assert all(isinstance(value, str) for fix in decision.fixes for value in fix.params.values())
