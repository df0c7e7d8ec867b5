"""Boards: made, listed, renamed, put in the bin and taken out again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.board.access import Role
from tafelronde.errors import BoardNotFound
from tafelronde.storage.boards import (
    all_boards,
    get_board,
    list_boards_for,
    membership,
    move_to_bin,
    people_of_board,
    rename,
    take_from_bin,
)
from tafelronde.storage.database import Database
from tafelronde.storage.names import new_epoch, new_id
from tafelronde.storage.update_log import UpdateLog
from tests.storage.given import NOW, a_board, a_guest, a_link, a_person, write


async def titles(connection: AsyncConnection, person_id: str, *, bin: bool = False) -> list[str]:  # noqa: A002
    return [mine.board.title for mine in await list_boards_for(connection, person_id, bin=bin)]


async def test_who_makes_a_board_is_its_facilitator(database: Database) -> None:
    """The log begins with the seed, and nobody else is there."""
    an = await a_person(database)
    board = await a_board(database, an, title="Where to live?")
    assert (await UpdateLog(database).load(board.id)).payloads == [b"seed"]
    async with database.read() as connection:
        assert await get_board(connection, board.id) == board
        mine = await list_boards_for(connection, an.id)
        assert [(one.board, one.role) for one in mine] == [(board, Role.FACILITATOR)]
        there = await people_of_board(connection, board.id)
        assert [(one.person, one.role) for one in there] == [(an, Role.FACILITATOR)]


async def test_the_operator_makes_a_board_that_belongs_to_nobody_yet(database: Database) -> None:
    """People come in by its links."""
    board = await a_board(database)
    async with database.read() as connection:
        assert (await get_board(connection, board.id)).created_by is None
        assert await people_of_board(connection, board.id) == []
        assert await all_boards(connection) == [board]


async def test_a_list_has_what_was_touched_last_first(database: Database) -> None:
    """Writing on a board and renaming it both touch it."""
    an = await a_person(database)
    one = await a_board(database, an, "One")
    await a_board(database, an, "Two")
    three = await a_board(database, an, "Three")
    await UpdateLog(database).append([write(three, at=NOW + 1)])
    async with database.write() as connection:
        await rename(connection, one.id, title="First", now=NOW + 2)
    async with database.read() as connection:
        assert await titles(connection, an.id) == ["First", "Three", "Two"]


async def test_a_rename_changes_what_is_given_only(database: Database) -> None:
    """Title, language, or both."""
    board = await a_board(database, title="Old")
    async with database.write() as connection:
        renamed = await rename(connection, board.id, language="nl", now=NOW)
        assert (renamed.title, renamed.language) == ("Old", "nl")
        renamed = await rename(connection, board.id, title="Nieuw", now=NOW)
        assert (renamed.title, renamed.language) == ("Nieuw", "nl")


async def test_a_board_goes_to_the_bin_and_comes_back(database: Database) -> None:
    """In the bin it cannot be renamed or binned again; out of it, not taken back again."""
    an = await a_person(database)
    board = await a_board(database, an, "Mine")
    async with database.write() as connection:
        assert (await move_to_bin(connection, board.id, NOW + 1)).deleted_at == NOW + 1
        assert await titles(connection, an.id) == []
        assert await titles(connection, an.id, bin=True) == ["Mine"]
        with pytest.raises(BoardNotFound):
            await move_to_bin(connection, board.id, NOW + 2)
        with pytest.raises(BoardNotFound):
            await rename(connection, board.id, title="x", now=NOW)
        assert (await take_from_bin(connection, board.id)) == board
        assert await titles(connection, an.id, bin=True) == []
        with pytest.raises(BoardNotFound):
            await take_from_bin(connection, board.id)


async def test_a_list_has_ones_own_boards_only(database: Database) -> None:
    """With the role one has there."""
    an, eve = await a_person(database), await a_person(database, "Eve")
    board = await a_board(database, an)
    await a_board(database, eve)
    guest = await a_guest(database, await a_link(database, board, Role.VIEWER))
    async with database.read() as connection:
        seen = await list_boards_for(connection, guest.id)
        assert [(one.board.id, one.role) for one in seen] == [(board.id, Role.VIEWER)]
        assert await membership(connection, board.id, eve.id) is None


async def test_a_board_that_never_was_is_not_found(database: Database) -> None:
    """Whatever is asked of it."""
    async with database.write() as connection:
        with pytest.raises(BoardNotFound):
            await get_board(connection, "nobody")
        with pytest.raises(BoardNotFound):
            await rename(connection, "nobody", title="x", now=NOW)


def test_ids_can_stand_in_a_url_and_on_a_command_line() -> None:
    """Letters, digits, _ and -, never a - in front."""
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{11}", new_id()) for _ in range(2000))
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{7}", new_epoch()) for _ in range(2000))
