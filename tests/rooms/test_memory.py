"""What of the boards stays in memory: live documents while people edit, the rest within a budget."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tafelronde.board.access import Role
from tafelronde.board.document import BoardDocument, seed_update
from tafelronde.rooms import memory
from tafelronde.rooms.live_room import LiveRoom
from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.boards import create_board
from tafelronde.sync.log_record import read_history, seed_record
from tests.deadline import until
from tests.rooms.visitor import Venue
from tests.sync.peer import sticky

ROOMY = LobbySettings(idle_seconds=60, patience_seconds=0.1)
NO_ROOM = replace(ROOMY, cache_bytes=0)


@pytest.fixture
async def venue(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Venue]:
    """Where a board's live document may stay, and memory is short or not, as the test asks."""
    venue = Venue(tmp_path / "tafelronde.sqlite3", getattr(request, "param", ROOMY))
    await venue.open()
    yield venue
    await venue.close()


def with_settings(settings: LobbySettings) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("venue", [settings], indirect=True, ids=[""])


async def room_of(venue: Venue) -> LiveRoom:
    async with venue.lobby.enter(venue.board_id) as room:
        return room


async def note_and_leave(venue: Venue, text: str = "hello", id: str = "n") -> None:
    async with venue.visit("Ann") as ann:
        ann.objects[id] = sticky(text)
        await ann.settle()


async def another_board(venue: Venue) -> str:
    async with venue.database.write() as connection:
        board = await create_board(
            connection,
            title="Another",
            language="en",
            created_by=venue.people["Ann"],
            seed=seed_record(seed_update(8)),
            now=1,
        )
    return board.id


async def test_a_board_that_is_only_looked_at_holds_no_live_document(venue: Venue) -> None:
    """[MEM-1] Not for a viewer, not for who could write and does not, not after a restart."""
    await note_and_leave(venue)
    await venue.lobby.stop()
    venue.lobby = venue.make_lobby()
    await venue.lobby.start()
    async with venue.visit("Vic", Role.VIEWER) as vic, venue.visit("Ben") as ben:
        await vic.settle()
        await ben.settle()
        assert vic.plain()["n"]["text"] == ben.plain()["n"]["text"] == "hello"
        room = await room_of(venue)
        was_live = room.held.is_live
        ben.objects["n"]["at"] = [3, 4]
        await ben.settle()
        assert (was_live, room.held.is_live) == (False, True)
        await until(lambda: vic.plain()["n"]["at"] == [3, 4], "Vic sees the move")


@with_settings(replace(ROOMY, edit_idle_seconds=0.01))
async def test_a_document_that_nobody_edits_any_more_is_let_go_under_peoples_eyes(
    venue: Venue,
) -> None:
    """[MEM-1] All of it is in a snapshot then, and editing goes on as if nothing had been."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        room = await room_of(venue)
        await until(lambda: not room.held.is_live, "it is let go")
        stored = await venue.log.load(venue.board_id)
        assert (stored.payloads, stored.snapshot is not None) == ([], True)
        ben.objects["n"]["text"].insert(5, " again")
        await ben.settle()
        assert ann.plain()["n"]["text"] == "hello again"
        assert (await venue.stored())["n"]["text"] == "hello again"


@with_settings(NO_ROOM)
async def test_short_of_memory_an_empty_board_goes_before_its_time(venue: Venue) -> None:
    """[MEM-2] And comes back whole."""
    await note_and_leave(venue)
    await until(lambda: venue.lobby.loaded_boards == [], "it is evicted")
    assert venue.lobby.measures.evicted_boards == 1
    assert venue.lobby.memory == 0
    assert set(await venue.stored()) == {"n"}


async def test_of_empty_boards_the_one_that_was_left_first_goes_first(venue: Venue) -> None:
    """[MEM-2] And no more than have to."""
    boards = [venue.board_id, await another_board(venue), await another_board(venue)]
    second, first, third = boards
    for venue.board_id in (first, second, third):
        await note_and_leave(venue, "x" * 2000)
    venue.lobby._memory._settings = replace(ROOMY, cache_bytes=venue.lobby.memory - 1)
    await until(lambda: first not in venue.lobby.loaded_boards, "the first is evicted")
    assert set(venue.lobby.loaded_boards) == {second, third}


@with_settings(NO_ROOM)
async def test_short_of_memory_a_document_that_nobody_edits_is_let_go(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[MEM-2] Who is on the board notices nothing."""
    monkeypatch.setattr(memory, "_SHORTEST_REST_SECONDS", 0.01)
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        room = await room_of(venue)
        await until(lambda: not room.held.is_live, "it is let go")
        assert venue.lobby.measures.evicted_documents == 1
        assert venue.lobby.loaded_boards == [venue.board_id]
        ann.objects["n"]["at"] = [1, 2]
        await ann.settle()
        assert ann.close_code is None


