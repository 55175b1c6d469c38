"""The hash chain of one incident: each entry seals its content and the entry before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from astreinte.errors import IntegrityError, InvalidInput

GENESIS = "0" * 64
EXACT = 2**53
Fields = Mapping[Any, Any]
SEALED = ("incident", "seq", "kind", "actor", "occurred_at", "recorded_at", "data", "evidence", "key")


def canonical(value: Any, what: str) -> str:
    """RFC 8785 JSON.

    Raises:
        InvalidInput: NaN, an integer beyond 2**53, text that is not Unicode, or a value that JSON does not have.
    """
    try:
        return rfc8785.dumps(value).decode()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InvalidInput(f"{what} cannot be written as JSON: {error}") from error


def parse(text: str) -> Any:
    """The inverse of `canonical`, whose large floats have no decimal point."""
    return json.loads(text, parse_int=_number)


def seal(prev: str, row: Fields) -> str:
    """sha256 over the previous hash and the canonical payload; `data` and `evidence` are already canonical texts."""
    payload = {name: row[name] for name in SEALED}
    payload |= {"data": parse(row["data"]), "evidence": parse(row["evidence"]), "key": row["key"] or ""}
    return hashlib.sha256(bytes.fromhex(prev) + rfc8785.dumps(payload)).hexdigest()


def verify(incident: str, rows: Iterable[Fields], head: tuple[int, str]) -> None:
    """Walk the chain from its beginning to the recorded head.

    Raises:
        IntegrityError: names the incident, the entry and what is wrong with it.
    """
    prev, last = GENESIS, 0
    for row in rows:
        if row["seq"] != last + 1:
            raise _broken(incident, last + 1, f"it is missing; the next one is entry {row['seq']}")
        if row["prev"] != prev:
            raise _broken(incident, row["seq"], "it does not follow the entry before it")
        if not _intact(row):
            raise _broken(incident, row["seq"], "its content is not what was recorded")
        prev, last = row["hash"], row["seq"]
    if (last, prev if last else "") != head:
        raise _broken(incident, last, f"it is the last one, but the recorded head is entry {head[0]} ({head[1][:12]}…)")


def _number(digits: str) -> int | float:
    number = int(digits)
    return number if abs(number) < EXACT else float(digits)


def _intact(row: Fields) -> bool:
    try:
        texts = [row["data"], row["evidence"]]
        same = all(rfc8785.dumps(parse(text)).decode() == text for text in texts)
        return same and seal(row["prev"], row) == row["hash"]
    except (ValueError, TypeError, rfc8785.CanonicalizationError):
        return False


def _broken(incident: str, seq: int, wrong: str) -> IntegrityError:
    return IntegrityError(
        f"the journal of {incident} is broken at entry {seq}: {wrong}; restore the database from a backup"
    )
