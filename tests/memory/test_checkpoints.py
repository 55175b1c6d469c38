"""Checkpoints beside the journal: plain data goes in and comes out, nothing else is imported."""

from dataclasses import dataclass
from typing import Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from astreinte.domain import Draft, ManualClock
from astreinte.errors import IntegrityError
from astreinte.memory import Database, SqlJournal, checkpointer
from astreinte.memory.packing import packing_serializer, strict_serializer


class State(TypedDict, total=False):
    said: str
    more: Any


@dataclass
class Foreign:
    value: int


def ask(state: State) -> State:
    return {"said": interrupt("?"), "more": state.get("more")}


def build() -> Any:
    builder: Any = StateGraph(State)
    return builder.add_node("ask", ask).add_edge(START, "ask").add_edge("ask", END)


async def test_a_paused_run_resumes_from_the_file(url: str) -> None:
    config: Any = {"configurable": {"thread_id": "INC-1"}}
    async with checkpointer(url) as saver:
        graph = build().compile(checkpointer=saver)
        await graph.ainvoke({"more": {"a": [1, 2.5, None]}}, config)
        if "memory" in url:
            assert (await graph.ainvoke(Command(resume="yes"), config))["said"] == "yes"
            return
    async with checkpointer(url) as saver:
        out = await build().compile(checkpointer=saver).ainvoke(Command(resume="yes"), config)
    assert out == {"said": "yes", "more": {"a": [1, 2.5, None]}}


async def test_a_type_that_is_not_plain_comes_back_as_data(url: str) -> None:
    config: Any = {"configurable": {"thread_id": "INC-1"}}
    async with checkpointer(url) as saver:
        graph = build().compile(checkpointer=saver)
        await graph.ainvoke({"more": Foreign(1)}, config)
        assert not isinstance((await graph.aget_state(config)).values["more"], Foreign)


async def test_journal_and_checkpoints_share_a_file(url: str, database: Database, clock: ManualClock) -> None:
    journal = SqlJournal(database, clock)
    async with checkpointer(url) as saver:
        graph = build().compile(checkpointer=saver)
        for n in range(10):
            await graph.ainvoke({"said": ""}, {"configurable": {"thread_id": f"INC-{n}"}}, durability="sync")
            await journal.append(f"INC-{n}", Draft("note", "user"))
    assert len(await journal.verify_all()) == 10


async def test_only_the_last_step_is_kept_and_a_paused_run_resumes_from_it(url: str) -> None:
    if "memory" in url:
        pytest.skip("what is in memory is forgotten with its process")
    config: Any = {"configurable": {"thread_id": "INC-1"}}
    other: Any = {"configurable": {"thread_id": "INC-2"}}
    async with checkpointer(url) as saver:
        graph = build().compile(checkpointer=saver)
        for each in (config, other):
            await graph.ainvoke({"more": {"a": ["x" * 5000]}}, each)
        assert len([each async for each in saver.alist(config)]) > 1
        await saver.aprune(["INC-1"])
        assert len([each async for each in saver.alist(config)]) == 1
        assert len([each async for each in saver.alist(other)]) > 1
    async with checkpointer(url) as saver:
        out = await build().compile(checkpointer=saver).ainvoke(Command(resume="yes"), config)
    assert out == {"said": "yes", "more": {"a": ["x" * 5000]}}


@pytest.mark.parametrize("saved", [("msgpack+zlib", b"no such thing"), ("msgpack", b""), ("another", b"\x00")])
def test_a_damaged_step_is_said_to_be_damaged(saved: tuple[str, bytes]) -> None:
    with pytest.raises(IntegrityError, match="damaged"):
        packing_serializer().loads_typed(saved)


@given(
    st.recursive(
        st.none() | st.integers(-9, 2**40) | st.text(), lambda of: st.lists(of) | st.dictionaries(st.text(), of)
    )
)
def test_what_is_packed_comes_back(value: Any) -> None:
    serializer = packing_serializer()
    assert serializer.loads_typed(serializer.dumps_typed(value)) == value
    assert serializer.loads_typed(strict_serializer().dumps_typed(value)) == value


def test_a_long_step_is_packed() -> None:
    value = {"evidence": {f"1:{n}": "0" * 64 for n in range(100)}}
    assert len(packing_serializer().dumps_typed(value)[1]) * 4 < len(strict_serializer().dumps_typed(value)[1])
