"""What is on disk of a board, read past the server."""

from __future__ import annotations

from tafelronde.board.document import BoardDocument
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import UpdateLog
from tafelronde.sync.log_record import read_history
from tafelronde.sync.messages import decode_state_vector
from tests.running_server import Board, RunningServer


async def objects_on_disk(server: RunningServer, board: Board) -> set[str]:
    """The ids of all objects that a server would find if it started now."""
    return set((await _document_on_disk(server, board)).ids())


async def clocks_on_disk(server: RunningServer, board: Board) -> dict[int, int]:
    """By Yjs client id, behind the last change that a server would find if it started now."""
    return decode_state_vector((await _document_on_disk(server, board)).state_vector())


async def _document_on_disk(server: RunningServer, board: Board) -> BoardDocument:
    database = Database(server.database_url)
    await database.open()
    try:
        stored = await UpdateLog(database).load(board.id)
    finally:
        await database.close()
    history = read_history(stored.snapshot, stored.payloads)
    return BoardDocument(1, history.updates)
