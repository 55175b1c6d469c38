"""The outside world is off: only this machine's loopback and local sockets answer. No example has a deadline."""

import socket
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
"""A loaded machine is no failure of the code under test."""

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - a name to compare with, nothing listens
_connect = socket.socket.connect


def _local_only(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(LOOPBACK):
        raise OSError(f"tests reach no network: {address!r}")
    _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _offline() -> Any:
    socket.socket.connect = _local_only
    yield
    socket.socket.connect = _connect
