"""Traces of model calls by OpenTelemetry's conventions for generative AI; nothing at all where it is not installed."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

NAME = "astreinte"


class Span:
    """One call as it is traced; `inner` is None where nothing is."""

    def __init__(self, inner: Any = None) -> None:
        self._inner = inner

    def replied(self, input_tokens: int, output_tokens: int, finish: str) -> None:
        self._set("gen_ai.usage.input_tokens", input_tokens)
        self._set("gen_ai.usage.output_tokens", output_tokens)
        if finish:
            self._set("gen_ai.response.finish_reasons", [finish])

    def failed(self, kind: str) -> None:
        self._set("error.type", kind)

    def stopped(self, stop: str) -> None:
        self._set("astreinte.stop", stop)

    def _set(self, key: str, value: Any) -> None:
        if self._inner is not None:
            self._inner.set_attribute(key, value)


@contextmanager
def chat_span(model: str) -> Generator[Span]:
    """The span `chat MODEL` around one call. Prompts and answers are never put into it."""
    provider, _, name = model.rpartition(":")
    facts = {"gen_ai.operation.name": "chat", "gen_ai.request.model": name}
    if provider:
        facts["gen_ai.provider.name"] = provider
    with _span(f"chat {name}", "CLIENT", facts) as span:
        yield span


@contextmanager
def persona_span(tag: str, task: str, incident: str) -> Generator[Span]:
    """The span `invoke_agent TAG` around one task of one persona."""
    facts = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": tag, "gen_ai.conversation.id": incident}
    with _span(f"invoke_agent {tag}", "INTERNAL", {**facts, "astreinte.task": task}) as span:
        yield span


@contextmanager
def _span(name: str, kind: str, facts: dict[str, str]) -> Generator[Span]:
    try:
        from opentelemetry import trace
    except ImportError:
        yield Span()
        return
    kinds: Any = trace.SpanKind
    with trace.get_tracer(NAME).start_as_current_span(name, kind=kinds[kind], attributes=facts) as inner:
        yield Span(inner)
