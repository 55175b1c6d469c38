"""A wiki that really runs, on loopback, and fails as long as its cache holds anything; a project around it."""

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMAND = [sys.executable, "-m", "astreinte"]
LOG = "ERROR cannot write: No space left on device\n"


@dataclass(frozen=True)
class Wiki:
    project: Path
    cache: Path

    def settings(self, **more: object) -> None:
        """Write `astreinte.yaml`: one service, read on this host alone, effects confirmed by a person."""
        folder = self.cache.parent
        service = {
            "probe": f"http://127.0.0.1:{self.port}/",
            "logs": [str(folder / "wiki.log")],
            "paths": [str(folder)],
            "safe_to_free": [str(folder / "*.tmp")],
        }
        validation = {"probes": 1, "every": "1s", "patience": "3s"}
        said: dict[str, object] = {"policy": "confirm", "sources": {"host": {}}, "services": {"wiki": service}}
        said.update(more, validation=validation)
        (self.project / "astreinte.yaml").write_text(json.dumps(said), encoding="utf-8")

    @property
    def port(self) -> int:
        return int((self.cache.parent / "port").read_text())

    def breaks(self) -> None:
        self.cache.write_bytes(b"x" * 65536)
        (self.cache.parent / "wiki.log").write_text(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {LOG}", encoding="utf-8")


@contextmanager
def broken_wiki(project: Path, folder: Path) -> Generator[Wiki]:
    folder.mkdir(parents=True, exist_ok=True)
    cache = folder / "a.tmp"

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(500 if cache.exists() and cache.stat().st_size else 200)
            self.end_headers()
            self.wfile.write(b"wiki")

        def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - the base class calls it so

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    (folder / "port").write_text(str(server.server_address[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        wiki = Wiki(project, cache)
        wiki.breaks()
        yield wiki
    finally:
        server.shutdown()
        server.server_close()


def by_a_person(project: Path, *arguments: str) -> int:
    """Run the command as a person at a terminal of their own; its exit code."""
    master, slave = pty.openpty()
    try:
        command, quiet = [*COMMAND, *arguments], subprocess.DEVNULL
        return subprocess.run(command, cwd=project, stdin=slave, stdout=quiet, stderr=slave, check=False).returncode
    finally:
        os.close(slave)
        os.close(master)
