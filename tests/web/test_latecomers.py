"""Who is let in at the very moment the server begins to stop."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.web.instance import Board, Instance


async def test_who_comes_in_while_everybody_is_sent_away_is_not_served(
    instance: Instance, board: Board
) -> None:
    """[DUR-7] It was not there to be sent away, and what it wrote would be nowhere: come back later."""
    sent: list[dict[str, Any]] = []
    stopping: list[asyncio.Task[None]] = []

    async def receive() -> dict[str, Any]:
        if not stopping:
            return {"type": "websocket.connect"}
        await asyncio.gather(*stopping)
        return {"type": "websocket.disconnect", "code": 1006}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if message["type"] == "websocket.accept":
            stopping.append(asyncio.create_task(instance.app.state.lobby.stop()))
            # A turn of the event loop: it has begun, and is not through.
            await asyncio.sleep(0)

    path = f"/sync/{board.id}"
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": f"events=1&token={board.token('participant')}".encode(),
        "headers": [(b"host", b"tafel.test")],
        "client": ("127.0.0.1", 50000),
        "server": ("tafel.test", 80),
        "subprotocols": [],
        "state": {},
        "extensions": {},
    }
    await instance.app(scope, receive, send)  # type: ignore[arg-type]
    await asyncio.gather(*stopping)
    assert [message["type"] for message in sent] == ["websocket.accept", "websocket.close"]
    assert sent[-1]["code"] == 1013
