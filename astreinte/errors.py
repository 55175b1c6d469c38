"""Every error that Astreinte raises on purpose.

::

    AstreinteError
    ├── UserError            a person can fix it: printed without a traceback, exit 2
    │   ├── ConfigError      settings, scenario or knowledge file: names the file and the key
    │   ├── InvalidInput     an argument, an alert, an answer
    │   ├── UnknownName      a name outside a closed set: lists the known ones
    │   ├── NotFound         no such incident, question or file: exit 6
    │   └── RefusedByPolicy  the gate said no: exit 5
    └── Failure              something broke: exit 1
        ├── ReadingUnavailable  a source could not be asked; `collect` records it and goes on
        ├── StoreUnavailable    the database or evidence store cannot be opened or written
        ├── IntegrityError      the journal's chain or an evidence body does not match its hash: exit 8
        ├── ReasonerFailed      no usable answer; the graph falls back on the playbook and says so
        ├── Busy                another process runs this incident
        └── Fenced              a newer runner owns this incident; nothing was applied
"""

from collections.abc import Iterable


class AstreinteError(Exception):
    """Root of the tree. `exit_code` is what the command line returns."""

    exit_code = 1


class UserError(AstreinteError):
    exit_code = 2


class ConfigError(UserError): ...


class InvalidInput(UserError): ...


class UnknownName(UserError):
    """A name outside a closed set.

    >>> print(UnknownName("cause", "oomkilled", ["oom-killed", "host-oom"], where="scenario 'cart-7'"))
    unknown cause 'oomkilled' in scenario 'cart-7'; nearest: 'oom-killed'; known: host-oom, oom-killed
    """

    def __init__(self, what: str, name: str, known: Iterable[str], where: str = "") -> None:
        known = sorted(known)
        from difflib import get_close_matches  # most runs make no mistake

        near = get_close_matches(name, known, n=1)
        shown = ", ".join(known[:40]) + (f", … ({len(known)} in all)" if len(known) > 40 else "")  # noqa: PLR2004
        super().__init__(
            f"unknown {what} {name!r}"
            + (f" in {where}" if where else "")
            + (f"; nearest: {near[0]!r}" if near else "")
            + f"; known: {shown or 'none'}"
        )


class NotFound(UserError):
    exit_code = 6


class RefusedByPolicy(UserError):
    exit_code = 5


class Failure(AstreinteError): ...


class ReadingUnavailable(Failure):
    """The source could not be asked. Raised by sources; `collect` records it and goes on.

    For a source that answered with nothing, return a reading with status `no_data`.
    """


class StoreUnavailable(Failure): ...


class IntegrityError(Failure):
    exit_code = 8


class ReasonerFailed(Failure): ...


class Busy(Failure): ...


class Fenced(Failure): ...
