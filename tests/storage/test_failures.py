"""What happens to a commit when the database cannot take it: nothing, a reason, and then it can."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tafelronde.errors import BadInput, StorageUnavailable
from tafelronde.storage.boards import Board
from tafelronde.storage.database import Database
from tafelronde.storage.tables import people
from tafelronde.storage.update_log import Appended, UpdateLog
from tests.deadline import eventually
from tests.storage.conftest import only, rows
from tests.storage.given import NOW, a_board, a_person, some_boards, write


def plain_url(url: str) -> str:
    return url.replace("+asyncpg", "").replace("sqlite+aiosqlite:///", "")


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Somebody else, outside this process, holds the database's write lock."""
    if url.startswith("postgresql"):
        connection = await asyncpg.connect(plain_url(url))
        await connection.execute("BEGIN; LOCK TABLE boards IN EXCLUSIVE MODE")
        yield
        await connection.close()
    else:
        with closing(sqlite3.connect(plain_url(url), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield


async def refused(log: UpdateLog, *boards: Board) -> str:
    """The reason for which a commit failed."""
    with pytest.raises(StorageUnavailable) as failed:
        await log.append([write(board, o="p") for board in boards])
    return failed.value.reason


async def test_a_locked_database_refuses_a_commit_and_takes_it_afterwards(
    database: Database, url: str
) -> None:
    """[DUR-3] Two seconds of patience, then the reason; nothing is half-written."""
    boards = await some_boards(database, 3)
    log = UpdateLog(database)
    async with locked(url):
        assert await refused(log, *boards) == "database locked"
        assert (await log.load(boards[0].id)).payloads == [b"seed"]
    assert await log.append([write(board) for board in boards]) == [Appended(2)] * 3


async def test_who_waits_behind_a_locked_commit_is_told_too(database: Database, url: str) -> None:
    """Every other write of this process stands in the same line."""
    board = await a_board(database)
    log = UpdateLog(database)
    async with locked(url):
        reasons = await asyncio.gather(*(refused(log, board) for _ in range(3)))
    assert set(reasons) == {"database locked"}
    assert await log.append([write(board)]) == [Appended(2)]


def limit_pages(connection: Connection, further: int) -> None:
    used = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {used + further}")


async def test_a_full_disk_refuses_a_commit_whole_and_takes_it_afterwards(
    database: Database,
) -> None:
    """[DUR-3] The first board of the commit fits, the last does not: none of it is there."""
    only(database, "sqlite")
    boards = await some_boards(database, 3)
    log = UpdateLog(database)
    await database.run_write(limit_pages, 20)
    batch = [write(board, bytes(60_000), o="p") for board in boards]
    with pytest.raises(StorageUnavailable, match="disk full"):
        await log.append(batch)
    for board in boards:
        assert (await log.load(board.id)).payloads == [b"seed"]
    await database.run_write(limit_pages, 10_000)
    assert await log.append(batch) == [Appended(2)] * 3


async def test_a_full_disk_of_the_database_server_is_called_that(database: Database) -> None:
    """PostgreSQL's own word for it is a number."""
    only(database, "postgresql")
    raising = "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$"
    with pytest.raises(StorageUnavailable, match="disk full"):
        async with database.write() as connection:
            await connection.execute(text(raising))


async def backends(connection: Any, waiting: bool = False) -> list[int]:
    """Tafelronde's backends on this database."""
    found = await connection.fetch(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'tafelronde'"
        " AND datname = current_database() AND ($1 = false OR wait_event_type = 'Lock')",
        waiting,
    )
    return [row["pid"] for row in found]


async def test_a_backend_that_dies_in_the_middle_of_a_commit_loses_nothing_but_the_commit(
    database: Database, url: str
) -> None:
    """[DUR-3] pg_terminate_backend while the commit is under way."""
    only(database, "postgresql")
    boards = await some_boards(database, 2)
    log = UpdateLog(database)
    other = await asyncpg.connect(plain_url(url))
    async with locked(url):
        commit = asyncio.create_task(refused(log, *boards))
        pids = await eventually(lambda: backends(other, waiting=True), bool)
        await other.execute("SELECT pg_terminate_backend($1)", pids[0])
        assert await commit == "database unreachable"
    assert await log.append([write(board) for board in boards]) == [Appended(2)] * 2
    await other.close()


async def test_connections_that_died_while_idle_are_replaced_unseen(
    database: Database, url: str
) -> None:
    """A restart of PostgreSQL between two commits is nobody's trouble."""
    only(database, "postgresql")
    board = await a_board(database)
    log = UpdateLog(database)
    other = await asyncpg.connect(plain_url(url))
    for pid in await backends(other):
        await other.execute("SELECT pg_terminate_backend($1)", pid)
    await eventually(lambda: backends(other), lambda alive: not alive)
    assert await log.append([write(board)]) == [Appended(2)]
    assert (await log.load(board.id)).seq == 2
    await other.close()


async def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path) -> None:
    """And stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_bytes(b"no database, " * 100)
    database = Database(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(StorageUnavailable, match="database damaged"):
        await database.open()
    await database.close()
    assert path.read_bytes() == b"no database, " * 100


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////nowhere/at/all.sqlite3",
        "postgresql+asyncpg://postgres@127.0.0.1:1/none",
    ],
)
async def test_a_database_that_is_not_there_is_called_unreachable(url: str) -> None:
    """Before anything else is tried."""
    database = Database(url)
    with pytest.raises(StorageUnavailable, match="database unreachable"):
        await database.open()
    await database.close()


@pytest.mark.parametrize("url", ["mysql+aiomysql://localhost/x", "sqlite+aiosqlite://"])
async def test_another_kind_of_database_is_refused(url: str) -> None:
    """And a database in memory, which several connections cannot share."""
    with pytest.raises(BadInput) as refused:
        Database(url)
    assert refused.value.code == "database_url"


async def test_a_statement_that_breaks_a_rule_is_not_the_databases_trouble(
    database: Database,
) -> None:
    """It stays what it is, and its text shows no name."""
    person = await a_person(database, name="Mevrouw de Vries")
    with pytest.raises(IntegrityError) as failed:
        await database.run_write(add_person, person.id, "Mevrouw de Vries")
    assert "Vries" not in str(failed.value)
    assert len(await rows(database, people)) == 1


def add_person(connection: Connection, person_id: str, name: str) -> None:
    connection.execute(
        people.insert().values(id=person_id, kind="guest", name=name, color=0, created_at=NOW)
    )


async def test_what_is_written_is_in_no_log_line(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in passing nor when it fails."""
    caplog.set_level(logging.DEBUG)
    board = await a_board(database)
    await a_person(database, name="Mevrouw de Vries")
    log = UpdateLog(database)
    await log.append([write(board, b"a secret note")])
    lines = "\n".join(record.getMessage() for record in caplog.records if not by_driver(record))
    assert "Vries" not in lines
    assert "secret" not in lines


def by_driver(record: logging.LogRecord) -> bool:
    """Aiosqlite and asyncio narrate at debug level, which the server's log never shows."""
    return record.name in ("aiosqlite", "asyncio")


async def test_a_read_cannot_write(database: Database) -> None:
    """Reading connections are read-only on both databases."""
    async with database.read() as connection:
        with pytest.raises(DBAPIError, match=r"(?i)read-?only"):
            await connection.execute(people.delete())
    with pytest.raises(StorageUnavailable, match="read-only"):
        await database.run_read(add_person, "p", "An")


async def test_a_write_that_raises_is_taken_back(database: Database) -> None:
    """It is one transaction."""

    def add_and_fail(connection: Connection) -> None:
        add_person(connection, "p", "An")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.run_write(add_and_fail)
    assert await rows(database, people) == []


async def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    """It holds tokens and what people wrote; so do the files beside it."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3")
    await database.open()
    await database.migrate()
    await a_board(database)
    modes = modes_in(tmp_path)
    await database.close()
    assert "new.sqlite3-wal" in modes
    assert set(modes.values()) == {0o600}


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}


async def test_who_comes_between_two_writers_has_no_more_patience_than_others(
    database: Database,
) -> None:
    """[DUR-3] The line is free for a moment, and the next one's: behind that one it waits two seconds."""
    only(database, "sqlite")
    begun, ended = asyncio.Event(), asyncio.Event()

    async def next_one() -> None:
        begun.set()
        async with database.write():
            await ended.wait()

    async with database.write():
        waiting = asyncio.create_task(next_one())
        await begun.wait()
    try:
        async with asyncio.timeout(20):
            with pytest.raises(StorageUnavailable) as refused:
                async with database.write():
                    pass
    finally:
        ended.set()
        await waiting
    assert refused.value.reason == "database locked"
