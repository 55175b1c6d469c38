"""A fault in one of the towns, with what a person would ask beside the usual tables."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from astreinte.domain.outcome import Outcome
from astreinte.evidence import Recording
from astreinte.replay.player import play, take_of
from tests.clusters.model import Event, Town
from tests.clusters.render_rest import recordings
from tests.clusters.variants import scenario
from tests.further.towns import TOWNS

Answers = Mapping[str, str]
"""What other commands printed, or what a usual one printed instead."""

Make = Callable[[Town], Answers | None]


@dataclass(frozen=True)
class Scene:
    """`right`: causes with their component that a person would accept; none: nothing is to be blamed."""

    town: str
    make: Make
    right: Sequence[tuple[str, str]] = ()

    async def outcome(self) -> Outcome:
        town = TOWNS[self.town]()
        more = dict(self.make(town) or {})
        usual = [_instead(each, more) for each in recordings(town)]
        return (
            await play(take_of(scenario(town), [*usual, *(answered(town, *each) for each in more.items())]))
        ).outcome

    async def verdict(self) -> str:
        """Empty where the answer is right, else what was said instead."""
        outcome = await self.outcome()
        decision = outcome.decision
        said = (decision.cause, decision.component) if decision and decision.cause else None
        found = [(each.cause, each.component, round(each.confidence, 2)) for each in outcome.hypotheses][:3]
        if not self.right:
            calm = said is None or said[0] in {"no-fault", "already-recovered", "false-alert"}
            return "" if calm else f"blames {said} {found}"
        return "" if said in self.right else f"wants {self.right[0]}, says {said} {found}"


def keeper(book: dict[str, Scene]) -> Callable[..., Callable[[Make], Make]]:
    """A decorator that puts a scene into the book: its name, its town, and what is right."""

    def scene(name: str, town: str, *right: tuple[str, str]) -> Callable[[Make], Make]:
        def keep(make: Make) -> Make:
            book[name] = Scene(town, make, right)
            return make

        return keep

    return scene


def _instead(usual: Recording, more: dict[str, str]) -> Recording:
    text = more.pop(f"{usual.tool} {usual.query}", None)
    return usual if text is None else replace(usual, text=text, status="ok")


def answered(town: Town, command: str, text: str) -> Recording:
    """`NODE$ command` was asked on a node."""
    where, asked_there, command = command.rpartition("$ ")
    tool, _, query = command.partition(" ")
    item = "logs" if query.startswith("logs") else "events" if "get events" in command else "resources"
    return Recording(
        tool,
        query,
        town.at,
        "before",
        "ok" if text else "no_data",
        text,
        item=item,
        where=where if asked_there else "local",
    )


def crash(town: Town, name: str, *lines: str, code: int = 1, reason: str = "Error", times: int = 6) -> None:
    """The container writes the lines and ends, again and again."""
    app = town.apps[name]
    app.status, app.ready, app.waiting, app.last = "CrashLoopBackOff", False, "CrashLoopBackOff", reason
    app.code, app.restarts = code, times
    pod = f"{app.pods[0]}_{town.namespace}(7f1e)"
    app.events.append(Event("BackOff", f"Back-off restarting failed container main in pod {pod}"))
    if lines:
        town.log(name, *_addressed(town, lines), count=1)


def stuck(town: Town, name: str, status: str, reason: str, *messages: str) -> None:
    """Placed, and its container never runs."""
    app = town.apps[name]
    app.status, app.phase, app.ready, app.waiting = status, "Pending", False, status
    app.events += [Event(reason, each) for each in messages]


def unready(town: Town, name: str, message: str) -> None:
    app = town.apps[name]
    app.ready = False
    app.events.append(Event("Unhealthy", message, "5s (x31 over 5m)"))


def loud(town: Town, name: str, *lines: str) -> None:
    """What a victim writes: a lot."""
    town.log(name, *_addressed(town, lines), count=25, before=30)


def _addressed(town: Town, lines: Sequence[str]) -> list[str]:
    """`{ip:NAME}` is the address of that component's Service."""
    return [re.sub(r"\{ip:(\w+)\}", lambda found: town.apps[found[1]].cluster_ip, line) for line in lines]
