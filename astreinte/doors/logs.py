"""What a server says on stderr: lines for a person, or one JSON object a line for whoever collects logs."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Literal

from astreinte.domain import Entry, rfc3339
from astreinte.errors import UnknownName

Form = Literal["text", "json"]
JOURNAL = logging.getLogger("astreinte.journal")
FIELDS = ("incident", "seq", "kind", "actor")
"""What an entry of a journal brings along."""


def form_of(name: str) -> Form:
    """The form of that name.

    Raises:
        UnknownName: neither `text` nor `json`.
    """
    if name == "json":
        return "json"
    if name != "text":
        raise UnknownName("log", name, ["text", "json"], where="astreinte serve --log")
    return "text"


class JsonLines(logging.Formatter):
    """`at`, `level`, `logger`, `message`, the fields of an entry, and `error` with its trace where there was one."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        said: dict[str, Any] = {
            "at": rfc3339(at),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: getattr(record, name) for name in FIELDS if hasattr(record, name)},
        }
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def configure(form: Form, level: str = "INFO") -> None:
    """Send what every logger of this process says to stderr; libraries from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else plain)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("astreinte").setLevel(level)


def entered(entry: Entry, text: str) -> None:
    """An entry of a journal, in the sentence that people read."""
    JOURNAL.info("%s", text, extra={name: getattr(entry, name) for name in FIELDS})
