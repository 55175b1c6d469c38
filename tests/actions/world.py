"""Worlds for actions: a recorded one that answers by query or tool, and this host itself."""

from collections.abc import Mapping
from datetime import UTC, datetime

from astreinte.config import Service, Settings
from astreinte.domain import ManualClock, Query, Reading
from astreinte.errors import ReadingUnavailable
from astreinte.evidence import make_source

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
        needs=("192.0.2.7:5432",),
    ),
    "bare": Service(),
}
ENGLISH = Settings(language="en", services=SERVICES)


class RecordedWorld:
    """Answers each query or tool with one text; what has none is an error reading."""

    def __init__(self, answers: Mapping[str, str], settings: Settings = ENGLISH) -> None:
        self.settings = settings
        self.answers = dict(answers)
        self.asked: list[Query] = []

    async def ask(self, query: Query) -> Reading:
        self.asked.append(query)
        text = self.answers.get(f"{query.tool} {query.text}", self.answers.get(query.tool))
        if text is None:
            return Reading(query, AT, "error", why=f"{query.tool} is not recorded")
        return Reading(query, AT, "ok", text)


class HostWorld:
    """Reads this host, through the same source as the product."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._source = make_source("host", settings.sources.get("host"), settings, ManualClock(AT))

    async def ask(self, query: Query) -> Reading:
        try:
            return await self._source.read(query)
        except ReadingUnavailable as error:
            return Reading(query, AT, "error", why=str(error))
