"""What became of an incident after what happened to it, held against one that nothing happened to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .subject import EFFECTS, Place, applied

BROKEN = {"IntegrityError"}


@dataclass
class Tally:
    """Counts over many incidents; `odd` are those in which anything at all differs, named."""

    happened: int = 0
    lost: int = 0
    twice: int = 0
    missed: int = 0
    chain_breaks: int = 0
    odd: list[str] = field(default_factory=list[str])

    def add(self, name: str, place: Place, report: dict[str, Any], *, usual: dict[str, Any]) -> None:
        """One incident that ended: `report` is what `go_on` said of it, `usual` of an undisturbed one."""
        counted = Counter(applied(place.folder))
        self.happened += 1
        self.twice += sum(count - 1 for count in counted.values())
        self.missed += sum(effect not in counted for effect in EFFECTS)
        said = report.get("said")
        if said is None:
            self.chain_breaks += report.get("raised") in BROKEN
            self.lost += 1
            self.odd.append(f"{name}: {report.get('raised') or report}: {report.get('why', '')}")
            return
        self.lost += said["state"] != "resolved" or said["incidents"] != 1
        if wrong := [key for key in ("state", "kinds", "effects", "known") if _plain(said[key]) != _plain(usual[key])]:
            self.odd.append(f"{name}: {', '.join(f'{key}: {_difference(said[key], usual[key])}' for key in wrong)}")

    def document(self) -> dict[str, Any]:
        return {**vars(self), "odd": self.odd[:5], "odd_count": len(self.odd)}

    @property
    def whole(self) -> bool:
        return not (self.lost or self.twice or self.missed or self.chain_breaks or self.odd)


def _difference(got: Any, wanted: Any) -> str:
    if not isinstance(got, list):
        return f"{got}, not {wanted}"
    more, less = Counter[str](_plain(got)), Counter[str](_plain(wanted))
    return f"more {[*(more - less).elements()]}, less {[*(less - more).elements()]}"


def _plain(value: Any) -> Any:
    """The order in which personas answered is chance."""
    return sorted(map(str, value)) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType]
