"""The one database of an instance: its connections, its transactions, its schema.

SQLite: write-ahead log, synchronous=FULL, so that what was committed survives a power cut. All
writing of this process waits in one line, and every transaction that may write begins with BEGIN
IMMEDIATE: it never meets "database is locked" half-way, only at its start and only because of
another process, after 2 seconds of patience. PostgreSQL: an ordinary pool; one read is one
REPEATABLE READ transaction, so that several statements see the same moment.

What a transaction of several statements costs on SQLite is the hops between threads, not the
statements (see docs/decisions/0002): `run_read` and `run_write` take a plain function and make one
hop.
"""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tafelronde.errors import BadInput, StorageUnavailable
from tafelronde.storage.failures import DISK_FULL, LOCKED, UNREACHABLE, told_in_words
from tafelronde.storage.schema import upgrade

P = ParamSpec("P")
T = TypeVar("T")

PATIENCE_MS = 2000
"""How long a write waits for another writer before it fails with "database locked"."""

_MIGRATION_PATIENCE_MS = 60_000
_READERS = 4
# 16 MB of write-ahead log between two checkpoints: boards that are written over and over are then
# copied to the file once.
_CHECKPOINT_PAGES = 4000
# An error's text names the statement but never its parameters: those hold names, tokens and what
# people wrote, and errors end in logs.
_DISCREET: dict[str, Any] = {"hide_parameters": True}


