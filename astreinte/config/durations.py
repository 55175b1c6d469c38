"""Durations as people write them."""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _duration(value: Any) -> Any:
    if isinstance(value, str) and value[-1:] in UNITS:
        return timedelta(seconds=float(value[:-1]) * UNITS[value[-1]])
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
"""`90s`, `5m`, `2h`, `1d`, or a number of seconds."""
