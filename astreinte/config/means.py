"""What the inventory says of a service's database, and the commands that a person gives for an action by its id."""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from .durations import Duration

Word = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")]
PROGRAM = re.compile(r"[A-Za-z0-9/][A-Za-z0-9_./-]{0,250}")


def _program(words: tuple[str, ...]) -> tuple[str, ...]:
    if not PROGRAM.fullmatch(words[0]):
        raise ValueError("the first word is a program: its name, or its path")
    return words


Command = Annotated[tuple[Word, ...], Field(min_length=1), AfterValidator(_program)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(_Strict):
    """How `psql` reaches a PostgreSQL; the password is that of `~/.pgpass`, never here.

    `host` is a name, an address or the folder of a socket. A session that has been idle for `idle`, or a statement that
    has run for `longest`, may be ended.
    """

    engine: Literal["", "postgres"] = ""
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")] = "postgres"
    user: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")] = "postgres"
    host: Annotated[
        str, StringConstraints(pattern=r"^(/[A-Za-z0-9_./-]{1,200}|[A-Za-z0-9][A-Za-z0-9.:-]{0,252})?$")
    ] = ""
    port: int = Field(default=5432, ge=1, le=65535)
    idle: Duration = timedelta(minutes=5)
    longest: Duration = timedelta(minutes=15)


class Runbook(_Strict):
    """A person's own way of doing what the product has no form for: argument lists, run word for word, no shell.

    `check` reads and changes nothing: it tells whether the action took, by ending well and by a text that matches
    `expect`. Without `undo` the action asks first.
    """

    run: Command
    undo: Command | None = None
    dry: Command | None = None
    check: Command | None = None
    expect: str = ""
    timeout: Duration = timedelta(minutes=5)
