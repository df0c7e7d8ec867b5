"""What a test has at hand: people, boards, and something to write."""

from __future__ import annotations

from tafelronde.board.access import Role
from tafelronde.storage.boards import Board, create_board
from tafelronde.storage.database import Database
from tafelronde.storage.links import Link, issue_link, join
from tafelronde.storage.people import Person, create_person
from tafelronde.storage.update_log import Append, StoredBoard

NOW = 1_700_000_000_000


async def a_person(database: Database, name: str = "An") -> Person:
    async with database.write() as connection:
        return await create_person(connection, kind="facilitator", name=name, now=NOW)


async def a_guest(database: Database, link: Link, name: str = "Bo") -> Person:
    """A guest who joined by the link."""
    async with database.write() as connection:
        guest = await create_person(connection, kind="guest", name=name, now=NOW)
        await join(connection, link, guest.id, NOW)
        return guest


async def a_board(
    database: Database, by: Person | None = None, title: str = "Round table"
) -> Board:
    async with database.write() as connection:
        return await create_board(
            connection,
            title=title,
            language="en",
            created_by=None if by is None else by.id,
            seed=b"seed",
            now=NOW,
        )


async def some_boards(database: Database, number: int) -> list[Board]:
    async with database.write() as connection:
        return [
            await create_board(
                connection,
                title=f"Table {n}",
                language="nl",
                created_by=None,
                seed=b"seed",
                now=NOW,
            )
            for n in range(number)
        ]


async def a_link(database: Database, board: Board, role: Role = Role.PARTICIPANT) -> Link:
    async with database.write() as connection:
        return await issue_link(connection, board.id, role, NOW)


def write(
    board: Board, payload: bytes = b"update", at: int = NOW, epoch: str = "", **edits: str
) -> Append:
    """What the board adds in one commit; `edits` is who changed which object."""
    return Append(board.id, epoch or board.epoch, payload, edits, at)


def content(stored: StoredBoard) -> bytes:
    """What the stored board holds, when each row and snapshot is a text that ends in a comma."""
    return (stored.snapshot or b"") + b"".join(stored.payloads)
