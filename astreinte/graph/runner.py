"""Driving one incident: the lock, the epoch, and LangGraph until it ends or waits."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from typing import Any, Protocol

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.errors import GraphDrained
from langgraph.runtime import RunControl
from langgraph.types import Command, Durability

from astreinte.memory.port import Fenceable

from .build import Graph, build_graph
from .ports import Ports
from .state import State

STEPS = 200
"""Supersteps of one run: three rounds take about forty."""


def _owned(part: Any, incident: str, epoch: int) -> Any:
    return part.fenced(incident, epoch) if isinstance(part, Fenceable) else part


class Lock(Protocol):
    def __call__(self, incident: str) -> AbstractContextManager[None]:
        """Hold the incident for this process; raises Busy while another one does."""
        ...


class Runner:
    """Runs incidents over one set of ports.

    Args:
        ports: what the nodes touch; the runner adds its own epoch.
        saver: LangGraph's checkpoints.
        lock: one runner an incident.
        control: `request_drain()` on it stops at the next step, saved.
        durability: `sync` saves every step before the next begins; `exit` saves when the run stops, for what nobody
            will resume after a crash.
    """

    def __init__(
        self,
        ports: Ports,
        saver: BaseCheckpointSaver[Any],
        lock: Lock,
        control: RunControl | None = None,
        durability: Durability = "sync",
    ) -> None:
        self._ports, self._saver, self._lock, self._control = ports, saver, lock, control or RunControl()
        self._durability: Durability = durability

    async def advance(self, incident: str, first: State | None, answers: Mapping[str, Any]) -> bool:
        """Go on until the incident ends, waits for the user, or the run is drained.

        Args:
            incident: its id.
            first: the state to start from; None to resume.
            answers: plain answers given so far, by id of question or task; those that nobody waits for are left alone.

        Returns:
            False when it was drained before its end.

        Raises:
            Busy: another process runs it.
        """
        with self._lock(incident):
            epoch = await self._ports.effects.claim(incident)
            journal, saver = (_owned(each, incident, epoch) for each in (self._ports.journal, self._saver))
            graph = build_graph(replace(self._ports, epoch=epoch, journal=journal), saver)
            try:
                await self._run(graph, incident, first, answers)
            except GraphDrained:
                return False
            with suppress(
                NotImplementedError
            ):  # not every saver of LangGraph prunes: one that does not keeps all steps
                await saver.aprune([incident])
            return True

    async def _run(self, graph: Graph, incident: str, first: State | None, answers: Mapping[str, Any]) -> None:
        config: RunnableConfig = {"configurable": {"thread_id": incident}, "recursion_limit": STEPS}
        untyped: Any = graph
        while True:
            seen = await untyped.aget_state(config)  # `tasks`, for `next` leaves out nodes whose writes are saved
            waiting = {each.value["id"]: each.id for each in seen.interrupts}
            given = {waiting[key]: answer for key, answer in answers.items() if key in waiting}
            if waiting and not given:
                return
            feed: Any = Command(resume=given) if given else (first if first is not None and not seen.tasks else None)
            if feed is None and not seen.tasks and (seen.created_at or first is None):
                return
            await untyped.ainvoke(
                feed,
                config,
                control=self._control,
                durability=self._durability,
                stream_mode=[],  # nobody listens: what happens is in the journal
                output_keys="end",
            )
            if not given:
                return
            first = None

    async def state(self, incident: str) -> State:
        """The last checkpointed state; empty when the incident never ran."""
        graph: Any = build_graph(self._ports, self._saver)
        seen = await graph.aget_state({"configurable": {"thread_id": incident}})
        return seen.values

    async def place(self, incident: str) -> tuple[str, ...]:
        """The nodes that come next, or wait."""
        graph: Any = build_graph(self._ports, self._saver)
        seen = await graph.aget_state({"configurable": {"thread_id": incident}})
        return tuple(dict.fromkeys(task.name for task in seen.tasks))
