"""Bodies of readings in a shared database, so that every machine that runs incidents reads the same ones."""

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from astreinte.errors import IntegrityError

from .database import Database
from .tables import bodies
from .upserts import into


class SqlStore:
    """Implements `evidence.Store`. PostgreSQL compresses what is large by itself; every body is verified when read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, text: str) -> str:
        body = text.encode("utf-8", "replace")
        digest = hashlib.sha256(body).hexdigest()
        self._database.write_now(lambda connection: _keep(connection, digest, body), turn=False)
        return digest

    def get(self, digest: str) -> str:
        wanted = select(bodies.c.body).where(bodies.c.digest == digest)
        body = next((row[0] for row in self._database.ask_now(wanted)), None)
        if body is None:
            raise IntegrityError(f"evidence body {digest[:12]!r} is gone: the database has none of that digest")
        if hashlib.sha256(body).hexdigest() != digest:
            raise IntegrityError(f"evidence body {digest[:12]!r} does not match its hash: it was changed there")
        return bytes(body).decode("utf-8", "replace")

    def drop(self, digest: str, before: datetime) -> int:
        """See `evidence.store.Droppable`; a table keeps no time of a body, so whoever asks has made sure of its age."""
        del before
        return self._database.write_now(lambda connection: _drop(connection, digest))


def _drop(connection: Connection, digest: str) -> int:
    size = select(func.length(bodies.c.body)).where(bodies.c.digest == digest)
    found = connection.execute(size).scalar_one_or_none()
    connection.execute(delete(bodies).where(bodies.c.digest == digest))
    return int(found or 0)


def _keep(connection: Connection, digest: str, body: bytes) -> None:
    """Once a digest; one that was damaged is mended."""
    new = into(bodies, connection)
    mended = new.on_conflict_do_update(
        index_elements=["digest"], set_={"body": new.excluded.body}, where=bodies.c.body != new.excluded.body
    )
    connection.execute(mended.values(digest=digest, body=body))
