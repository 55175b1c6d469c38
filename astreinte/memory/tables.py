"""The tables, in SQL that every dialect shares: texts, integers, floats; times as fixed-width UTC texts that sort."""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("title", Text, nullable=False, default=""),
    Column("state", String(16), nullable=False, default="triage"),
    Column("severity", String(16), nullable=False, default=""),
    Column("service", Text, nullable=False, default=""),
    Column("fingerprint", Text, nullable=False, default=""),
    Column("lead", String(64), nullable=False, default=""),
    Column("declared", String(27), nullable=False),
    Column("updated", String(27), nullable=False),
    Column("head_seq", Integer, nullable=False, default=0),
    Column("head_hash", String(64), nullable=False, default=""),
    Index("incidents_recent", "declared"),
)

journal = Table(
    "journal",
    metadata,
    Column("incident", String(64), ForeignKey("incidents.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("actor", Text, nullable=False),
    Column("occurred_at", String(27), nullable=False),
    Column("recorded_at", String(27), nullable=False),
    Column("data", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("key", Text),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("incident", "key"),
)

runners = Table(
    "runners",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("epoch", Integer, nullable=False),
)

effects = Table(
    "effects",
    metadata,
    Column("incident", String(64), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("due", Float, nullable=False),
    Column("state", String(16), nullable=False),
    Column("plan", Text, nullable=False),
    Column("output", Text, nullable=False, default=""),
    Column("started", String(27)),
    Column("ended", String(27)),
)

alerts = Table(
    "alerts",
    metadata,
    Column("fingerprint", String(255), primary_key=True),
    Column("incident", String(64), primary_key=True),
    Column("grouped", Text, nullable=False, default=""),
    Column("status", String(16), nullable=False),
    Column("received", Integer, nullable=False),
    Column("latest", String(27), nullable=False),
    Index("alerts_grouped", "grouped"),
)

bodies = Table(
    "bodies",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

replays = Table(
    "replays",
    metadata,
    Column("run", String(32), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("made", String(27), nullable=False),
    Column("taken", Integer, nullable=False, default=0),
    Column("task", Text, nullable=False),
    Column("result", Text),
)
