"""Live rooms on a real log: durable before seen, stalls, fences, loading and unloading."""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tafelronde.board.access import Role
from tafelronde.board.document import BoardDocument
from tafelronde.errors import BoardDamaged, BoardNotFound, StorageUnavailable
from tafelronde.rooms.budgets import Rate, Rates
from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.update_log import Append
from tafelronde.sync.log_record import LogEntry, encode_record
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
    """The database file, held by another process's write transaction; `restored`: as if it had
    restored a backup meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("BEGIN IMMEDIATE")

    def let_go(self, *, restored: bool = False) -> None:
        if restored:
            self._connection.execute("UPDATE boards SET epoch = 'elsewhen'")
        self._connection.execute("COMMIT")
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
    # A snapshot that was due while Ann worked leaves a few rows behind it.
    assert len(stored.payloads) < SETTINGS.snapshot_rows
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


async def test_what_the_fence_stopped_is_neither_shown_nor_counted_as_saved(tmp_path: Path) -> None:
    """[DUR-1] [DUR-2] Nor what came while it was tried."""
    patient = Venue(tmp_path / "tafelronde.sqlite3", replace(SETTINGS, patience_seconds=20))
    await patient.open()
    async with patient.visit("Ann") as ann, patient.visit("Ben") as ben:
        await ann.settle()
        saved = ann.saved
        lock = Locked(patient.path)
        ann.objects["n"] = sticky("too late")
        await until(lambda: ann.connection.session.settled > saved, "the room has it")
        await asyncio.sleep(0)
        ann.objects["m"] = sticky("later still")
        await until(lambda: ann.connection.session.settled == ann.sent, "the room has it too")
        lock.let_go(restored=True)
        await until(lambda: ann.close_code == ben.close_code == 4409, "both are told")
    assert ben.plain() == {}
    assert ann.saved == saved
    await patient.close()


async def test_the_rows_of_another_writer_are_not_lost(venue: Venue) -> None:
    """[DUR-4] Who lacks them takes no snapshot: the room is loaded again, and everybody has all."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        theirs = BoardDocument(99)
        with theirs.server_change() as updates:
            theirs.objects["theirs"] = sticky("from next door")
        record = encode_record([LogEntry(updates[0], None)])
        await venue.log.append([Append(venue.board_id, venue.epoch, record, {}, 1)])
        ann.objects["n"] = sticky("mine")
        await until(lambda: ann.close_code == 1011, "Ann is sent to come again")
    async with venue.visit("Ben") as ben:
        assert set(ben.plain()) == {"n", "theirs"}


async def test_reading_a_board_whose_room_has_ended_does_not_wait_for_ever(venue: Venue) -> None:
    """What its connections still say is nobody's to write."""
    async with venue.visit("Ann") as ann, venue.lobby.enter(venue.board_id) as room:
        await ann.settle()
        room.dispose()
        ann.objects["n"] = sticky("into the void")
        await until(lambda: not room.is_clean, "the room has it")
        async with asyncio.timeout(5):
            with pytest.raises(StorageUnavailable):
                await room.plain()


async def test_who_is_sent_away_while_over_budget_changes_nothing_more(tmp_path: Path) -> None:
    """[ACC-3] The message that waited for the budget is not taken in."""
    rates = Rates(person_messages=Rate(1, 3))
    venue = Venue(tmp_path / "tafelronde.sqlite3", replace(SETTINGS, rates=rates))
    await venue.open()
    async with venue.visit("Ben", link_id="L1") as ben:
        for id in ("a", "b", "c"):
            ben.objects[id] = sticky(id)
        await until(lambda: ben.connection.budget.is_hopeless(math.inf), "a message waits")
        await venue.lobby.close_link(venue.board_id, "L1")
        before = ben.connection.session.received
        await until(lambda: ben.close_code == 4401, "Ben is out")
    assert ben.connection.session.received == before
    await venue.close()


async def test_a_restore_by_another_process_is_noticed_by_who_only_reads(venue: Venue) -> None:
    """[DUR-8] Nobody writes; the room closes all the same."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        with sqlite3.connect(venue.path) as other:
            other.execute("UPDATE boards SET epoch = 'elsewhen'")
            other.execute("UPDATE instance SET value = 'another' WHERE key = 'generation'")
        other.close()
        await until(lambda: ann.close_code == 4409, "Ann is told")


async def test_a_restore_is_noticed_even_if_the_database_fails_while_it_is_looked_into(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DUR-8] The next round looks again."""
    asked = []
    real = venue.log.epochs

    async def fails_once(board_ids: Iterable[str]) -> dict[str, str]:
        asked.append(board_ids)
        if len(asked) == 1:
            raise StorageUnavailable("database overloaded")
        return await real(board_ids)

    monkeypatch.setattr(venue.log, "epochs", fails_once)
    async with venue.visit("Ann") as ann:
        await ann.settle()
        with sqlite3.connect(venue.path) as other:
            other.execute("UPDATE boards SET epoch = 'elsewhen'")
            other.execute("UPDATE instance SET value = 'another' WHERE key = 'generation'")
        other.close()
        await until(lambda: ann.close_code == 4409, "Ann is told", within=5)


async def test_a_snapshot_that_fails_ends_nothing_else(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[DUR-8] The housekeeper goes on: it still notices a restore."""
    refused = asyncio.Event()

    async def refuse(*_: object) -> bool:
        refused.set()
        raise ValueError("a row's fault")

    monkeypatch.setattr(venue.log, "compact", refuse)
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        async with asyncio.timeout(20):
            while not refused.is_set():
                ann.objects["n"]["at"] = [ann.sent, 0]
                await ann.settle()
        with sqlite3.connect(venue.path) as other:
            other.execute("UPDATE boards SET epoch = 'elsewhen'")
            other.execute("UPDATE instance SET value = 'another' WHERE key = 'generation'")
        other.close()
        await until(lambda: ann.close_code == 4409, "Ann is told", within=5)


async def test_stopping_while_the_database_is_locked_ends_all_the_same(venue: Venue) -> None:
    """[DUR-7] Only the snapshot is missing; the log has everything."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        for step in range(25):
            ann.objects["n"]["at"] = [step, 0]
            await ann.settle()
        lock = Locked(venue.path)
        await venue.lobby.stop()
        lock.let_go()
    venue.lobby = venue.make_lobby()
    await venue.lobby.start()
    assert (await venue.stored())["n"]["at"] == [24, 0]


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


async def test_reading_a_board_waits_for_the_disk(tmp_path: Path) -> None:
    """[DUR-1] The JSON of a board shows what is saved."""
    venue = Venue(tmp_path / "tafelronde.sqlite3", replace(SETTINGS, patience_seconds=20))
    await venue.open()
    async with venue.visit("Ann") as ann:
        await ann.settle()
        lock = Locked(venue.path)
        ann.objects["n"] = sticky("hello")
        await until(lambda: ann.connection.session.settled == ann.sent, "the room has it")
        asyncio.get_running_loop().call_later(0.1, lock.let_go)
        _, objects = await venue.lobby.read_board(venue.board_id)
        assert objects["n"]["author"] == venue.people["Ann"]
        assert len((await venue.log.load(venue.board_id)).payloads) == 2
    await venue.close()


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
