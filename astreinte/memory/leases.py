"""One runner an incident across machines: an advisory lock of PostgreSQL, held by a session that shows it is alive.

The session speaks three times a lease. Whoever finds the lock taken asks the server how long its holder has been
silent; one that was silent for the whole lease, being stopped or cut off, loses its session and so the lock. Should it
wake, the newer epoch keeps it from applying or recording anything.
"""

import hashlib
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import make_url

from astreinte.errors import Busy

from .engines import session
from .remedies import unavailable
from .urls import plain_url

BEATS = 3
"""How often a lease is shown to be alive while it lasts."""

TRY = "SELECT pg_try_advisory_lock(%s)"
HOLDER = """
SELECT a.pid, a.application_name, extract(epoch FROM clock_timestamp() - a.state_change)::float AS silent
FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = %s AND l.objid = %s
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
END = """
SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
WHERE pid = %(holder)s
   OR (application_name = %(name)s AND state LIKE 'idle in transaction%%'
       AND clock_timestamp() - state_change > make_interval(secs => %(lease)s))
"""
"""The holder's session, and those of its process that stand still in a transaction, whose locks would be waited for."""

Connection = Any


@contextmanager
def incident_lease(url: str, lease: float, incident: str) -> Generator[None]:
    """Own the incident until the block ends, or until this process has been silent for `lease` seconds.

    Raises:
        Busy: another process runs it; names that process and what to do.
        StoreUnavailable: the server cannot be reached.
    """
    import psycopg

    key = lock_key(incident)
    try:
        held = _connect(url, lease)
        try:
            _acquire(held, key, lease, incident)
        except BaseException:
            held.close()
            raise
    except psycopg.Error as error:
        raise unavailable(make_url(url).render_as_string(hide_password=True), error) from error
    done = threading.Event()
    beating = threading.Thread(target=_beat, args=(url, held, key, lease, done), name=f"lease {incident}", daemon=True)
    beating.start()
    try:
        yield
    finally:
        done.set()
        beating.join()


def lock_key(incident: str) -> int:
    """The number of the incident's advisory lock."""
    return int.from_bytes(hashlib.sha256(f"astreinte {incident}".encode()).digest()[:8], signed=True)


def _connect(url: str, lease: float) -> Connection:
    import psycopg

    return psycopg.connect(
        plain_url(url),
        autocommit=True,
        tcp_user_timeout=int(lease * 1000),
        **session(),
    )


def _acquire(held: Connection, key: int, lease: float, incident: str) -> None:
    """Take the lock; from a holder that was silent for too long, by the server's clock, by ending its session."""
    if _taken(held, key):
        return
    halves = ((key >> 32) & 0xFFFFFFFF, key & 0xFFFFFFFF)
    holder = held.execute(HOLDER, halves).fetchone()
    if holder is not None and holder[2] is not None and holder[2] > lease:
        held.execute(END, {"holder": holder[0], "name": holder[1], "lease": lease})
    if not _taken(held, key):
        who = holder[1] if holder else "another process"
        raise Busy(
            f"{incident} is already being run (by {who}); follow it with `astreinte status {incident}`, "
            f"or stop that process and run `astreinte resume {incident}`"
        )


def _taken(held: Connection, key: int) -> bool:
    return bool(held.execute(TRY, (key,)).fetchone()[0])


def _beat(url: str, held: Connection, key: int, lease: float, done: threading.Event) -> None:
    """Speak until done; a session that was lost is opened anew, which brings the lock back if nobody took it."""
    import psycopg

    while not done.wait(lease / BEATS):
        try:
            held.execute("SELECT 1")
        except psycopg.Error:
            with suppress(psycopg.Error):
                held.close()
                held = _connect(url, lease)
                _taken(held, key)
    with suppress(psycopg.Error):
        held.close()
