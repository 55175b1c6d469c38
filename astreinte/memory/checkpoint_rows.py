"""A step of the workflow as rows of LangGraph's tables, each written by one statement that looks at the epoch itself.

LangGraph's own saver takes a statement a row. Here the fence, the rows and their commit are one round trip.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    get_serializable_checkpoint_metadata,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from psycopg.types.json import Jsonb

from .engines import UNHURRIED

Values = dict[str, Any]
PLAIN = (str, int, float, bool, type(None))
"""What stands in the step itself; every other value is a blob beside it, kept once a version."""

FREE = "WITH allowed AS MATERIALIZED (SELECT true AS allowed)"
FENCED = """
WITH owner AS MATERIALIZED (
    SELECT 1 FROM runners WHERE incident = %(incident)s AND epoch = %(epoch)s FOR SHARE
), allowed AS MATERIALIZED (SELECT EXISTS (SELECT 1 FROM owner) AS allowed)"""
"""It holds on to the epoch until what follows is committed."""

PUT = """, blobs AS (
    INSERT INTO checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
    SELECT %(thread)s, %(space)s, fresh.*
    FROM allowed, unnest(%(channels)b::text[], %(versions)b::text[], %(types)b::text[], %(blobs)b::bytea[]) AS fresh
    WHERE allowed ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING
), steps AS (
    INSERT INTO checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
    SELECT %(thread)s, %(space)s, %(id)s, %(parent)s, %(checkpoint)s, %(metadata)s FROM allowed WHERE allowed
    ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = EXCLUDED.checkpoint, metadata = EXCLUDED.metadata
)
SELECT allowed FROM allowed
"""
BLOBS = "%(channels)b::text[], %(types)b::text[], %(blobs)b::bytea[]"
WRITE = f""", unhurried AS MATERIALIZED (SELECT {UNHURRIED}), written AS (
    INSERT INTO checkpoint_writes
        (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
    SELECT %(thread)s, %(space)s, %(id)s, %(task)s, %(path)s, fresh.*
    FROM unhurried, allowed, unnest(%(places)b::int[], {BLOBS}) AS fresh
    WHERE allowed ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx) """  # noqa: S608
"""Within a step it waits for no disk; the step itself does."""

END = "\n)\nSELECT allowed FROM allowed"
WRITE_ONCE = f"{WRITE}DO NOTHING{END}"
WRITE_ANEW = f"{WRITE}DO UPDATE SET channel = EXCLUDED.channel, type = EXCLUDED.type, blob = EXCLUDED.blob{END}"
"""A pause, an error and an answer take the place of the one before."""


def step(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    new_versions: ChannelVersions,
    serde: SerializerProtocol,
) -> Values:
    """What `PUT` takes, of a graph without delta channels."""
    given, values = config.get("configurable", {}), checkpoint["channel_values"]
    large = {name: value for name, value in values.items() if not isinstance(value, PLAIN)}
    fresh = {name: version for name, version in new_versions.items() if name in large}
    plain = {name: value for name, value in values.items() if name not in large}
    return {
        **_place(given),
        "id": checkpoint["id"],
        "parent": given.get("checkpoint_id"),
        "checkpoint": Jsonb({**checkpoint, "channel_values": plain}),
        "metadata": Jsonb(get_serializable_checkpoint_metadata(config, metadata)),
        "channels": list(fresh),
        "versions": [str(version) for version in fresh.values()],
        **_typed([large[name] for name in fresh], serde),
    }


def written(
    config: RunnableConfig, writes: Sequence[tuple[str, Any]], task: str, path: str, serde: SerializerProtocol
) -> tuple[str, Values]:
    """The statement, and what it takes."""
    given, channels = config.get("configurable", {}), [channel for channel, _ in writes]
    values = {
        **_place(given),
        "id": given["checkpoint_id"],
        "task": task,
        "path": path,
        "places": [WRITES_IDX_MAP.get(channel, place) for place, channel in enumerate(channels)],
        "channels": channels,
        **_typed([value for _, value in writes], serde),
    }
    return WRITE_ANEW if all(channel in WRITES_IDX_MAP for channel in channels) else WRITE_ONCE, values


def _place(given: Mapping[str, Any]) -> Values:
    return {"thread": given["thread_id"], "space": given.get("checkpoint_ns", "")}


def _typed(values: Sequence[Any], serde: SerializerProtocol) -> Values:
    typed = [serde.dumps_typed(value) for value in values]
    return {"types": [kind for kind, _ in typed], "blobs": [body for _, body in typed]}
