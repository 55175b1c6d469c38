"""What is refused, as RFC 9457 problem details: a status, and a sentence that a person can act on."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from astreinte.errors import AstreinteError, Busy, NotFound, RefusedByPolicy, StoreUnavailable, UnknownName, UserError
from astreinte.templates import error_text

from .login import LoginNeeded, admit, same
from .office import office_of
from .render import page
from .room import welcome

STATUS: tuple[tuple[type[AstreinteError], int], ...] = (
    (NotFound, 404),
    (RefusedByPolicy, 403),
    (UnknownName, 422),
    (UserError, 422),
    (Busy, 409),
    (StoreUnavailable, 503),
)
PROGRAMS = ("/api/", "/webhooks/", "/healthz", "/readyz", "/metrics")
Handler = Callable[[Request, Exception], Awaitable[Response]]


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _refused(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 500)
    return _told(request, status, error)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return _told(request, error.status_code, str(error.detail), dict(error.headers or {}))


def _told(request: Request, status: int, error: Exception | str, headers: dict[str, str] | None = None) -> Response:
    """A page in the language of the project where a person looks; problem details, in English, where a program asks."""
    if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith(PROGRAMS):
        return problem(status, str(error), headers)
    back = "/".join(request.url.path.split("/")[:3]) if request.url.path.startswith("/incidents/") else "/"
    back = "/" if status == HTTPStatus.NOT_FOUND else back
    words = office_of(request).desk.ports.words
    return page("problem.html.j2", words, status, detail=error_text(error, words.language), back=back)


async def _login(request: Request, error: Exception) -> Response:
    """The token in the address lets in, once, and leaves the address; without it the page asks for it."""
    if not isinstance(error, LoginNeeded):
        raise error
    given = request.query_params.get("token", "")
    if request.method == "GET" and given and same(given, str(request.app.state.token)):
        response = RedirectResponse(request.url.path, 303)
        admit(request, response)
        return response
    return welcome(request, office_of(request))


def install(app: FastAPI) -> None:
    app.add_exception_handler(LoginNeeded, _login)
    app.add_exception_handler(AstreinteError, _refused)
    app.add_exception_handler(HTTPException, _http)
