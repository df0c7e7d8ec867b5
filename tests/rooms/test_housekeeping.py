"""What a lobby does by itself, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tafelronde.board.document import seed_update
from tafelronde.rooms import snapshots
from tafelronde.rooms.live_room import LiveRoom
from tafelronde.rooms.outgoing import Outgoing
from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.boards import create_board
from tafelronde.storage.sqlite import READERS
from tafelronde.storage.update_log import Append
from tafelronde.sync.log_record import LogEntry, encode_record, seed_record
from tests.deadline import until
from tests.rooms.visitor import Venue
from tests.sync.craft import item, letters, update
from tests.sync.peer import WIRE, sticky

# What another program may have left in the file: no snapshot can be stored.
_ABORTS = """CREATE TRIGGER no_snapshots BEFORE INSERT ON snapshots
    BEGIN SELECT RAISE(ABORT, 'no snapshots here'); END"""
_IGNORES = """CREATE TRIGGER no_snapshots BEFORE UPDATE OF snapshot_seq ON boards
    BEGIN SELECT RAISE(IGNORE); END"""


@pytest.fixture
async def venue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Venue]:
    """Its peers are to hear something every second."""
    monkeypatch.setitem(WIRE, "limits", {**WIRE["limits"], "keepaliveSeconds": 1})
    venue = Venue(tmp_path / "tafelronde.sqlite3", LobbySettings())
    await venue.open()
    yield venue
    await venue.close()


async def test_keepalives_do_not_wait_for_the_database(venue: Venue) -> None:
    """[BACK-4] Every thread that reads hangs, and with them the housekeeper; peers go on hearing."""
    release = threading.Event()

    def hang(_: Connection) -> None:
        release.wait(60)

    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky()
        await ann.settle()
        hanging = [asyncio.create_task(venue.database.run_read(hang)) for _ in range(READERS)]
        try:
            heard = ann.presence_messages
            await until(lambda: ann.presence_messages >= heard + 3, "three keepalives")
            assert not any(task.done() for task in hanging)
        finally:
            release.set()
            await asyncio.gather(*hanging)


async def test_a_socket_that_fails_ends_no_other_boards_keepalives(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[BACK-4] One raises whatever it is sent; who is on another board goes on hearing."""
    tries = 0

    def fail(_: Outgoing) -> bool:
        nonlocal tries
        tries += 1
        raise ValueError("a socket's fault")

    async with venue.visit("Ann") as ann:
        async with venue.database.write() as connection:
            another = await create_board(
                connection,
                title="Another",
                language="en",
                created_by=venue.people["Ann"],
                seed=seed_record(seed_update(8)),
                now=1,
            )
        venue.board_id = another.id
        async with venue.visit("Ben") as ben:
            monkeypatch.setattr(ann, "write_now", fail)
            await until(lambda: tries > 0, "Ann's socket failed")
            heard = ben.presence_messages
            await until(lambda: ben.presence_messages >= heard + 2, "two keepalives")
            monkeypatch.undo()


@asynccontextmanager
async def _on_a_healed_board(venue: Venue, trouble: str) -> AsyncIterator[LiveRoom]:
    """Where Ben is on a small board whose log holds what no document can be loaded with."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        in_a_note = item(letters("!"), parent=(ann.doc.client_id, 1))
    await venue.lobby.stop()
    harmful = encode_record([LogEntry(update((99, 0, [in_a_note])), venue.people["Vic"])])
    await venue.log.append([Append(venue.board_id, venue.epoch, harmful, {}, venue.now)])
    with sqlite3.connect(venue.path) as other:
        other.execute(trouble)
    other.close()
    venue.lobby = venue.make_lobby()
    await venue.lobby.start()
    async with venue.visit("Ben") as ben:
        ben.objects["b"] = sticky()
        await ben.settle()
        [room] = venue.lobby.rooms
        assert room.is_healed
        yield room


@pytest.mark.parametrize("trouble", [_ABORTS, _IGNORES], ids=["fails", "refused"])
async def test_a_healed_board_without_a_snapshot_is_not_tried_all_the_time(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """[SYNC-14] Trying costs as much as loading the board; the log has everything meanwhile."""
    rounds = 0
    generation = venue.log.generation

    async def count_rounds() -> str:
        nonlocal rounds
        rounds += 1
        return await generation()

    monkeypatch.setattr(venue.log, "generation", count_rounds)
    async with _on_a_healed_board(venue, trouble) as room:
        measures = venue.lobby.measures
        await until(lambda: measures.failed_snapshots == 1, "the first is tried")
        seen = rounds
        await until(lambda: rounds >= seen + 3, "the housekeeper came by again, twice at least")
        assert measures.failed_snapshots == 1
        assert room.log_rows == len((await venue.log.load(venue.board_id)).payloads)
    assert (await venue.stored())["b"]["type"] == "sticky"


@pytest.mark.parametrize("trouble", [_ABORTS, _IGNORES], ids=["fails", "refused"])
async def test_a_healed_board_gets_its_snapshot_when_the_trouble_is_over(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """[SYNC-14] First it cannot be stored, then the database is locked, then it is tried once more."""
    monkeypatch.setattr(snapshots, "_FIRST_PAUSE", 0.0)
    async with _on_a_healed_board(venue, trouble) as room:
        measures = venue.lobby.measures
        await until(lambda: measures.failed_snapshots >= 1, "it is tried")
        other = sqlite3.connect(venue.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("DROP TRIGGER no_snapshots")
        failed = measures.failed_snapshots
        # One of them may have begun before the lock.
        await until(lambda: measures.failed_snapshots >= failed + 2, "it is tried while locked")
        assert room.is_healed
        other.execute("COMMIT")
        other.close()
        await until(lambda: not room.is_healed, "it is stored")
        stored = await venue.log.load(venue.board_id)
        assert (stored.payloads, stored.snapshot is not None) == ([], True)
        assert (room.log_rows, room.needs_snapshot) == (0, False)
    assert set(await venue.stored()) == {"n", "b"}
