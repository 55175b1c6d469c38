"""A question to the user and its typed answer."""

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
    """`choice` is a choice id, or the text itself for a free-text fact; `by` names the person or `timeout`."""

    question: str
    choice: str
    by: str
    at: datetime
    text: str = ""
    fingerprint: str = ""
