"""Changes of a project's files, each of which can be taken back to the byte."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Create:
    """A file that does not exist yet, or an earlier version of it that we wrote and nobody edited."""

    path: str
    text: str


@dataclass(frozen=True)
class Insert:
    """A piece of text put into an existing file at an offset in characters; the rest stays as it is."""

    path: str
    piece: str
    at: int


@dataclass(frozen=True)
class Replace:
    """A file of the project whose whole text is replaced; what was there is kept for the way back."""

    path: str
    text: str


Change = Create | Insert | Replace


@dataclass(frozen=True)
class Plan:
    """What would change, and what a person should know: each remark names a file and says what to do."""

    changes: tuple[Change, ...] = ()
    remarks: tuple[str, ...] = field(default_factory=tuple[str, ...])


def applied(change: Change, before: str) -> str:
    """The text after the change."""
    if isinstance(change, Insert):
        return before[: change.at] + change.piece + before[change.at :]
    return change.text
