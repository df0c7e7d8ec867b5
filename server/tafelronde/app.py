"""The application: the only place that wires its parts together."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from tafelronde import resources
from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Conflict
from tafelronde.files.drawer import Drawer
from tafelronde.files.file_reader import FileReader
from tafelronde.images.remaker import Remaker
from tafelronde.rooms.budgets import Rates
from tafelronde.rooms.lobby import Lobby
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.settings import LobbySettings
from tafelronde.settings import Settings
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.storage.quarantine import QuarantineStore
from tafelronde.storage.schema import current_revision, newest_revision
from tafelronde.storage.templates import TemplateStore
from tafelronde.storage.update_log import UpdateLog
from tafelronde.web import (
    boards,
    copies,
    errors,
    files,
    health,
    images,
    join,
    links,
    metrics,
    people,
    static,
    websocket,
)
from tafelronde.web.access_log import AccessLog
from tafelronde.web.rehearsal import rehearse
from tafelronde.web.rosters import Rosters
from tafelronde.web.security import ChangesOnlyFromUs, SecurityHeaders
from tafelronde.web.uploads import Intake, file_upload, picture_upload

# When a whole hall comes back at once, this many are let in between two looks at everything else:
# with no bound, a thousand stood between an edit and its arrival.
_COMING_IN_AT_ONCE = 16


def create_app(settings: Settings) -> FastAPI:
    """The ASGI app of one instance. Its lifespan opens the database, whose schema must be current."""
    app = FastAPI(
        title="Tafelronde",
        description="Boards that many people write on at once. Content travels over the WebSocket "
        "`/sync/{board_id}`; everything else is here.",
        version=version("tafelronde"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        responses=errors.RESPONSES,
        lifespan=_lifespan,
        # The framework's own records of errors quote what was sent.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.settings = settings
    app.state.clock = _unix_milliseconds
    app.state.measures = Measures()
    parts = (boards, copies, files, images, links, people, join, health, metrics, static)
    for part in parts:
        app.include_router(part.router)
    app.router.routes.append(websocket.route)
    errors.install(app)
    app.router.default = _client_file
    pictures = picture_upload(_shared("wire.json")["images"]["maxUploadBytes"])
    # What is added last is outermost.
    app.add_middleware(ChangesOnlyFromUs, settings=settings, uploads=(pictures, file_upload()))
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(AccessLog, measures=app.state.measures)
    return app


async def drain(app: FastAPI) -> None:
    """Sends everybody away in waves and writes everything down; a second call finds nothing to do."""
    if not app.state.is_drained:
        app.state.is_drained = True
        await app.state.lobby.stop()


async def require_current_schema(database: Database) -> None:
    """Raises Conflict when the database was not brought to this version's schema."""
    if await database.run_read(current_revision) != newest_revision():
        raise Conflict(
            "schema_not_current",
            "The database is not set up for this version: run `tafelronde migrate` first.",
        )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    database = Database(settings.database_url)
    await database.open()
    try:
        await require_current_schema(database)
        app.state.database = database
        app.state.rosters = Rosters(database)
        app.state.doorway = asyncio.Semaphore(_COMING_IN_AT_ONCE)
        app.state.client = static.ClientFiles(resources.CLIENT)
        wire, board_schema = _shared("wire.json"), _shared("board.schema.json")
        app.state.images = ImageStore(database)
        app.state.templates = TemplateStore(database)
        app.state.remaker = Remaker(wire["images"])
        app.state.intake = Intake(picture_upload(wire["images"]["maxUploadBytes"]))
        app.state.file_intake = Intake(file_upload())
        app.state.file_reader = FileReader(resources.SHARED_SCHEMA / "board.schema.json")
        app.state.drawer = Drawer()
        app.state.board_schema = BoardSchema(board_schema)
        app.state.lobby = Lobby(
            UpdateLog(database),
            app.state.images,
            app.state.templates,
            QuarantineStore(database),
            LobbySettings(
                idle_seconds=settings.idle_seconds,
                patience_seconds=settings.save_patience_ms / 1000,
                snapshot_rows=settings.snapshot_rows,
                bin_days=settings.bin_days,
                edit_idle_seconds=settings.edit_idle_seconds,
                cache_bytes=settings.cache_bytes,
                rates=Rates(factor=settings.rate_factor),
            ),
            board_schema=board_schema,
            presence_schema=_shared("presence.schema.json"),
            wire=wire,
            clock=app.state.clock,
            measures=app.state.measures,
        )
        app.state.metrics = metrics.registry_of(app.state.lobby, settings)
        app.state.is_drained = False
        await app.state.lobby.start()
        _prepare_routes(app)
        await rehearse(database, app.state.clock())
        try:
            yield
        finally:
            await drain(app)
    finally:
        await database.close()


def _prepare_routes(app: FastAPI) -> None:
    """FastAPI prepares its routes when the first request looks for one (20 ms): that is done before
    the first visitor waits for it.
    """
    scope = {"type": "http", "method": "GET", "path": "/healthz", "root_path": "", "headers": []}
    for route in app.routes:
        route.matches(scope)


def _shared(name: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads((resources.SHARED_SCHEMA / name).read_bytes())
    return parsed


async def _client_file(scope: Scope, receive: Receive, send: Send) -> None:
    await scope["app"].state.client(scope, receive, send)


def _operation_id(route: APIRoute) -> str:
    return route.name


def _unix_milliseconds() -> int:
    return time.time_ns() // 1_000_000
