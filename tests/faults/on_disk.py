"""What is on disk of a board, read past the server."""

from __future__ import annotations

from tafelronde.board.document import BoardDocument
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import UpdateLog
from tafelronde.sync.log_record import read_history
from tests.running_server import Board, RunningServer


async def objects_on_disk(server: RunningServer, board: Board) -> set[str]:
    """The ids of all objects that a server would find if it started now."""
    database = Database(server.database_url)
    await database.open()
    try:
        stored = await UpdateLog(database).load(board.id)
    finally:
        await database.close()
    history = read_history(stored.snapshot, stored.payloads)
    return set(BoardDocument(1, history.updates).ids())
