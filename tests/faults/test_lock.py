"""A database that another program holds for half a minute: its rows can be read and none can be written."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import asyncpg  # type: ignore[import-untyped]
import httpx
import pytest

from tests.deadline import eventually, until
from tests.faults.crowd import Crowd
from tests.faults.others import others_on
from tests.running_server import RunningServer

pytestmark = [pytest.mark.served, pytest.mark.long]

_SECONDS = 30.0


async def test_sqlite_locked_for_half_a_minute(
    server: RunningServer, report: Callable[[str], None]
) -> None:
    """[DUR-3] Another connection holds the lock for writing, as a tool beside the server could."""

    @asynccontextmanager
    async def locked() -> AsyncIterator[None]:
        connection = sqlite3.connect(server.database, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.close()

    await _work_through_it(server, locked(), "SQLite", report)


async def test_postgresql_locked_for_half_a_minute(
    serve: Callable[..., RunningServer],
    new_postgresql: Callable[[], str],
    report: Callable[[str], None],
) -> None:
    """[DUR-3] Another session holds the table of the log, as a change of the schema could."""
    url = await asyncio.to_thread(new_postgresql)
    server = serve(TAFELRONDE_DATABASE_URL=url)

    @asynccontextmanager
    async def locked() -> AsyncIterator[None]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE board_log IN EXCLUSIVE MODE")
                yield
        finally:
            await connection.close()

    await _work_through_it(server, locked(), "PostgreSQL", report)


async def _work_through_it(
    server: RunningServer,
    locked: AbstractAsyncContextManager[None],
    name: str,
    report: Callable[[str], None],
) -> None:
    """Ten people write all the while; others see it, nobody is told that it is saved. Then it is, and
    all of it outlives a kill.
    """
    board = server.create_board()
    async with Crowd(server) as crowd:
        writers = await crowd.gather(board, 10)
        async with others_on(server, board) as others, crowd.writing(writers, every=0.5):
            await until(lambda: all(writer.confirmed() for writer in writers), "all wrote")
            async with locked:
                began = time.monotonic()
                await _readiness(server, httpx.codes.SERVICE_UNAVAILABLE)
                red = time.monotonic()
                known = {name for writer in writers for name in writer.confirmed()}
                await until(
                    lambda: time.monotonic() - began >= _SECONDS, "it lasted", _SECONDS + 20
                )
                assert known == {name for writer in writers for name in writer.confirmed()}
                written = {name for writer in writers for name in writer.written}
                ended = time.monotonic()
            await until(
                lambda: all(writer.written & written <= writer.confirmed() for writer in writers),
                "all that was written meanwhile is saved",
            )
            saved = time.monotonic()
            await _readiness(server, httpx.codes.OK)
        assert others.lost == others.unconfirmed == 0
        assert not any(member.closes for member in crowd.members)
        await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    assert written <= set(await asyncio.to_thread(server.objects, board))
    report(
        f"{name} locked for {ended - began:.0f} s: /readyz red after {red - began:.1f} s, "
        f"{len(written - known)} notes written meanwhile, all saved {saved - ended:.1f} s after it, "
        f"0 lost; others: {others.between(began, ended)}"
    )


async def _readiness(server: RunningServer, status: int) -> None:
    await eventually(
        lambda: asyncio.to_thread(server.readiness), lambda seen: seen.status_code == status
    )
