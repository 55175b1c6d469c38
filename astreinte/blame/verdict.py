"""What the check says of one sentence."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["block", "warn"]

CLASSES = {
    "duty": 1,
    "possibility": 2,
    "failed": 3,
    "did-not": 4,
    "human-error": 5,
    "character": 6,
    "culpability": 7,
    "hindsight": 8,
    "person-as-cause": 9,
    "vague-action": 10,
    "human-root-cause": 11,
    "normative": 12,
    "named-person": 13,
}
"""Number of each class, as the practice of blameless reviews counts them here."""


@dataclass(frozen=True)
class Finding:
    """One judgement of a person: where it stands, how grave it is, and how to say the condition instead.

    `line` and `column` count from 1; `words` is the text found. `waived` is the reason that a writer gave for leaving
    it: it is shown and does not block. `quoted` text is somebody's speech, and only warns.
    """

    rule: str
    level: Level
    line: int
    column: int
    words: str
    sentence: str
    rewrite: str
    quoted: bool = False
    waived: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == "block" and not self.waived
