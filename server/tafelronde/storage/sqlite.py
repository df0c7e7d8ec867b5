"""How SQLite is opened, and SQLite by plain connections in threads of their own.

A transaction over aiosqlite hops to its connection's thread and back for every statement; here it
hops once, with a function that does them all (docs/decisions/0002).
"""

import asyncio
import errno
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection

from tafelronde.errors import StorageUnavailable
from tafelronde.storage.failures import DISK_FULL, UNREACHABLE

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_MS = 2000
"""How long a write waits for another writer before it fails with "database locked"."""

READERS = 4
"""How many transactions may read at once, of each kind."""

DISCREET: dict[str, Any] = {"hide_parameters": True}
"""For every engine, whatever its database: the text of an error names the statement but never its
parameters. Those hold names, tokens and what people wrote, and errors end in logs."""

# 16 MB of write-ahead log between two checkpoints: boards that are written over and over are then
# copied to the file once.
_CHECKPOINT_PAGES = 4000


class ThreadedSqlite:
    """SQLite by plain connections in threads of their own: one that writes, a few that read."""

    def __init__(self, url: URL) -> None:
        plain = url.set(drivername="sqlite+pysqlite")
        self._writer = create_engine(plain, pool_size=1, max_overflow=0, **DISCREET)
        self._reader = create_engine(plain, pool_size=READERS, max_overflow=0, **DISCREET)
        as_writer(self._writer, PATIENCE_MS)
        as_reader(self._reader)
        self._write_thread = ThreadPoolExecutor(1, "tafelronde-write")
        self._read_threads = ThreadPoolExecutor(READERS, "tafelronde-read")

    async def read(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await _in_thread(
            self._read_threads, lambda: _transact(self._reader, function, *args, **kwargs)
        )

    async def write(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await _in_thread(
            self._write_thread, lambda: _transact(self._writer, function, *args, **kwargs)
        )

    async def write_plainly(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As `write`, with the driver's own connection; what the driver raises is raised."""
        return await _in_thread(
            self._write_thread,
            lambda: _transact_plainly(self._writer, function, *args, **kwargs),
        )

    async def close(self) -> None:
        for threads in (self._read_threads, self._write_thread):
            await asyncio.to_thread(threads.shutdown)
        self._reader.dispose()
        self._writer.dispose()


def _transact(
    engine: Engine,
    function: Callable[Concatenate[Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    with engine.begin() as connection:
        return function(connection, *args, **kwargs)


def _transact_plainly(
    engine: Engine,
    function: Callable[Concatenate[sqlite3.Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    with closing(engine.raw_connection()) as lent:
        connection = lent.driver_connection
        if not isinstance(connection, sqlite3.Connection):
            raise TypeError(f"expected a connection of sqlite3, got {type(connection).__name__}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = function(connection, *args, **kwargs)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                try:
                    connection.execute("ROLLBACK")
                except sqlite3.Error:
                    # What went wrong first is what is to be told; the next one gets a new connection.
                    lent.invalidate()
            raise
        return result


async def _in_thread(threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
    running = threads.submit(function)
    try:
        return await asyncio.wrap_future(running)
    except asyncio.CancelledError:
        # The thread cannot be stopped; going on before it has ended would let the next writer run
        # into its lock.
        if not running.cancelled():
            await asyncio.wait([asyncio.wrap_future(running)])
        raise


def make_private_file(path: Path) -> None:
    """Make the file if it is not there, for its owner only.

    SQLite gives its -wal and -shm files the rights of the database file, so this covers all three.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise StorageUnavailable(DISK_FULL if full else UNREACHABLE) from error


def as_writer(engine: Engine, patience_ms: int, foreign_keys: bool = True) -> None:
    _on_connect(
        engine,
        f"PRAGMA busy_timeout = {patience_ms}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}",
        begin="BEGIN IMMEDIATE",
    )


def as_reader(engine: Engine) -> None:
    _on_connect(
        engine, f"PRAGMA busy_timeout = {PATIENCE_MS}", "PRAGMA query_only = ON", begin="BEGIN"
    )


def _on_connect(engine: Engine, *pragmas: str, begin: str) -> None:
    """SQLAlchemy's documented recipe.

    The driver's own BEGIN is switched off, and ours sent instead.
    """

    def connected(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)
