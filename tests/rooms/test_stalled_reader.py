"""A peer that stops reading costs the others nothing, and catches up with one diff."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tafelronde.rooms.outbox import MAX_UPDATE_BYTES
from tafelronde.rooms.settings import LobbySettings
from tafelronde.sync import messages
from tests.deadline import until
from tests.rooms.visitor import Venue, Visitor
from tests.sync.peer import sticky


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    venue = Venue(tmp_path / "tafelronde.sqlite3", LobbySettings(patience_seconds=0.5))
    await venue.open()
    yield venue
    await venue.close()


async def write_a_lot(ann: Visitor) -> None:
    """More than a stalled peer's queue may hold."""
    for number in range(100):
        ann.objects[f"note{number}"] = sticky("x" * 4000)
        await ann.settle()


async def test_the_others_notice_nothing_and_the_stalled_one_catches_up_with_one_diff(
    venue: Venue,
) -> None:
    """[BACK-1] Nothing is lost, and what waited is one message instead of a hundred."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben, venue.visit("Vic") as vic:
        await ann.settle()
        await vic.settle()
        vic.is_reading.clear()
        received = vic.updates_received
        await write_a_lot(ann)
        await until(lambda: len(ben.objects) == 100, "Ben has all of it")
        assert vic.connection.is_behind
        assert vic.connection.waiting_bytes < MAX_UPDATE_BYTES
        vic.is_reading.set()
        await until(lambda: len(vic.objects) == 100, "Vic has all of it")
        assert vic.plain() == ben.plain()
        assert vic.updates_received - received <= 3


async def test_a_short_pause_loses_nothing_and_needs_no_diff(venue: Venue) -> None:
    """[BACK-1] What fits in the queue is simply late."""
    async with venue.visit("Ann") as ann, venue.visit("Vic") as vic:
        await vic.settle()
        vic.is_reading.clear()
        for number in range(10):
            ann.objects[f"note{number}"] = sticky("x")
            await ann.settle()
        assert not vic.connection.is_behind
        vic.is_reading.set()
        await until(lambda: len(vic.objects) == 10, "Vic has all of it")


async def test_a_stalled_peer_can_go_on_writing(venue: Venue) -> None:
    """[BACK-1] Reading and writing are two directions."""
    async with venue.visit("Ann") as ann, venue.visit("Vic") as vic:
        await vic.settle()
        vic.is_reading.clear()
        await write_a_lot(ann)
        vic.objects["mine"] = sticky("still here")
        await until(lambda: "mine" in ann.objects, "Ann reads it")
        vic.is_reading.set()
        await vic.settle()
        await until(lambda: vic.plain() == ann.plain(), "the same")


async def test_presence_waits_as_the_latest_state_of_each(venue: Venue) -> None:
    """[BACK-2] A thousand moves of a cursor are one."""
    async with venue.visit("Ann") as ann, venue.visit("Vic") as vic:
        await vic.settle()
        vic.is_reading.clear()
        for step in range(300):
            entry = messages.AwarenessEntry(1, step + 1, f'{{"cursor":[{step},0]}}')
            ann.say(messages.awareness([entry]))
            await until(lambda: ann.presence.get(1, {}).get("cursor") == [step, 0], "shown")  # noqa: B023
        assert vic.connection.waiting_bytes < 2000
        vic.is_reading.set()
        await until(lambda: vic.presence.get(1, {}).get("cursor") == [299, 0], "the last")
