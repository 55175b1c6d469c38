"""Which revision a database is of, and what is done about it: made, adopted, brought up to date, or refused.

A file of SQLite belongs to this machine, so whoever opens it brings it up to date. A PostgreSQL serves several
processes, so only an empty one is filled by whoever comes first; after that `astreinte db upgrade` says when.
"""

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from astreinte.errors import StoreUnavailable

from .tables import metadata

REVISIONS = ("0001", "0002", "0003")
"""From the first to the newest, as in `migrations/versions`."""

HEAD = REVISIONS[-1]
UNVERSIONED = "unversioned"
version = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def revision(connection: Connection) -> str:
    """The revision; empty for a database without tables, `unversioned` for one made before there were revisions."""
    names = set(inspect(connection).get_table_names())
    if version.name in names:
        return str(connection.execute(select(version.c.version_num)).scalar_one_or_none() or UNVERSIONED)
    return UNVERSIONED if "incidents" in names else ""


def ready(connection: Connection, shown: str, *, own: bool) -> None:
    """Make the database one of this version, inside a write transaction.

    Args:
        connection: in a write transaction.
        shown: how messages name the database.
        own: whether whoever opens it may change what is in there already.

    Raises:
        StoreUnavailable: it is of another revision; says what to do.
    """
    found = revision(connection)
    if not found:
        metadata.create_all(connection)
        version.create(connection)
        connection.execute(insert(version).values(version_num=HEAD))
    elif found != HEAD:
        _known(found, shown)
        if not own:
            raise StoreUnavailable(
                f"database {shown!r} is of revision {found}, this version needs {HEAD}: stop the other processes, "
                "back it up, then run `astreinte db upgrade`"
            )
        upgrade(connection, shown)


def upgrade(connection: Connection, shown: str) -> str:
    """Bring it up to date inside a write transaction, whatever is in there already; the revision that it was.

    Raises:
        StoreUnavailable: a newer version made it.
    """
    found = revision(connection)
    if found == HEAD:
        return found
    _known(found, shown)
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "astreinte.memory:migrations")
    command.upgrade(config, "head")
    return found


def _known(found: str, shown: str) -> None:
    if found not in {*REVISIONS, UNVERSIONED, ""}:
        raise StoreUnavailable(
            f"database {shown!r} is of revision {found}, which is newer than this version ({HEAD}): "
            "install the version that made it, or restore a backup from before"
        )
