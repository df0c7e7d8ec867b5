"""Live rooms on a real log: durable before seen, stalls, fences, loading and unloading."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tafelronde.board.access import Role
from tafelronde.errors import BoardDamaged, BoardNotFound
from tafelronde.rooms.lobby import LobbySettings
from tests.deadline import until
from tests.rooms.visitor import Venue
from tests.sync.peer import sticky

SETTINGS = LobbySettings(idle_seconds=0.0, patience_seconds=0.1, snapshot_rows=20)


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    venue = Venue(tmp_path / "tafelronde.sqlite3", SETTINGS)
    await venue.open()
    yield venue
    await venue.close()


class Locked:
    """The database file, held by another process's write transaction."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("BEGIN IMMEDIATE")

    def let_go(self) -> None:
        self._connection.execute("ROLLBACK")
        self._connection.close()


async def test_what_is_counted_as_saved_is_on_disk(venue: Venue) -> None:
    """[DUR-2] A new process finds it, without the first one having stopped."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        assert (await venue.stored())["n"]["text"] == "hello"


async def test_nobody_sees_a_change_before_it_is_on_disk(venue: Venue) -> None:
    """[DUR-1] At the moment Ben gets it, the log has it."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        ann.objects["n"] = sticky("hello")
        await until(lambda: "n" in ben.objects, "Ben sees it")
        assert "n" in await venue.stored()


async def test_while_the_log_is_locked_people_go_on_and_nothing_counts_as_saved(
    venue: Venue,
) -> None:
    """[DUR-3] Ben sees the note, Ann is told, and all of it is saved when the lock goes."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        await ann.settle()
        lock = Locked(venue.path)
        saved = ann.saved
        ann.objects["n"] = sticky("hello")
        await until(lambda: "n" in ben.objects, "Ben sees it")
        await until(lambda: any(e.get("state") == "stalled" for e in ben.events), "Ben is told")
        ann.objects["n"]["at"] = [3, 4]
        await until(lambda: ben.plain()["n"]["at"] == [3, 4], "Ben sees the move")
        assert ann.saved == saved
        await until(lambda: venue.lobby.saving == "database locked", "the reason is known")
        lock.let_go()
        await ann.settle()
        await until(lambda: ben.events[-1].get("state") == "ok", "Ben is told")
        assert venue.lobby.saving == "ok"
        assert (await venue.stored())["n"]["at"] == [3, 4]


async def test_a_room_is_loaded_once_however_many_ask(venue: Venue) -> None:
    """[DUR-6] Ten at once get the same room."""
    async with AsyncExitStack() as stack:
        entering = [stack.enter_async_context(venue.lobby.enter(venue.board_id)) for _ in range(10)]
        rooms = await asyncio.gather(*entering)
        assert len(set(map(id, rooms))) == 1


async def test_an_empty_room_is_unloaded_and_loads_again_as_it_was(venue: Venue) -> None:
    """[DUR-6] [DUR-4] With a snapshot in between."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        for step in range(30):
            ann.objects["n"]["at"] = [step, 0]
            await ann.settle()
    await until(lambda: not venue.lobby.loaded_boards, "unloaded")
    stored = await venue.log.load(venue.board_id)
    assert stored.snapshot is not None
    assert not stored.payloads
    async with venue.visit("Ben") as ben:
        assert ben.plain()["n"]["at"] == [29, 0]


async def test_a_busy_room_takes_snapshots_while_people_work(venue: Venue) -> None:
    """[DUR-4] The log does not grow for ever, and work goes on over it."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        ann.objects["n"] = sticky("hello")
        for step in range(60):
            ann.objects["n"]["at"] = [step, 0]
            await ann.settle()
        async with asyncio.timeout(20):
            while (await venue.log.load(venue.board_id)).snapshot is None:
                ann.objects["n"]["at"] = [ann.sent, 1]
                await ann.settle()
        ann.objects["n"]["at"] = [-5, -5]
        await until(lambda: ben.plain()["n"]["at"] == [-5, -5], "Ben sees the last move")
        await ann.settle()
        assert (await venue.stored())["n"]["at"] == [-5, -5]


async def test_an_unknown_board_is_not_found_and_leaves_nothing_behind(venue: Venue) -> None:
    """And a second try asks the log again."""
    for _ in range(2):
        with pytest.raises(BoardNotFound):
            async with venue.lobby.enter("nowhere"):
                pass
    assert venue.lobby.loaded_boards == []


async def test_revoking_a_link_closes_who_came_by_it_and_nobody_else(venue: Venue) -> None:
    """4401, within the second."""
    async with venue.visit("Ann") as ann, venue.visit("Ben", link_id="L1") as ben:
        await venue.lobby.close_link(venue.board_id, "L1")
        await until(lambda: ben.close_code == 4401, "Ben is out")
        ann.objects["n"] = sticky()
        await ann.settle()
        assert ann.close_code is None


async def test_a_protocol_error_closes_its_sender_and_nobody_else(venue: Venue) -> None:
    """[SYNC-2] The others do not notice."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        ben.say(b"\x00\x02\x7fxx")
        await until(lambda: ben.close_code == 4400, "Ben is out")
        ann.objects["n"] = sticky()
        await ann.settle()
        assert ann.close_code is None


