"""A database that cannot be written for a while."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.deadline import eventually
from tests.faults.others import others_on
from tests.interop.peer import Peer, View
from tests.running_server import Board, RunningServer

pytestmark = pytest.mark.served
Peers = Callable[[int], Awaitable[list[Peer]]]


async def _readiness(server: RunningServer) -> httpx.Response:
    return await asyncio.to_thread(server.readiness)


def _told(view: View, state: str) -> bool:
    """Whether the last word about saving was `state`."""
    said = [event for event in view.events if event["type"] == "saving"]
    return bool(said) and said[-1]["state"] == state


async def _all_is_saved(peer: Peer, messages: int) -> None:
    await peer.sees(lambda view: view.saved == messages and _told(view, "ok"))


async def _one_and_two(server: RunningServer, peers: Peers) -> tuple[Peer, Peer, Board]:
    board = server.create_board()
    one, two = await peers(2)
    for peer in (one, two):
        await peer.join("3.1.0", server, board, events="1")
    await one.make({"before": "saved"})
    # Its answer to the server's step1 counts as well.
    await one.sees(lambda view: view.saved == 2)
    return one, two, board


async def test_a_locked_database_delays_the_word_saved_and_nothing_else(
    server: RunningServer, peers: Peers
) -> None:
    """[DUR-3] Others see the change, 101 waits, everybody is told; then all of it is on disk."""
    one, two, board = await _one_and_two(server, peers)
    lock = _lock(Path(server.environment["DATA_DIR"]))
    try:
        await one.make({"during": "not saved yet"})
        await two.sees(lambda view: "during" in view.objects)
        for peer in (one, two):
            await peer.sees(lambda view: _told(view, "stalled"))
        assert (await one.look()).saved == 2
        unready = await eventually(
            lambda: _readiness(server), lambda seen: "locked" in seen.json()["saving"]
        )
        assert unready.status_code == httpx.codes.SERVICE_UNAVAILABLE
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    await _all_is_saved(one, 3)
    await eventually(lambda: _readiness(server), lambda seen: seen.is_success)
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    kept = await asyncio.to_thread(server.objects, board)
    assert {name: fields["text"] for name, fields in kept.items()} == {
        "before": "saved",
        "during": "not saved yet",
    }


def _lock(data: Path) -> sqlite3.Connection:
    """Hold the database as another program could."""
    (path,) = data.glob("*.sqlite3")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    return connection


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; making one takes root."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    mount = ("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", tmp_path)
    done = subprocess.run(mount, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


async def test_a_full_disk_is_named_and_nothing_is_lost_when_there_is_room_again(
    small_disk: Path,
    serve: Callable[..., RunningServer],
    peers: Peers,
    report: Callable[[str], None],
) -> None:
    """[DUR-3] /readyz says what is wrong; what was written meanwhile is saved afterwards."""
    server = serve(DATA_DIR=str(small_disk))
    one, two, board = await _one_and_two(server, peers)
    async with others_on(server, server.create_board("Elsewhere")) as others:
        filler = small_disk / "filler"
        _fill(filler)
        began = time.monotonic()
        written = 1
        while await _is_saved(one, written):
            written += 1
        last = f"during{written}"
        await two.sees(lambda view: last in view.objects)
        unready = await eventually(lambda: _readiness(server), lambda seen: seen.is_server_error)
        assert "full" in unready.json()["saving"]

        freed = time.monotonic()
        filler.unlink()
        await _all_is_saved(one, 2 + written)
        await eventually(lambda: _readiness(server), lambda seen: seen.is_success)
        saved = time.monotonic()
    assert others.lost == others.unconfirmed == 0
    report(
        f"a disk full for {freed - began:.1f} s: {written} notes written meanwhile, 0 lost, all saved "
        f"and ready {saved - freed:.1f} s after there was room; others: {others.between(began, saved)}"
    )
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    kept: dict[str, Any] = await asyncio.to_thread(server.objects, board)
    assert set(kept) == {"before", *(f"during{number + 1}" for number in range(written))}


async def _is_saved(peer: Peer, number: int) -> bool:
    """Make one more note; return whether it fitted on the disk."""
    await peer.make({f"during{number}": "x" * 4000})
    settled = 2 + number
    view = await peer.sees(lambda view: view.saved == settled or _told(view, "stalled"))
    return not _told(view, "stalled")


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return
