"""The vocabulary of signals, from `signals.yaml`: what each is read from and what makes it true."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

import yaml

from astreinte.errors import ConfigError
from astreinte.expressions import expression
from astreinte.yamltext import load_shipped, load_yaml

KEYS = {"about", "also", "match", "outside", "read", "when"}
FILE = "astreinte/evidence/signals.yaml"


@dataclass(frozen=True)
class SignalRule:
    """One signal: either `match`, searched in each line of a reading of kind `read`, or `when`, what code compares.

    `about`, where given, must occur in a text of unknown kind before the rule is tried on it. `also` names further
    kinds of reading. `outside`: an exception beside which it stands was raised by the world around the code.
    """

    id: str
    read: str
    match: re.Pattern[str] | None = None
    when: str | None = None
    about: re.Pattern[str] | None = None
    also: frozenset[str] = frozenset()
    outside: bool = False

    def reads(self, kinds: Container[str]) -> bool:
        """Whether the rule is tried on readings of these kinds."""
        return self.read in kinds or any(each in kinds for each in self.also)


@cache
def signal_rules() -> Mapping[str, SignalRule]:
    """Every signal by id, as shipped."""
    return read_signals(resources.files("astreinte.evidence").joinpath("signals.yaml").read_text("utf-8"), FILE)


@cache
def noise() -> Mapping[str, str]:
    """Readings that look like a cause and are not: id to one paragraph."""
    data = _mapping(resources.files("astreinte.evidence").joinpath("signals.yaml").read_text("utf-8"), FILE)
    return {str(name): str(text) for name, text in cast("dict[Any, Any]", data["noise"]).items()}


def read_signals(text: str, file: str | Path) -> Mapping[str, SignalRule]:
    """Parse the `signals:` section.

    Raises:
        ConfigError: not YAML, no `signals`, an unknown key or an expression that does not compile; names file and key.
    """
    section = _mapping(text, file).get("signals")
    if not isinstance(section, dict) or not section:
        raise ConfigError(f"{file}: no section 'signals:'; it maps a signal id to {{read, match or when}}")
    entries = cast("dict[Any, Any]", section)
    return {str(name): _rule(str(name), value, file) for name, value in entries.items()}


def own_signals(text: str, file: str | Path) -> Mapping[str, SignalRule]:
    """The `signals:` section of a user's own file; none where it has none.

    Raises:
        ConfigError: as `read_signals`; also for the id of a shipped signal, or one that only code could compare.
    """
    if not _mapping(text, file).get("signals"):
        return {}
    found = read_signals(text, file)
    for rule in found.values():
        if rule.id in signal_rules():
            raise ConfigError(f"{file}: signals.{rule.id}: this id is shipped with another meaning; choose a new one")
        if rule.match is None:
            raise ConfigError(f"{file}: signals.{rule.id}: needs 'match', a regular expression; 'when' takes code")
    return found


def _mapping(text: str, file: str | Path) -> dict[str, Any]:
    try:
        data = load_shipped(text) if file == FILE else load_yaml(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{file}: not readable as YAML: {error}") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{file}: expected a mapping with the keys 'signals' and 'noise'")
    return cast("dict[str, Any]", data)


def _rule(name: str, value: Any, file: str | Path) -> SignalRule:
    where = f"{file}: signals.{name}"
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: expected {{read: …, match or when: …}}, not {value!r}")
    fields = cast("dict[str, Any]", value)
    if unknown := sorted({*fields} - KEYS):
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; known: {', '.join(sorted(KEYS))}")
    if not isinstance(fields.get("read"), str) or ("match" in fields) == ("when" in fields):
        raise ConfigError(f"{where}: needs 'read' and exactly one of 'match' and 'when'")
    return SignalRule(
        name,
        fields["read"],
        _pattern(fields.get("match"), f"{where}.match"),
        fields.get("when"),
        _pattern(fields.get("about"), f"{where}.about"),
        frozenset(map(str, fields.get("also") or ())),
        fields.get("outside") is True,
    )


def _pattern(text: Any, where: str) -> re.Pattern[str] | None:
    if text is None:
        return None
    try:
        return expression(text) if where.startswith(FILE) and isinstance(text, str) else re.compile(str(text))
    except re.error as error:
        raise ConfigError(f"{where}: not a regular expression: {error}") from error
