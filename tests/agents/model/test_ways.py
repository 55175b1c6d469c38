"""Ways to a model: names, keys, packages; recorded turns; pseudonyms; traces."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from astreinte.agents import Analyse, Means, make_reasoner
from astreinte.agents.model.cassette import Cassette
from astreinte.agents.model.chat import Chat
from astreinte.agents.model.make import make_chat
from astreinte.agents.model.pseudonyms import Pseudonyms
from astreinte.agents.model.reasoner import ModelReasoner
from astreinte.config.reasoning import Reasoning
from astreinte.domain import Finding
from astreinte.errors import ConfigError
from benchmarks.unruly import Speaking, agree
from tests.agents.agent_cases import DOWN, KNOWLEDGE, case, sig

from .model_cases import MEANS, finding, hypothesis, model, ponder, speaking

FULL = sig("filesystem-full", "mount:/srv", attributes={"holds": "intranet"}, detail="/srv full on node-7.lan 10.4.0.9")
OF = case(FULL, DOWN)
PROOF = FULL[1].id


def means(environ: dict[str, str] | None = None, **said: Any) -> Means:
    return Means(KNOWLEDGE, reasoning=Reasoning.model_validate(said), environ=environ or {})


def test_a_model_by_name_takes_its_key_from_the_named_variable_and_its_url() -> None:
    chat = make_chat("openai:small", means({"MY_KEY": "k-123"}, url="http://127.0.0.1:9/v1", key_env="MY_KEY"))
    inner: Any = chat.model
    assert ("small", "http://127.0.0.1:9/v1", "k-123") == (
        inner.model_name,
        inner.openai_api_base,
        inner.openai_api_key.get_secret_value(),
    )
    assert "openai:small" == make_reasoner("openai:small", means({"MY_KEY": "k"}, key_env="MY_KEY")).name


def test_a_key_may_come_from_a_file_and_no_providers_key_goes_to_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("k-file\n", encoding="utf-8")
    inner: Any = make_chat("openai:small", means(key_file=str(tmp_path / "key"))).model
    assert "k-file" == inner.openai_api_key.get_secret_value()
    monkeypatch.setenv("OPENAI_API_KEY", "k-of-the-provider")
    other: Any = make_chat("openai:small", means(url="http://127.0.0.1:9/v1")).model
    assert "none" == other.openai_api_key.get_secret_value()


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("openai:small", {"key_env": "ABSENT"}, "the variable ABSENT is not set"),
        ("openai:small", {"key_file": "/nowhere/key"}, "cannot be read"),
        ("openai:small", {}, "reasoning.key_env"),
        ("mistralai:small", {}, "pip install langchain langchain-mistralai"),
        ("nobody:small", {}, "cannot be used"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(
    name: str, said: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError, match=words):
        make_chat(name, means(**said))


def test_without_langchain_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain", None)
    with pytest.raises(ConfigError, match=r"pip install 'astreinte\[anthropic\]'"):
        make_chat("anthropic:some", means())


async def test_recorded_turns_answer_alone_and_a_changed_prompt_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "turns.jsonl")
    real = Speaking(speak=agree, heard=[])
    recording = ModelReasoner(Chat(Cassette(model_name="m", path=path, real=real), "m"), MEANS)
    first = await ponder(recording, "forge", Analyse(), OF)
    replaying = ModelReasoner(Chat(Cassette(model_name="m", path=path), "m"), MEANS)
    assert first.answer == (await ponder(replaying, "forge", Analyse(), OF)).answer
    assert 1 == len(real.heard)
    changed = replace(OF, declaration=replace(OF.declaration, title="autre"))
    with pytest.raises(ConfigError, match=r"has no turn .* record it again"):
        await ponder(replaying, "forge", Analyse(), changed)
    kept = await asyncio.to_thread(Path(path).read_text, "utf-8")
    assert PROOF in kept
    assert "Extraits" not in kept


def test_a_damaged_cassette_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is damaged"):
        Cassette(model_name="m", path=str(tmp_path / "bad.jsonl")).invoke([HumanMessage("x")])


async def test_hosts_and_addresses_go_out_under_pseudonyms_and_come_back() -> None:
    why = "Plein sur machine-1 (addr-2)."
    chat = speaking(finding(hypothesis(PROOF, why=why)))
    thought = await ponder(model(chat, pseudonyms=True), "forge", Analyse(), OF)
    sent = "".join(str(each.text) for each in chat.heard[0])
    assert "node-7.lan" not in sent
    assert "10.4.0.9" not in sent
    assert isinstance(thought.answer, Finding)
    assert "machine-" not in thought.answer.hypotheses[0].why
    assert {"node-7.lan", "10.4.0.9"} & set(
        thought.answer.hypotheses[0].why.replace("(", " ").replace(")", " ").split()
    )


def test_pseudonyms_are_undone_whole() -> None:
    veil = Pseudonyms(OF)
    text = "\n".join(f"10.4.0.{n} → db{n}.corp" for n in range(1, 30))
    hidden = veil.hide(text)
    assert "10.4" not in hidden
    assert ".corp" not in hidden
    assert text == veil.show(hidden)
    assert "java.lang.Error in app.py" == veil.hide("java.lang.Error in app.py")


async def test_calls_are_traced_by_the_conventions_without_a_word_of_the_prompt() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    await ponder(model(speaking(finding(hypothesis(PROOF)))), "forge", Analyse(), OF)
    chat, agent = exporter.get_finished_spans()
    assert ("chat model", "invoke_agent forge") == (chat.name, agent.name)
    facts = dict(chat.attributes or {})
    assert ("chat", "model", "test") == tuple(
        facts[f"gen_ai.{key}"] for key in ("operation.name", "request.model", "provider.name")
    )
    assert facts["gen_ai.usage.input_tokens"]
    assert chat.parent is not None
    assert PROOF not in str(facts) + str(agent.attributes)
