"""The hash chain of one incident: each entry seals its content and the entry before it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import rfc8785

from astreinte.errors import IntegrityError, InvalidInput

GENESIS = "0" * 64
EXACT = 2**53
SMALL = 0.001
"""From here up to the exact integers every JSON writer has the same digits for a fraction."""

Fields = Mapping[Any, Any]


def canonical(value: Any, what: str) -> str:
    """RFC 8785 JSON.

    Raises:
        InvalidInput: NaN, an integer beyond 2**53, text that is not Unicode, or a value that JSON does not have.
    """
    try:
        if not _plain(value):
            return rfc8785.dumps(value).decode()
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except (rfc8785.CanonicalizationError, orjson.JSONEncodeError) as error:
        raise InvalidInput(f"{what} cannot be written as JSON: {error}") from error


def parse(text: str) -> Any:
    """The inverse of `canonical`, whose large floats have no decimal point."""
    if text[:1] in NESTED and not (LONG in text.encode().translate(DIGITS) and LARGE.search(text)):
        return orjson.loads(text)
    return DECODER.decode(text)


def seal(prev: str, row: Fields) -> str:
    """sha256 over the previous hash and the canonical payload; `data` and `evidence` are already canonical texts."""
    payload = {
        "actor": row["actor"],
        "data": orjson.Fragment(row["data"]),
        "evidence": orjson.Fragment(row["evidence"]),
        "incident": row["incident"],
        "key": row["key"] or "",
        "kind": row["kind"],
        "occurred_at": row["occurred_at"],
        "recorded_at": row["recorded_at"],
        "seq": row["seq"],
    }
    try:
        return hashlib.sha256(bytes.fromhex(prev) + orjson.dumps(payload)).hexdigest()
    except orjson.JSONEncodeError as error:
        raise InvalidInput(f"an entry of {row['incident']!r} cannot be written as JSON: {error}") from error


def verify(incident: str, rows: Iterable[Fields], head: tuple[int, str]) -> None:
    """Walk the chain from its beginning to the recorded head; across what retention took, as sealed entries say.

    Raises:
        IntegrityError: names the incident, the entry and what is wrong with it.
    """
    rows = list(rows)
    gone = _pruned(rows)
    prev, last = GENESIS, 0
    for row in rows:
        skipped = row["seq"] != last + 1
        if skipped and gone.get((last + 1, row["seq"] - 1)) != prev:
            raise _broken(incident, last + 1, f"it is missing; the next one is entry {row['seq']}")
        if not skipped and row["prev"] != prev:
            raise _broken(incident, row["seq"], "it does not follow the entry before it")
        if not _intact(row):
            raise _broken(incident, row["seq"], "its content is not what was recorded")
        prev, last = row["hash"], row["seq"]
    if (last, prev if last else "") != head:
        raise _broken(incident, last, f"it is the last one, but the recorded head is entry {head[0]} ({head[1][:12]}…)")


def _pruned(rows: Iterable[Fields]) -> dict[tuple[int, int], str]:
    """The stretches that sealed entries say are gone, with the hash of the entry before each."""
    sealed = (row for row in rows if row["kind"] == "pruned" and _intact(row))
    return {(first, last): prev for row in sealed for first, last, prev in parse(row["data"])["ranges"]}


def _number(digits: str) -> int | float:
    number = int(digits)
    return number if abs(number) < EXACT else float(digits)


NESTED = frozenset('{["')
LARGE = re.compile(r"[:,\[]-?[0-9]{16}")
"""A number beyond the exact ones can stand there."""

DIGITS = bytes(ord("0") if chr(byte).isdigit() else byte for byte in range(128)) + bytes(range(128, 256))
LONG = b"0" * 16
"""Sixteen digits, once all are the same: most texts hold none, and this is found out faster."""

DECODER = json.JSONDecoder(parse_int=_number)


def _plain(value: Any) -> bool:
    """Whether the fast way writes what RFC 8785 asks for: numbers that both write alike, keys that sort alike."""
    kind: Any = value.__class__
    if kind is dict:
        for key, each in value.items():
            if key.__class__ is not str or not key.isascii() or not (each.__class__ is str or _plain(each)):
                return False
        return True
    if kind is list:
        for each in value:  # noqa: SIM110
            if not (each.__class__ is str or _plain(each)):
                return False
        return True
    if kind is float:
        return SMALL <= abs(value) < EXACT and not value.is_integer()
    return kind is str or kind is bool or value is None or (kind is int and -EXACT < value < EXACT)


def _intact(row: Fields) -> bool:
    try:
        texts = [row["data"], row["evidence"]]
        same = all(canonical(parse(text), "a recorded text") == text for text in texts)
        return same and seal(row["prev"], row) == row["hash"]
    except (ValueError, TypeError, InvalidInput):
        return False


def _broken(incident: str, seq: int, wrong: str) -> IntegrityError:
    return IntegrityError(
        f"the journal of {incident} is broken at entry {seq}: {wrong}; restore the database from a backup"
    )
