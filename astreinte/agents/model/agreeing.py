"""A chat model without a model: it reads its prompt and agrees with the playbook. Counts prompts, proves the path."""

import json
import re
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

DRAFT = re.compile(r"^PLAYBOOK (\{.*\})$", re.MULTILINE)
FACT = re.compile(r"^- (.+)$", re.MULTILINE)


class Agreeing(BaseChatModel):
    """Answers with the draft that the prompt shows; asked for an account, with the facts as they stand."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        del stop, run_manager, kwargs
        asked = str(next(message.text for message in messages if message.type == "human"))
        draft = DRAFT.findall(asked)
        text = draft[-1] if draft else json.dumps({"text": ". ".join(FACT.findall(asked))[:2000]}, ensure_ascii=False)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])
