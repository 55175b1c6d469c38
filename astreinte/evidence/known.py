"""Secrets that this program itself was given: whatever they look like, they leave no trace."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from astreinte.config import Settings

NAMED = re.compile(
    r"(?i)(pass(word|wd|phrase)?|secret|token|api_?key|access_?key|private_?key|credential)s?$|^PGPASSWORD$"
)
LEAST = 6
WORD = re.compile(r"[a-z]{1,11}|[0-9.]+|(?i:true|false|none|null)")
"""A password like `postgres` is a word that half of every log holds: taking it out would take the evidence out."""

MOST_FILE = 4096


def known_secrets(settings: Settings, environ: Mapping[str, str]) -> frozenset[str]:
    """Values of environment variables named like secrets, of the files that settings name, and in configured addresses.

    Files that cannot be read are passed over: whoever needs them will say so. A value that is one plain word is left
    out, see `WORD`.
    """
    found = {value for name, value in environ.items() if NAMED.search(name)}
    for key, value in _leaves(settings.model_dump(mode="json")):
        if key.endswith("_env"):
            found.add(environ.get(value, ""))
        elif key.endswith("_file"):
            found.update(_lines(Path(value)))
        elif "://" in value:
            found.update(_in_address(value))
    return frozenset(each for each in found if len(each.strip()) >= LEAST and not WORD.fullmatch(each))


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in cast("dict[str, Any]", value).items():
            yield from _leaves(each, str(name))
    elif isinstance(value, list | tuple):
        for each in cast("list[Any]", value):
            yield from _leaves(each, key)
    elif isinstance(value, str):
        yield key, value


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.is_file() and path.stat().st_size <= MOST_FILE:
            yield from (line.strip() for line in path.read_text("utf-8", "replace").splitlines())
    except OSError:
        return


def _in_address(address: str) -> Iterator[str]:
    """The password of an address; for notification addresses also what stands in the place of a user or a path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return
    if parts.password:
        yield parts.password
        yield unquote(parts.password)
    if parts.scheme not in {"http", "https", "sqlite", "tcp", "dns", "ssh", "unix"}:
        yield from (each for each in re.split(r"[/@:?&=]", f"{parts.netloc}{parts.path}") if len(each) >= 16)  # noqa: PLR2004
