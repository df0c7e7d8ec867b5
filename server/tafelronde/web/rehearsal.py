"""What the first visitor of a process would wait for, done before they come."""

from __future__ import annotations

from contextlib import suppress

from tafelronde.errors import BoardNotFound, NotSignedIn
from tafelronde.storage.boards import get_board, membership
from tafelronde.storage.database import Database
from tafelronde.storage.names import new_token
from tafelronde.storage.update_log import UpdateLog
from tafelronde.web.identity import visitor_of
from tafelronde.web.rosters import Rosters


async def rehearse(database: Database, now: int) -> None:
    """Somebody comes whom nobody knows, to a board that is not there.

    The statements that let a visitor in are made and the database's readers opened on the way: the
    first real visitor would otherwise wait three times as long as the next. Nothing is written.
    Raises `StorageUnavailable`.
    """
    nobody = new_token()
    for cookie, token in ((None, nobody), (nobody, None)):
        with suppress(NotSignedIn):
            await visitor_of(database, nobody, cookie=cookie, token=token, now=now)
    async with database.read() as connection:
        await membership(connection, nobody, nobody)
        with suppress(BoardNotFound):
            await get_board(connection, nobody)
    await Rosters(database).of(nobody)
    with suppress(BoardNotFound):
        await UpdateLog(database).load(nobody)
