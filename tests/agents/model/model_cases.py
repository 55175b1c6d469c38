"""A model reasoner over the hand-made cases, with a chat model that says what a test wants."""

import json
from dataclasses import replace
from typing import Any

from astreinte.agents import Means, Past, Pondering, Task, Thought
from astreinte.agents.model.chat import Chat
from astreinte.agents.model.reasoner import ModelReasoner
from astreinte.config.reasoning import Reasoning
from astreinte.domain import Query, Reading
from benchmarks.unruly import Speaking
from tests.agents.agent_cases import KNOWLEDGE, NOW, Case, persona

MEANS = Means(KNOWLEDGE, "fr")


def speaking(*answers: Any, pause: float = 0.0) -> Speaking:
    """Says the answers one after the other; asked once more it fails the test."""
    left = list(answers)

    def speak(task: str, user: str) -> Any:
        del task, user
        said = left.pop(0)
        return json.dumps(said, ensure_ascii=False) if isinstance(said, dict) else said

    return Speaking(speak=speak, pause=pause, heard=[])


def model(chat: Speaking, means: Means = MEANS, **bounds: Any) -> ModelReasoner:
    bounded = replace(means, reasoning=Reasoning.model_validate(bounds)) if bounds else means
    return ModelReasoner(Chat(chat, "test:model"), bounded)


async def ponder(reasoner: Pondering, tag: str, task: Task, case: Case, past: Past | None = None) -> Thought:
    return await reasoner.ponder(persona(tag), task, case, past or Past())


class Source:
    """Answers any query with one text; `asked` lists them."""

    def __init__(self, text: str = "nothing new") -> None:
        self.text = text
        self.asked: list[str] = []

    async def ask(self, query: Query) -> Reading:
        self.asked.append(f"{query.tool} {query.text}")
        return Reading(query, NOW, "ok", self.text)


def hypothesis(reading: str, **more: Any) -> dict[str, Any]:
    said = {"cause": "disk-full", "component": "intranet", "confidence": 0.5, "evidence": [reading], "why": "Plein."}
    return {**said, **more}


def finding(*hypotheses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"hypotheses": list(hypotheses), "summary": "Le disque est plein.", **more}
