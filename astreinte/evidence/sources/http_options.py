"""What every HTTP source is told: where it is, by which secret, how much time it has."""

import os
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from astreinte.evidence.unavailable import Unavailable

SECRET_BYTES = 16_384


def _address(url: str) -> str:
    """The URL without its last slash. What is wrong is said without repeating it: it may hold a password."""
    try:
        split = urlsplit(url)
        port_fits = split.port is None or split.port > 0
    except ValueError as error:
        raise ValueError("not a URL; write http(s)://host:port") from error
    if split.username is not None or split.password is not None:
        raise ValueError("holds credentials; name the user in `user` and the secret in `token_env` or `token_file`")
    if split.scheme not in {"http", "https"} or not split.hostname or not port_fits:
        raise ValueError("not a URL; write http(s)://host:port")
    if split.query or split.fragment or any(ord(char) <= ord(" ") for char in url):
        raise ValueError("give the address alone, without spaces, ? and #")
    return url.rstrip("/")


class ApiOptions(BaseModel):
    """Options common to sources that are asked over HTTP.

    `token_env` names an environment variable, `token_file` a file that holds the secret; without `user` it is sent as
    a bearer token, with `user` as that user's password. `ca` is a file of certificates to trust, `timeout` seconds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_address)]
    user: str = Field(default="", pattern=r"^[^\x00-\x1f\x7f:]*$")
    token_env: str = Field(default="", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$|^$")
    token_file: Path | None = None
    ca: Path | None = None
    verify: bool = True
    timeout: float = Field(default=8.0, gt=0, le=60)

    def secret(self, source: str) -> str:
        """The secret as it is now, so that a rotated one is used at once; empty where none is configured.

        Raises:
            ReadingUnavailable: the variable is not set, or the file cannot be read or is empty.
        """
        if self.token_env:
            if found := os.environ.get(self.token_env, "").strip():
                return _printable(source, f"token_env ({self.token_env})", found)
            raise Unavailable("api_no_variable", source=source, variable=self.token_env)
        return _from_file(source, self.token_file) if self.token_file else ""


def _from_file(source: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            found = file.read(SECRET_BYTES).decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not text"
        raise Unavailable("api_no_secret_file", source=source, path=path, why=why) from error
    if not found:
        raise Unavailable("api_no_secret_file", source=source, path=path, why="empty")
    return _printable(source, f"token_file ({path})", found)


def _printable(source: str, where: str, secret: str) -> str:
    """A header carries one line of ASCII: anything else is a mistake in how the secret was stored."""
    if not secret.isascii() or not secret.isprintable():
        raise Unavailable("api_odd_secret", source=source, where=where)
    return secret
