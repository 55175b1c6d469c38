"""Recorded turns: a chat model that answers from a file, or writes down what the real one says."""

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage

from astreinte.errors import ConfigError, StoreUnavailable

from .spoken import Spoken


def request_digest(model: str, messages: Sequence[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> str:
    """What makes two requests the same one: model, kinds and texts of the messages, stop words, options."""
    said = [[message.type, message.content] for message in messages]
    whole = {"model": model, "messages": said, "stop": stop, "options": options}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Cassette(Spoken):
    """Strict: without `real` it answers recorded requests alone, each as often as it is asked.

    The file holds a JSON line a turn: digest, answer, usage. It holds no prompt.
    """

    model_name: str
    path: str
    real: Any = None

    @property
    def _llm_type(self) -> str:
        return "cassette"

    def say(self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> AIMessage:
        key = request_digest(self.model_name, messages, stop, options)
        if self.real is None:
            return _recorded(self.path, self.model_name, key)
        return _keep(self.path, key, self.real.invoke(messages, stop=stop, **options))

    async def asay(self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> AIMessage:
        if self.real is None:
            return self.say(messages, stop, options)
        key = request_digest(self.model_name, messages, stop, options)
        return _keep(self.path, key, await self.real.ainvoke(messages, stop=stop, **options))


def _keep(path: str, key: str, message: AIMessage) -> AIMessage:
    line = {
        "request": key,
        "text": str(message.text),
        "usage": dict(message.usage_metadata) if message.usage_metadata else None,
        "finish": message.response_metadata.get("finish_reason") or message.response_metadata.get("stop_reason") or "",
    }
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise StoreUnavailable(f"the cassette {path} cannot be written: {error.strerror}") from error
    _turns.cache_clear()
    return message


def _recorded(path: str, model: str, key: str) -> AIMessage:
    turns = _turns(path)
    if (turn := turns.get(key)) is None:
        raise ConfigError(
            f"the cassette {path} has no turn {key[:12]} of {model} ({len(turns)} recorded): a prompt has changed; "
            "record it again with ASTREINTE_REASONING__RECORD=true"
        )
    usage, finish = turn["usage"], turn["finish"]
    return AIMessage(turn["text"], usage_metadata=usage, response_metadata={"finish_reason": finish} if finish else {})


@cache
def _turns(path: str) -> dict[str, dict[str, Any]]:
    try:
        lines = Path(path).read_text("utf-8").splitlines()
        turns = [json.loads(line) for line in lines if line.strip()]
        return {turn["request"]: {name: turn[name] for name in ("text", "usage", "finish")} for turn in turns}
    except OSError as error:
        raise ConfigError(f"the cassette {path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"the cassette {path} is damaged: {error!r}; record it again") from error
