"""What was done to a project: kept in `.astreinte/init.json`, so that it can be undone and not done twice."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from astreinte.errors import ConfigError

FILE = Path(".astreinte") / "init.json"


@dataclass(frozen=True)
class Done:
    """One change that was made.

    `digest` is of the text as we left it; `piece` what was inserted; `before` the text that was replaced; `folders`
    those that were made for it, the innermost last.
    """

    path: str
    kind: Literal["create", "insert", "replace"]
    digest: str
    piece: str = ""
    before: str = ""
    folders: tuple[str, ...] = ()


RECORDS: TypeAdapter[list[Done]] = TypeAdapter(list[Done])


def read(project: Path) -> list[Done]:
    """The changes made so far, oldest first.

    Raises:
        ConfigError: the record is damaged.
    """
    path = project / FILE
    if not path.is_file():
        return []
    try:
        return RECORDS.validate_json(path.read_bytes())
    except ValidationError as error:
        raise ConfigError(
            f"{path} is damaged; restore it from version control, or delete it and undo by hand"
        ) from error


def dumped(records: list[Done]) -> str:
    return json.dumps([asdict(each) for each in records], ensure_ascii=False, indent=1) + "\n"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
