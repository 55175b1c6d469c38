"""The web door: routers over one office. A new page is a router of its own, listed here."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from astreinte import __version__
from astreinte.config import Settings
from astreinte.graph.wiring import Tell

from . import api, editor, forms, health, linked, metrics, problems, room, stream, webhooks
from .office import open_office

ROUTERS = (
    health.router,
    metrics.router,
    webhooks.router,
    api.router,
    room.router,
    forms.router,
    editor.router,
    stream.router,
    linked.router,
)


def create_app(project: Path, settings: Settings, token: str, tell: Tell | None = None) -> FastAPI:
    """The application of one project.

    Args:
        project: its folder.
        settings: as read by the caller.
        token: what callers must hold.
        tell: hears every entry of every incident as it is written.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_office(project, settings, tell) as office:
            app.state.office = office
            yield

    app = FastAPI(title="Astreinte", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.token = token
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    return app
