"""The key of a door that listens: one token a project, made once, kept readable by its owner alone."""

import ipaddress
import os
import secrets
from pathlib import Path

from astreinte.errors import ConfigError

FILE = Path(".astreinte") / "token"
LEAST = 20
"""Characters below which a token is taken for a slip of the hand."""


def token_of(project: Path) -> str:
    """The token of the project; made where there is none.

    Raises:
        ConfigError: it is too short, others may read it, or it cannot be made.
    """
    path = project / FILE
    try:
        if not path.exists():
            _make(path)
        mode = path.stat().st_mode & 0o077
        token = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"the token {path} cannot be made or read: {error.strerror}") from error
    if mode:
        raise ConfigError(f"others may read {path}: chmod 600 {path}, and change it if others use this machine")
    if len(token) < LEAST:
        raise ConfigError(f"{path} holds fewer than {LEAST} characters; delete it, a new one is made at the next start")
    return token


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(32) + "\n")


def address(project: Path, host: str | None) -> str:
    """The address to listen on: loopback, unless another one is asked for and a token was set up beforehand.

    Raises:
        ConfigError: beyond loopback without a token that a person has put there.
    """
    if host is None:
        return "127.0.0.1"
    if not _loopback(host) and not (project / FILE).exists():
        raise ConfigError(
            f"--host {host} can be reached from other machines: put a token into {project / FILE} (mode 600) first, "
            "or start once on loopback, which makes one; and serve it behind TLS"
        )
    return host


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
