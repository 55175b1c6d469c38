"""The SQL that is ever sent to a database: which sessions are in the way, counted or ended. None of it is made up."""

from collections.abc import Mapping

CLIENT = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
SESSIONS: Mapping[str, str] = {
    "idle": "state LIKE 'idle%' AND state_change < now() - interval '{seconds} seconds'",
    "long": "state = 'active' AND query_start < now() - interval '{seconds} seconds'",
    "blocking": (
        "state_change < now() - interval '{seconds} seconds' AND pid IN "
        "(SELECT unnest(pg_blocking_pids(waiting.pid)) FROM pg_stat_activity AS waiting "
        "WHERE waiting.wait_event_type = 'Lock')"
    ),
}
"""By what is wrong with them; `{seconds}` is a number of the inventory."""


def counting(which: str, seconds: int | str) -> str:
    """How many there are."""
    return f"SELECT count(*) FROM pg_stat_activity WHERE {_where(which, seconds)}"  # noqa: S608 constants and a number


def ending(which: str, seconds: int | str) -> str:
    """The same ones ended, and how many of them were."""
    where = _where(which, seconds)
    return f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {where}"  # noqa: S608 as above


def _where(which: str, seconds: int | str) -> str:
    return f"{CLIENT} AND {SESSIONS[which].replace('{seconds}', str(seconds))}"