class Database:
    """The database at `url`: `sqlite+aiosqlite:///path/to/file` or `postgresql+asyncpg://…`.

    Raises BadInput for any other url, and for an SQLite database in memory, which several
    connections cannot share. Call `open` before anything else and `close` at the end, both on the
    event loop that uses the database. Whatever reads or writes raises StorageUnavailable, with the
    reason in words, when the database itself is in trouble; nothing is half-written then, and the
    next call works as soon as the cause is gone.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.dialect = self._url.get_backend_name()
        if self._url.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
            raise BadInput(
                "database_url",
                "The database must be SQLite or PostgreSQL.",
                expected="sqlite+aiosqlite:///… or postgresql+asyncpg://…",
                got=self._url.drivername,
            )
        if self.dialect == "sqlite" and self._url.database in (None, "", ":memory:"):
            raise BadInput(
                "database_url",
                "The SQLite database must be a file.",
                expected="a path to a file",
                got="no path",
            )
        self._writer: AsyncEngine | None = None
        self._reader: AsyncEngine | None = None
        self._threaded: _ThreadedSqlite | None = None
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        """Connect, making the SQLite file (readable by its owner only) if there is none.

        What could not be opened is closed again.
        """
        with told_in_words():
            if self.dialect == "sqlite":
                self._open_sqlite()
            else:
                self._writer = create_async_engine(
                    self._url,
                    pool_size=10,
                    max_overflow=10,
                    pool_timeout=10,
                    pool_pre_ping=True,
                    **_DISCREET,
                    connect_args={
                        "timeout": 5,
                        "command_timeout": 30,
                        "server_settings": {
                            "application_name": "tafelronde",
                            "lock_timeout": str(PATIENCE_MS),
                        },
                    },
                )
                self._reader = self._writer.execution_options(
                    isolation_level="REPEATABLE READ", postgresql_readonly=True
                )
        try:
            await self.run_read(_ask)
        except StorageUnavailable:
            await self.close()
            raise

    def _open_sqlite(self) -> None:
        _make_private_file(Path(self._url.database or ""))
        self._writer = create_async_engine(self._url, pool_size=1, max_overflow=0, **_DISCREET)
        self._reader = create_async_engine(
            self._url, pool_size=_READERS, max_overflow=0, **_DISCREET
        )
        _as_sqlite_writer(self._writer.sync_engine, PATIENCE_MS)
        _as_sqlite_reader(self._reader.sync_engine)
        self._threaded = _ThreadedSqlite(self._url)

    async def close(self) -> None:
        """Let every transaction that has begun end, and close all connections.

        The database can be opened again.
        """
        async with self._writing:
            if self._threaded is not None:
                await self._threaded.close()
            for engine in (self._reader, self._writer):
                if engine is not None:
                    await engine.dispose()
            self._writer = self._reader = self._threaded = None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection that sees one moment of the database until the block ends.

        Writing on it fails.
        """
        with told_in_words():
            async with _opened(self._reader).connect() as connection, connection.begin():
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in one transaction.

        Committed when the block ends, rolled back when it raises.

        Never open a second write inside the block: on SQLite it would wait for the first, and fail
        after 2 seconds.
        """
        with told_in_words():
            async with self._turn_to_write(), _opened(self._writer).begin() as connection:
                yield connection

    async def run_read(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return `function(connection, *args)`; the plain Connection it gets sees one moment.

        Writing on that connection fails.
        """
        if self._threaded is not None:
            with told_in_words():
                return await self._threaded.read(function, *args, **kwargs)
        async with self.read() as connection:
            return await connection.run_sync(function, *args, **kwargs)

    async def run_write(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Return `function(connection, *args)`; the plain Connection it gets is in one transaction.

        Committed when the function returns, rolled back when it raises.

        A cancelled caller gets its CancelledError only after the transaction has ended: it may have
        been committed.
        """
        if self._threaded is not None:
            with told_in_words():
                async with self._turn_to_write():
                    return await self._threaded.write(function, *args, **kwargs)
        async with self.write() as connection:
            return await connection.run_sync(function, *args, **kwargs)

    async def migrate(self) -> None:
        """Bring the schema to the newest version, all or nothing.

        Safe when several processes start at once.
        """
        with told_in_words():
            async with self._turn_to_write():
                engine = create_async_engine(self._url, poolclass=NullPool, **_DISCREET)
                if self.dialect == "sqlite":
                    # Rebuilding a table, SQLite's way to alter one, must not cascade into the
                    # tables that point at it.
                    _as_sqlite_writer(
                        engine.sync_engine, _MIGRATION_PATIENCE_MS, foreign_keys=False
                    )
                try:
                    async with engine.begin() as connection:
                        await connection.run_sync(upgrade)
                finally:
                    await engine.dispose()

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        try:
            async with asyncio.timeout(PATIENCE_MS / 1000):
                await self._writing.acquire()
        except TimeoutError as error:
            raise StorageUnavailable(LOCKED) from error
        try:
            yield
        finally:
            self._writing.release()


class _ThreadedSqlite:
    """SQLite by plain connections in threads of their own: one that writes, a few that read."""

    def __init__(self, url: URL) -> None:
        plain = url.set(drivername="sqlite+pysqlite")
        self._writer = create_engine(plain, pool_size=1, max_overflow=0, **_DISCREET)
        self._reader = create_engine(plain, pool_size=_READERS, max_overflow=0, **_DISCREET)
        _as_sqlite_writer(self._writer, PATIENCE_MS)
        _as_sqlite_reader(self._reader)
        self._write_thread = ThreadPoolExecutor(1, "tafelronde-write")
        self._read_threads = ThreadPoolExecutor(_READERS, "tafelronde-read")

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


async def _in_thread(threads: ThreadPoolExecutor, function: Callable[[], T]) -> T:
    future = asyncio.get_running_loop().run_in_executor(threads, function)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        # The thread cannot be stopped; going on before it has ended would let the next writer run
        # into its lock.
        await asyncio.wait([future])
        raise


def _ask(connection: Connection) -> None:
    """Ask the least that a file which is no database cannot answer."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema")
    else:
        connection.exec_driver_sql("SELECT 1")


def _opened(engine: AsyncEngine | None) -> AsyncEngine:
    if engine is None:
        raise RuntimeError("The database is not open: await Database.open() first.")
    return engine


def _make_private_file(path: Path) -> None:
    """Make the file if it is not there, for its owner only.

    SQLite gives its -wal and -shm files the rights of the database file, so this covers all three.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise StorageUnavailable(DISK_FULL if full else UNREACHABLE) from error


def _as_sqlite_writer(engine: Engine, patience_ms: int, foreign_keys: bool = True) -> None:
    _on_sqlite_connect(
        engine,
        f"PRAGMA busy_timeout = {patience_ms}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}",
        f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}",
        begin="BEGIN IMMEDIATE",
    )


def _as_sqlite_reader(engine: Engine) -> None:
    _on_sqlite_connect(
        engine, f"PRAGMA busy_timeout = {PATIENCE_MS}", "PRAGMA query_only = ON", begin="BEGIN"
    )


def _on_sqlite_connect(engine: Engine, *pragmas: str, begin: str) -> None:
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
