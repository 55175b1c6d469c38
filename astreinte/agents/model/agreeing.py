"""A chat model without a model: it reads its prompt and agrees with the playbook. Counts prompts, proves the path."""

import json
import re
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from .spoken import Spoken

DRAFT = re.compile(r"^PLAYBOOK (\{.*\})$", re.MULTILINE)
FACT = re.compile(r"^- (.+)$", re.MULTILINE)


class Agreeing(Spoken):
    """Answers with the draft that the prompt shows; asked for an account, with the facts as they stand."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def say(self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> AIMessage:
        del stop, options
        asked = str(next(message.text for message in messages if message.type == "human"))
        draft = DRAFT.findall(asked)
        return AIMessage(
            draft[-1] if draft else json.dumps({"text": ". ".join(FACT.findall(asked))[:2000]}, ensure_ascii=False)
        )
