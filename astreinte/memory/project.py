"""What an incident leaves in the project: its post-mortem, learnings, requests, hand-offs, an alert rule."""

from collections.abc import Callable
from pathlib import Path

from astreinte.config import PERSONA_ROLE, BmadProject, Card, Settings
from astreinte.domain import Clock, SystemClock, Zone
from astreinte.errors import ConfigError, StoreUnavailable

from . import kit, postmortems
from .files import ProjectFolder
from .port import Lessons, Written

STEMS = {
    "forge": "infra-ops",
    "vault": "security",
    "hawk": "monitoring",
    "helm": "k8s-gitops",
    "phoenix": "backup-dr",
    "flow": "cicd",
    "probe": "systems-debug",
}
"""The learnings key of a persona whose card is not installed."""

Edit = tuple[Path, Callable[[str], str]]


class ProjectFiles:
    """Implements `Project` on the files of a BMAD or Grimoire kit, or below `.astreinte/` where there is none."""

    def __init__(self, project: Path, settings: Settings, bmad: BmadProject, clock: Clock | None = None) -> None:
        self._folder = ProjectFolder(project)
        self._settings = settings
        self._bmad = bmad
        self._clock = clock or SystemClock()
        self._zone = Zone(settings.user.timezone)

    @property
    def postmortems_dir(self) -> Path:
        """Where post-mortems go: the setting, else what the kit says.

        Raises:
            ConfigError: the setting leads into a kit's root, where the kit's installer takes a new folder for a module.
        """
        if not self._settings.postmortems:
            return self._bmad.postmortems_dir
        chosen = (self._folder.project / self._settings.postmortems).resolve()
        if any(chosen.is_relative_to(self._folder.project / root) for root in ("_bmad", "_grimoire")):
            raise ConfigError(f"postmortems: {self._settings.postmortems!r} is inside a kit's root; choose another folder")
        return chosen

    def write_postmortem(self, incident: str, day: str, title: str, text: str) -> str:
        name = f"{day}-{postmortems.slug(title, incident)}"
        path = postmortems.write(self._folder, self.postmortems_dir, incident, name, text)
        return self._folder.shown(path)

    def learn(self, lessons: Lessons) -> Written:
        """See `Project.learn`. A file that cannot be written is a problem in the result; the others are written."""
        paths: dict[str, None] = {}
        problems: dict[str, None] = {}
        for path, change in self._edits(lessons):
            try:
                self._folder.edit(path, change)
                paths[self._folder.shown(path)] = None
            except StoreUnavailable as error:
                problems[str(error)] = None
        return Written(tuple(paths), tuple(problems))

    def record_decision(self, noted: kit.Noted) -> Written:
        """Append to the decisions log, which is written only when somebody asks for it."""
        path = self._bmad.memory_dir / "decisions-log.md"
        try:
            self._folder.edit(path, lambda text: kit.decide(text, noted))
        except StoreUnavailable as error:
            return Written(problems=(str(error),))
        return Written((self._folder.shown(path),))

    def _edits(self, lessons: Lessons) -> list[Edit]:
        memory, incident, day = self._bmad.memory_dir, lessons.incident, lessons.day
        own, shared = self._learnings(lessons.lead), memory / "shared-context.md"
        said = [text for text in (lessons.learning, *lessons.notes) if text]
        edits: list[Edit] = [(own, lambda text, said=one: kit.learn(text, incident, day, said)) for one in said]
        for asked in lessons.requests:
            edits.append((shared, lambda text, asked=asked: self._shared(kit.request(text, incident, lessons.lead, asked))))
            edits.append((memory / "handoff-log.md", lambda text, asked=asked: self._hand_off(text, lessons, asked)))
        return edits

    def _learnings(self, lead: str) -> Path:
        """The card's key, else a file that is there already, else the card's name."""
        folder = self._bmad.memory_dir / "agent-learnings"
        card = self._card(lead)
        usual = STEMS.get(lead, kit.tag(lead))
        if card is None:
            return folder / f"{usual}.md"
        keys = [card.learnings] if card.learnings else [usual, card.tag, card.stem]
        there = [folder / f"{key}.md" for key in keys if (folder / f"{key}.md").is_file()]
        return there[0] if there else folder / f"{keys[0] if card.learnings else card.stem}.md"

    def _card(self, lead: str) -> Card | None:
        role = PERSONA_ROLE.get(lead)
        return self._bmad.cards.get(role) if role else None
