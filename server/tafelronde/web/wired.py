"""What `app.py` wired, as routes ask for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from tafelronde.board.schema import BoardSchema
from tafelronde.errors import OverBudget
from tafelronde.files.drawer import Drawer
from tafelronde.files.file_reader import FileReader
from tafelronde.images.remaker import Remaker
from tafelronde.rooms.lobby import Lobby
from tafelronde.settings import Settings
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.storage.templates import TemplateStore
from tafelronde.web.rosters import Rosters
from tafelronde.web.uploads import Intake

Clock = Callable[[], int]


def settings(connection: HTTPConnection) -> Settings:
    return cast("Settings", connection.app.state.settings)


def database(connection: HTTPConnection) -> Database:
    return cast("Database", connection.app.state.database)


def lobby(connection: HTTPConnection) -> Lobby:
    return cast("Lobby", connection.app.state.lobby)


def rosters(connection: HTTPConnection) -> Rosters:
    return cast("Rosters", connection.app.state.rosters)


def doorway(connection: HTTPConnection) -> asyncio.Semaphore:
    """What everybody on the way in goes through: so many at once that edits of others still pass."""
    return cast("asyncio.Semaphore", connection.app.state.doorway)


def now(connection: HTTPConnection) -> int:
    """This moment, in Unix milliseconds."""
    return cast("Clock", connection.app.state.clock)()


def within_join_budget(connection: HTTPConnection) -> None:
    """Counts one arrival from this address; raises OverBudget when there were too many."""
    address = connection.client.host if connection.client is not None else ""
    wait = lobby(connection).budgets.join(address, time.monotonic())
    if wait > 0:
        raise OverBudget(wait)


def images(connection: HTTPConnection) -> ImageStore:
    return cast("ImageStore", connection.app.state.images)


def templates(connection: HTTPConnection) -> TemplateStore:
    return cast("TemplateStore", connection.app.state.templates)


def intake(connection: HTTPConnection) -> Intake:
    return cast("Intake", connection.app.state.intake)


def file_intake(connection: HTTPConnection) -> Intake:
    return cast("Intake", connection.app.state.file_intake)


def file_reader(connection: HTTPConnection) -> FileReader:
    return cast("FileReader", connection.app.state.file_reader)


def drawer(connection: HTTPConnection) -> Drawer:
    return cast("Drawer", connection.app.state.drawer)


def remaker(connection: HTTPConnection) -> Remaker:
    return cast("Remaker", connection.app.state.remaker)


def board_schema(connection: HTTPConnection) -> BoardSchema:
    return cast("BoardSchema", connection.app.state.board_schema)


TheSettings = Annotated[Settings, Depends(settings)]
TheDatabase = Annotated[Database, Depends(database)]
TheLobby = Annotated[Lobby, Depends(lobby)]
TheImages = Annotated[ImageStore, Depends(images)]
TheTemplates = Annotated[TemplateStore, Depends(templates)]
TheIntake = Annotated[Intake, Depends(intake)]
TheFileIntake = Annotated[Intake, Depends(file_intake)]
TheFileReader = Annotated[FileReader, Depends(file_reader)]
TheDrawer = Annotated[Drawer, Depends(drawer)]
TheRemaker = Annotated[Remaker, Depends(remaker)]
TheSchema = Annotated[BoardSchema, Depends(board_schema)]
TheRosters = Annotated[Rosters, Depends(rosters)]
Now = Annotated[int, Depends(now)]
