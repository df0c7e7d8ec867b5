"""Pictures that nothing names any more go, after the days of the bin; all others stay."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pycrdt import Map

from tafelronde.board.document import BoardDocument
from tafelronde.board.images import Picture
from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.images import Holder
from tafelronde.storage.tables import images
from tests.deadline import eventually, until
from tests.images.drawing import picture
from tests.rooms.visitor import Venue, Visitor

DAY = 86_400_000
BIN_DAYS = 3


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    settings = LobbySettings(idle_seconds=0.05, bin_days=BIN_DAYS, sweep_seconds=0.05)
    venue = Venue(tmp_path / "db.sqlite3", settings)
    venue.now = 100 * DAY
    await venue.open()
    yield venue
    await venue.close()


async def bring(venue: Venue, content: bytes) -> Picture:
    one = picture(content)
    await venue.images.add(venue.board_id, one, quota=10_000, now=venue.now)
    return one


def place(visitor: Visitor, id: str, one: Picture) -> None:
    fields = {"type": "image", "at": [0.0, 0.0], "size": [60.0, 40.0], "image": one.hash}
    visitor.objects[id] = Map(fields)


async def has(venue: Venue, one: Picture) -> bool:
    return await venue.images.has(Holder("board", venue.board_id), one.hash)


async def count(venue: Venue) -> int:
    async with venue.database.read() as connection:
        return len((await connection.execute(images.select())).all())


async def gone_from_memory(venue: Venue) -> None:
    await until(lambda: not venue.lobby.loaded_boards, "nobody is on the board")


async def test_a_picture_that_is_never_placed_goes_after_the_days_of_the_bin(venue: Venue) -> None:
    """[IMG-8] And one that is placed stays, however old."""
    used, never = await bring(venue, b"used"), await bring(venue, b"never")
    async with venue.visit("Ann") as ann:
        place(ann, "one", used)
        await ann.settle()
    await gone_from_memory(venue)
    venue.now += BIN_DAYS * DAY
    await venue.lobby.sweep()
    assert await has(venue, never)
    venue.now += 1
    await venue.lobby.sweep()
    assert not await has(venue, never)
    assert await has(venue, used)
    assert await count(venue) == 1


async def test_a_picture_in_the_bin_is_kept_as_long_as_it_can_be_brought_back(venue: Venue) -> None:
    """[IMG-8] And then as long again: somebody may have it in their hands still."""
    one = await bring(venue, b"one")
    async with venue.visit("Ann") as ann:
        place(ann, "one", one)
        await ann.settle()
        ann.objects["one"]["deleted"] = {"by": ann.person.id, "at": venue.now}
        await ann.settle()
    await gone_from_memory(venue)
    venue.now += BIN_DAYS * DAY
    async with venue.visit("Ann") as ann:
        await ann.settle()
        assert "one" in ann.objects
    await gone_from_memory(venue)
    venue.now += 1
    async with venue.visit("Ann") as ann:
        await ann.settle()
    await gone_from_memory(venue)
    assert "one" not in (await venue.lobby.read_board(venue.board_id))[1], "the bin was emptied"
    await gone_from_memory(venue)
    venue.now += BIN_DAYS * DAY
    await venue.lobby.sweep()
    assert await has(venue, one)
    venue.now += 1
    await venue.lobby.sweep()
    assert await count(venue) == 0


async def test_what_a_killed_process_had_not_noted_is_seen_on_the_board(venue: Venue) -> None:
    """[IMG-8] The board is asked before anything is taken from it."""
    one = await bring(venue, b"one")
    async with venue.visit("Ann") as ann:
        place(ann, "one", one)
        await ann.settle()
        venue.now += BIN_DAYS * DAY + 1
        # As if the notes that are made on leaving had never been made.
        unused = await venue.images.unused(venue.now)
        assert unused == {venue.board_id: {one.hash}}
        await venue.lobby.sweep()
        assert await has(venue, one)
        assert await venue.images.unused(venue.now + DAY) == {}


async def test_a_picture_in_a_named_snapshot_stays(venue: Venue) -> None:
    """[IMG-8] What can be looked at can be looked at whole."""
    one, other = await bring(venue, b"one"), await bring(venue, b"other")
    async with venue.visit("Ann") as ann:
        place(ann, "one", one)
        place(ann, "other", other)
        await ann.settle()
        async with venue.lobby.enter(venue.board_id) as room:
            state = room.compact()
            assert state is not None
            await venue.log.save_named_snapshot(
                venue.board_id, venue.epoch, room.seq, state, "Session 1", venue.now
            )
        for id in ("one", "other"):
            ann.objects[id]["deleted"] = {"by": ann.person.id, "at": venue.now}
        await ann.settle()
    for _ in range(2):
        await gone_from_memory(venue)
        venue.now += BIN_DAYS * DAY + 1
        await venue.lobby.read_board(venue.board_id)
        await gone_from_memory(venue)
        await venue.lobby.sweep()
    await gone_from_memory(venue)
    venue.now += BIN_DAYS * DAY + 1
    await venue.lobby.sweep()
    assert await has(venue, one)
    assert await has(venue, other)


async def test_sweeping_goes_on_by_itself(venue: Venue) -> None:
    """Also after a board that cannot be read; what is on that one stays."""
    never = await bring(venue, b"never")
    async with venue.database.write() as connection:
        await connection.exec_driver_sql(
            "INSERT INTO boards (id, title, language, epoch, head, snapshot_seq, created_at, updated_at)"
            " VALUES ('broken', 'x', 'en', 'e', 1, 0, 0, 0)"
        )
        await connection.exec_driver_sql(
            "INSERT INTO board_log (board_id, seq, at, payload) VALUES ('broken', 1, 0, x'ff')"
        )
    await venue.images.add("broken", picture(b"broken"), quota=1000, now=venue.now)
    venue.now += BIN_DAYS * DAY + 1
    await eventually(lambda: count(venue), lambda kept: kept == 1)
    assert not await has(venue, never)
    assert await venue.images.of_board("broken") != []


class PanicException(BaseException):
    """As pycrdt raises it: no `Exception`."""


async def test_a_panic_in_one_sweep_does_not_end_all_later_ones(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[IMG-8] Pictures that nothing names still go."""
    never = await bring(venue, b"never")
    panics: list[str] = []

    def panic(self: BoardDocument) -> set[str]:
        panics.append("one")
        raise PanicException

    monkeypatch.setattr(BoardDocument, "images", panic)
    venue.now += BIN_DAYS * DAY + 1
    await until(lambda: len(panics) > 1, "it sweeps again after the first panic")
    assert await has(venue, never)
    monkeypatch.undo()
    await eventually(lambda: count(venue), lambda kept: kept == 0)
