"""What every command stands on: settings, an open database, and errors in one plain line."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from sqlalchemy import make_url

from tafelronde.app import require_current_schema
from tafelronde.errors import BadInput, TafelrondeError
from tafelronde.settings import Settings
from tafelronde.storage.database import Database

T = TypeVar("T")


def unix_milliseconds() -> int:
    return time.time_ns() // 1_000_000


def fail(message: str) -> NoReturn:
    """Ends the command with one line on standard error and status 1."""
    typer.echo(f"tafelronde: {message}", err=True)
    raise typer.Exit(1)


def read_settings() -> Settings:
    """The settings of the environment; ends the command when one of them cannot be."""
    try:
        return Settings()
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        fail(f"the settings are wrong: {'; '.join(faults)}")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Database]:
    """The instance's database, whatever state its schema is in; its folder is made if need be."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            "data_dir", f"The directory DATA_DIR cannot be made: {error.strerror}."
        ) from error
    database = Database(settings.database_url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def ready(settings: Settings) -> AsyncIterator[Database]:
    """The instance's database, its schema current; none is made where there is none."""
    _require_file(settings.database_url)
    async with opened(settings) as database:
        await require_current_schema(database)
        yield database


def _require_file(database_url: str) -> None:
    """Raises BadInput where SQLite would make an empty database of a mistyped place."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise BadInput(
            "database_missing",
            f"There is no database at {url.database}. Set DATA_DIR as it is set for the server, "
            "or run `tafelronde migrate` to make one.",
        )


def run(command: Callable[..., Coroutine[Any, Any, T]], *args: Any) -> T:
    """Runs a command's coroutine; an error of ours becomes its sentence and status 1."""
    try:
        return asyncio.run(command(*args))
    except TafelrondeError as error:
        fail(error.message)
