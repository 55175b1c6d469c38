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
PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
"""Writes what `_plain` says yes to as RFC 8785 does, and much faster."""


def canonical(value: Any, what: str) -> str:
    """RFC 8785 JSON.

    Raises:
        InvalidInput: NaN, an integer beyond 2**53, text that is not Unicode, or a value that JSON does not have.
    """
    try:
        if not _plain(value):
            return rfc8785.dumps(value).decode()
        text = PLAIN.encode(value)
        return text if text.isascii() else text.encode().decode()
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InvalidInput(f"{what} cannot be written as JSON: {error}") from error


def parse(text: str) -> Any:
    """The inverse of `canonical`, whose large floats have no decimal point."""
    return DECODER.decode(text)


def seal(prev: str, row: Fields) -> str:
    """sha256 over the previous hash and the canonical payload; `data` and `evidence` are already canonical texts."""
    names = ("actor", "incident", "key", "kind", "occurred_at", "recorded_at")
    actor, incident, key, kind, occurred, recorded = (canonical(row[name] or "", name) for name in names)
    payload = (
        f'{{"actor":{actor},"data":{row["data"]},"evidence":{row["evidence"]},"incident":{incident},"key":{key}'
        f',"kind":{kind},"occurred_at":{occurred},"recorded_at":{recorded},"seq":{row["seq"]}}}'
    )
    return hashlib.sha256(bytes.fromhex(prev) + payload.encode()).hexdigest()


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


DECODER = json.JSONDecoder(parse_int=_number)


def _plain(value: Any) -> bool:
    """Whether the two ways of writing agree: no float, no integer that a float cannot hold, keys that sort alike."""
    kind: Any = value.__class__
    if kind is str or kind is bool or value is None:
        return True
    if kind is dict:
        return all(key.__class__ is str and key.isascii() and _plain(each) for key, each in value.items())
    if kind is list:
        return all(map(_plain, value))
    return kind is int and -EXACT < value < EXACT


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
