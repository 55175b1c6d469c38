"""Settings out of their layers: BMAD configuration, `astreinte.yaml`, `ASTREINTE_*` variables, flags; the last wins."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from astreinte.domain import Zone
from astreinte.errors import ConfigError, InvalidInput
from astreinte.yamltext import load_yaml

from .bmad import BmadProject, resolve
from .cards import Card, said_tag
from .documents import merge, read_yaml
from .leading import check_agents, led_by
from .places import FILE, PREFIX
from .settings import ROLE_PERSONA, Settings

ALIASES = {"database_url": "database"}
HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d\s*-\s*([01]\d|2[0-3]):[0-5]\d")
Layer = tuple[str, Mapping[str, Any]]


def load_settings(project: Path, environ: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> Settings:
    """The settings of the project in that folder.

    Args:
        project: the folder that holds `astreinte.yaml` and the kits; both may be absent.
        environ: variables; `ASTREINTE_USER__NAME` is `user.name`, `ASTREINTE_DATABASE_URL` is `database`.
        overrides: what flags say, nested as in the file.

    Raises:
        ConfigError: names the file or variable, the key, what is known and the nearest known key.
    """
    project = project.resolve()
    said: list[Layer] = [
        (str(project / FILE), read_yaml(project / FILE)),
        ("the environment", _from_environ(environ)),
        ("the flags", overrides or {}),
    ]
    own: dict[str, Any] = {}
    for _, layer in said:
        own = merge(own, layer)
    kit = resolve(project, str(own.get("root") or ""))
    return _validated(project, merge(_from_kit(kit, own), own), said)


def _from_kit(kit: BmadProject, own: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "language": kit.language,
        "project": kit.project_name,
        "root": kit.root.name if kit.root else "",
        "user": {"name": kit.user_name} if kit.user_name else {},
        "roles": {**_default_roles(), **kit.roles()},
        "personas": {ROLE_PERSONA[role]: _character(card) for role, card in kit.cards.items()},
        "agents": _agents(kit, own.get("agents")),
    }
    return {key: value for key, value in said.items() if value}


def _agents(kit: BmadProject, own: Any) -> dict[str, Any]:
    """Cards beyond the seven: those that say a domain, and those that the project's own file names by their tag."""
    named: Mapping[str, Any] = own if isinstance(own, Mapping) else {}  # pyright: ignore[reportUnknownVariableType] - settings files are untyped
    cards = {said_tag(card): card for card in kit.others}
    return {
        tag: {"name": card.name, "domains": list(card.domains), "learnings": card.learnings, **_character(card)}
        for tag, card in cards.items()
        if card.domains or tag in named
    }


def _character(card: Card) -> dict[str, Any]:
    affinity = {"affinity": card.affinity} if card.affinity else {}
    return affinity | {
        "icon": card.icon,
        "title": card.title,
        "style": card.style,
        "limits": card.limits,
        "principles": list(card.principles),
        "confirm_first": list(card.confirm_first),
    }


def _default_roles() -> dict[str, Any]:
    return dict(Settings().roles.items())


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX) and value:
            key = name.removeprefix(PREFIX).lower()
            path = ALIASES.get(key, key).split("__")
            nested: Any = _value(name, value)
            for part in reversed(path):
                nested = {part: nested}
            said = merge(said, nested)
    return said


def _value(name: str, text: str) -> Any:
    """Text as it is; lists, mappings and null in YAML's notation."""
    if not text.startswith(("[", "{")) and text != "null":
        return text
    try:
        return load_yaml(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: {text!r} is not a YAML list or mapping; write e.g. [a, b]") from error


def _validated(project: Path, merged: Mapping[str, Any], said: list[Layer]) -> Settings:
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise ConfigError("\n".join(_complaint(detail, said) for detail in error.errors())) from error
    _check_user(settings, said)
    settings = _with_leads(settings, said)
    own = str(project / settings.knowledge) if settings.knowledge else ""
    return settings.model_copy(update={"database": _absolute(project, settings.database), "knowledge": own})


def _check_user(settings: Settings, said: list[Layer]) -> None:
    try:
        Zone(settings.user.timezone)
    except InvalidInput as error:
        raise ConfigError(f"{_source(('user', 'timezone'), said)}: user.timezone: {error}") from error
    if settings.user.hours and not HOURS.fullmatch(settings.user.hours.strip()):
        where = _source(("user", "hours"), said)
        raise ConfigError(f"{where}: user.hours: {settings.user.hours!r} is not HH:MM-HH:MM, e.g. 09:00-18:00")


def _with_leads(settings: Settings, said: list[Layer]) -> Settings:
    check_agents(settings, f"{_source(('agents',), said)}: agents")
    return led_by(settings, {**settings.leads}, f"{_source(('leads',), said)}: leads")


def _complaint(detail: ErrorDetails, said: list[Layer]) -> str:
    path = tuple(str(part) for part in detail["loc"])
    where, key = _source(path, said), ".".join(path)
    if detail["type"] != "extra_forbidden":
        return f"{where}: {key}: {detail['msg']} (got {detail['input']!r})"
    known = _known(path[:-1])
    near = get_close_matches(path[-1], known, n=1)
    hint = f"; nearest: {near[0]!r}" if near else ""
    return f"{where}: unknown key {key!r}{hint}; known: {', '.join(known)}"


def _source(path: tuple[str, ...], said: list[Layer]) -> str:
    """The last layer that says something at that path, or as far along it as any does."""
    depths = [(_depth(layer, path), index) for index, (_, layer) in enumerate(said)]
    depth, index = max(depths)
    return said[index][0] if depth else "the BMAD configuration"


def _depth(layer: Any, path: tuple[str, ...]) -> int:
    if not path or not isinstance(layer, Mapping) or path[0] not in layer:
        return 0
    return 1 + _depth(layer[path[0]], path[1:])  # pyright: ignore[reportUnknownArgumentType] - settings files are untyped


def _known(path: tuple[str, ...]) -> list[str]:
    """The keys that the model at that path has; a mapping's names are free, its values are of one kind."""
    kind: Any = Settings
    for part in path:
        kind = kind.model_fields[part].annotation if _is_model(kind) else get_args(kind)[-1]
    return sorted(kind.model_fields)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _absolute(project: Path, database: str) -> str:
    """A relative SQLite path belongs to the project, wherever the command was started."""
    head, found, path = database.partition("sqlite:///")
    if head or not found or path in {"", ":memory:"} or Path(path).is_absolute():
        return database
    return f"sqlite:///{project / path}"
