"""From notices to incidents: one incident a fault, every alert accounted for, whatever the storm."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from astreinte.domain import Declaration, Draft, load, rfc3339
from astreinte.domain.notice import Notice
from astreinte.memory import Seen, SqlAlerts, Standing

from .desk import Desk
from .grouping import STALE, Alive, Grouping


@dataclass(frozen=True)
class Receipt:
    """What became of a document; `received` is the sum of `incidents` (alerts by incident) and `unmatched`.

    `opened` are the incidents that it began; `unmatched` alerts are over that nobody knew.
    """

    received: int
    incidents: Mapping[str, int]
    opened: tuple[str, ...] = ()
    resolved: int = 0
    unmatched: int = 0


class Intake:
    """Files notices, one document after the other."""

    def __init__(self, desk: Desk, alerts: SqlAlerts) -> None:
        self._desk, self._alerts = desk, alerts
        self._turn = asyncio.Lock()
        self._grouping = Grouping(desk.ports.settings.services)

    async def take(self, notices: Sequence[Notice]) -> Receipt:
        """File every notice; the receipt is given once the account is written.

        Raises:
            InvalidInput: a notice without a title.
            StoreUnavailable: nothing of the document is in the account; send it again.
        """
        async with self._turn:
            known = await self._alerts.standing([each.fingerprint for each in notices])
            groups = await self._alerts.groups(list({each.group for each in notices if each.group}))
            now = self._desk.ports.clock.now()
            alive = Alive(await self._desk.rows(since=now - STALE), now)
            self._grouping.keep(alive)
            seen = [await self._file(each, known, groups, alive) for each in notices]
            await self._alerts.file(seen, self._desk.ports.clock.now())
            await self._hint([each for each in seen if each.status == "resolved" and each.incident in alive.open])
            return _receipt(seen, alive.opened)

    async def aftermath(self, incident: str) -> list[str]:
        """Incidents for what still fires after this one was resolved: two faults had looked like one.

        Only of senders that say when an alert is over; one incident a service.
        """
        async with self._turn:
            left = set(await self._alerts.firing(incident))
            told = [e for e in await self._desk.entries(incident) if e.kind in {"declared", "attached"}]
            said = [load(Declaration, dict(entry.data)) for entry in told]
            still = {each.service: each for each in said if each.fingerprint in left}
            now = self._desk.ports.clock.now()
            opened = {each.fingerprint: await self._open(each, now) for each in still.values()}
            moved = [Seen(fingerprint, home, "", "firing", 0) for fingerprint, home in opened.items()]
            await self._alerts.file(moved, now)
            return list(opened.values())

    async def _open(self, said: Declaration, now: datetime) -> str:
        home = await self._desk.declare(replace(said, detected=now), attach=False)
        self._grouping.hold(home, said, "", now)
        return home

    async def _file(
        self, notice: Notice, known: Mapping[str, Standing], groups: Mapping[str, Standing], alive: Alive
    ) -> Seen:
        incident = _own(notice, known, alive)
        if not incident and notice.status == "firing":
            incident = await self._place(notice, groups, alive)
            alive.add(incident)
        return Seen(notice.fingerprint, incident, notice.group, notice.status)

    async def _place(self, notice: Notice, groups: Mapping[str, Standing], alive: Alive) -> str:
        """The incident of an alert that fires and is not known yet: that of its like, else the desk decides."""
        said = replace(notice.declaration, fingerprint=notice.fingerprint)
        now = self._desk.ports.clock.now()
        home = self._grouping.home(said, notice.group, now, partial(alive.takes, said))
        if home is None and self._grouping.subject(said, notice.group) == notice.group:
            standing = groups.get(notice.group)
            home = standing.incident if standing and alive.takes(said, standing.incident) else None
        if home is None:
            home = await self._desk.declare(said)
            self._grouping.hold(home, said, notice.group, now)
        elif self._grouping.hold(home, said, notice.group, now):
            await self._desk.attach(home, said)
        return home

    async def _hint(self, over: Iterable[Seen]) -> None:
        """Tell each incident once that an alert of its is over: validation looks at once, and decides by itself."""
        ports = self._desk.ports
        when = rfc3339(ports.clock.now())
        for incident in dict.fromkeys(each.incident for each in over):
            data = {"text": ports.words.say("alert_over"), "hint": "resolved", "at": when}
            await ports.journal.append(incident, Draft("note", "alert", data))


def _own(notice: Notice, known: Mapping[str, Standing], alive: Alive) -> str:
    """The incident that the alert was filed under, as long as that takes it, is only logged, or the alert is over."""
    standing = known.get(notice.fingerprint)
    if standing is None:
        return ""
    taken = alive.takes(notice.declaration, standing.incident)
    stays = taken or standing.state == "logged" or notice.status == "resolved"
    return standing.incident if stays else ""


def _receipt(seen: Sequence[Seen], opened: Sequence[str]) -> Receipt:
    counted = Counter(each.incident for each in seen)
    unmatched = counted.pop("", 0)
    over = sum(each.status == "resolved" for each in seen)
    return Receipt(len(seen), dict(counted), tuple(opened), over, unmatched)
