"""Real Prometheus, Alertmanager and node exporter on loopback, watching a small service whose fault can be switched."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import httpx

from .server import Asked, Said, serving

PROGRAMS: tuple[str, ...] = ("prometheus", "prometheus-alertmanager", "prometheus-node-exporter")
PATIENCE = 60.0
TICK = 0.05


def missing() -> list[str]:
    """What this machine lacks for the live tests."""
    return [f"{name} is not installed" for name in PROGRAMS if shutil.which(name) is None]


class Shop:
    """Serves metrics of twenty requests a second; a third of them fail once `broken`."""

    def __init__(self) -> None:
        self.broken = Event()
        self._stop = Event()
        self._requests = self._failed = 0

    def answer(self, _: Asked) -> Said:
        good, seconds = self._requests - self._failed, self._requests * 0.01
        rows = [
            f'http_requests_total{{code="200"}} {good}',
            *([f'http_requests_total{{code="500"}} {self._failed}'] if self._failed else []),
            f"http_request_duration_seconds_sum {seconds}",
            f"http_request_duration_seconds_count {self._requests}",
        ]
        return Said(200, ("\n".join(rows) + "\n").encode(), {"content-type": "text/plain; version=0.0.4"})

    @contextmanager
    def busy(self) -> Generator[None]:
        thread = Thread(target=self._work, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _work(self) -> None:
        while not self._stop.wait(TICK):
            self._requests += 1
            self._failed += self.broken.is_set() and self._requests % 3 == 0


@dataclass(frozen=True)
class Lab:
    prometheus: str
    alertmanager: str
    shop: Shop


@contextmanager
def lab(folder: Path) -> Generator[Lab]:
    """All of it, answering; every process that was started is ended by its own id."""
    shop = Shop()
    ports: dict[str, int] = dict(zip((*PROGRAMS, "nobody"), free_ports(4), strict=True))
    with ExitStack() as stack:
        stack.enter_context(shop.busy())
        served = stack.enter_context(serving(shop.answer))
        configure(folder, ports, served.url.removeprefix("http://"))
        for name, args in arguments(folder, ports).items():
            stack.enter_context(running([name, *args], folder / f"{name}.log"))
        prometheus, alertmanager = (f"http://127.0.0.1:{ports[name]}" for name in PROGRAMS[:2])
        until(lambda: httpx.get(f"{prometheus}/-/ready").is_success)
        until(lambda: httpx.get(f"{alertmanager}/-/ready").is_success)
        yield Lab(prometheus, alertmanager, shop)


def arguments(folder: Path, ports: dict[str, int]) -> dict[str, list[str]]:
    listen = {name: f"--web.listen-address=127.0.0.1:{port}" for name, port in ports.items()}
    return {
        "prometheus-node-exporter": [listen["prometheus-node-exporter"]],
        "prometheus-alertmanager": [
            listen["prometheus-alertmanager"],
            f"--config.file={folder}/alertmanager.yml",
            f"--storage.path={folder}/alertmanager",
            "--cluster.listen-address=",
        ],
        "prometheus": [
            listen["prometheus"],
            f"--config.file={folder}/prometheus.yml",
            f"--storage.tsdb.path={folder}/tsdb",
        ],
    }


def configure(folder: Path, ports: dict[str, int], shop: str) -> None:
    """Everything once a second, so that a test need not wait for minutes."""
    targets = {
        "shop": shop,
        "machine": f"127.0.0.1:{ports['prometheus-node-exporter']}",
        "nobody": f"127.0.0.1:{ports['nobody']}",
    }
    jobs = "".join(f"- {{job_name: {job}, static_configs: [{{targets: ['{at}']}}]}}\n" for job, at in targets.items())
    manager = f"127.0.0.1:{ports['prometheus-alertmanager']}"
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        f"rule_files: [{folder}/rules.yml]\n"
        f"alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{manager}']}}]}}]}}\n"
        f"scrape_configs:\n{jobs}",
        "utf-8",
    )
    (folder / "rules.yml").write_text(
        "groups:\n- name: shop\n  rules:\n"
        "  - alert: ShopFails\n    for: 1s\n    annotations: {summary: requests fail}\n"
        "    expr: sum by (job) (rate(http_requests_total{code='500'}[5s])) > 1\n"
        "  - {alert: NeverLoud, expr: vector(0) > 1}\n",
        "utf-8",
    )
    (folder / "alertmanager.yml").write_text(
        "route: {receiver: nobody, group_wait: 1s, group_interval: 1s}\nreceivers: [{name: nobody}]\n", "utf-8"
    )


@contextmanager
def running(argv: list[str], log: Path) -> Generator[None]:
    with log.open("wb") as out, subprocess.Popen(argv, stdout=out, stderr=out, stdin=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def until(fact: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for it.

    Raises:
        TimeoutError: it did not come true.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            if fact():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(f"not within {patience:g} s")
