"""Databases on the PostgreSQL of this machine, where there is one."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator

import asyncpg  # type: ignore[import-untyped]
import pytest

SERVER = "postgres@127.0.0.1:5432"


async def on_server(*statements: str) -> None:
    """Run statements on PostgreSQL outside any database of ours."""
    connection = await asyncpg.connect(f"postgresql://{SERVER}/postgres", timeout=5)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def new_postgresql() -> Iterator[Callable[[], str]]:
    """Make an empty PostgreSQL database and return its url; all are dropped at the end."""
    made: list[str] = []

    def make() -> str:
        name = f"tafelronde_test_{secrets.token_hex(6)}"
        try:
            asyncio.run(on_server(f"CREATE DATABASE {name}"))
        except OSError as error:
            pytest.skip(f"PostgreSQL does not answer on 127.0.0.1:5432: {error}")
        made.append(name)
        return f"postgresql+asyncpg://{SERVER}/{name}"

    yield make
    asyncio.run(on_server(*(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)" for name in made)))
