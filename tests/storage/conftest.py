"""The databases of the contract suite: every test here runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
import pytest_asyncio

from tafelronde.storage.database import Database
from tafelronde.storage.tables import metadata
from tests.postgresql import new_postgresql

__all__ = ["new_postgresql"]

Open = Callable[[str], Awaitable[Database]]


async def migrated(url: str) -> None:
    database = Database(url)
    await database.open()
    await database.migrate()
    await database.close()


@pytest.fixture(scope="session")
def migrated_postgresql(new_postgresql: Callable[[], str]) -> str:
    url = new_postgresql()
    asyncio.run(migrated(url))
    return url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "tafelronde.sqlite3"
    asyncio.run(migrated(f"sqlite+aiosqlite:///{path}"))
    return path


async def _empty(url: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    tables = ", ".join(name for name in metadata.tables if name != "instance")
    await connection.execute(f"TRUNCATE {tables}")
    await connection.close()


def new_sqlite(migrated_sqlite: Path, folder: Path) -> str:
    path = folder / f"{secrets.token_hex(4)}.sqlite3"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database without a row but its generation."""
    if request.param == "sqlite":
        return new_sqlite(request.getfixturevalue("migrated_sqlite"), tmp_path)
    url: str = request.getfixturevalue("migrated_postgresql")
    asyncio.run(_empty(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def unmigrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3"
    make: Callable[[], str] = request.getfixturevalue("new_postgresql")
    return make()


@pytest.fixture
def other_url(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated database of the other kind."""
    if url.startswith("postgresql"):
        return new_sqlite(request.getfixturevalue("migrated_sqlite"), tmp_path)
    other: str = request.getfixturevalue("migrated_postgresql")
    asyncio.run(_empty(other))
    return other


@pytest_asyncio.fixture
async def open_database() -> AsyncIterator[Open]:
    """Open a database; all are closed at the end."""
    async with AsyncExitStack() as stack:

        async def open_one(url: str) -> Database:
            database = Database(url)
            await database.open()
            stack.push_async_callback(database.close)
            return database

        yield open_one


@pytest_asyncio.fixture
async def database(open_database: Open, url: str) -> Database:
    """An open database without a row but its generation."""
    return await open_database(url)


def only(database: Database, dialect: str) -> None:
    """Skip a test that is about one of the two databases."""
    if database.dialect != dialect:
        pytest.skip(f"about {dialect} only")


async def rows(database: Database, table: Any, *columns: str) -> list[tuple[Any, ...]]:
    """All rows of a table, or of some of its columns, in order."""
    wanted = [table.c[name] for name in columns] or list(table.c)
    async with database.read() as connection:
        found = await connection.execute(table.select().with_only_columns(*wanted))
        return sorted(tuple(row) for row in found)
