"""Addresses that open an incident or one of its questions to whoever holds them; sealed under the project's token."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from astreinte.errors import RefusedByPolicy

PATH = "/to/"


@dataclass(frozen=True)
class Link:
    """`question` is empty where the link opens the incident itself: there is only its page to acknowledge."""

    incident: str
    question: str
    until: datetime


class Links:
    """Makes and reads them.

    Args:
        base: address of the room as its readers reach it; empty where there is none.
        key: the project's token; a new one ends every link.
    """

    def __init__(self, base: str = "", key: str = "") -> None:
        self._base, self._key = base.rstrip("/"), key

    def to(self, incident: str, until: datetime, question: str = "") -> str:
        """The address; empty where the room has none, or no token to seal it with."""
        if not self._base or not self._key:
            return ""
        sealed = str(self._seal().dumps([incident, question, int(until.timestamp())]))
        return f"{self._base}{PATH}{sealed}"

    def read(self, sealed: str, now: datetime) -> Link:
        """What a link opens.

        Raises:
            RefusedByPolicy: nobody here made it, or its time is over.
        """
        try:
            incident, question, until = self._seal().loads(sealed)
            link = Link(str(incident), str(question), datetime.fromtimestamp(int(until), UTC))
        except (BadData, ValueError, TypeError, OverflowError) as error:
            raise RefusedByPolicy("this link is not one of this project's; open the room and log in instead") from error
        if not self._key or link.until < now:
            raise RefusedByPolicy(f"this link was good until {link.until:%Y-%m-%d %H:%M} UTC; open the room and log in")
        return link

    def _seal(self) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt="astreinte.link")


def links_of(base: str, token: Path) -> Links:
    """Links under the token in a file; none can be made while there is no such file."""
    try:
        key = token.read_text(encoding="utf-8").strip() if base else ""
    except OSError:
        key = ""
    return Links(base, key)
