"""A recorded world for actions: an inventory, and answers by tool."""

from collections.abc import Mapping
from datetime import UTC, datetime

from astreinte.config import Service, Settings
from astreinte.domain import Query, Reading

AT = datetime(2026, 3, 1, 13, tzinfo=UTC)
SERVICES = {
    "wiki": Service(
        manager="supervisor",
        unit="wiki",
        port=8080,
        logs=("/srv/wiki/app.log",),
        config=("/srv/wiki/conf/wiki.ini",),
        repo="/srv/wiki/conf",
        safe_to_free=("/srv/wiki/cache/*.tmp",),
    ),
    "bare": Service(),
}


class RecordedWorld:
    """Answers each tool with one text; a tool without one is an error reading."""

    def __init__(self, answers: Mapping[str, str], settings: Settings | None = None) -> None:
        self.settings = settings or Settings(services=SERVICES)
        self.answers = dict(answers)
        self.asked: list[Query] = []

    async def ask(self, query: Query) -> Reading:
        self.asked.append(query)
        if (text := self.answers.get(query.tool)) is None:
            return Reading(query, AT, "error", why=f"{query.tool} is not recorded")
        return Reading(query, AT, "ok", text)
