"""What others pay for, and the server holds for, people who take too little or send too much."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from bench.load import wire
from tafelronde.rooms.outbox import MAX_UPDATE_BYTES
from tests.faults.others import others_on
from tests.faults.plain_peer import PlainPeer
from tests.faults.scribbler import Scribbler
from tests.running_server import COMMAND, Board, RunningServer

pytestmark = pytest.mark.served

_STALLED = 100
# What may wait for one of them: the queue of updates, and what the event loop and the kernel take
# before they say that it is enough. What several wait for is the same bytes. Beside it what any
# connection costs: some 35 KB when nothing waits (README).
_IN_THE_SERVER = MAX_UPDATE_BYTES + 2 * 64 * 1024 + 64 * 1024
_IN_THE_KERNEL = 512 * 1024


@pytest.mark.long
async def test_a_hundred_stalled_readers_on_a_busy_board(
    serve: Callable[..., RunningServer], report: Callable[[str], None]
) -> None:
    """[BACK-1] What they cost is bounded, however much goes on, and the others notice nothing."""
    server = serve(TAFELRONDE_SNAPSHOT_ROWS="50", TAFELRONDE_RATE_FACTOR="10")
    board, elsewhere = server.create_board(), server.create_board()
    async with Scribbler(server, elsewhere) as scribbler:
        # The same load on another board: what working costs is no cost of those who stall.
        await scribbler.redraw(100, every=0.01)
    without = server.memory()
    with ExitStack() as people:
        async with others_on(server, board) as others, Scribbler(server, board) as scribbler:
            await asyncio.to_thread(_stall, server, board, people)
            await scribbler.redraw(50, every=0.02)
            began, sent, with_them = time.monotonic(), scribbler.sent_bytes, server.memory()
            await scribbler.redraw(150, every=0.02)
            ended, later = time.monotonic(), server.memory()
            unsent = server.unsent_bytes()
    assert others.lost == others.unconfirmed == 0
    report(
        f"{_STALLED} stalled readers: {(with_them - without) / 1e6:.0f} MB of memory, "
        f"{(later - with_them) / 1e6:+.0f} MB after {(scribbler.sent_bytes - sent) / 1e6:.0f} MB more "
        f"of updates, {sum(unsent) / 1e6:.0f} MB in the kernel; "
        f"0 lost, others: {others.between(began, ended)}"
    )
    assert later - without < _STALLED * _IN_THE_SERVER
    assert max(unsent) < _IN_THE_KERNEL


def _stall(server: RunningServer, board: Board, people: ExitStack) -> None:
    for _ in range(_STALLED):
        people.enter_context(PlainPeer(server, board)).ask_for_everything()


@pytest.mark.long
async def test_a_flood_is_not_read_and_then_sent_away(
    serve: Callable[..., RunningServer], report: Callable[[str], None]
) -> None:
    """[BACK-3] Over budget the socket takes no more, and after ten seconds it is closed with 4529."""
    server = serve(TAFELRONDE_RATE_FACTOR="0.1")
    board = server.create_board()
    async with others_on(server, board, every=0.1) as others:
        with PlainPeer(server, board) as flooder:
            began = time.monotonic()
            state = json.dumps({"cursor": [0, 0], "nothing": "x" * 8000})
            message = wire.awareness_message(flooder.client_id, 1, state)
            taken, code = await asyncio.to_thread(flooder.flood, message, 30)
            ended = time.monotonic()
    assert code == 4529
    assert others.lost == others.unconfirmed == 0
    # Its budget, twenty messages a second behind a burst of two hundred, and what the kernel holds.
    assert taken < 16 * 1024 * 1024
    report(
        f"a flood: {taken / 1e6:.1f} MB taken in {ended - began:.1f} s, then closed with {code}; "
        f"0 lost, others: {others.between(began, ended)}"
    )


async def test_a_shell_that_allows_few_open_files_does_not_limit_the_server(
    tmp_path: Path,
) -> None:
    """[BACK-7] Three hundred people where the shell would allow two hundred files."""
    command = tmp_path / "serve-from-a-shell"
    command.write_text(f'#!/bin/sh\nulimit -Sn 200\nexec {COMMAND} "$@"\n')
    command.chmod(0o755)
    server = RunningServer(tmp_path, command=command)
    server.start()
    try:
        board = server.create_board()
        with ExitStack() as people:
            for _ in range(300):
                people.enter_context(PlainPeer(server, board))
            assert server.open_files() > 300
    finally:
        server.kill()
