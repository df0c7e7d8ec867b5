"""Somebody who redraws one long stroke over and over: much to send, and a board that stays small."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from pycrdt import Decoder, Doc, Map, Text
from websockets.asyncio.client import ClientConnection, connect

from tafelronde.sync import messages
from tests.running_server import Board, RunningServer

# The longest stroke that the schema allows: an update of some 29 KB.
_POINTS = 2000
_WINDOW = 20
_NOTES_AN_UPDATE, _LONGEST_TEXT = 20, 5000


class Scribbler:
    """Inside `async with` it is on the board, and `redraw` returns when all of it is on disk.

    `sent_bytes`: of all updates so far.
    """

    def __init__(self, server: RunningServer, board: Board) -> None:
        token = board.tokens["participant"]
        self._address = f"{server.socket_url}/sync/{board.id}?events=1&token={token}"
        self._doc: Doc[Any] = Doc()
        self._sent = 0
        self._saved = 0
        self.sent_bytes = 0

    async def __aenter__(self) -> Scribbler:
        self._socket: ClientConnection = await connect(
            self._address, max_size=None, compression=None, open_timeout=30
        )
        await self._say(messages.step2(b"\x00\x00"))
        objects = self._doc.get("objects", type=Map)
        self._stroke: Map[Any] = Map(
            {"type": "stroke", "at": [0.0, 0.0], "size": [100.0, 100.0], "points": _points(0)}
        )
        objects[f"stroke{self._doc.client_id}"] = self._stroke
        await self._say(messages.update(self._doc.get_update()))
        await self._until_saved(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def redraw(self, times: int, every: float = 0.0, window: int = _WINDOW) -> None:
        """`every`: seconds from one redrawing to the next; 0 as fast as the server confirms.
        `window`: how many may be unconfirmed; with 0 each is a row of the log of its own.
        """
        due = time.monotonic()
        for _ in range(times):
            due += every
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            before = self._doc.get_state()
            self._stroke["points"] = _points(self._sent)
            await self._say(messages.update(self._doc.get_update(before)))
            await self._until_saved(window)
        await self._until_saved(0)

    async def write(self, updates: int) -> set[str]:
        """Makes notes with long texts, some 100 KB an update; returns their ids when all are on disk."""
        objects = self._doc.get("objects", type=Map)
        fresh = set()
        for _ in range(updates):
            before = self._doc.get_state()
            with self._doc.transaction():
                for number in range(_NOTES_AN_UPDATE):
                    name = f"{self._doc.client_id}-{self._sent}-{number}"
                    fields = {"type": "sticky", "at": [0.0, 0.0], "size": [200.0, 200.0]}
                    objects[name] = Map({**fields, "text": Text("x" * _LONGEST_TEXT)})
                    fresh.add(name)
            await self._say(messages.update(self._doc.get_update(before)))
            await self._until_saved(3)
        await self._until_saved(0)
        return fresh

    async def _say(self, message: bytes) -> None:
        self._sent += 1
        self.sent_bytes += len(message)
        await self._socket.send(message)

    async def _until_saved(self, missing: int) -> None:
        while self._sent - self._saved > missing:
            frame = await self._socket.recv(decode=False)
            if frame[0] == messages.SAVED:
                self._saved = Decoder(frame[1:]).read_var_uint()


def _points(step: int) -> list[float]:
    """x, y, pressure of each point, exact as 32-bit floats: five bytes a number."""
    return [number / 4 + step for number in range(3 * _POINTS)]
