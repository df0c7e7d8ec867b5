"""Somebody who writes as fast as the server confirms, and keeps book of what was confirmed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pycrdt import (
    Decoder,
    Doc,
    Map,
    Text,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.running_server import Board, RunningServer

_SYNC, _EVENT, _SAVED = 0, 100, 101
# So many messages may be on the way unconfirmed: enough to fill several commits.
_WINDOW = 40

# What the schema forbids, in three ways.
_FORBIDDEN: tuple[Callable[[], dict[str, Any]], ...] = (
    lambda: {"type": "sticky", "at": "nowhere", "size": [200, 200], "text": Text("")},
    lambda: {"type": "unheard of", "at": [0, 0]},
    lambda: {"type": "sticky", "at": [0, 0], "size": [200, 200]},
)


@dataclass
class Book:
    """What one connection did, note ids in the order of sending.

    `messages`: the notes each step2 or update message brought; the first is number 1 of what
    message 101 counts. `forbidden`: ids of notes that must never be on the board.
    """

    messages: list[list[str]] = field(default_factory=list)
    forbidden: set[str] = field(default_factory=set)
    saved: int = 0
    refusals: int = 0

    def confirmed(self) -> set[str]:
        """Notes of which the server said that they are on disk."""
        settled = {name for message in self.messages[: self.saved] for name in message}
        return settled - self.forbidden

    def unconfirmed(self) -> list[str]:
        return [name for message in self.messages[self.saved :] for name in message]


class Writer:
    """Writes notes named after itself on one board; `doc` lives on when a connection ends."""

    def __init__(self, name: str, random: Random) -> None:
        self.name = name
        self.doc: Doc[Any] = Doc()
        self.book = Book()
        self._objects = self.doc.get("objects", type=Map)
        self._random = random
        self._made = 0
        self._moved = asyncio.Event()

    async def write(self, server: RunningServer, board: Board, *, refused: bool) -> None:
        """Write until the connection ends; every sixth change is a forbidden one if `refused`."""
        carried = self.book.unconfirmed()
        # A carried change that was forbidden takes its whole message with it.
        carried = [] if self.book.forbidden.intersection(carried) else carried
        self.book = Book()
        token = board.tokens["participant"]
        address = f"{server.socket_url}/sync/{board.id}?events=1&token={token}"
        async with connect(address, max_size=None, compression=None, open_timeout=30) as socket:
            await socket.send(create_sync_message(self.doc))
            writing = asyncio.create_task(self._write_on(socket, refused=refused))
            with suppress(ConnectionClosed):
                async for frame in socket:
                    assert isinstance(frame, bytes)
                    await self._take(socket, frame, carried)
                    self._moved.set()
            writing.cancel()
            with suppress(ConnectionClosed, asyncio.CancelledError):
                await writing

    async def _write_on(self, socket: ClientConnection, *, refused: bool) -> None:
        while True:
            # The first message is the answer to the server's step1.
            while not self.book.messages or len(self.book.messages) - self.book.saved >= _WINDOW:
                self._moved.clear()
                await self._moved.wait()
            await socket.send(self._note(forbidden=refused and self._random.random() < 1 / 6))

    def _note(self, *, forbidden: bool) -> bytes:
        """Make one note and return the message that brings it."""
        self._made += 1
        name = f"{self.name}-{self._made}"
        if forbidden:
            self.book.forbidden.add(name)
            fields = self._random.choice(_FORBIDDEN)()
        else:
            fields = {"type": "sticky", "at": [0, 0], "size": [200, 200], "text": Text(name)}
        before = self.doc.get_state()
        self._objects[name] = Map(fields)
        self.book.messages.append([name])
        return create_update_message(self.doc.get_update(before))

    async def _take(self, socket: ClientConnection, frame: bytes, carried: list[str]) -> None:
        if frame[0] == _SYNC:
            answer = handle_sync_message(frame[1:], self.doc)
            if answer is not None:
                self.book.messages.append(carried if not self.book.messages else [])
                await socket.send(answer)
        elif frame[0] == _SAVED:
            self.book.saved = Decoder(frame[1:]).read_var_uint()
        elif frame[0] == _EVENT:
            event = json.loads(Decoder(frame[1:]).read_var_string())
            self.book.refusals += event["type"] == "refused"
