"""Small invented incidents, played through the compiled graph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from astreinte.config import Service, Settings
from astreinte.domain import Domain
from astreinte.domain.outcome import Outcome
from astreinte.evidence import Recording
from astreinte.replay import play
from astreinte.replay.player import take_of
from astreinte.replay.scenario import Declared, Environment, Scenario, Scripted

AT = datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Unseen:
    """An incident as it is declared and what was read of it; `first` and `second` are cause and component."""

    title: str
    service: str
    readings: Sequence[Recording]
    first: tuple[str, str]
    second: tuple[str, str] = ("", "")
    says: Sequence[str] = ()
    services: Mapping[str, Service] = field(default_factory=dict[str, Service])
    domain: Domain | None = None
    namespace: str = ""

    def with_services(self, services: Mapping[str, Service]) -> "Unseen":
        return replace(self, services=services)

    def in_cluster(self, namespace: str) -> "Unseen":
        return replace(self, domain="k3s", namespace=namespace)

    async def holds(self) -> None:
        """Its first cause is decided for, its second stands among the first two, and the reasons say what they must."""
        outcome = await self.outcome()
        decision = outcome.decision
        assert decision is not None
        assert (decision.cause, decision.component) == self.first, decision.rationale
        found = [(each.cause, each.component) for each in outcome.hypotheses]
        assert not self.second[0] or self.second in found[:2], decision.rationale
        assert all(text in decision.rationale for text in self.says), decision.rationale

    async def outcome(self) -> Outcome:
        scenario = Scenario(
            id="unseen",
            declare=Declared(
                title=self.title, at=AT, service=self.service, severity="HAUTE", started=AT - timedelta(minutes=15)
            ),
            environment=Environment(
                policy="observe", services=dict(self.services), domain=self.domain, namespace=self.namespace
            ),
            user=(Scripted(when="attest", answer="yes"),),
        )
        return (await play(take_of(scenario, self.readings), settings=Settings(language="en"))).outcome


def told(command: str, *rows: str) -> Recording:
    """What a command printed."""
    tool, _, args = command.partition(" ")
    return Recording(tool, args, AT, "before", "ok", "\n".join(rows) + "\n")


def running(unit: str) -> Recording:
    return told(
        f"systemctl status {unit}",
        f"● {unit}.service - {unit}",
        f"     Loaded: loaded (/etc/systemd/system/{unit}.service; enabled)",
        "     Active: active (running) since Mon 2026-09-07 03:00:00 UTC; 1 week 0 days ago",
    )


def commit(repository: str, clock: str, subject: str, path: str) -> Recording:
    return told(
        f"git -C {repository} log --since=1.day --stat",
        "commit 9f8e7d6c5b4a39281706f5e4d3c2b1a098765432",
        "Author: Lee <lee@example.org>",
        f"Date:   Mon Sep 14 {clock} 2026 +0000",
        "",
        f"    {subject}",
        "",
        f" {path} | 4 ++--",
    )


def every_minute(line: str, *, since: int = 40, seconds: Sequence[int] = (3,)) -> list[str]:
    """The line again and again up to the end; `{at}` is its time, RFC 3339."""
    return [line.format(at=f"2026-09-14T09:{m}:{s:02d}Z") for m in range(since, 59) for s in seconds]
