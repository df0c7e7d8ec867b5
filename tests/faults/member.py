"""Somebody who speaks the protocol for little, and comes back by themselves.

Each has a socket, presence and, where it writes, a document of its own. What only receives shares one
document a board, as all of them would hold the same. A lost connection is tried again after the
pause that our client makes (client/src/sync/backoff.ts).
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import time
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, cast

from pycrdt import Doc, Map, Text

from bench.load import wire
from tafelronde.sync.varint import read_buffer, write_buffer
from tests.faults.writer import Book
from tests.running_server import Board

_LONGEST_PAUSE, _FIRST_PAUSE = 10.0, 0.2  # seconds, as in backoff.ts
_REMEMBERED = 512


def pause_before(attempt: int, chance: float) -> float:
    """Seconds before attempt number `attempt` (from 1), as `pauseBefore` of the client has it."""
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt - 1, 10))
    return float(longest * (0.5 + chance / 2))


class Table:
    """A board as everybody on it holds it, and how its messages are read but once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.doc: Doc[Any] = Doc()
        self._known: dict[bytes, None] = {}

    def take(self, payload: bytes) -> None:
        """A step2 or update message; the same one comes to everybody on the board."""
        if payload in self._known:
            return
        self._known[payload] = None
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        self.doc.apply_update(read_buffer(payload, 2)[0])


@dataclass(frozen=True, slots=True)
class Close:
    """`at`: a reading of `time.monotonic()`. `code`: None when the server only hung up."""

    at: float
    code: int | None


class Member(asyncio.Protocol):
    """One person with a cookie. `closes`: how each connection ended that it had, the last one last.

    `refusals`: HTTP statuses of upgrades that were refused. `synced_at`: when its present
    connection had the whole board, None while it has not. `written`: ids of its notes. `pings`: how often
    it was asked whether it is still there.
    """

    def __init__(self, table: Table, port: int, cookie: str, chance: random.Random) -> None:
        self.table = table
        self.closes: list[Close] = []
        self.refusals: list[int] = []
        self.synced_at: float | None = None
        self.book = Book()
        self.written: set[str] = set()
        self.pings = 0
        self._confirmed: set[str] = set()
        self._doc: Doc[Any] | None = None
        self._port = port
        self._cookie = cookie
        self._chance = chance
        self._client_id = chance.getrandbits(32)
        self._clock = 0
        self._attempt = 0
        self._is_leaving = False
        self._transport: asyncio.Transport | None = None
        self._again: asyncio.TimerHandle | None = None

    # Coming and going

    async def connect(self) -> None:
        self._again = None
        try:
            await asyncio.get_running_loop().create_connection(
                lambda: self, "127.0.0.1", self._port
            )
        except OSError:
            self._try_again()

    def leave(self) -> None:
        """For good."""
        self._is_leaving = True
        if self._again is not None:
            self._again.cancel()
        if self._transport is not None:
            self._transport.abort()

    def cut(self) -> None:
        """As when a network goes: the connection is reset, and this person comes back."""
        self.synced_at = None
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._head: bytes | None = b""
        self._reader = wire.FrameReader()
        self._close_code: int | None = None
        self.book = Book()
        key = b64encode(os.urandom(16)).decode()
        self._transport.write(
            (
                f"GET /sync/{self.table.board.id}?events=1&epoch={self.table.board.epoch} HTTP/1.1\r\n"
                f"Host: 127.0.0.1:{self._port}\r\nOrigin: http://127.0.0.1:{self._port}\r\n"
                f"Cookie: tafelronde_session={self._cookie}\r\n"
                "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            ).encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._confirmed |= self.book.confirmed()
        if self._head is None:
            self.closes.append(Close(time.monotonic(), self._close_code))
        self.synced_at = None
        self._try_again()

    def _try_again(self) -> None:
        if not self._is_leaving:
            self._attempt += 1
            pause = pause_before(self._attempt, self._chance.random())
            loop = asyncio.get_running_loop()
            self._again = loop.call_later(pause, lambda: loop.create_task(self.connect()))

    # Taking part

    def write(self) -> None:
        """Makes a note; without a connection it waits for the next one."""
        self._doc = self._doc or Doc()
        name = f"{self._client_id}-{len(self.written)}"
        self.written.add(name)
        before = self._doc.get_state()
        fields = {"type": "sticky", "at": [0.0, 0.0], "size": [200.0, 200.0], "text": Text(name)}
        self._doc.get("objects", type=Map)[name] = Map(fields)
        # Before the server's question nothing may go out but its answer, which brings this as well.
        if self.book.messages:
            self.book.messages.append([name])
            self._say(wire.update_message(self._doc.get_update(before)))

    def confirmed(self) -> set[str]:
        """Which of its notes the server said are on disk, by whatever connection."""
        return self._confirmed | self.book.confirmed()

    def data_received(self, data: bytes) -> None:
        if self._head is not None:
            head, separator, data = (self._head + data).partition(b"\r\n\r\n")
            if not separator:
                self._head = head
                return
            self._answered(head)
        for opcode, payload in self._reader.feed(data):
            if wire.is_ping(opcode):
                self.pings += 1
                self._send(wire.pong(payload))
            elif wire.is_close(opcode):
                self._close_code = int.from_bytes(payload[:2])
                self._send(wire.client_frame(payload[:2], 0x88))
            elif payload:
                self._take(payload)

    def _answered(self, head: bytes) -> None:
        status = int(head.split(b" ")[1])
        if status != 101:
            self.refusals.append(status)
            assert self._transport is not None
            self._transport.abort()
            return
        self._head = None
        state = self.table.doc.get_state()
        self._say(b"\x00\x00" + write_buffer(state))
        self._clock += 1
        shown = json.dumps({"user": {"name": "somebody"}, "cursor": [self._clock, 0]})
        self._say(wire.awareness_message(self._client_id, self._clock, shown))

    def _take(self, payload: bytes) -> None:
        step = wire.sync_step(payload, 0)
        if step == wire.STEP1:
            self._answer(read_buffer(payload, 2)[0])
        elif step is not None:
            self.table.take(payload)
            if step == wire.STEP2 and self.synced_at is None:
                self.synced_at = time.monotonic()
                self._attempt = 0
        elif (count := wire.saved_count(payload, 0)) is not None:
            self.book.saved = count

    def _answer(self, state: bytes) -> None:
        """Step2: what the server lacks of what this person wrote, if anything."""
        self.book.messages.append(sorted(self.written - self.confirmed()))
        if self._doc is None:
            self._say(wire.EMPTY_STEP2)
        else:
            self._say(b"\x00\x01" + write_buffer(self._doc.get_update(state)))

    def _say(self, message: bytes) -> None:
        self._send(wire.client_frame(message))

    def _send(self, frame: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame)
