"""Shared small worlds."""

from datetime import UTC, datetime, timedelta

import pytest

from astreinte.config import Service
from astreinte.domain import ManualClock, Window
from astreinte.evidence import Context

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def context() -> Context:
    services = {
        "wiki": Service(
            probe="http://127.0.0.1:8080/health",
            manager="supervisor",
            unit="wiki",
            port=8080,
            logs=("/var/log/wiki/wiki.log",),
            paths=("/srv/wiki",),
            repo="/srv/conf",
            config=("/srv/conf/wiki.yaml",),
            needs=("db", "mail.example.org:25"),
        ),
        "db": Service(probe="tcp://10.0.0.5:5432", manager="docker", unit="pg", port=5432),
    }
    return Context("wiki", services, Window(NOW - timedelta(minutes=30), NOW), NOW)
