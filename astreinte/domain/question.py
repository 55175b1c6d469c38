"""A question to the user and its typed answer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

QuestionKind = Literal["arbitration", "approval", "fact", "escalation", "attest"]
"""arbitration: a maintained objection. approval: an action outside what runs at once. fact: something triage could not
infer. escalation: rounds are spent or nothing more may be tried. attest: nothing can be probed, does it work again?"""


@dataclass(frozen=True)
class Choice:
    id: str
    label: str


@dataclass(frozen=True)
class Question:
    """`choices` is empty for a free-text fact. `expires`: from then on the workflow goes on with `assumed`.

    `fingerprint` binds an approval to exactly what was shown. `data` is what a door shows beside the prompt.
    """

    id: str
    kind: QuestionKind
    prompt: str
    choices: tuple[Choice, ...] = ()
    evidence: tuple[str, ...] = ()
    fingerprint: str = ""
    expires: datetime | None = None
    assumed: str = ""
    data: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Answer:
    """`choice` is a choice id, or the text itself for a free-text fact; `by` names the person or `timeout`.

    `how` tells how the person was known (`pin`, `terminal`); `fingerprint` and `expires` are those of the question.
    """

    question: str
    choice: str
    by: str
    at: datetime
    text: str = ""
    fingerprint: str = ""
    how: str = ""
    expires: datetime | None = None


def seal(fingerprint: str, expires: datetime | None) -> str:
    """What an approval is bound to: the plan that was shown, and until when it counts."""
    if expires is None:
        return fingerprint
    return hashlib.sha256(f"{fingerprint} {expires.isoformat()}".encode()).hexdigest()
