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
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, NullPool, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from tafelronde.errors import BadInput, StorageUnavailable
from tafelronde.storage.failures import LOCKED, told_in_words
from tafelronde.storage.schema import upgrade
from tafelronde.storage.sqlite import (
    DISCREET,
    PATIENCE_MS,
    READERS,
    ThreadedSqlite,
    as_reader,
    as_writer,
    make_private_file,
)

P = ParamSpec("P")
T = TypeVar("T")

_MIGRATION_PATIENCE_MS = 60_000


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
        self._threaded: ThreadedSqlite | None = None
        self._writing = asyncio.Lock()
        # Who writes, and who waits for that.
        self._line = 0

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
                    **DISCREET,
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
        make_private_file(Path(self._url.database or ""))
        self._writer = create_async_engine(self._url, pool_size=1, max_overflow=0, **DISCREET)
        self._reader = create_async_engine(self._url, pool_size=READERS, max_overflow=0, **DISCREET)
        as_writer(self._writer.sync_engine, PATIENCE_MS)
        as_reader(self._reader.sync_engine)
        self._threaded = ThreadedSqlite(self._url)

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

    async def run_plain_write(
        self,
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """As `run_write`, on SQLite only and on the driver's own connection.

        For what is written so often that SQLAlchemy's part would be most of its cost.
        """
        if self._threaded is None:
            raise RuntimeError("The database is not SQLite, or not open.")
        with told_in_words():
            async with self._turn_to_write():
                return await self._threaded.write_plainly(function, *args, **kwargs)

    async def migrate(self) -> None:
        """Bring the schema to the newest version, all or nothing.

        Safe when several processes start at once.
        """
        with told_in_words():
            async with self._turn_to_write():
                engine = create_async_engine(self._url, poolclass=NullPool, **DISCREET)
                if self.dialect == "sqlite":
                    # Rebuilding a table, SQLite's way to alter one, must not cascade into the
                    # tables that point at it.
                    as_writer(engine.sync_engine, _MIGRATION_PATIENCE_MS, foreign_keys=False)
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
        self._line += 1
        try:
            # Between one writer's end and the next one's beginning the lock is free and not ours.
            if self._line > 1 or self._writing.locked():
                try:
                    async with asyncio.timeout(PATIENCE_MS / 1000):
                        await self._writing.acquire()
                except TimeoutError as error:
                    raise StorageUnavailable(LOCKED) from error
            else:
                # Nobody to wait for, as for nearly every commit: it needs no timer.
                await self._writing.acquire()
            try:
                yield
            finally:
                self._writing.release()
        finally:
            self._line -= 1


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
