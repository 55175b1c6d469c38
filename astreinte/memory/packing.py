"""How a step of the workflow is written: plain data, packed, so that a saved incident stays small."""

import zlib
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from astreinte.errors import IntegrityError

LEAST = 512
"""Bytes below which packing gains nothing."""

FAST = 1
"""zlib's level: nine tenths of what the best one saves, for a fraction of its time."""

PACKED = "+zlib"


def strict_serializer() -> JsonPlusSerializer:
    """Reads back plain data and LangGraph's own types; another type that a row names stays data."""
    return JsonPlusSerializer(allowed_msgpack_modules=None)


def packing_serializer() -> JsonPlusSerializer:
    """The same for what lies on a disk: packed; what was written unpacked is read as well."""
    return Packing(allowed_msgpack_modules=None)


class Packing(JsonPlusSerializer):
    """LangGraph's serializer, its bytes packed with zlib; the type that goes with them says so.

    Raises:
        IntegrityError: what was saved is damaged.
    """

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        kind, body = super().dumps_typed(obj)
        return (kind, body) if len(body) < LEAST else (kind + PACKED, zlib.compress(body, FAST))

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        kind, body = data
        try:
            if kind.endswith(PACKED):
                kind, body = kind.removesuffix(PACKED), zlib.decompress(body)
            return super().loads_typed((kind, body))
        except (zlib.error, ValueError, NotImplementedError) as error:
            raise IntegrityError(f"a saved step of the workflow is damaged: {error}; restore a backup") from error
