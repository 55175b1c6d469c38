"""A managed database, diagnosed through the whole graph from metrics, statements and events."""

import pytest

from astreinte.evidence import Recording

from .managed import DB, alert, diagnosed, metrics, ramp, recorded, sessions, steady, step, told

QUIET = {"CPUUtilization": steady(31), "DatabaseConnections": steady(60), "WriteIOPS": steady(400)}
BULK = ("UPDATE ledger_lines SET closed = true WHERE month = $1", 6.0, {"IO:WALWrite": 4.5, "CPU": 0.6})
SCAN = ("SELECT sum(amount) FROM ledger_lines GROUP BY account", 6.0, {"CPU": 5.5})
SMALL = ("SELECT 1", 0.4, {"CPU": 0.1})
SWITCH = (
    (5, "Multi-AZ instance failover initiated. Reason: loss of network on the primary host."),
    (6, "Multi-AZ instance failover completed."),
    (7, "DB instance is available."),
)

FAULTS = {
    "writes outrun the replica": (
        [
            metrics(**{**QUIET, "WriteIOPS": step(400, 9000)}, ReplicaLag=ramp(1, 700)),
            sessions(BULK, SMALL),
        ],
        "db-replication-lag",
        ["WAL", "UPDATE ledger_lines", "replication lag"],
    ),
    "lag told by events, its metric not there": (
        [
            metrics(**{**QUIET, "TransactionLogsGeneration": step(4e6, 9e7)}),
            told((9, "Read replica ledger-reader replication lag has exceeded 900 seconds.")),
        ],
        "db-replication-lag",
        ["ReplicaLag is missing"],
    ),
    "storage runs out under an archive job": (
        [
            metrics(**QUIET, FreeStorageSpace=ramp(4e10, 4e8)),
            sessions(("INSERT INTO ledger_archive SELECT * FROM ledger_lines", 5.0, {"IO:DataFileWrite": 4.0}), SMALL),
        ],
        "volume-full",
        ["FreeStorageSpace", "INSERT INTO ledger_archive"],
    ),
    "storage told by events, its metric not there": (
        [metrics(**QUIET), told((8, "DB instance ran out of storage space."), (9, "Storage is critically low."))],
        "volume-full",
        ["FreeStorageSpace is missing"],
    ),
    "one statement takes the CPU": (
        [metrics(**{**QUIET, "CPUUtilization": step(25, 96)}), sessions(SCAN, SMALL)],
        "db-slow-query",
        ["Performance Insights", "SELECT sum(amount)", "CPUUtilization"],
    ),
    "a standby takes over": (
        [metrics(**{**QUIET, "DatabaseConnections": [60, 61, 60, 59, 60, 0, 0, *steady(60, 9)]}), told(*SWITCH)],
        "db-failover",
        ["loss of network on the primary host", "failover completed", "instance available", "resumed normally"],
    ),
    "connections stay level at a limit": (
        [
            metrics(**{**QUIET, "DatabaseConnections": [60, 80, 150, 300, *[498.0, 500.0] * 6]}),
            sessions(("SELECT * FROM accounts WHERE id = $1", 2.0, {"Client:ClientRead": 5.0, "CPU": 0.4})),
        ],
        "db-connection-exhaustion",
        ["DatabaseConnections", "ClientRead"],
    ),
    "a vacuum saturates disk and CPU": (
        [
            metrics(**{**QUIET, "CPUUtilization": step(25, 93)}, DiskQueueDepth=step(0.1, 40)),
            sessions(("autovacuum: VACUUM public.ledger_lines", 7.0, {"LWLock:BufferMapping": 4.0}), SMALL),
        ],
        "db-maintenance-storm",
        ["VACUUM public.ledger_lines", "LWLock", "Red herring"],
    ),
    "sessions wait on locks": (
        [
            metrics(**QUIET),
            sessions(("UPDATE accounts SET balance = $1", 5.0, {"Lock:transactionid": 4.6, "CPU": 0.2}), SMALL),
        ],
        "db-slow-query",
        ["Lock:transactionid"],
    ),
    "memory goes and swap comes": (
        [metrics(**QUIET, FreeableMemory=ramp(8e9, 4e8), SwapUsage=ramp(1e7, 3e9))],
        "memory-saturation",
        ["FreeableMemory", "SwapUsage"],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_fault_is_named_with_what_shows_it(name: str) -> None:
    """
    The cause, on the database itself, and the words of the evidence in the rationale.
    """
    readings, cause, words = FAULTS[name]

    found, component, rationale = await diagnosed("Queries on ledger are slow", *readings, alert("DatabaseTrouble"))

    assert (cause, DB) == (found, component)
    assert [] == [word for word in words if word not in rationale]


WELL = {
    "an alert on a threshold that nothing crosses": ([metrics(**QUIET), alert("ConnectionsHigh")], "false-alert"),
    "a scheduled check": ([metrics(**QUIET), alert("HealthCheck", "normal")], "no-fault"),
    "storage that was low and has been extended": (
        [
            metrics(**QUIET, FreeStorageSpace=[4e10, 2e10, 3e9, 2e9, *steady(9e10, 12)]),
            told((3, "DB instance storage is getting low."), (5, "Finished applying modification to storage.")),
            alert("StorageLow"),
        ],
        "already-recovered",
    ),
}


@pytest.mark.parametrize("name", WELL)
async def test_well_database_gets_no_culprit(name: str) -> None:
    """
    The verdict says that nothing is wrong now, with what was looked at.
    """
    readings, cause = WELL[name]

    found, _, rationale = await diagnosed("Alert on ledger", *readings)

    assert cause == found
    assert "within normal bounds" in rationale


async def test_metrics_of_another_database_prove_nothing_about_this_one() -> None:
    """
    The incident is about a database that nobody measured: no verdict, least of all a healthy one.
    """
    found, _, _ = await diagnosed("Alert on billing", metrics(**QUIET), metrics_of_nobody(), service="billing")

    assert found is None


def metrics_of_nobody() -> Recording:
    return recorded("aws", "cloudwatch get-metric-data --more", {"metric_data_results": [{"metric_name": "CPU"}]})


async def test_reader_of_the_primary_is_not_blamed_for_the_lag() -> None:
    """
    CPU that another statement takes is loud beside the lag and said to be independent of it.
    """
    found, _, rationale = await diagnosed(
        "Replica of ledger is stale",
        metrics(**{**QUIET, "CPUUtilization": step(25, 74), "WriteIOPS": step(400, 9000)}, ReplicaLag=ramp(1, 700)),
        sessions(BULK, ("SELECT count(*) FROM ledger_lines", 1.5, {"CPU": 1.4})),
    )

    assert found == "db-replication-lag"
    assert "SELECT count(*) FROM ledger_lines, which writes no WAL: causally independent" in rationale


async def test_two_limits_at_once_are_both_told() -> None:
    """
    A reader at the CPU limit and a writer that fills the storage: one is decided on, the other stands beside it.
    """
    insert = ("INSERT INTO trail VALUES ($1)", 4.0, {"IO:DataFileWrite": 3.5})
    found, _, rationale = await diagnosed(
        "Ledger is slow and fills up",
        metrics(**{**QUIET, "CPUUtilization": step(25, 94)}, FreeStorageSpace=ramp(4e10, 1e9)),
        sessions(SCAN, insert, SMALL),
    )

    assert found in {"volume-full", "db-slow-query"}
    assert {"volume-full", "db-slow-query"} - {found} <= {word.strip("().,") for word in rationale.split()}
    assert "INSERT INTO trail" in rationale
    assert "SELECT sum(amount)" in rationale
