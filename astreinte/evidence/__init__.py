"""Evidence: a command and its output, read through one desk, redacted, stored once, and turned into signals."""

from typing import TYPE_CHECKING

from astreinte.lazy import lazily

if TYPE_CHECKING:
    from .cap import cap
    from .desk import Evidence
    from .extract import Context, extract
    from .known import known_secrets
    from .redaction import Redactor
    from .signals import SignalRule, noise, read_signals, signal_rules
    from .source import Checking, Source
    from .sources import (
        SOURCES,
        HostSource,
        RecordedSource,
        Recording,
        StateSource,
        make_source,
        make_sources,
        read_recordings,
    )
    from .store import FileStore, MemoryStore, Store

__all__ = [
    "SOURCES",
    "Checking",
    "Context",
    "Evidence",
    "FileStore",
    "HostSource",
    "MemoryStore",
    "RecordedSource",
    "Recording",
    "Redactor",
    "SignalRule",
    "Source",
    "StateSource",
    "Store",
    "cap",
    "extract",
    "known_secrets",
    "make_source",
    "make_sources",
    "noise",
    "read_recordings",
    "read_signals",
    "signal_rules",
]

lazily(
    __name__,
    cap="cap",
    desk="Evidence",
    extract="Context extract",
    known="known_secrets",
    redaction="Redactor",
    signals="SignalRule noise read_signals signal_rules",
    source="Checking Source",
    sources="SOURCES HostSource RecordedSource Recording StateSource make_source make_sources read_recordings",
    store="FileStore MemoryStore Store",
)
