"""pycrdt-websocket on uvicorn. Runs in the peer's own virtual environment, not in ours."""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress

import uvicorn
from pycrdt.store import SQLiteYStore, YDocNotFound
from pycrdt.websocket import ASGIServer, WebsocketServer, YRoom

_DATABASE = os.environ["BENCH_DATABASE"]


class Store(SQLiteYStore):
    db_path = _DATABASE


class StoringServer(WebsocketServer):
    """Rooms with a store each, loaded before anybody is served, as the package's users do it."""

    async def get_room(self, name: str) -> YRoom:
        if name not in self.rooms:
            store = Store(path=name)
            room = self.rooms[name] = YRoom(ready=False, ystore=store, log=self.log)
            await self.start_room(room)
            await store.started.wait()
            # A new board is not in the store.
            with suppress(YDocNotFound):
                await store.apply_updates(room.ydoc)
            room.ready = True
        await self.start_room(self.rooms[name])
        return self.rooms[name]


async def main() -> None:
    server = StoringServer() if _DATABASE else WebsocketServer()
    config = uvicorn.Config(
        ASGIServer(server),
        host=os.environ["BENCH_HOST"],
        port=int(os.environ["BENCH_PORT"]),
        log_level="warning",
    )
    async with server:
        await uvicorn.Server(config).serve()


asyncio.run(main())
