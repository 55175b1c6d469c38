"""The invented payloads are what the documentation says, and so is what the sources take for an answer."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import jsonschema
import pytest

from astreinte.errors import ReadingUnavailable

from . import apis
from .cases import CASES, Case, ask
from .schemas import BY_PATH
from .server import Asked, Said


def held(case: Case, seen: set[str]) -> Callable[[Asked], Said]:
    """The API, each of its answers checked on the way out."""

    def answer(asked: Asked) -> Said:
        said = case.api(asked)
        path = asked.path.removeprefix("/api2/json")
        if schema := BY_PATH[case.name].get(path):
            document: Any = json.loads(said.body)
            jsonschema.validate(document["data"] if case.name == "proxmox" else document, schema)
            seen.add(path)
        return said

    return answer


async def test_the_fakes_answer_what_is_documented(case: Case) -> None:
    """
    On every path that has a schema, over two rounds.
    """
    seen: set[str] = set()
    with case.served(held(case, seen)) as (source, _):
        for phase, service in (("probe", ""), ("collect", ""), ("probe", "wiki"), ("collect", "wiki")):
            for query in source.plan(ask(phase, service)):
                await source.read(query)
    assert set(BY_PATH[case.name]) == seen


@pytest.mark.parametrize("path", [path for schemas in BY_PATH.values() for path in schemas])
async def test_a_missing_part_is_an_error_or_left_out(path: str) -> None:
    """
    A document without one of its required parts never raises anything else, and never invents it.
    """
    case = next(case for case in CASES if path in BY_PATH[case.name])

    def torn(asked: Asked) -> Said:
        said = case.api(asked)
        document: Any = json.loads(said.body)
        return apis.said(without_first(document)) if asked.path.endswith(path) else said

    with case.served(torn) as (source, _):
        for phase in ("probe", "collect", "collect"):
            for query in source.plan(ask(phase)):
                with suppress(ReadingUnavailable):
                    assert (await source.read(query)).status in {"ok", "no_data"}


def without_first(document: Any) -> Any:
    """The document with the first key of its innermost first object taken out."""
    if isinstance(document, list):
        listed = cast("list[Any]", document)
        return [without_first(listed[0]), *listed[1:]] if listed else listed
    if not isinstance(document, dict):
        return document
    fields = cast("dict[str, Any]", document)
    for key, value in fields.items():
        if isinstance(value, dict | list) and value:
            return {**fields, key: without_first(value)}
    return dict(list(fields.items())[1:])
