"""From `provider:name` to a chat model, through LangChain's own `init_chat_model`."""

from pathlib import Path
from typing import Any, cast

from langchain_core.language_models import BaseChatModel

from astreinte.agents.means import Means
from astreinte.config.reasoning import Reasoning
from astreinte.errors import ConfigError

from .cassette import Cassette
from .chat import Chat

EXTRAS = ("anthropic", "ollama", "openai")
NO_KEY = "none"
"""What a server of one's own is shown where no key is named: a provider's key never goes to another address."""


def make_chat(name: str, means: Means) -> Chat:
    """The chat model of that name.

    Raises:
        ConfigError: LangChain or the provider's package is absent, the key is not where it should be, or the provider
            refuses the options; says what to install or set.
    """
    return Chat(_model(name, means), name, json_schema=means.reasoning.json_schema)


def _model(name: str, means: Means) -> BaseChatModel:
    reasoning = means.reasoning
    if reasoning.cassette and not reasoning.record:
        return Cassette(model_name=name, path=reasoning.cassette)
    real = _real(name, means)
    if reasoning.cassette:
        return Cassette(model_name=name, path=reasoning.cassette, real=real)
    return real


def _real(name: str, means: Means) -> BaseChatModel:
    if name == "scripted":
        from .agreeing import Agreeing

        return Agreeing()
    provider = name.partition(":")[0]
    hint = (
        f"pip install 'astreinte[{provider}]'" if provider in EXTRAS else f"pip install langchain langchain-{provider}"
    )
    try:
        from langchain import chat_models

        made: Any = chat_models
        return cast("BaseChatModel", made.init_chat_model(name, **_options(means)))
    except ImportError as error:
        raise ConfigError(f"`model: {name}` needs {error.name or error}: {hint}; or set `model: playbook`") from error
    except ConfigError:
        raise
    except Exception as error:  # each provider's class refuses its options with errors of its own
        why = " ".join(str(error).split())[:300]
        raise ConfigError(
            f"`model: {name}` cannot be used: {why}; keys: `reasoning.key_env` or the provider's own variable"
        ) from error


def _options(means: Means) -> dict[str, Any]:
    reasoning, options = means.reasoning, dict(means.reasoning.options)
    if reasoning.url:
        options["base_url"] = reasoning.url
    if key := _key(reasoning, means):
        options["api_key"] = key
    return options


def _key(reasoning: Reasoning, means: Means) -> str:
    if reasoning.key_env:
        if not (key := means.environ.get(reasoning.key_env, "").strip()):
            raise ConfigError(f"reasoning.key_env: the variable {reasoning.key_env} is not set")
        return key
    if reasoning.key_file:
        return _key_in(Path(reasoning.key_file))
    return NO_KEY if reasoning.url else ""


def _key_in(path: Path) -> str:
    try:
        key = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"reasoning.key_file: {path} cannot be read: {error}") from error
    if not key:
        raise ConfigError(f"reasoning.key_file: {path} is empty")
    return key
