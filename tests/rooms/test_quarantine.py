"""Updates that pass the scan and that a document cannot take: who is sent away, and who stays."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tafelronde.board.document import Applied, BoardDocument
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.quarantine import Quarantine
from tafelronde.rooms.settings import LobbySettings
from tafelronde.storage.quarantine import Poison, QuarantineStore
from tafelronde.storage.update_log import Append
from tafelronde.sync.log_record import LogEntry, encode_record
from tests.deadline import eventually, until
from tests.rooms.visitor import Venue, Visitor
from tests.sync.craft import item, letters, update
from tests.sync.peer import sticky

MARK = "a text that makes this pycrdt panic"


class PanicException(BaseException):
    """As pycrdt raises it: no `Exception`."""


@pytest.fixture
async def venue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Venue]:
    """Real but for one thing: its documents panic, half changed, at one text."""
    apply = BoardDocument.apply

    def panicking(document: BoardDocument, update: bytes) -> Applied:
        applied = apply(document, update)
        if MARK.encode() in update:
            raise PanicException
        return applied

    monkeypatch.setattr(BoardDocument, "apply", panicking)
    venue = Venue(tmp_path / "tafelronde.sqlite3", LobbySettings(patience_seconds=0.1))
    await venue.open()
    yield venue
    await venue.close()


def store(venue: Venue) -> QuarantineStore:
    return QuarantineStore(venue.database)


async def poison(visitor: Visitor) -> None:
    """Sends one, and waits until the server has closed the connection."""
    visitor.objects["poison"] = sticky(MARK)
    await until(lambda: visitor.close_code is not None, "sent away")


async def kept(venue: Venue, number: int) -> None:
    await eventually(store(venue).listed, lambda rows: len(rows) == number)


async def test_others_keep_their_connection_and_lose_nothing(venue: Venue) -> None:
    """[QUAR-1] Not even what they did in the same moment, and they never see it."""
    async with venue.visit("Ben") as ben, venue.visit("Ann") as ann:
        ben.objects["b"] = sticky("before")
        await ben.settle()
        ben.objects["m"] = sticky("meanwhile")
        await poison(ann)
        ben.objects["a"] = sticky("after")
        await ben.settle()
        assert ann.close_code == 4400
        assert ben.close_code is None
        assert set(ben.plain()) == {"b", "m", "a"}
        assert set(await venue.stored()) == {"b", "m", "a"}


async def test_it_is_kept_with_who_sent_it_and_counted(venue: Venue) -> None:
    """[QUAR-2] Its bytes as they came."""
    async with venue.visit("Ann", link_id="by-this") as ann:
        await poison(ann)
    await kept(venue, 1)
    [row] = await store(venue).listed()
    assert (row.board_id, row.person_id) == (venue.board_id, venue.people["Ann"])
    assert (row.link_id, row.at, row.why) == ("by-this", venue.now, "PanicException")
    assert MARK.encode() in await store(venue).read(row.id)
    measures = venue.lobby.measures
    assert (measures.poisoned, measures.unkept_poison) == ({"PanicException": 1}, 0)
    assert (await store(venue).bans(), measures.bans) == ([], 0)


async def test_the_second_closes_all_they_have_open_on_that_board(venue: Venue) -> None:
    """[QUAR-3] With a code of its own; nobody else's connection is touched."""
    async with venue.visit("Ann") as elsewhere, venue.visit("Ben") as ben:
        async with venue.visit("Ann") as ann:
            await poison(ann)
        await kept(venue, 1)
        assert elsewhere.close_code is None
        closings = venue.lobby.closings
        async with venue.visit("Ann") as ann:
            await poison(ann)
        await until(lambda: elsewhere.close_code == 4423, "all of hers are closed")
        # Who is on the way in is looked at again.
        assert venue.lobby.closings > closings
        assert venue.lobby.measures.bans == 1
        ben.objects["b"] = sticky()
        await ben.settle()
        assert ben.close_code is None


async def test_what_was_sent_before_a_restart_counts_after_it(venue: Venue) -> None:
    """[QUAR-5] One before and one after are two, and stopping waits for what is not kept yet."""
    async with venue.visit("Ann") as ann:
        await poison(ann)
    await venue.lobby.stop()
    assert len(await store(venue).listed()) == 1
    venue.lobby = venue.make_lobby()
    await venue.lobby.start()
    async with venue.visit("Ann") as ann:
        await poison(ann)
    await until(lambda: venue.lobby.measures.bans == 1, "banned")


async def test_when_it_cannot_be_kept_the_room_goes_on(venue: Venue) -> None:
    """[QUAR-2] The database is locked; that is counted, and the board takes what others do."""
    async with venue.visit("Ben") as ben, venue.visit("Ann") as ann:
        lock = sqlite3.connect(venue.path, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        await poison(ann)
        ben.objects["b"] = sticky()
        await until(lambda: venue.lobby.measures.unkept_poison == 1, "given up")
        lock.execute("COMMIT")
        lock.close()
        await ben.settle()
        assert ben.close_code is None
        assert set(await venue.stored()) == {"b"}
        assert await store(venue).listed() == []


async def test_what_shows_late_is_kept_under_who_brought_it(venue: Venue) -> None:
    """[QUAR-2] [SYNC-14] A real one, that got into the log."""
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        in_a_note = item(letters("!"), parent=(ann.doc.client_id, 1))
    await venue.lobby.stop()
    harmful = update((99, 0, [in_a_note]))
    record = encode_record([LogEntry(harmful, venue.people["Vic"])])
    await venue.log.append([Append(venue.board_id, venue.epoch, record, {}, venue.now)])
    venue.lobby = venue.make_lobby()
    await venue.lobby.start()
    async with venue.visit("Ben") as ben:
        ben.objects["b"] = sticky()
        await ben.settle()
        assert ben.plain()["n"]["text"] == "hello"
    await kept(venue, 1)
    assert venue.lobby.measures.poisoned == {"RuntimeError": 1}
    [row] = await store(venue).listed()
    assert (row.person_id, row.link_id) == (venue.people["Vic"], None)
    assert await store(venue).read(row.id) == harmful


async def test_who_floods_while_the_disk_is_slow_does_not_fill_the_memory(venue: Venue) -> None:
    """[QUAR-2] A hundred wait at most, and 8 MiB; what comes beyond is counted and dropped at once."""
    measures, banned = Measures(), []

    async def on_ban(board_id: str, person_id: str) -> None:
        banned.append((board_id, person_id))

    quarantine = Quarantine(store(venue), on_ban, measures)
    ann = venue.people["Ann"]
    mebibyte = Poison(venue.board_id, ann, None, 1, "PanicException", bytes(1024 * 1024))
    for _ in range(10):
        quarantine.take(mebibyte)
    assert measures.unkept_poison == 2
    await quarantine.finish()
    for _ in range(130):
        quarantine.take(replace(mebibyte, update=b"small"))
    assert measures.unkept_poison == 2 + 30
    await quarantine.finish()
    assert measures.unkept_poison == 32
    assert banned == [(venue.board_id, ann)]
    assert len(await store(venue).listed()) == 100
