"""The Docker engine's own API, over the socket that `docker` uses: a container is made again word for word."""

import http.client
import json
import os
import socket
from typing import Any
from urllib.parse import quote, urlsplit

from .process import Failed

SOCKET = "unix:///var/run/docker.sock"
TIMEOUT = 240.0
Object = dict[str, Any]
GONE = 404


class _Local(http.client.HTTPConnection):
    """HTTP through a socket in the filesystem."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=TIMEOUT)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(TIMEOUT)
        self.sock.connect(self._path)


class Engine:
    """One engine, that of `DOCKER_HOST`.

    Raises:
        Failed: by every method, where the engine cannot be reached or refuses.
    """

    def __init__(self) -> None:
        self._at = os.environ.get("DOCKER_HOST") or SOCKET

    def get(self, path: str) -> Object:
        return self._answer("GET", path)

    def post(self, path: str, body: Object | None = None) -> Object:
        return self._answer("POST", path, body)

    def delete(self, path: str, *, absent: bool = False) -> None:
        """`absent`: what is not there is no failure."""
        if not absent or self.has(path.partition("?")[0] + "/json"):
            self._answer("DELETE", path)

    def has(self, path: str) -> bool:
        status, _ = self._send("GET", path)
        return status != GONE

    def pull(self, image: str) -> None:
        """An image that the engine does not hold is fetched."""
        if self.has(f"/images/{quote(image, safe='/:@')}/json"):
            return
        status, text = self._send("POST", f"/images/create?fromImage={quote(image, safe='')}")
        if status >= 400 or '"error"' in text:  # noqa: PLR2004
            raise Failed(f"image {image} is not here and cannot be fetched: {text[-300:].strip()}")

    def _answer(self, verb: str, path: str, body: Object | None = None) -> Object:
        status, text = self._send(verb, path, body)
        if status >= 400:  # noqa: PLR2004
            raise Failed(f"the engine refused {verb} {path.partition('?')[0]}: {text[:300].strip()}")
        return json.loads(text) if text.strip() else {}

    def _send(self, verb: str, path: str, body: Object | None = None) -> tuple[int, str]:
        connection = self._connection()
        try:
            content = None if body is None else json.dumps(body)
            connection.request(verb, path, content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"the engine at {self._at} does not answer: {error}") from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        at = urlsplit(self._at)
        if at.scheme == "unix":
            return _Local(at.path)
        if at.scheme in {"tcp", "http"}:
            return http.client.HTTPConnection(at.hostname or "localhost", at.port or 2375, timeout=TIMEOUT)
        raise Failed(f"DOCKER_HOST {self._at}: only unix:// and tcp:// can be used to make a container again")
