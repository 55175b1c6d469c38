"""Reaching the user: Apprise behind one small port, and a loud failure where it cannot."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from astreinte.evidence.phrases import Language

from .reasons import reason


@dataclass(frozen=True)
class Sent:
    """One attempt to reach the user. `channel` is the service's scheme, never the URL: that may hold a token."""

    channel: str
    ok: bool
    why: str = ""


class Notifier(Protocol):
    async def page(self, title: str, text: str, level: int = 1) -> list[Sent]:
        """Try every channel of a level, of the last where there are fewer levels; a failure is an answer.

        Empty when none is configured. Never raises.
        """
        ...


class Apprise:
    """Channels as Apprise URLs (`ntfy://…`, `mailto://…`, `json://…`), one list for each level."""

    def __init__(self, levels: Sequence[Sequence[str]], timeout: float = 15.0, language: Language = "fr") -> None:
        self._levels = tuple(tuple(urls) for urls in levels) or ((),)
        self._timeout = timeout
        self._language: Language = language

    async def page(self, title: str, text: str, level: int = 1) -> list[Sent]:
        urls = self._levels[min(max(level, 1), len(self._levels)) - 1]
        return list(await asyncio.gather(*(self._send(url, title, text) for url in urls)))

    async def _send(self, url: str, title: str, text: str) -> Sent:
        channel = url.split(":", 1)[0]
        try:
            import apprise
        except ImportError:
            return Sent(channel, ok=False, why=reason(self._language, "no_apprise"))
        service: Any = apprise.Apprise()
        if not service.add(url):
            return Sent(channel, ok=False, why=reason(self._language, "odd_url", channel=channel))
        try:
            sent = await asyncio.wait_for(asyncio.to_thread(service.notify, body=text, title=title), self._timeout)
        except TimeoutError:
            return Sent(channel, ok=False, why=reason(self._language, "no_reply", seconds=self._timeout))
        return Sent(channel, ok=bool(sent), why="" if sent else reason(self._language, "not_sent"))


class Silent:
    """No channel at all: what a replay uses, so that nobody is woken by the past."""

    async def page(self, title: str, text: str, level: int = 1) -> list[Sent]:
        del title, text, level
        return [Sent("replay", ok=True)]
