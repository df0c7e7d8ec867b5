"""Measure what one commit of the update log costs, on SQLite and PostgreSQL.

    .venv/bin/python scripts/measure_append.py [folder for the SQLite file]

Each commit adds a row of 60 bytes and one edited object for each of 1, 20 or 200 boards; commits
follow each other without a pause. `raw` is Python's sqlite3 module doing the same statements by
itself: what is left is the disk. `aiosqlite` is the way not taken, one hop between threads for each
statement. PostgreSQL is skipped unless one answers on 127.0.0.1:5432 as user postgres.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]

from tafelronde.storage.boards import Board, create_board
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import Append, UpdateLog, _append

BOARDS = 200
ROUNDS = 12
SECONDS_A_TURN = 0.25
SERVER = "postgres@127.0.0.1:5432"

Commit = Callable[[list[Append]], Awaitable[object]]


async def measured(ways: dict[str, Commit], boards: list[Board]) -> None:
    """Take turns, so that what else the machine does falls on every way alike."""
    for number in (1, 20, BOARDS):
        taken: dict[str, list[float]] = {name: [] for name in ways}
        busy = dict.fromkeys(ways, 0.0)
        for _ in range(ROUNDS):
            for name, commit in ways.items():
                busy[name] -= time.process_time()
                end = time.perf_counter() + SECONDS_A_TURN
                while time.perf_counter() < end:
                    edits = {f"object{len(taken[name]) % 100}": "person"}
                    batch = [Append(b.id, b.epoch, bytes(60), edits, 1) for b in boards[:number]]
                    began = time.perf_counter()
                    await commit(batch)
                    taken[name].append(time.perf_counter() - began)
                busy[name] += time.process_time()
        for name, times in taken.items():
            times.sort()
            p50, p99 = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.99))
            print(
                f"{name:<12}{number:>4} boards {len(times) / sum(times):>7.0f} commits/s"
                f"   p50 {p50:>6.2f} ms   p99 {p99:>6.2f} ms"
                f"   CPU {busy[name] / len(times) * 1000:>5.2f} ms"
            )


async def with_boards(database: Database) -> list[Board]:
    async with database.write() as connection:
        return [
            await create_board(
                connection, title="", language="en", created_by=None, seed=b"", now=1
            )
            for _ in range(BOARDS)
        ]


async def on_sqlite(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await database.open()
    await database.migrate()
    boards = await with_boards(database)
    log = UpdateLog(database)

    async def hopping(batch: list[Append]) -> object:
        async with database.write() as connection:
            return await connection.run_sync(_append, batch)

    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "wal_autocheckpoint = 4000"):
            raw.execute(f"PRAGMA {pragma}")
        ways: dict[str, Commit] = {
            "SQLite": log.append,
            "aiosqlite": hopping,
            "raw": lambda batch: _raw(raw, batch),
        }
        await measured(ways, boards)
    await database.close()


async def _raw(raw: sqlite3.Connection, batch: list[Append]) -> None:
    raw.execute("BEGIN IMMEDIATE")
    heads = dict(
        raw.execute(
            "UPDATE boards SET head = head + 1, updated_at = 1 FROM json_each(?) AS pair"
            " WHERE boards.id = pair.key AND epoch = pair.value RETURNING boards.id, head",
            (json.dumps({append.board_id: append.epoch for append in batch}),),
        ).fetchall()
    )
    raw.executemany(
        "INSERT INTO board_log VALUES (?, ?, ?, ?)",
        [(one.board_id, heads[one.board_id], one.at, one.payload) for one in batch],
    )
    raw.executemany(
        "INSERT INTO object_edits VALUES (?, ?, ?, ?) ON CONFLICT (board_id, object_id)"
        " DO UPDATE SET person_id = excluded.person_id, at = excluded.at",
        [(one.board_id, *edit, one.at) for one in batch for edit in one.edits.items()],
    )
    raw.execute("COMMIT")


async def on_postgresql() -> None:
    try:
        server = await asyncpg.connect(f"postgresql://{SERVER}/postgres", timeout=5)
    except OSError as error:
        print(f"PostgreSQL: not measured, it does not answer ({error})")
        return
    name = f"tafelronde_measure_{secrets.token_hex(4)}"
    await server.execute(f"CREATE DATABASE {name}")
    try:
        database = Database(f"postgresql+asyncpg://{SERVER}/{name}")
        await database.open()
        await database.migrate()
        boards = await with_boards(database)
        await measured({"PostgreSQL": UpdateLog(database).append}, boards)
        await database.close()
    finally:
        await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await server.close()


async def main() -> None:
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        await on_sqlite(Path(folder) / "measure.sqlite3")
    await on_postgresql()


if __name__ == "__main__":
    asyncio.run(main())
