"""Checkpoints beside the journal: plain data goes in and comes out, nothing else is imported."""

from dataclasses import dataclass
from typing import Any, TypedDict

from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt

from astreinte.domain import Draft, ManualClock
from astreinte.memory import Database, SqlJournal, checkpointer


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
