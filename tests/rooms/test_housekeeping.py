"""What a lobby does by itself, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.sqlite import READERS
from tafelronde.storage.update_log import Append
from tafelronde.sync.log_record import LogEntry, encode_record
from tests.deadline import until
from tests.rooms.visitor import Venue
from tests.sync.craft import item, letters, update
from tests.sync.peer import WIRE, sticky


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


async def test_a_healed_board_that_cannot_be_summed_up_is_not_tried_all_the_time(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[SYNC-14] Trying costs as much as loading the board; the log has everything meanwhile."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        in_a_note = item(letters("!"), parent=(ann.doc.client_id, 1))
    await venue.lobby.stop()
    harmful = encode_record([LogEntry(update((99, 0, [in_a_note])), venue.people["Vic"])])
    await venue.log.append([Append(venue.board_id, venue.epoch, harmful, {}, venue.now)])
    venue.lobby = venue.make_lobby()
    monkeypatch.setattr("tafelronde.rooms.live_room.LiveRoom.compact", lambda _: None)
    await venue.lobby.start()
    measures = venue.lobby.measures
    async with venue.visit("Ben") as ben:
        ben.objects["b"] = sticky()
        await ben.settle()
        [room] = venue.lobby.rooms
        assert room.held.is_healed
        await until(lambda: measures.failed_snapshots == 1, "the first is tried")
        heard = ben.presence_messages
        await until(lambda: ben.presence_messages >= heard + 2, "the housekeeper came by again")
        assert measures.failed_snapshots == 1
    assert (await venue.stored())["b"]["type"] == "sticky"
