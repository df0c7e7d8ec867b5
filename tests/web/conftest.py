"""A real instance for each test: the app, its SQLite file and its lobby; only the clock is ours."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvloop

from tafelronde.app import create_app
from tafelronde.settings import Settings
from tafelronde.storage.database import Database
from tafelronde.web.static import ClientFiles
from tests.web.instance import PUBLIC_URL, Board, Instance

START = 1_790_000_000_000


def pytest_asyncio_loop_factories(
    item: pytest.Item,
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """What speaks with the transports themselves runs on uvloop as well: it is what serves."""
    loops = {"asyncio": asyncio.new_event_loop}
    return (
        {**loops, "uvloop": uvloop.new_event_loop} if item.path.name == "test_frames.py" else loops
    )


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the current schema and nothing in it."""
    folder = tmp_path_factory.mktemp("migrated")
    settings = Settings(data_dir=folder)

    async def migrate() -> None:
        database = Database(settings.database_url)
        await database.open()
        await database.migrate()
        await database.close()

    asyncio.run(migrate())
    return folder / "tafelronde.sqlite3"


@pytest.fixture
def client_folder(tmp_path: Path) -> Path:
    """A client as a build leaves it, but small."""
    folder = tmp_path / "client"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Tafelronde</title>")
    (folder / "assets" / "app-1a2b3c.js").write_text("let dots = 0;\n" * 100)
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return folder


StartInstance = Callable[..., Awaitable[Instance]]


@pytest.fixture
async def start(
    tmp_path: Path, migrated: Path, client_folder: Path
) -> AsyncIterator[StartInstance]:
    """Starts an instance with other settings than the usual."""
    async with AsyncExitStack() as stack:

        async def started(
            public_url: str = PUBLIC_URL, allowed_origins: str = "", **others: Any
        ) -> Instance:
            shutil.copy(migrated, tmp_path)
            settings = Settings(
                data_dir=tmp_path,
                public_url=public_url,
                allowed_origins=tuple(filter(None, allowed_origins.split(","))),
                **others,
            )
            app = create_app(settings)
            instance = Instance(app, settings, START)
            app.state.clock = lambda: instance.now
            await stack.enter_async_context(app.router.lifespan_context(app))
            app.state.client = ClientFiles(client_folder)
            stack.push_async_callback(instance.close_browsers)
            return instance

        yield started


@pytest.fixture
async def instance(start: StartInstance) -> Instance:
    return await start()


@pytest.fixture
async def facilitator(instance: Instance) -> httpx.AsyncClient:
    """The browser of somebody with a facilitator's account."""
    return await instance.facilitator()


@pytest.fixture
async def board(instance: Instance, facilitator: httpx.AsyncClient) -> Board:
    """A board that the facilitator made."""
    return await instance.board(facilitator)
