"""What SQLite was doing when its process was killed, read from the files that it left behind.

The formats are those of https://sqlite.org/walformat.html.
"""

from __future__ import annotations

import struct
from pathlib import Path

_WAL_HEADER, _FRAME_HEADER = 32, 24
# Of the shared-memory file: how many frames of the log a checkpoint has copied to the database, and
# how many it set out to copy.
_BACKFILLED, _BACKFILL_ATTEMPTED = 96, 128


class Wal:
    """The write-ahead log of the database file `database`."""

    def __init__(self, database: Path) -> None:
        self._wal = database.with_name(f"{database.name}-wal")
        self._shared = database.with_name(f"{database.name}-shm")

    def uncommitted_pages(self) -> int:
        """How many pages were written of a transaction that was not committed."""
        data = self._wal.read_bytes()
        (page_size,) = struct.unpack_from(">I", data, 8)
        salts = data[16:24]
        pages = 0
        for at in range(_WAL_HEADER, len(data) - _FRAME_HEADER, _FRAME_HEADER + page_size):
            if data[at + 8 : at + 16] != salts:
                break
            (commits,) = struct.unpack_from(">I", data, at + 4)
            pages = 0 if commits else pages + 1
        return pages

    def is_being_copied(self) -> bool:
        """Whether a checkpoint is, or was, in the middle of copying the log to the database."""
        shared = self._shared.read_bytes()
        (done,) = struct.unpack_from("=I", shared, _BACKFILLED)
        (wanted,) = struct.unpack_from("=I", shared, _BACKFILL_ATTEMPTED)
        return bool(wanted > done)
