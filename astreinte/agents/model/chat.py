"""One call of a chat model: text in, text out, what it cost, or why there is none."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from astreinte.agents.thought import Stop
from astreinte.errors import AstreinteError

from .spans import chat_span
from .tokens import estimate

CUT = frozenset({"length", "max_tokens", "MAX_TOKENS", "model_length"})
DECLINED = frozenset({"content_filter", "refusal", "SAFETY", "safety"})
RATE_LIMITED, DENIED = 429, frozenset({401, 403})
PAUSE = 2.0
"""Seconds before the one further try after a rate limit, where the task's time allows it."""

Role = Literal["system", "user", "assistant"]
MESSAGES: dict[Role, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}


@dataclass(frozen=True)
class Said:
    role: Role
    text: str


@dataclass(frozen=True)
class Reply:
    text: str
    input_tokens: int
    output_tokens: int
    cut: bool = False


class ChatFailed(Exception):
    """No reply; `stop` says in which of the known ways, `str()` what the provider said."""

    def __init__(self, stop: Stop, detail: str) -> None:
        super().__init__(detail)
        self.stop: Stop = stop


class Chat:
    """Asks a LangChain chat model; tokens are estimated where the provider does not count them.

    Args:
        model: any chat model.
        name: as it was asked for, `provider:name`.
        json_schema: whether the answer's schema is sent as `response_format`.
    """

    def __init__(self, model: BaseChatModel, name: str, *, json_schema: bool = False) -> None:
        self.model, self.name, self._json_schema = model, name, json_schema

    async def reply(self, said: Sequence[Said], seconds: float, schema: dict[str, Any]) -> Reply:
        """One reply within `seconds`; after a rate limit it is tried once more.

        Raises:
            ChatFailed: there is none.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._patient(said, seconds, schema)
        except TimeoutError as error:
            raise ChatFailed("slow", f"no reply within {seconds:.3g} s") from error

    async def _patient(self, said: Sequence[Said], seconds: float, schema: dict[str, Any]) -> Reply:
        try:
            return await self._once(said, schema)
        except ChatFailed as failed:
            if failed.stop != "rate_limited" or seconds <= PAUSE:
                raise
        await asyncio.sleep(PAUSE)
        return await self._once(said, schema)

    async def _once(self, said: Sequence[Said], schema: dict[str, Any]) -> Reply:
        messages = [MESSAGES[each.role](content=each.text) for each in said]
        more: Any = {"response_format": _format(schema)} if self._json_schema else {}
        with chat_span(self.name) as span:
            try:
                message = await self.model.ainvoke(messages, **more)
            except (AstreinteError, TimeoutError):
                raise
            except Exception as error:  # every provider has its own errors; this is the one boundary to them all
                span.failed(type(error).__name__)
                raise ChatFailed(*_told(error)) from error
            reply = _reply(message, said)
            span.replied(reply.input_tokens, reply.output_tokens, _finish(message))
            return reply


def _format(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": False}}


def _reply(message: AIMessage, said: Sequence[Said]) -> Reply:
    finish, text = _finish(message), str(message.text)
    if finish in DECLINED or message.additional_kwargs.get("refusal"):
        raise ChatFailed("refused", str(message.additional_kwargs.get("refusal") or finish)[:200])
    counted = message.usage_metadata
    if counted is None:
        return Reply(text, sum(estimate(each.text) for each in said), estimate(text), finish in CUT)
    return Reply(text, counted["input_tokens"], counted["output_tokens"], finish in CUT)


def _finish(message: AIMessage) -> str:
    told: dict[str, Any] = message.response_metadata
    return next((str(told[key]) for key in ("finish_reason", "stop_reason", "done_reason") if told.get(key)), "")


def _told(error: Exception) -> tuple[Stop, str]:
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    detail = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    if status == RATE_LIMITED:
        return "rate_limited", detail
    if status in DENIED:
        return "denied", detail
    return ("slow" if "timeout" in type(error).__name__.lower() else "down"), detail
