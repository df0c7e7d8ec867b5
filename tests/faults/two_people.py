"""`python -m tests.faults.two_people ADDRESS SECONDS`: one moves a note, the other watches it move.

A process of its own, so that what a test does meanwhile does not slow these two down. Every SECONDS
the first moves its note; the second takes down when it saw that. Both come back at once when their
connection is lost, and while one of them is away nothing is moved. `ready` is printed when both have
the board, and after standard input has ended one line of JSON: `moves`, a list of [when it was made,
seconds until it was seen], `unseen`, how many were never seen, `client`, the first one's Yjs client id,
and two of its clocks: `written`, up to which it wrote, and `confirmed`, up to which message 101 counted.
Times are readings of the monotonic clock, which all processes share.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from pycrdt import Doc, Map, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from bench.load import wire
from tafelronde.sync.messages import decode_state_vector
from tafelronde.sync.varint import read_buffer, write_buffer
from tests.deadline import until

_AGAIN_SECONDS = 0.02
_LATEST_ARRIVAL_SECONDS = 30.0


class Person:
    """Somebody with a document who is on the board, or on the way back to it."""

    def __init__(self, address: str) -> None:
        self.doc: Doc[Any] = Doc()
        self.is_synced = asyncio.Event()
        self.on_message: Callable[[bytes], None] = lambda _: None
        self.confirmed = 0
        # The clock behind the last own change in each message that 101 counts on this connection.
        self._sent: list[int] = []
        self._address = address
        self._socket: ClientConnection | None = None

    async def stay(self) -> None:
        while True:
            try:
                async with connect(
                    self._address, max_size=None, compression=None, open_timeout=60
                ) as self._socket:
                    self._sent = []
                    await self._socket.send(b"\x00\x00" + write_buffer(self.doc.get_state()))
                    async for frame in self._socket:
                        assert isinstance(frame, bytes)
                        await self._take(frame)
            except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError):
                pass
            self.is_synced.clear()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def say(self, update: bytes) -> None:
        """What a lost connection does not take is in the answer to the server's next question."""
        try:
            await self._send(wire.update_message(update))
        except ConnectionClosed:
            self.is_synced.clear()

    @property
    def written(self) -> int:
        """The clock behind the last own change."""
        return decode_state_vector(self.doc.get_state()).get(self.doc.client_id, 0)

    async def _send(self, message: bytes) -> None:
        assert self._socket is not None
        self._sent.append(self.written)
        await self._socket.send(message)

    async def _take(self, frame: bytes) -> None:
        step = wire.sync_step(frame, 0)
        count = wire.saved_count(frame, 0)
        if count:
            self.confirmed = max(self.confirmed, self._sent[count - 1])
        elif step == wire.STEP1:
            state, _ = read_buffer(frame, 2)
            await self._send(b"\x00\x01" + write_buffer(self.doc.get_update(state)))
        elif step is not None:
            update, _ = read_buffer(frame, 2)
            self.doc.apply_update(update)
            self.on_message(frame)
            if step == wire.STEP2:
                self.is_synced.set()


class Stopwatch:
    """`moves`: [when, seconds] of those that were seen."""

    def __init__(self, mover: Person, watcher: Person) -> None:
        self.moves: list[tuple[float, float]] = []
        self.under_way: dict[int, float] = {}
        self._mover = mover
        watcher.on_message = self._note_arrivals

    async def make_a_note(self) -> None:
        doc = self._mover.doc
        before = doc.get_state()
        fields = {"type": "sticky", "at": [0.0, 0.0], "size": [200.0, 200.0], "text": Text("")}
        with doc.transaction():
            doc.get("objects", type=Map)[f"timed{doc.client_id}"] = Map(fields)
        await self._mover.say(doc.get_update(before))

    async def move(self, step: int) -> None:
        doc = self._mover.doc
        note = doc.get("objects", type=Map)[f"timed{doc.client_id}"]
        before = doc.get_state()
        note["at"] = [float(step), 0.0]
        update = doc.get_update(before)
        ((_, clock, _),) = wire.clocks_brought(update)
        self.under_way[clock] = time.monotonic()
        await self._mover.say(update)

    def _note_arrivals(self, frame: bytes) -> None:
        now = time.monotonic()
        for client, start, end in wire.update_clocks(frame, 0):
            if client == self._mover.doc.client_id:
                for clock in range(start, end):
                    made = self.under_way.pop(clock, None)
                    if made is not None:
                        self.moves.append((made, now - made))


async def _ended_input() -> None:
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


async def main(address: str, every: float) -> None:
    mover, watcher = Person(address), Person(address)
    stopwatch = Stopwatch(mover, watcher)
    staying = [asyncio.create_task(person.stay()) for person in (mover, watcher)]
    await _both(mover, watcher)
    await stopwatch.make_a_note()
    _say("ready")
    ended = asyncio.create_task(_ended_input())
    step, due = 0, time.monotonic()
    while not ended.done():
        step, due = step + 1, max(due + every, time.monotonic() - every)
        await asyncio.wait({ended}, timeout=max(0.0, due - time.monotonic()))
        await _unless(ended, _both(mover, watcher))
        if not ended.done():
            await stopwatch.move(step)
    with suppress(AssertionError):  # what was not is in the answer
        await until(
            lambda: not stopwatch.under_way and mover.confirmed == mover.written,
            "all was seen and confirmed",
            _LATEST_ARRIVAL_SECONDS,
        )
    _say(
        json.dumps(
            {
                "moves": sorted(stopwatch.moves),
                "unseen": len(stopwatch.under_way),
                "client": mover.doc.client_id,
                "written": mover.written,
                "confirmed": mover.confirmed,
            }
        )
    )
    for task in staying:
        task.cancel()
    await asyncio.gather(*staying, return_exceptions=True)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def _both(mover: Person, watcher: Person) -> None:
    while not (mover.is_synced.is_set() and watcher.is_synced.is_set()):
        await mover.is_synced.wait()
        await watcher.is_synced.wait()


async def _unless(ended: asyncio.Task[None], waiting: Awaitable[None]) -> None:
    task = asyncio.ensure_future(waiting)
    await asyncio.wait({ended, task}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2])))
