"""Recorded incidents that are being played by several processes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "replays",
        sa.Column("run", sa.String(32), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("made", sa.String(27), nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("result", sa.Text),
    )
