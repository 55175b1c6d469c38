"""What sources asked over HTTP share: a catalogue of paths, one question a reading, a document as bounded text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, cast

from astreinte.domain import Clock, Query, Reading
from astreinte.evidence.unavailable import Unavailable

from .http_api import SAID, Api
from .http_text import pretty
from .http_verbs import Verb, accepts, pairs_of

Render = Callable[[Query, Any], tuple[str, str]]
"""Text and note of a document. Raises `OddShape` for one that the API never answers."""


class OddShape(Exception):
    """A JSON document that is not what the API answers; carries it."""

    def __init__(self, document: Any) -> None:
        super().__init__(pretty(document)[:SAID])


class Answers:
    """Answers queries of a catalogue from one API."""

    def __init__(self, api: Api, tool: str, verbs: Sequence[Verb], clock: Clock, render: Render) -> None:
        self._api, self._tool, self._verbs, self._clock, self._render = api, tool, verbs, clock, render

    def accepts(self, query: Query) -> bool:
        return accepts(query, self._tool, self._verbs)

    async def read(self, query: Query) -> Reading:
        """A reading `ok`, or `no_data` where the document holds nothing.

        Raises:
            ReadingUnavailable: the query is not in the catalogue, or the API did not answer it.
        """
        if not self.accepts(query):
            raise Unavailable("not_in_catalogue", tool=query.tool, query=query.text)
        at = self._clock.now()
        path = query.args[0]
        document = await self._api.get_json(path, pairs_of(query))
        try:
            text, note = self._render(query, document)
        except OddShape as error:
            url = f"{self._api.options.url}{self._api.prefix}{path}"
            raise Unavailable("api_odd", source=self._api.source, url=url, said=str(error)) from error
        status: Literal["ok", "no_data"] = "ok" if text.strip() else "no_data"
        return Reading(query, at, status, text, note=note)


def mapping(value: Any) -> Mapping[str, Any]:
    """The value as a mapping.

    Raises:
        OddShape: it is none.
    """
    if not isinstance(value, dict):
        raise OddShape(value)
    return cast("dict[str, Any]", value)


def listing(value: Any) -> list[Mapping[str, Any]]:
    """The mappings of a list; null counts as an empty one.

    Raises:
        OddShape: it is no list.
    """
    if value is None:
        return []
    if not isinstance(value, list):
        raise OddShape(value)
    return [cast("dict[str, Any]", each) for each in cast("list[Any]", value) if isinstance(each, dict)]


def shown(kept: int, of: int, what: str) -> str:
    """`truncated, N of M series`, empty when all are there."""
    return f"truncated, {kept} of {of} {what}" if kept < of else ""


def line(text: Any, size: int = 300) -> str:
    """A value on one line of bounded length."""
    return " ".join(str(text).split())[:size]
