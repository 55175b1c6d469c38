"""`causes.yaml` and a user's own file beside it, validated into `Knowledge`."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import yaml
from pydantic import TypeAdapter, ValidationError

from astreinte.actions.taxonomy import action_types
from astreinte.errors import ConfigError
from astreinte.evidence.concepts import lexicon, with_own
from astreinte.evidence.signals import SignalRule, own_signals, signal_rules
from astreinte.yamltext import load_shipped, load_yaml

from .causeform import CauseEntry, Header, KebabId, Named
from .knowledge import Cause, Grade, Knowledge, Language
from .suspects import Suspects


def read_knowledge(extra: Path | None) -> Knowledge:
    """Both files merged by id, and every name in them checked.

    Raises:
        ConfigError: names the file and the key.
    """
    shipped = "causes.yaml"
    header, causes = _shipped()
    grades: dict[str, Grade] = {signal: grade for grade, signals in header.grades.items() for signal in signals}
    merged = {cause.id: cause for cause in causes}
    _deny(merged, header.rules_out, shipped, {*header.rules_out})
    own: tuple[Cause, ...] = ()
    rules: Mapping[str, SignalRule] = {}
    suspects = Suspects(merged, grades)
    if extra is not None:
        text = _read(extra)
        rules = own_signals(text, extra)
        more, own = _parse(text, str(extra))
        grades |= {signal: grade for grade, signals in more.grades.items() for signal in signals}
        merged |= {cause.id: cause for cause in own}
        _deny(merged, more.rules_out, str(extra), {*signal_rules(), *rules})
        suspects = _suspects(more, merged, grades, str(extra))
    _check(causes, header, merged, shipped)
    _check(own, header, merged, str(extra))
    for cause in own:
        _known(str(extra), cause, "proves, hints or denies", cause.signals | cause.denies, {*signal_rules(), *rules})
    return Knowledge(
        causes=MappingProxyType(merged),
        branches=MappingProxyType({key: each.branch(key) for key, each in header.branches.items()}),
        grades=MappingProxyType(grades),
        provers=MappingProxyType(_provers(merged.values())),
        suspects=suspects,
        rules=tuple(rules.values()),
    )


def _deny(
    merged: dict[str, Cause], rules_out: Mapping[str, Iterable[str]], name: str, signals: Collection[str]
) -> None:
    """What a signal rules out by a list of causes is denied in each of them."""
    for signal, causes in rules_out.items():
        _member(signal, signals, f"{name}: rules_out", "signal")
        for each in causes:
            _member(each, merged, f"{name}: rules_out.{signal}", "cause")
            merged[each] = replace(merged[each], denies=merged[each].denies | {signal})


def _member(name: str, known: Collection[str], where: str, what: str) -> None:
    if name not in known:
        near = get_close_matches(name, known, 3) or sorted(known)[:12]
        raise ConfigError(f"{where}: unknown {what} {name!r}; known: {', '.join(near)}, …")


def _suspects(own: Header, merged: Mapping[str, Cause], grades: Mapping[str, Grade], name: str) -> Suspects:
    """A user's own concepts, and the causes that concepts make one suspect."""
    words = with_own(own.concepts, name) if own.concepts else None
    pairs = {pair.id for pair in (words or lexicon()).pairs} if own.suspects else set[str]()
    for pair, causes in own.suspects.items():
        _member(pair, pairs, f"{name}: suspects", "concept")
        for each in causes:
            _member(each, merged, f"{name}: suspects.{pair}", "cause")
    return Suspects(merged, grades, own.suspects, words)


@cache
def _shipped() -> tuple[Header, tuple[Cause, ...]]:
    name = "causes.yaml"
    text = files("astreinte.agents").joinpath(name).read_text(encoding="utf-8")
    header, causes = _parse(text, name, load_shipped)
    how = _mechanisms()
    return header, tuple(replace(cause, how=how[cause.id]) if cause.id in how else cause for cause in causes)


def _mechanisms() -> Mapping[str, Mapping[Language, str]]:
    text = files("astreinte.agents").joinpath("mechanisms.yaml").read_text(encoding="utf-8")
    return TypeAdapter(dict[KebabId, dict[Language, str]]).validate_python(load_shipped(text))


def _provers(causes: Iterable[Cause]) -> Mapping[str, int]:
    return Counter(signal for cause in causes for signal in frozenset[str]().union(*cause.proves))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _parse(text: str, name: str, load: Callable[[str], Any] = load_yaml) -> tuple[Header, tuple[Cause, ...]]:
    try:
        data: Any = load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: not readable as YAML: {error}") from error
    if not isinstance(data, dict) or not isinstance(cast("Named", data).get("causes"), list):
        raise ConfigError(f"{name}: `causes` is missing; it is a list of entries, each with an `id`")
    table = cast("Named", data)
    entries: list[Any] = table.pop("causes")
    try:
        header = Header.model_validate(table)
    except ValidationError as error:
        raise ConfigError(f"{name}: {_reason(error)}") from error
    return header, _unique([_entry(each, place, name) for place, each in enumerate(entries)], name)


def _entry(data: Any, place: int, name: str) -> Cause:
    known = cast("Named", data).get("id") if isinstance(data, dict) else None
    try:
        return CauseEntry.model_validate(data).cause()
    except ValidationError as error:
        raise ConfigError(f"{name}: cause {known or f'number {place + 1}'}: {_reason(error)}") from error


def _unique(causes: list[Cause], name: str) -> tuple[Cause, ...]:
    twice = [key for key, count in Counter(cause.id for cause in causes).items() if count > 1]
    if twice:
        raise ConfigError(f"{name}: cause {twice[0]!r} stands twice; keep one entry per id")
    return tuple(causes)


def _reason(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"key {'.'.join(map(str, first['loc']))}: {first['msg']}"


def _check(causes: Iterable[Cause], header: Header, merged: Mapping[str, Cause], name: str) -> None:
    roots = {".".join(branch.split(".")[:n]) for branch in header.branches for n in (1, 2)}
    for cause in causes:
        _known(name, cause, "branch", (cause.branch,), header.branches)
        _known(name, cause, "stage", (cause.stage,), header.stages)
        _known(name, cause, "class", (cause.kind,), header.classes)
        _known(name, cause, "target", (cause.target,), header.targets)
        _known(name, cause, "lead or support", (cause.lead, *cause.support), header.personas)
        _known(name, cause, "rule_out", cause.rule_out, merged)
        _known(name, cause, "yields_to", cause.yields_to, {*merged, *roots, "*"})
        _known(name, cause, "fix", (each.action for each in cause.remedies), action_types())


def _known(name: str, cause: Cause, key: str, used: Iterable[str], known: Iterable[str]) -> None:
    allowed = set(known)
    for each in used:
        if each not in allowed:
            shown = ", ".join(sorted(allowed)[:12])
            raise ConfigError(f"{name}: cause {cause.id!r}, key {key!r}: unknown {each!r}; known: {shown}, …")
