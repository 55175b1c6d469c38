"""A real server of a real project, and a real browser that looks at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.async_api import Browser, ConsoleMessage, Page, Request, async_playwright

from tests.doors.broken_wiki import Wiki, broken_wiki

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SERVE = [sys.executable, "-m", "astreinte", "serve", "--port"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
WAIT, START = 60_000, 300
"""Milliseconds that a page has for what it waits for, and seconds that the server has: the machine may be busy."""


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass
class Server:
    """The server of a project, which can be stopped and started again."""

    project: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.project / ".astreinte" / "token").read_text(encoding="utf-8").strip()

    def restart(self, *, kill: bool = False) -> None:
        self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        self.process.wait(60)
        self.process = _started(self.project, self.port)


@dataclass
class Place:
    """A project with a wiki that is down, and its server."""

    wiki: Wiki
    server: Server


def _started(project: Path, port: int) -> subprocess.Popen[bytes]:
    log = project.parent / "server.log"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with log.open("ab") as told:
        process = subprocess.Popen([*SERVE, str(port)], cwd=project, env=environment, stdout=told, stderr=told)
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz").is_success:
                return process
        except httpx.HTTPError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(f"the server ended with {process.wait()} or did not answer: {log.read_text()[-2000:]}")


@contextmanager
def serving(project: Path) -> Generator[Server]:
    port = _free_port()
    server = Server(project, port, _started(project, port))
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(60)


@contextmanager
def placed(folder: Path, **more: object) -> Generator[Place]:
    project = folder / "project"
    project.mkdir()
    with broken_wiki(project, folder / "srv") as wiki:
        wiki.settings(**{"language": "en", "user": {"name": "Robin"}, **more})
        with serving(project) as server:
            yield Place(wiki, server)


@dataclass
class Watched:
    """One page, and what it complained about or asked of other servers."""

    page: Page
    errors: list[str] = field(default_factory=list[str])
    abroad: list[str] = field(default_factory=list[str])


@asynccontextmanager
async def browsing() -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def looking(browser: Browser, place: Place, size: dict[str, int]) -> AsyncGenerator[Watched]:
    """A visitor who is let in by the token in the address, as from the server's own start line."""
    context = await browser.new_context(viewport={"width": size["width"], "height": size["height"]})
    watched = Watched(await context.new_page())
    watched.page.set_default_timeout(WAIT)

    def complain(message: ConsoleMessage) -> None:
        if "Security Policy" in message.text:
            watched.errors.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((place.server.url, "data:")):
            watched.abroad.append(request.url)

    watched.page.on("console", complain)
    watched.page.on("pageerror", lambda error: watched.errors.append(str(error)))
    watched.page.on("request", asked)
    await watched.page.goto(f"{place.server.url}/?token={place.server.token}")
    try:
        yield watched
    finally:
        await context.close()
