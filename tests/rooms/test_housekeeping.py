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
from tests.deadline import until
from tests.rooms.visitor import Venue
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
