"""A real server of a project, as a process of its own, for benchmarks that ask it."""

import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx


class Server:
    """`patience` is how long, in seconds, one answer may take."""

    patience = 120.0

    def __init__(self, base: str, token: str, pid: int) -> None:
        self._pid, self.token = pid, token
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(
            base_url=base, headers=headers, timeout=self.patience, trust_env=False, follow_redirects=True
        )
        self.get(f"/?token={token}")

    @property
    def base(self) -> str:
        """Its address, without a slash at the end."""
        return str(self._client.base_url).rstrip("/")

    def get(self, path: str) -> httpx.Response:
        return self._client.get(path).raise_for_status()

    def post(self, path: str, body: Any) -> httpx.Response:
        return self._client.post(path, json=body).raise_for_status()

    def timed(self, path: str, times: int = 3) -> float:
        """The least of a few times, in seconds."""
        taken: list[float] = []
        for _ in range(times):
            started = time.perf_counter()
            self.get(path)
            taken.append(time.perf_counter() - started)
        return round(min(taken), 3)

    def memory(self) -> float:
        """Memory that the process holds now, in MiB."""
        return self._held("VmRSS")

    def peak(self) -> float:
        """Most memory that the process has held, in MiB."""
        return self._held("VmHWM")

    def _held(self, field: str) -> float:
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="utf-8")
        return round(int(status.split(f"{field}:")[1].split()[0]) / 1024, 1)

    def close(self) -> None:
        self._client.close()


def ready(base: str) -> dict[str, Any]:
    """The server's own account, once it answers."""
    for _ in range(300):
        try:
            return httpx.get(f"{base}/readyz", timeout=30, trust_env=False).raise_for_status().json()
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the server did not come up")


@contextmanager
def serving(project: Path) -> Generator[Server]:
    """The server, once it answers; it is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "astreinte", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=project, stderr=subprocess.DEVNULL) as process:
        try:
            base = f"http://127.0.0.1:{port}"
            ready(base)
            server = Server(base, (project / ".astreinte/token").read_text(encoding="utf-8").strip(), process.pid)
            try:
                yield server
            finally:
                server.close()
        finally:
            process.terminate()
