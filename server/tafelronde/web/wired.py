"""What `app.py` wired, as routes ask for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from tafelronde.errors import OverBudget
from tafelronde.rooms.lobby import Lobby
from tafelronde.settings import Settings
from tafelronde.storage.database import Database

Clock = Callable[[], int]


def settings(connection: HTTPConnection) -> Settings:
    return cast("Settings", connection.app.state.settings)


def database(connection: HTTPConnection) -> Database:
    return cast("Database", connection.app.state.database)


def lobby(connection: HTTPConnection) -> Lobby:
    return cast("Lobby", connection.app.state.lobby)


def now(connection: HTTPConnection) -> int:
    """This moment, in Unix milliseconds."""
    return cast("Clock", connection.app.state.clock)()


def within_join_budget(connection: HTTPConnection) -> None:
    """Counts one arrival from this address; raises OverBudget when there were too many."""
    address = connection.client.host if connection.client is not None else ""
    wait = lobby(connection).budgets.join(address, time.monotonic())
    if wait > 0:
        raise OverBudget(wait)


TheSettings = Annotated[Settings, Depends(settings)]
TheDatabase = Annotated[Database, Depends(database)]
TheLobby = Annotated[Lobby, Depends(lobby)]
Now = Annotated[int, Depends(now)]
