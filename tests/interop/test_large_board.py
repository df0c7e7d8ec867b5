"""A board of ten thousand notes."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import pytest

from tests.interop.peer import PROVIDERS, Peer
from tests.running_server import RunningServer

pytestmark = [pytest.mark.served, pytest.mark.long]
Peers = Callable[[int], Awaitable[list[Peer]]]

_NOTES = 10_000
# 500 notes of this size are some 60 KB: far below the message limit of 1 MiB.
_IN_ONE_MESSAGE = 500


async def test_ten_thousand_notes(
    server: RunningServer, peers: Peers, report: Callable[[str], None]
) -> None:
    """[SYNC-1] A fresh peer of every version gets all of a large board, also after a restart."""
    board = server.create_board()
    writer, *newcomers = await peers(1 + len(PROVIDERS))
    await writer.join("3.1.0", server, board, events="1")
    for first in range(0, _NOTES, _IN_ONE_MESSAGE):
        batch = range(first, first + _IN_ONE_MESSAGE)
        await writer.make_at(
            [(f"n{i}", f"note {i}", (i % 100 * 220, i // 100 * 220)) for i in batch]
        )
    # Its answer to the server's step1 counts as well.
    batches = _NOTES // _IN_ONE_MESSAGE
    await writer.sees(lambda view: view.saved == batches + 1, within=60)
    refused = [event for event in (await writer.look()).events if event["type"] == "refused"]
    assert refused == []

    durations = []
    for peer, version in zip(newcomers, PROVIDERS, strict=True):
        started = time.monotonic()
        await peer.join(version, server, board)
        durations.append(time.monotonic() - started)
        assert await peer.ask("count") == _NOTES
    report(
        f"{_NOTES} notes: a fresh peer has them after "
        f"{', '.join(f'{seconds:.2f}' for seconds in durations)} s; "
        f"server memory {server.memory() / 1e6:.0f} MB"
    )

    server.stop()
    server.start()
    (late,) = await peers(1)
    await late.join("3.1.0", server, board)
    assert await late.ask("count") == _NOTES
    seen = await late.look()
    assert seen.texts()["n9999"] == "note 9999"
