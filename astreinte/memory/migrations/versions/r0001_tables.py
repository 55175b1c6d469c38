"""Incidents, journal, runners, effects, alerts: as they were before there were revisions; what is there stays."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _incidents()
    _journal()
    _effects()
    _alerts()


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("lead", sa.String(64), nullable=False),
        sa.Column("declared", sa.String(27), nullable=False),
        sa.Column("updated", sa.String(27), nullable=False),
        sa.Column("head_seq", sa.Integer, nullable=False),
        sa.Column("head_hash", sa.String(64), nullable=False),
        if_not_exists=True,
    )
    op.create_index("incidents_recent", "incidents", ["declared"], if_not_exists=True)


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("incident", sa.String(64), sa.ForeignKey("incidents.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("occurred_at", sa.String(27), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("incident", "key"),
        if_not_exists=True,
    )


def _effects() -> None:
    op.create_table(
        "runners",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "effects",
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("due", sa.Float, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("output", sa.Text, nullable=False),
        sa.Column("started", sa.String(27)),
        sa.Column("ended", sa.String(27)),
        if_not_exists=True,
    )


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("fingerprint", sa.String(255), primary_key=True),
        sa.Column("incident", sa.String(64), primary_key=True),
        sa.Column("grouped", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("latest", sa.String(27), nullable=False),
        if_not_exists=True,
    )
    op.create_index("alerts_grouped", "alerts", ["grouped"], if_not_exists=True)
