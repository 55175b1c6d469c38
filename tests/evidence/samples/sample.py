"""What one sample is."""

from dataclasses import dataclass

from astreinte.domain import Query, Reading
from tests.evidence.conftest import NOW


@dataclass(frozen=True)
class Sample:
    """An answer of a tool, and the ids of its signals, separated by spaces."""

    tool: str
    args: str
    text: str
    says: str = ""

    @property
    def signals(self) -> set[str]:
        return set(self.says.split())

    def reading(self, text: str | None = None) -> Reading:
        return Reading(Query(self.tool, tuple(self.args.split())), NOW, "ok", self.text if text is None else text)
