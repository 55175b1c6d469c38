"""Dataclass to plain JSON and back, so that graph state, journal and scenarios hold nothing else."""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    from pydantic import TypeAdapter  # not at the top: its import takes longer than what needs neither way

    return TypeAdapter(kind).validator.validate_python


@cache
def _writer(kind: Any) -> Callable[..., Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(kind).serializer.to_python


def dump(value: Any) -> Any:
    """JSON-ready form of a domain value: dicts, lists, strings, numbers; times in RFC 3339."""
    kind: Any = value.__class__
    return _writer(kind)(value, mode="json")


def load(kind: type[T], data: Any) -> T:
    """The inverse of `dump`.

    Raises:
        pydantic.ValidationError: the data is not of that shape.
    """
    return _reader(kind)(data)
