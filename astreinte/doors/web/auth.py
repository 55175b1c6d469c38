"""Whoever calls the web door holds the project's token; compared in constant time."""

import hmac
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer(auto_error=False)


def known(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> None:
    """A dependency: whoever calls holds the token.

    Raises:
        HTTPException: 401 without one, 403 with a wrong one.
    """
    if given is None:
        raise HTTPException(
            401, "send the token of .astreinte/token as `Authorization: Bearer TOKEN`", {"WWW-Authenticate": "Bearer"}
        )
    if not hmac.compare_digest(given.credentials.encode(), str(request.app.state.token).encode()):
        raise HTTPException(403, "the token is not that of this project; see .astreinte/token")
