"""What is refused, as RFC 9457 problem details: a status, and a sentence that a person can act on."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from astreinte.errors import AstreinteError, Busy, NotFound, RefusedByPolicy, StoreUnavailable, UnknownName, UserError

STATUS: tuple[tuple[type[AstreinteError], int], ...] = (
    (NotFound, 404),
    (RefusedByPolicy, 403),
    (UnknownName, 422),
    (UserError, 422),
    (Busy, 409),
    (StoreUnavailable, 503),
)
Handler = Callable[[Request, Exception], Awaitable[JSONResponse]]


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 500)
    return problem(status, str(error))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return problem(error.status_code, str(error.detail), dict(error.headers or {}))


def install(app: FastAPI) -> None:
    app.add_exception_handler(AstreinteError, _refused)
    app.add_exception_handler(HTTPException, _http)
