"""What an incident leaves in the project: its post-mortem, learnings, requests, hand-offs, an alert rule."""

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from astreinte.config import PERSONA_ROLE, BmadProject, Settings, resolve
from astreinte.config.places import postmortems_in
from astreinte.domain import Clock, SystemClock, Zone
from astreinte.errors import StoreUnavailable

from . import kit, postmortems
from .decisions import decide
from .dual import remember
from .files import ProjectFolder
from .port import Lessons, Written

KEYS = {
    "forge": "infra-ops",
    "vault": "security",
    "hawk": "monitoring",
    "helm": "k8s-gitops",
    "phoenix": "backup-dr",
    "flow": "cicd",
    "probe": "systems-debug",
}
"""The learnings key of a persona whose card is not installed."""

Change = Callable[[str], str]
Edit = tuple[Path, Change]


class ProjectFiles:
    """Implements `Project` on the files of a BMAD or Grimoire kit, or below `.astreinte/` where there is none."""

    def __init__(
        self, project: Path, settings: Settings, bmad: BmadProject | None = None, clock: Clock | None = None
    ) -> None:
        self._folder = ProjectFolder(project)
        self._settings = settings
        self._bmad = bmad or resolve(project, settings.root)
        self._clock = clock or SystemClock()
        self._zone = Zone(settings.user.timezone)

    @property
    def postmortems_dir(self) -> Path:
        """Where post-mortems go: the setting, else what the kit says.

        Raises:
            ConfigError: the setting leads into a kit's root, where the kit's installer takes a new folder for a module.
        """
        return postmortems_in(self._folder.project, self._settings.postmortems, self._bmad.postmortems_dir)

    def write_postmortem(self, incident: str, day: str, title: str, text: str) -> str:
        name = f"{day}-{postmortems.slug(title, incident)}"
        path = postmortems.write(self._folder, self.postmortems_dir, incident, name, text)
        return self._folder.shown(path)

    def read_postmortem(self, incident: str) -> tuple[str, str] | None:
        found = postmortems.read(self._folder, self.postmortems_dir, incident)
        return None if found is None else (self._folder.shown(found[0]), found[1])

    def edit_postmortem(self, incident: str, base: str, text: str) -> bool:
        return postmortems.edit(self._folder, self.postmortems_dir, incident, base, text)

    def ticked(self) -> list[str]:
        """From the shared context, the hand-off log and the post-mortems themselves."""
        memory = self._bmad.memory_dir
        shared = kit.ticked(self._folder.read(memory / "shared-context.md"))
        handed = kit.ticked(self._folder.read(memory / "handoff-log.md"))
        own = postmortems.texts(self._folder, self.postmortems_dir)
        return [*shared, *handed, *(f"{incident} : {line}" for incident, text in own for line in kit.ticked(text))]

    async def teach(self, lessons: Lessons) -> Written:
        return await asyncio.to_thread(self.learn, lessons)

    def learn(self, lessons: Lessons) -> Written:
        """See `Project.teach`. A file that cannot be written is a problem in the result; the others are written."""
        paths: dict[str, None] = {}
        problems: dict[str, None] = {}
        for path, change in self._edits(lessons):
            try:
                self._folder.edit(path, change)
                paths[self._folder.shown(path)] = None
            except StoreUnavailable as error:
                problems[str(error)] = None
        problems.update(dict.fromkeys(self._dual(lessons)))
        return Written(tuple(paths), tuple(problems))

    def _dual(self, lessons: Lessons) -> Iterator[str]:
        """What the kit's own memory command could not be told; the incident's id leads, as its ids are made of that."""
        chosen = self._settings.memory
        said = [("agent-learnings", lessons.learning)] if lessons.learning else []
        if lessons.verdict:
            said.append(("decisions", f"{lessons.verdict.subject} : {lessons.verdict.decision}"))
        for kind, text in said if chosen.remember else ():
            told, agent = f"{lessons.incident} : {text}", kit.tag(lessons.lead)
            if why := remember(
                chosen.remember, chosen.timeout.total_seconds(), self._folder.project, kind, agent, told
            ):
                yield why

    def _edits(self, lessons: Lessons) -> Iterator[Edit]:
        memory, incident, day = self._bmad.memory_dir, lessons.incident, lessons.day
        shared, hand_offs = memory / "shared-context.md", memory / "handoff-log.md"
        now = self._clock.now().astimezone(self._zone.info)
        for said in filter(None, (lessons.learning, *lessons.notes)):
            yield self._learnings(lessons.lead), partial(kit.learn, incident=incident, day=day, learning=said)
        if lessons.architecture:
            change = partial(kit.architecture, incident=incident, day=day, change=lessons.architecture)
            yield shared, self._headed(change)
        for asked in lessons.requests:
            yield shared, self._headed(partial(kit.request, incident=incident, source=lessons.lead, asked=asked))
            yield hand_offs, partial(kit.hand_off, lessons=lessons, asked=asked, now=now)
        if lessons.verdict:
            yield (
                memory / "decisions-log.md",
                partial(decide, incident=incident, day=day, agent=kit.tag(lessons.lead), said=lessons.verdict),
            )
        if lessons.escalation:
            yield shared, self._headed(partial(kit.escalate, incident=incident, escalation=lessons.escalation))
        if lessons.alert_rule:
            yield self.postmortems_dir / f"{incident}.rules.yml", lambda _: lessons.alert_rule.rstrip() + "\n"

    def _headed(self, change: Change) -> Change:
        """A shared context that did not exist begins with its title."""
        title = f"# Contexte Partagé — {self._settings.project or self._folder.project.name}\n"
        return lambda text: change(text or title)

    def _learnings(self, lead: str) -> Path:
        """The card's key, else a file that is there already, else the card's name."""
        folder = self._bmad.memory_dir / "agent-learnings"
        role = PERSONA_ROLE.get(lead)
        card = self._bmad.cards.get(role) if role else None
        own = self._settings.agents.get(lead)
        usual = own.learnings if own and own.learnings else KEYS.get(lead, kit.tag(lead))
        if card is None:
            return folder / f"{kit.plain(usual)}.md"
        if card.learnings:
            return folder / f"{kit.plain(card.learnings)}.md"
        known = [folder / f"{kit.plain(key)}.md" for key in (usual, card.tag)]
        return next((path for path in known if path.is_file()), folder / f"{card.stem}.md")
