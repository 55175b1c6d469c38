"""Log lines that are JSON objects, as the lines that their loggers would have printed: time, level, message, stack."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, cast

import orjson

from astreinte.domain import Reading

from .telemetry.messages import moment

SAID = ("msg", "message", "@m", "@mt", "event", "Message", "textPayload", "RenderedMessage", "MESSAGE")
"""Where pino, zap, bunyan, logback, log4j, serilog and structlog put their words."""

ERRORS = ("error", "err", "exception", "@x", "exc_info", "Exception", "error.message", "errorVerbose")
STACKS = ("stack_trace", "stack", "stacktrace", "error.stack_trace", "@x", "exception", "exc_info", "errorVerbose")
WHEN = (
    "time",
    "ts",
    "timestamp",
    "@timestamp",
    "@t",
    "Timestamp",
    "date",
    "datetime",
    "asctime",
    "instant",
    "__REALTIME_TIMESTAMP",
)
LEVELS = ("level", "severity", "levelname", "log.level", "lvl", "@l", "Level")
STATUS = ("status", "status_code", "statusCode", "http_status", "http.response.status_code", "response_code")
"""Where an HTTP server writes what it answered; one of 500 and more is said with the message."""

NUMBERED = {10: "TRACE", 20: "DEBUG", 30: "INFO", 40: "WARN", 50: "ERROR", 60: "FATAL"}
"""The levels of bunyan and pino."""

SEVERE = frozenset({"0", "1", "2", "3"})
"""Priorities of the journal, from emergency to error."""

TOLD = frozenset({*WHEN, *LEVELS})
FAILED = frozenset({*ERRORS, *STACKS})
CODES = frozenset(STATUS)
RECORD = re.compile(r"^(?P<before>[^{\n]{0,120})(?P<record>\{.*\})\s*$")
MOST = 20_000
"""Characters of a line beyond which it is left as it is."""


def printed(readings: Sequence[Reading]) -> list[Reading]:
    """The readings, records as plain lines; each keeps its id. What is no record stays as it is."""
    return [_printed(reading) for reading in readings]


def _printed(reading: Reading) -> Reading:
    if reading.status != "ok" or '{"' not in reading.text:
        return reading
    rows = reading.text.split("\n")
    lines = [line for row in rows for line in (_lines(row) or (row,))]
    return reading if lines == rows else replace(reading, text="\n".join(lines), digest=reading.digest or reading.text)


def _lines(row: str) -> tuple[str, ...]:
    """The lines of one record; none where the row is something else."""
    found = RECORD.match(row) if len(row) <= MOST else None
    fields: Mapping[str, Any] = _fields(found["record"]) if found else {}
    words = _first(fields, SAID) or _bytes(fields.get("MESSAGE"))
    if not found or not words or TOLD.isdisjoint(fields):
        return ()
    head = f"{found['before']}{_stamp(fields)}{_level(fields)}{_who(fields)}{' '.join(words.split())}"
    if FAILED.isdisjoint(fields):
        return (f"{head}{_answered(fields)}",)
    error = _cause(fields)
    told = f"{head}: {error}" if error and error not in words else head
    return (f"{told}{_answered(fields)}", *_stack(fields))


def _answered(fields: Mapping[str, Any]) -> str:
    if CODES.isdisjoint(fields):
        return ""
    code = next((value for key in STATUS if isinstance(value := fields.get(key), int)), 0)
    return f" status={code}" if code >= HTTPStatus.INTERNAL_SERVER_ERROR else ""


def _bytes(value: Any) -> str:
    """What the journal writes as numbers, because it is no plain text."""
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    numbers = [each for each in listed if isinstance(each, int) and 0 <= each < 256]  # noqa: PLR2004
    return bytes(numbers).decode("utf-8", "replace") if len(numbers) == len(listed) else ""


def _who(fields: Mapping[str, Any]) -> str:
    """The program that spoke, as syslog writes it; the journal alone names it apart."""
    name, pid = fields.get("SYSLOG_IDENTIFIER"), fields.get("_PID")
    return (f"{name}[{pid}]: " if pid else f"{name}: ") if isinstance(name, str) else ""


def _fields(text: str) -> Mapping[str, Any]:
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        data = _lenient(text)
    return cast("Mapping[str, Any]", data) if isinstance(data, dict) else {}


def _lenient(text: str) -> Any:
    """With `NaN` and half a surrogate pair, which some loggers write."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _first(fields: Mapping[str, Any], keys: Sequence[str]) -> str:
    return next((value for key in keys if isinstance(value := fields.get(key), str) and value.strip()), "")


def _cause(fields: Mapping[str, Any]) -> str:
    """The error in one line: a text, or the type and message of an object."""
    for key in ERRORS:
        value = fields.get(key)
        if isinstance(value, dict):
            inner = cast("Mapping[str, Any]", value)
            parts = [_first(inner, ("type", "name", "class")), _first(inner, ("message", "msg"))]
            return ": ".join(part for part in parts if part)
        if isinstance(value, str) and value.strip():
            return value.strip().split("\n")[0]
    return ""


def _stack(fields: Mapping[str, Any]) -> Iterator[str]:
    nested = [cast("Mapping[str, Any]", each) for key in ERRORS if isinstance(each := fields.get(key), dict)]
    for each in (fields, *nested):
        if "\n" in (text := _first(each, STACKS)):
            yield from (line for line in text.split("\n") if line.strip())
            return


def _stamp(fields: Mapping[str, Any]) -> str:
    told = (fields[key] for key in WHEN if key in fields)
    at = next((found for value in told if (found := moment(value)) is not None), None)
    return f"{at.isoformat()[:19]}Z " if at else ""


def _level(fields: Mapping[str, Any]) -> str:
    if fields.get("PRIORITY") in SEVERE:
        return "ERROR "
    value = next((fields[key] for key in LEVELS if key in fields), "")
    if isinstance(value, int):
        return f"{NUMBERED[value]} " if value in NUMBERED else ""
    return f"{value} " if isinstance(value, str) and value else ""
