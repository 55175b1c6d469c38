"""Who uses the room: a person who once showed the token, known since by a cookie; and whether a form is the room's own.

The cookie is a random name and its seal under the token, so that a restart knows it still and a new token ends it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, HTTPException, Request
from fastapi.responses import Response

from .webhooks import body

WEEK = 7 * 24 * 3600


class LoginNeeded(Exception):
    """Nobody known asks for a page; the door shows where the token goes."""


@dataclass(frozen=True)
class Person:
    """`csrf` is what every form of theirs carries."""

    session: str
    csrf: str


def cookie_name(token: str) -> str:
    """Of its own for each project, since cookies do not tell ports apart."""
    return "astreinte-" + hashlib.sha256(b"name:" + token.encode()).hexdigest()[:8]


def _seal(token: str, use: str, session: str) -> str:
    return hmac.new(token.encode(), f"{use}:{session}".encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def admit(request: Request, response: Response) -> None:
    """Give the response a fresh session."""
    token = str(request.app.state.token)
    session = secrets.token_urlsafe(18)
    response.set_cookie(
        cookie_name(token),
        f"{session}.{_seal(token, 'session', session)}",
        max_age=WEEK,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def person(request: Request) -> Person:
    """A dependency: the person of the cookie.

    Raises:
        LoginNeeded: there is no cookie, or it is not of this token.
    """
    token = str(request.app.state.token)
    session, _, seal = request.cookies.get(cookie_name(token), "").partition(".")
    if not session or not same(seal, _seal(token, "session", session)):
        raise LoginNeeded
    return Person(session, _seal(token, "form", session))


def own_origin(request: Request) -> None:
    """A dependency: the browser says that the request comes from a page of this very server.

    Raises:
        HTTPException: 403 where it says something else, or nothing.
    """
    said = request.headers.get("origin")
    if said is None and request.headers.get("sec-fetch-site") == "same-origin":
        return
    if said is None or urlsplit(said).netloc != request.headers.get("host", ""):
        raise HTTPException(403, "this request does not come from a page of this server; open the room itself")


Fields = dict[str, str]


def read_fields(sent: bytes) -> Fields:
    """The first value of each field of a URL-encoded form.

    Raises:
        HTTPException: 400 when it is none.
    """
    try:
        found = parse_qs(sent.decode("utf-8"), keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise HTTPException(400, "the form cannot be read; send it URL-encoded, in UTF-8") from error
    return {name: values[0] for name, values in found.items()}


def form(
    sent: Annotated[bytes, Depends(body)],
    who: Annotated[Person, Depends(person)],
    _origin: Annotated[None, Depends(own_origin)],
) -> Fields:
    """A dependency: the fields of a form that this person's own page sent.

    Raises:
        HTTPException: 403 without the form token of their session.
    """
    found = read_fields(sent)
    if not same(found.pop("csrf", ""), who.csrf):
        raise HTTPException(403, "the form is not from your session; reload the page and send it again")
    return found
