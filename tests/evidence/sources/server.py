"""A real HTTP server on loopback that answers as a function says, and remembers what it was asked."""

import ssl
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    pairs: Pairs
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Said:
    """An answer; `cut` announces more bytes than it sends."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    cut: bool = False


Answer = Callable[[Asked], Said]


@dataclass
class Server:
    url: str
    answer: Answer
    asked: list[Asked] = field(default_factory=list[Asked])


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        asked = Asked("GET", split.path, parse_qsl(split.query, keep_blank_values=True), dict(self.headers.items()))
        own: Server = self.server.own
        own.asked.append(asked)
        said = own.answer(asked)
        try:
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(said.body) + 100 * said.cut))
            self.end_headers()
            self.wfile.write(said.body)
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing on stderr."""


class _Server(ThreadingHTTPServer):
    own: Server
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""


@contextmanager
def serving(answer: Answer, tls: ssl.SSLContext | None = None) -> Generator[Server]:
    """The server, for as long as the block runs."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.own = Server(f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}", answer)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server.own
        finally:
            server.shutdown()
            thread.join()