@with_settings(NO_ROOM)
async def test_what_is_not_on_disk_is_never_evicted(venue: Venue) -> None:
    """[MEM-3] However short memory is; once it is saved it goes."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        lock = sqlite3.connect(venue.path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        ann.objects["n"] = sticky("unsaved")
        await until(lambda: ann.connection.session.settled == ann.sent, "the room has it")
    rounds = 0

    async def count_rounds() -> str:
        nonlocal rounds
        rounds += 1
        return await generation()

    generation, venue.log.generation = venue.log.generation, count_rounds  # type: ignore[method-assign]
    await until(lambda: rounds == 2, "the housekeeper went round twice")
    assert venue.lobby.loaded_boards == [venue.board_id]
    lock.execute("COMMIT")
    lock.close()
    await until(lambda: venue.lobby.loaded_boards == [], "it is evicted")
    assert (await venue.stored())["n"]["text"] == "unsaved"


async def test_a_snapshot_of_the_version_before_is_replaced_when_its_board_is_left(
    tmp_path: Path,
) -> None:
    """[MEM-1] So only its first visitor waits for a live document."""
    venue = Venue(tmp_path / "tafelronde.sqlite3", replace(ROOMY, idle_seconds=0.0))
    await venue.open()
    await note_and_leave(venue)
    await until(lambda: venue.lobby.loaded_boards == [], "unloaded")
    stored = await venue.log.load(venue.board_id)
    (state,) = read_history(stored.snapshot, stored.payloads).updates
    with sqlite3.connect(venue.path) as other:
        other.execute("UPDATE snapshots SET state = ?", (b"\x01\x00" + state,))
    other.close()
    async with venue.visit("Vic", Role.VIEWER) as vic:
        assert set(vic.plain()) == {"n"}
    await until(lambda: venue.lobby.loaded_boards == [], "unloaded again")
    stored = await venue.log.load(venue.board_id)
    history = read_history(stored.snapshot, stored.payloads)
    assert history.updates == [state]
    assert history.summary is not None
    await venue.close()


class Today:
    """What day it is for a venue's lobby and its rooms."""

    def __init__(self, venue: Venue) -> None:
        self.day = 9
        venue.lobby._memory._clock = venue.lobby._clock = self.now

    def now(self) -> int:
        return self.day * 86_400_000


async def test_the_bin_is_emptied_when_everybody_has_left(tmp_path: Path) -> None:
    """[DOC-9] Nobody waits for it."""
    venue = Venue(tmp_path / "tafelronde.sqlite3", replace(ROOMY, idle_seconds=0.0))
    await venue.open()
    today = Today(venue)
    async with venue.visit("Ann") as ann:
        for id, today.day in (("old", 9), ("young", 11)):
            ann.objects[id] = sticky()
            ann.objects[id]["deleted"] = {"by": venue.people["Ann"], "at": today.now()}
            await ann.settle()
        assert set(ann.plain()) == {"old", "young"}
        today.day = 40
    await until(lambda: venue.lobby.loaded_boards == [], "unloaded")
    assert set(await venue.stored()) == {"young"}
    await venue.close()


class PanicException(BaseException):
    """As pycrdt raises it: no `Exception`."""


async def test_a_bin_that_cannot_be_looked_through_stops_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[MEM-2] The board is unloaded in the next round, and the housekeeper goes on."""
    venue = Venue(tmp_path / "tafelronde.sqlite3", replace(ROOMY, idle_seconds=0.0))
    await venue.open()

    def panic(_: object) -> list[str]:
        raise PanicException

    monkeypatch.setattr(BoardDocument, "ids", panic)
    await note_and_leave(venue)
    await until(lambda: venue.lobby.loaded_boards == [], "unloaded")
    monkeypatch.undo()
    assert set(await venue.stored()) == {"n"}
    await note_and_leave(venue, id="m")
    await until(lambda: venue.lobby.loaded_boards == [], "unloaded again")
    await venue.close()


async def test_who_comes_while_memory_is_freed_finds_the_board_as_it_was(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[MEM-2] [DOC-9] Its bin is not emptied under their hands, and it stays."""
    today = Today(venue)
    boards = [await another_board(venue), venue.board_id]
    for venue.board_id in boards:
        async with venue.visit("Ann") as ann:
            ann.objects["old"] = sticky()
            await ann.settle()
    async with venue.visit("Ann") as ann:
        ann.objects["old"]["deleted"] = {"by": venue.people["Ann"], "at": today.now()}
        await ann.settle()
    today.day = 40
    compact = venue.log.compact

    async with AsyncExitStack() as stack:

        async def somebody_comes(*words: Any) -> bool:
            monkeypatch.undo()
            room = await stack.enter_async_context(venue.lobby.enter(boards[1]))
            assert "old" in room._room.plain()[1]
            return await compact(*words)

        monkeypatch.setattr(venue.log, "compact", somebody_comes)
        venue.lobby._memory._settings = NO_ROOM
        await until(lambda: venue.lobby.loaded_boards == boards[1:], "the other is evicted")
        room = await room_of(venue)
        assert "old" in room._room.plain()[1]
    await until(lambda: venue.lobby.loaded_boards == [], "it is evicted too")
    assert await venue.stored() == {}