async def test_a_room_whose_epoch_is_over_closes_for_good(venue: Venue) -> None:
    """[DUR-8] [SYNC-7] Its next change meets the fence; nothing of it is written."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        with sqlite3.connect(venue.path) as other:
            other.execute("UPDATE boards SET epoch = 'elsewhen'")
        other.close()
        ann.objects["n"] = sticky("too late")
        await until(lambda: ann.close_code == 4409, "Ann is told")
    assert "n" not in await venue.stored()


async def test_a_restore_by_another_process_is_noticed_by_who_only_reads(venue: Venue) -> None:
    """[DUR-8] Nobody writes; the room closes all the same."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        with sqlite3.connect(venue.path) as other:
            other.execute("UPDATE boards SET epoch = 'elsewhen'")
            other.execute("UPDATE instance SET value = 'another' WHERE key = 'generation'")
        other.close()
        await until(lambda: ann.close_code == 4409, "Ann is told")


async def test_stopping_sends_everybody_away_and_keeps_everything(venue: Venue) -> None:
    """[DUR-7] 1012, and the last note is on disk."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("last words")
        await until(lambda: ann.sent > 1, "sent")
        await asyncio.sleep(0)
        await venue.lobby.stop()
        assert ann.close_code == 1012
    venue.lobby = venue.make_lobby()
    await venue.lobby.start()
    assert "n" in await venue.stored()


async def test_reading_a_board_waits_for_the_disk(venue: Venue) -> None:
    """[DUR-1] The JSON of a board shows what is saved."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        ann.objects["n"] = sticky("hello")
        await until(lambda: ann.saved == ann.sent, "saved")
        _, objects = await venue.lobby.read_board(venue.board_id)
        assert objects["n"]["author"] == venue.people["Ann"]


async def test_two_people_type_in_one_note_at_once(venue: Venue) -> None:
    """[SYNC-3] Neither loses a letter."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        ann.objects["n"] = sticky("")
        await until(lambda: "n" in ben.objects, "Ben has the note")
        for letter in "abcdefgh":
            ann.objects["n"]["text"].insert(0, letter)
            ben.objects["n"]["text"].insert(0, letter.upper())
        await ann.settle()
        await ben.settle()
        await until(lambda: ann.plain() == ben.plain(), "the same")
        assert sorted(ann.plain()["n"]["text"].lower()) == sorted("abcdefgh" * 2)


async def test_a_viewer_is_told_and_stays(venue: Venue) -> None:
    """[SYNC-6] Through the live room."""
    async with venue.visit("Ann") as ann, venue.visit("Vic", Role.VIEWER) as vic:
        vic.objects["v"] = sticky("no")
        await vic.settle()
        assert vic.events[-1]["code"] == "read_only"
        ann.objects["n"] = sticky("yes")
        await until(lambda: "n" in vic.objects, "Vic goes on reading")
        assert set(await venue.stored()) == {"n"}


async def test_a_board_whose_log_is_damaged_says_so_and_stops_nobody_else(venue: Venue) -> None:
    """The error has a name; the log is left as it is."""
    with sqlite3.connect(venue.path) as other:
        other.execute("UPDATE board_log SET payload = x'0102030405'")
    other.close()
    with pytest.raises(BoardDamaged):
        async with venue.lobby.enter(venue.board_id):
            pass
    assert venue.lobby.saving == "ok"
    assert (await venue.log.load(venue.board_id)).payloads == [bytes([1, 2, 3, 4, 5])]
