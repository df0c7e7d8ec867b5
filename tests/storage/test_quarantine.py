"""The quarantine's rows and bans, on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tafelronde.errors import NotFound
from tafelronde.storage.backup import backup
from tafelronde.storage.boards import Board
from tafelronde.storage.database import Database
from tafelronde.storage.links import link_person
from tafelronde.storage.people import Person
from tafelronde.storage.quarantine import (
    MOST_BYTES,
    MOST_ROWS,
    Ban,
    Poison,
    QuarantineStore,
    is_banned,
)
from tests.storage.backups import restored
from tests.storage.given import NOW, a_board, a_guest, a_link, a_person


def poison(
    board: Board, person: Person, update: bytes = b"\x00poison\xff", at: int = NOW
) -> Poison:
    return Poison(board.id, person.id, "a-link", at, "PanicException", update)


async def banned(database: Database, board: Board, person: Person) -> bool:
    async with database.read() as connection:
        return await is_banned(connection, board.id, person.id)


async def test_what_is_kept_is_listed_without_content_and_read_as_it_was(
    database: Database,
) -> None:
    """[QUAR-2] Of one board or of all, newest first."""
    store, an = QuarantineStore(database), await a_person(database)
    one, other = await a_board(database), await a_board(database)
    assert await store.keep([poison(one, an)]) == []
    await store.keep([poison(other, an, b"second", NOW + 1)])
    newest, oldest = await store.listed()
    assert (oldest.board_id, oldest.person_id, oldest.link_id) == (one.id, an.id, "a-link")
    assert (oldest.at, oldest.why, oldest.bytes) == (NOW, "PanicException", 8)
    assert newest.board_id == other.id
    assert await store.listed(one.id) == [oldest]
    assert await store.read(oldest.id) == b"\x00poison\xff"
    with pytest.raises(NotFound):
        await store.read(newest.id + 1)


async def test_the_second_on_one_board_bans_there_and_nowhere_else(database: Database) -> None:
    """[QUAR-3] One a board is not two, nor is one of each of two people; a third bans nobody anew."""
    store = QuarantineStore(database)
    an, bo = await a_person(database), await a_person(database, "Bo")
    one, other = await a_board(database), await a_board(database)
    assert await store.keep([poison(one, an), poison(other, an), poison(one, bo)]) == []
    assert await store.keep([poison(one, an)]) == [Ban(one.id, an.id, NOW)]
    assert await store.keep([poison(one, an)]) == []
    assert await store.bans() == await store.bans(one.id) == [Ban(one.id, an.id, NOW)]
    assert await store.bans(other.id) == []
    assert await banned(database, one, an)
    assert not await banned(database, one, bo)
    assert not await banned(database, other, an)


async def test_two_at_once_ban_as_two_one_after_another(database: Database) -> None:
    """[QUAR-3]"""
    an, board = await a_person(database), await a_board(database)
    found = await QuarantineStore(database).keep([poison(board, an), poison(board, an)])
    assert found == [Ban(board.id, an.id, NOW)]


async def test_what_is_found_late_counts_once_however_often_it_is_found(database: Database) -> None:
    """[QUAR-2] [QUAR-3] Loading a board again is not a second one; another update is."""
    store = QuarantineStore(database)
    an, board = await a_person(database), await a_board(database)
    late = replace(poison(board, an), is_late=True)
    assert await store.keep([late, late]) == await store.keep([late]) == []
    assert len(await store.listed()) == 1
    assert await store.keep([replace(late, update=b"another")]) == [Ban(board.id, an.id, NOW)]


async def test_who_is_let_in_again_begins_anew(database: Database) -> None:
    """[QUAR-5] What came before the ban was lifted counts no more; two after it ban again."""
    store = QuarantineStore(database)
    an, board = await a_person(database), await a_board(database)
    await store.keep([poison(board, an)] * 2)
    await store.lift(board.id, an.id, NOW + 10)
    assert not await banned(database, board, an)
    assert await store.bans() == []
    assert await store.keep([poison(board, an, at=NOW + 11)]) == []
    again = Ban(board.id, an.id, NOW + 12)
    assert await store.keep([poison(board, an, at=NOW + 12)]) == [again]
    assert await store.bans() == [again]
    for who in ("nobody", (await a_person(database)).id):
        with pytest.raises(NotFound):
            await store.lift(board.id, who, NOW + 13)


async def test_the_ban_of_a_bare_token_is_lifted_by_the_id_of_its_link(database: Database) -> None:
    """[QUAR-4] [QUAR-6] Who joined by that link with a name is somebody else."""
    store, board = QuarantineStore(database), await a_board(database)
    link = await a_link(database, board)
    guest, bare = await a_guest(database, link), link_person(link)
    await store.keep([poison(board, bare)] * 2)
    assert await banned(database, board, bare)
    assert not await banned(database, board, guest)
    await store.lift(board.id, link.id, NOW + 1)
    assert not await banned(database, board, bare)


async def test_of_a_board_the_newest_hundred_are_kept(database: Database) -> None:
    """[QUAR-2] And those of another board stay."""
    store, an = QuarantineStore(database), await a_person(database)
    one, other = await a_board(database), await a_board(database)
    await store.keep([poison(other, an)])
    await store.keep([poison(one, an, b"%d" % n) for n in range(MOST_ROWS + 5)])
    kept = await store.listed(one.id)
    assert [await store.read(each.id) for each in (kept[0], kept[-1])] == [b"104", b"5"]
    assert len(kept) == MOST_ROWS
    assert len(await store.listed(other.id)) == 1


async def test_of_a_board_eight_mebibytes_are_kept(database: Database) -> None:
    """[QUAR-2] The newest is kept whatever its size."""
    store = QuarantineStore(database)
    an, board = await a_person(database), await a_board(database)
    await store.keep([poison(board, an, bytes([n]) * (MOST_BYTES // 8)) for n in range(9)])
    kept = await store.listed(board.id)
    assert [(await store.read(each.id))[0] for each in kept] == [8, 7, 6, 5, 4, 3, 2, 1]
    await store.keep([poison(board, an, bytes(MOST_BYTES + 1))])
    assert [each.bytes for each in await store.listed(board.id)] == [MOST_BYTES + 1]


async def test_of_a_board_that_is_gone_nothing_is_kept(database: Database) -> None:
    """[QUAR-2] And what came along for other boards is; who was erased is banned no more."""
    store = QuarantineStore(database)
    an, board = await a_person(database), await a_board(database)
    gone = Poison("gone", an.id, None, NOW, "PanicException", b"x")
    erased = Poison(board.id, "erased", None, NOW, "PanicException", b"x")
    assert await store.keep([gone, erased, erased, gone, poison(board, an)]) == []
    assert [each.person_id for each in await store.listed()] == [an.id, "erased", "erased"]


async def test_bans_come_back_with_a_backup_and_lifted_ones_do_not(
    database: Database, tmp_path: Path
) -> None:
    """[QUAR-5] What is in the quarantine is not in the file, and stays as it is."""
    store = QuarantineStore(database)
    an, bo, cy = [await a_person(database, name) for name in ("An", "Bo", "Cy")]
    board = await a_board(database)
    marker = b"hostile bytes"
    await store.keep([poison(board, an, marker), poison(board, an), *[poison(board, bo)] * 2])
    await backup(database, tmp_path / "all.zip")
    await store.lift(board.id, bo.id, NOW + 1)
    await store.keep([poison(board, cy)] * 2)
    quarantined = await store.listed()
    await restored(database, tmp_path / "all.zip")
    assert [await banned(database, board, each) for each in (an, bo, cy)] == [True, False, True]
    assert await store.listed() == quarantined


async def test_bans_go_along_to_another_database_and_hostile_bytes_do_not(
    database: Database, other_url: str, tmp_path: Path
) -> None:
    """[QUAR-5]"""
    an, board = await a_person(database), await a_board(database)
    await QuarantineStore(database).keep([poison(board, an)] * 2)
    await backup(database, tmp_path / "all.zip")
    other = Database(other_url)
    await other.open()
    try:
        await restored(other, tmp_path / "all.zip")
        assert await banned(other, board, an)
        assert await QuarantineStore(other).listed() == []
    finally:
        await other.close()
