"""Reading YAML and TOML mappings of a project, with the file and the line in every complaint."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from astreinte.errors import ConfigError
from astreinte.yamltext import load_yaml


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping of a YAML file; empty when the file is absent or empty.

    Raises:
        ConfigError: unreadable or not a mapping; names the file and the line.
    """
    text = _text(path)
    try:
        data: Any = load_yaml(text) if text else None
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}{_where(error)}: {_reason(error)}; correct the YAML there") from error
    return _mapping(path, data)


def read_toml(path: Path) -> dict[str, Any]:
    """The mapping of a TOML file; empty when the file is absent.

    Raises:
        ConfigError: unreadable; names the file and the line.
    """
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}; correct the TOML there") from error


def merge(low: Mapping[str, Any], high: Mapping[str, Any]) -> dict[str, Any]:
    """Deep merge of mappings: `high` wins, anything but a mapping is replaced whole."""
    merged = dict(low)
    for key, value in high.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value  # pyright: ignore[reportUnknownArgumentType] - isinstance cannot tell what a mapping holds
    return merged


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}; make it readable") from error


def _mapping(path: Path, data: Any) -> dict[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise ConfigError(f"{path}, line 1: expected `key: value` lines, found {type(data).__name__}")
    return {str(key): value for key, value in data.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - YAML is untyped


def _where(error: yaml.YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return f", line {mark.line + 1}" if mark else ""


def _reason(error: yaml.YAMLError) -> str:
    problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else None
    return problem or str(error).splitlines()[0]
