"""Bringing boards to where a measurement begins."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence

from bench.load import wire
from bench.load.client import Client, NotServed
from bench.load.generator import Generator
from bench.load.target import Board
from tafelronde.sync.varint import read_buffer

_SETTLE_SECONDS = 60.0


def fill(
    port: int, board: Board, updates: Sequence[bytes], wanted: Mapping[int, int]
) -> list[Client]:
    """Sends `updates` and returns when a newcomer is given all of them.

    `wanted`: for each Yjs client id in them, the clock behind its last. The connections that come
    back keep the board loaded: servers without a store forget it with its last visitor.
    """
    generator = Generator()
    loader = Client(board, port)
    generator.add(loader)
    generator.pump(lambda: loader.is_synced, _SETTLE_SECONDS, "the answer to a first step1")
    for update in updates:
        loader.send_now(wire.update_message(update))
        loader.socket.setblocking(False)
        generator.turn(0)
    newcomer = Client(board, port)
    generator.add(newcomer)
    end = time.monotonic() + _SETTLE_SECONDS
    while True:
        generator.pump(lambda: newcomer.is_synced, _SETTLE_SECONDS, "the answer to a step1")
        if _has(newcomer, wanted):
            break
        if time.monotonic() > end:
            raise NotServed("what was sent to a board did not come back from it")
        generator.wait(0.05)
        newcomer.is_synced = False
        newcomer.send_now(wire.EMPTY_STEP1)
        newcomer.socket.setblocking(False)
    return generator.release()


def _has(client: Client, wanted: Mapping[int, int]) -> bool:
    update, _ = read_buffer(client.step2, len(client.board.prefix) + 2)
    ends = {id: end for id, _, end in wire.clocks_brought(update)}
    return all(ends.get(id, 0) >= end for id, end in wanted.items())


def leave(clients: Iterable[Client]) -> None:
    for client in clients:
        client.leave()


def sync_all(generator: Generator, seconds: float = _SETTLE_SECONDS) -> None:
    """Returns when every connection has the whole of its board."""
    waiting = list(generator.clients)

    def is_done() -> bool:
        while waiting and waiting[-1].is_synced:
            waiting.pop()
        return not waiting

    generator.pump(is_done, seconds, "the answer to every step1")
