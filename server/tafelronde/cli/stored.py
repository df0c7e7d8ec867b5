"""A board's content straight from the log, without a live room."""

from __future__ import annotations

from typing import Any

from tafelronde.board.document import BoardDocument
from tafelronde.storage.update_log import StoredBoard
from tafelronde.sync.log_record import read_history
from tafelronde.sync.messages import decode_state_vector

# Nothing is ever written through these documents, so their own id never meets another.
_READER = 1


def plain(stored: StoredBoard) -> tuple[dict[str, Any], dict[str, Any]]:
    """`meta` and `objects` as plain JSON."""
    return _document(stored).plain()


def state_vector(stored: StoredBoard) -> dict[int, int]:
    """The next expected clock of every Yjs client that ever wrote here."""
    return decode_state_vector(_document(stored).state_vector())


def _document(stored: StoredBoard) -> BoardDocument:
    return BoardDocument(_READER, read_history(stored.snapshot, stored.payloads).updates)
