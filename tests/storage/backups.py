"""What the tests of backup and restore have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tafelronde.board.access import Role
from tafelronde.storage.backup import backup, restore
from tafelronde.storage.boards import (
    Board,
    add_authors,
    move_to_bin,
)
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.storage.people import (
    Person,
    create_signin_link,
    start_session,
)
from tafelronde.storage.quarantine import Poison, QuarantineStore
from tafelronde.storage.tables import boards, metadata
from tafelronde.storage.templates import Template, TemplateStore
from tafelronde.storage.update_log import StoredBoard, UpdateLog
from tests.images.drawing import picture
from tests.storage.conftest import rows
from tests.storage.given import NOW, a_board, a_guest, a_link, a_person, write

LATER = NOW + 1000


def clocks_written(stored: StoredBoard) -> dict[int, int]:
    """The state vector of a document in which row "7=3" says that client 7 has written up to 3."""
    texts = [payload.decode("latin-1") for payload in [stored.snapshot or b"", *stored.payloads]]
    pairs = [pair.split("=") for text in texts for pair in text.split(",") if "=" in pair]
    return {int(client): int(clock) for client, clock in pairs}


async def restored(database: Database, path: Path) -> None:
    await restore(database, path, LATER, clocks_written)


async def everything(database: Database) -> dict[str, list[Any]]:
    """All rows of all tables, as they are."""
    return {
        name: sorted(await rows(database, table), key=repr)
        for name, table in metadata.tables.items()
    }


async def made(database: Database, board_id: str) -> dict[str, Any]:
    """What people made of a board: all but its epoch and the numbers of snapshots."""
    log = UpdateLog(database)
    stored = await log.load(board_id)
    board = next(
        dict(zip(boards.c.keys(), row, strict=True))
        for row in await rows(database, boards)
        if row[0] == board_id
    )
    named = [row for row in await rows_without_id(database) if row[0] == board_id]
    return {
        "board": {key: value for key, value in board.items() if key != "epoch"},
        "content": (stored.seq, stored.snapshot, stored.payloads),
        "snapshots": named,
    }


async def rows_without_id(database: Database) -> list[tuple[Any, ...]]:
    async with database.read() as connection:
        found = await connection.execute(metadata.tables["snapshots"].select())
        return sorted(
            ((row.board_id, row.seq, row.name, row.at, row.state) for row in found), key=repr
        )


async def a_full_database(database: Database) -> Board:
    """A board with a log, both kinds of snapshot, links, people, a session, pictures, a template, somebody
    who is banned, and one in the bin.
    """
    an = await a_person(database, "Anneliese Größe")
    board = await a_board(database, an, "Wat bedoelen we met “samen”?")
    log = UpdateLog(database)
    for payload in (b"7=1", bytes(range(0x80, 0x100)), b"7=2,8=5"):
        await log.append([write(board, payload, note=an.id)])
    await log.compact(board.id, board.epoch, 2, b"7=1", NOW)
    await log.save_named_snapshot(board.id, board.epoch, 1, bytes(range(256)), "Session 1", NOW)
    guest = await a_guest(database, await a_link(database, board))
    await a_link(database, board, Role.VIEWER)
    used, unused = picture(bytes(range(256)) * 20, preview=b"small"), picture(b"tiny")
    for each in (used, unused):
        await ImageStore(database).add(board.id, each, quota=10_000, now=NOW)
    await ImageStore(database).note_used(board.id, {used.hash}, NOW)
    await a_template(database, an, board, used.hash)
    binned = await a_board(database, an, "Old")
    async with database.write() as connection:
        await move_to_bin(connection, binned.id, NOW)
        await add_authors(connection, board.id, {guest.id})
        await start_session(connection, an.id, NOW)
        await create_signin_link(connection, an.id, NOW)
    poison = Poison(board.id, guest.id, None, NOW, "PanicException", b"hostile")
    await QuarantineStore(database).keep([poison, poison])
    return board


async def a_template(
    database: Database, person: Person, board: Board, image_hash: str = "", title: str = "Café"
) -> Template:
    """A template with one note, or with one picture."""
    note = {"type": "sticky", "at": [0, 0], "size": [9, 9], "text": "“Samen”"}
    shown = {"type": "image", "at": [0, 0], "size": [9, 9], "image": image_hash}
    return await TemplateStore(database).save(
        person.id,
        title=title,
        language="nl",
        version=1,
        objects={"one": shown if image_hash else note},
        board_id=board.id,
        now=NOW,
    )


async def good_file(database: Database, path: Path) -> None:
    await a_full_database(database)
    await backup(database, path)
    await restored(database, path)
    await backup(database, path)


async def a_session(database: Database, person: Person) -> str:
    async with database.write() as connection:
        return await start_session(connection, person.id, NOW)
