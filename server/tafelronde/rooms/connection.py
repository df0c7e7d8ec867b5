"""One open socket and what is owed to its peer.

What the socket takes at once is written at once: one frame, shared by everybody who gets it. What it
does not take waits in an outbox, bounded. So a peer that stops reading costs the others nothing, and a
bounded number of bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from tafelronde.rooms.budgets import Budget
from tafelronde.rooms.outbox import Outbox
from tafelronde.rooms.outgoing import Outgoing
from tafelronde.sync import messages
from tafelronde.sync.messages import AwarenessEntry
from tafelronde.sync.session import Session


class TransportGone(Exception):
    """The peer hung up; nothing more can be sent."""


class Transport(Protocol):
    """What a connection needs of a socket. `send` and `close` raise `TransportGone`."""

    def write_now(self, outgoing: Outgoing) -> bool:
        """Whether the socket took the message without waiting."""
        ...

    async def send(self, message: bytes) -> None:
        """Returns when the socket can take more."""
        ...

    async def read(self, take: Callable[[bytes], float], charge: Callable[[int], float]) -> None:
        """Calls `take` with every message, in order, until the peer is gone or the socket closed, and
        `charge` with the size of what else came, where the socket knows it.

        Both return for how many seconds to read no more.
        """
        ...

    async def close(self, code: int, reason: str) -> None: ...


class Connection:
    """A session and the way to its peer; nothing here but `run_down` ever waits.

    `id`: for the log, which follows a connection by it.
    `link_id`: the join link through which this person has access, None for the board's owner.
    `budget`: what its messages are counted against.
    `on_caught_up`: called when a peer whose updates were dropped has read everything else; it then
    stands at `standing`.
    """

    def __init__(
        self,
        transport: Transport,
        session: Session,
        link_id: str | None,
        budget: Budget,
        id: str,
    ) -> None:
        self.id = id
        self.budget = budget
        self.session = session
        self.link_id = link_id
        self.last_sent = 0.0
        self.on_caught_up: Callable[[Connection], None] = lambda _: None
        # The peer's state vector before the first of the updates that wait for it.
        self.standing: Mapping[int, int] | None = None
        self.is_behind = False
        # What this peer still says is of no account: it is being sent away.
        self.is_done = False
        self._transport = transport
        self._outbox: Outbox | None = None
        self._closing: tuple[int, str] | None = None
        self._writer: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    @property
    def close_reason(self) -> str | None:
        """Why it is being closed, None while it is not."""
        return None if self._closing is None else self._closing[1]

    @property
    def is_overrun(self) -> bool:
        return self._outbox is not None and self._outbox.is_overrun

    @property
    def waiting_bytes(self) -> int:
        """How much waits for this peer, messages shared with others included."""
        return 0 if self._outbox is None else self._outbox.waiting_bytes

    def send(self, outgoing: Outgoing) -> None:
        """An event, an answer, a question: kept until it is sent."""
        if not self._write(outgoing):
            self._waiting().add(outgoing)

    def send_update(self, outgoing: Outgoing, standing: Mapping[int, int]) -> None:
        """An update or a step2. `standing`: the peer's state vector before it."""
        if self.is_behind or self._write(outgoing):
            return
        outbox = self._waiting()
        if not outbox.has_updates:
            self.standing = standing
        self.is_behind = not outbox.add_update(outgoing)

    def send_presence(self, outgoing: Outgoing, entries: Iterable[AwarenessEntry]) -> None:
        """`outgoing` says `entries`; a peer that does not read gets the latest of each, later."""
        if not self._write(outgoing):
            self._waiting().add_presence(entries)

    def keep_alive(self, outgoing: Outgoing) -> None:
        """Traffic for a peer that got none; what already waits for one that does not read will do."""
        if self._writer is None:
            self.send(outgoing)

    def send_saved(self, count: int) -> None:
        """Message 101; only the last count matters."""
        if not self._write(Outgoing(messages.saved(count))):
            self._waiting().set_saved(count)

    async def read(self, take: Callable[[bytes], float], charge: Callable[[int], float]) -> None:
        """Calls `take` with every message until nothing more comes; see `Transport.read`."""
        await self._transport.read(take, charge)

    def close_after(self, seconds: float, code: int, reason: str) -> None:
        """Takes nothing more of this peer from now on, and closes in so many seconds."""
        self.is_done = True
        if seconds > 0:
            self._loop.call_later(seconds, self.close, code, reason)
        else:
            self.close(code, reason)

    def close(self, code: int, reason: str) -> None:
        """Closes after what is queued; the first call decides the code. `reason`: no content."""
        self.is_done = True
        if self._closing is None:
            self._closing = (code, reason)
            self._start()

    async def run_down(self) -> None:
        """Returns when nothing more will be written: closed, or the peer is gone."""
        if self._writer is not None:
            if self._closing is None:
                self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)

    def _write(self, outgoing: Outgoing) -> bool:
        """Whether there is nothing left to do for this message."""
        if self._closing is not None:
            return True
        if self._writer is not None or not self._transport.write_now(outgoing):
            return False
        self.last_sent = self._loop.time()
        return True

    def _waiting(self) -> Outbox:
        """The outbox, and somebody who empties it."""
        if self._outbox is None:
            self._outbox = Outbox()
        self._start()
        return self._outbox

    def _start(self) -> None:
        if self._writer is None:
            self._writer = self._loop.create_task(self._drain(), name="connection")

    async def _drain(self) -> None:
        try:
            while self._outbox is not None and (message := self._outbox.next()) is not None:
                await self._transport.send(message)
                self.last_sent = self._loop.time()
            self._outbox = None
            if self._closing is not None:
                await self._transport.close(*self._closing)
                return
        except TransportGone:
            self._closing = self._closing or (1006, "gone")
            return
        self._writer = None
        if self.is_behind:
            self.on_caught_up(self)
