"""Peers that fall silent without a goodbye: their machine is gone, or they do not read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.deadline import until
from tests.faults.others import others_on
from tests.faults.plain_peer import PlainPeer
from tests.faults.scribbler import Scribbler
from tests.running_server import RunningServer

pytestmark = [pytest.mark.served, pytest.mark.long]

# A peer is given up after a ping and as long again. (Shorter, and a busy machine would answer late.)
_PING = 2


async def test_peers_that_fall_silent_are_given_up(
    serve: Callable[..., RunningServer], report: Callable[[str], None]
) -> None:
    """[BACK-4] Two machines are gone: no goodbye, no acknowledgement, no reset, as when a cable is
    pulled out. Two people do not read, and their kernel goes on saying that it is there. Of each two
    one only looked on, and one is being sent more than the buffers hold.
    """
    server = serve(TAFELRONDE_PING_SECONDS=str(_PING))
    board = server.create_board()
    async with others_on(server, board) as others, Scribbler(server, board) as scribbler:
        with ExitStack() as people:
            observer, gone, gone_busy, unread, unread_busy = (
                people.enter_context(PlainPeer(server, board)) for _ in range(5)
            )
            silent = (gone, gone_busy, unread, unread_busy)
            await asyncio.to_thread(observer.sees, *silent, within=20)
            before = server.open_files()
            for peer in (gone_busy, unread_busy):
                peer.ask_for_everything()
            for peer in (gone, gone_busy):
                peer.vanish()
            began = time.monotonic()
            async with asyncio.TaskGroup() as both:
                both.create_task(scribbler.redraw(60, every=0.06))
                seen = await asyncio.to_thread(observer.sees_off, *silent, within=30)
            await until(lambda: server.open_files() <= before - 4, "their sockets are closed")
    assert others.lost == others.unconfirmed == 0
    delays = others.between(began, max(seen.values()))
    for what, peers in (("half-open", silent[:2]), ("that never read", silent[2:])):
        after = max(seen[peer.client_id] for peer in peers) - began
        report(
            f"peers {what}, a ping every {_PING} s: gone after {after:.1f} s; 0 lost, others: {delays}"
        )
