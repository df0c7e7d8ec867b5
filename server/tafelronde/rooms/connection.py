"""One open socket: an outbox that never blocks who writes to it, and a task that empties it."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Protocol

from tafelronde.sync.session import Session

# A reader this far behind is better off reconnecting and getting one diff.
MAX_OUTBOX_BYTES = 16 * 1024 * 1024


class TransportGone(Exception):
    """The peer hung up; nothing more can be sent."""


class Transport(Protocol):
    """What a connection needs of a socket. Both raise `TransportGone` once the peer is away."""

    async def send(self, data: bytes) -> None: ...

    async def close(self, code: int, reason: str) -> None: ...


class Connection:
    """A session and the way to its peer.

    `send` and `close` return at once; `run` sends in order and ends after the close. `link_id`: the
    join link through which this person has access, None for the board's owner.
    """

    def __init__(self, transport: Transport, session: Session, link_id: str | None) -> None:
        self.session = session
        self.link_id = link_id
        self.last_sent = 0.0
        self._transport = transport
        self._outbox: deque[bytes] = deque()
        self._bytes = 0
        self._closing: tuple[int, str] | None = None
        self._wake = asyncio.Event()

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    @property
    def is_overfull(self) -> bool:
        return self._bytes > MAX_OUTBOX_BYTES

    def send(self, data: bytes) -> None:
        """Queues one message; ignored once the connection is being closed."""
        if self._closing is None:
            self._outbox.append(data)
            self._bytes += len(data)
            self._wake.set()

    def close(self, code: int, reason: str) -> None:
        """Closes after what is queued; the first call decides the code. `reason`: no content."""
        if self._closing is None:
            self._closing = (code, reason)
            self._wake.set()

    def drop_outbox(self) -> None:
        self._outbox.clear()
        self._bytes = 0

    async def run(self) -> None:
        """Empties the outbox until closed or the peer is gone."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                while self._outbox:
                    data = self._outbox.popleft()
                    self._bytes -= len(data)
                    await self._transport.send(data)
                    self.last_sent = loop.time()
                if self._closing is not None:
                    await self._transport.close(*self._closing)
                    return
                self._wake.clear()
                await self._wake.wait()
        except TransportGone:
            self._closing = self._closing or (1006, "gone")
            self.drop_outbox()
