"""Dataclass to plain JSON and back, so that graph state, journal and scenarios hold nothing else."""

from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def dump(value: Any) -> Any:
    """JSON-ready form of a domain value: dicts, lists, strings, numbers; times in RFC 3339."""
    kind: Any = value.__class__
    return _adapter(kind).dump_python(value, mode="json")


def load(kind: type[T], data: Any) -> T:
    """The inverse of `dump`.

    Raises:
        pydantic.ValidationError: the data is not of that shape.
    """
    return _adapter(kind).validate_python(data)
