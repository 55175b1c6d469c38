"""An `INSERT` that may say what happens where the row is there: each dialect has its own, and only one is loaded."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

    Upsert = postgresql.Insert | sqlite.Insert


def into(table: Table, connection: Connection) -> "Upsert":
    """The statement for this connection; it has `on_conflict_do_update`, and `excluded` for the row that was new."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
