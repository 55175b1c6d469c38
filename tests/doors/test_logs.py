"""What a server logs: one JSON object a line, whatever the text holds."""

import json
import logging
from collections.abc import Generator
from datetime import UTC, datetime

import pytest

from astreinte.domain import Entry
from astreinte.doors.logs import configure, entered, form_of
from astreinte.errors import UnknownName

AT = datetime(2026, 3, 1, 13, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def restored() -> Generator[None]:
    root, own = logging.getLogger(), logging.getLogger("astreinte")
    before = (root.handlers[:], root.level, own.level)
    yield
    root.handlers[:], level, own_level = before
    root.setLevel(level)
    own.setLevel(own_level)


def entry(text: str) -> Entry:
    return Entry("INC-1", 7, "note", "ana", AT, AT, {"text": text}, (), "", "0" * 64, "1" * 64)


def test_an_entry_is_one_object_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    entered(entry("x"), 'a "quoted" line\nand another, %s é')
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert ("INC-1", 7, "note", "ana") == tuple(said[name] for name in ("incident", "seq", "kind", "actor"))
    assert ("info", "astreinte.journal") == (said["level"], said["logger"])
    assert 'a "quoted" line\nand another, %s é' == said["message"]
    assert datetime.fromisoformat(said["at"]).tzinfo is not None


def test_an_error_brings_its_trace_on_the_same_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    try:
        int("broken\npipe")
    except ValueError:
        logging.getLogger("astreinte.web").exception("%s stopped", "INC-1")
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert ("error", "INC-1 stopped") == (said["level"], said["message"])
    assert "ValueError: invalid literal" in said["error"]


def test_libraries_speak_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    configure("text")
    logging.getLogger("uvicorn.access").info("GET /")
    logging.getLogger("httpx").warning("slow")
    logging.getLogger("astreinte.web").info("told")
    said = capsys.readouterr().err
    assert ("GET /" in said, "WARNING httpx: slow" in said, "told" in said) == (False, True, True)


def test_another_form_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"json.*text"):
        form_of("xml")
