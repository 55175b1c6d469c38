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
    async def page(self, title: str, text: str) -> list[Sent]:
        """Try every configured channel; a failure is an answer, never an exception. Empty when none is configured."""
        ...


class Apprise:
    """Channels as Apprise URLs (`ntfy://…`, `mailto://…`, `json://…`)."""

    def __init__(self, urls: Sequence[str], timeout: float = 15.0, language: Language = "fr") -> None:
        self._urls = tuple(urls)
        self._timeout = timeout
        self._language: Language = language

    async def page(self, title: str, text: str) -> list[Sent]:
        return list(await asyncio.gather(*(self._send(url, title, text) for url in self._urls)))

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

    async def page(self, title: str, text: str) -> list[Sent]:
        del title, text
        return [Sent("replay", ok=True)]
