"""What may be done: a fix names a catalogue action, a plan is exactly what would run, a record is what happened."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import rfc8785

from .evidence import Query

Risk = Literal["observe", "reversible", "one-way", "destructive"]
"""observe: changes nothing. reversible: the undo restores what was there. one-way: nothing to undo, nothing lost.
destructive: the user confirms, always."""

EffectState = Literal["intended", "done", "failed", "unknown", "undone"]


@dataclass(frozen=True)
class Fix:
    """A choice by a reasoner: an action of the catalogue and parameters; code, not the reasoner, renders the argv."""

    action: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    lasts: Literal["temporary", "permanent"] = "permanent"
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """Exactly what would run. An approval is bound to `fingerprint`, the hash of all that is shown.

    `revision` is what the target was when the plan was made (a generation); `dry` asks the tool whether it would do it.
    `after` is the reading that tells whether it took: its text must match the regular expression `expect`, and, where
    `marker` is given, the marker's first group must differ from `was` (a new process id tells a restart).
    """

    action: str
    method: str
    target: str
    argv: tuple[str, ...]
    risk: Risk
    undo: tuple[str, ...] | None = None
    after: Query | None = None
    expect: str = ""
    marker: str = ""
    was: str = ""
    lasts: Literal["temporary", "permanent"] = "permanent"
    timeout: float = 60.0
    revision: str = ""
    dry: tuple[str, ...] | None = None

    @property
    def fingerprint(self) -> str:
        shown = [self.action, self.method, self.target, list(self.argv), self.risk, list(self.undo or ())]
        shown += [self.revision] if self.revision else []
        return hashlib.sha256(rfc8785.dumps(shown)).hexdigest()


@dataclass(frozen=True)
class ActionRecord:
    """One effect as the ledger knows it. `key` is unique per incident, round, action and target."""

    key: str
    plan: Plan
    state: EffectState
    output: str = ""
    verified: bool | None = None
    started: datetime | None = None
    ended: datetime | None = None
