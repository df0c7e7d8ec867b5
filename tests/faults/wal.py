"""What SQLite is doing, or was when its process was killed, read from the files of its own log.

The formats are those of https://sqlite.org/walformat.html.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

_WAL_HEADER, _FRAME_HEADER = 32, 24
# Of the shared-memory file: how many frames of the log a checkpoint has copied to the database, and
# how many it set out to copy.
_BACKFILLED, _BACKFILL_ATTEMPTED = 96, 128


class Wal:
    """The write-ahead log of the database file `database`. Asking is cheap: what was found committed
    is not read again.
    """

    def __init__(self, database: Path) -> None:
        self._wal = database.with_name(f"{database.name}-wal")
        self._shared = database.with_name(f"{database.name}-shm")
        self._salts = b""
        self._committed_until = _WAL_HEADER

    def uncommitted_pages(self) -> int:
        """How many pages are written of a transaction that is not committed."""
        try:
            file = os.open(self._wal, os.O_RDONLY)
        except FileNotFoundError:
            return 0
        try:
            return self._walk(file)
        finally:
            os.close(file)

    def _walk(self, file: int) -> int:
        header = os.pread(file, _WAL_HEADER, 0)
        if len(header) < _WAL_HEADER:
            return 0
        (page_size,) = struct.unpack_from(">I", header, 8)
        if header[16:24] != self._salts:  # the log was begun anew
            self._salts, self._committed_until = header[16:24], _WAL_HEADER
        at, pages = self._committed_until, 0
        while True:
            frame = os.pread(file, _FRAME_HEADER, at)
            if len(frame) < _FRAME_HEADER or frame[8:16] != self._salts:
                return pages
            at, pages = at + _FRAME_HEADER + page_size, pages + 1
            (ends_a_transaction,) = struct.unpack_from(">I", frame, 4)
            if ends_a_transaction:
                self._committed_until, pages = at, 0

    def is_being_copied(self) -> bool:
        """Whether a checkpoint is, or was, in the middle of copying the log to the database."""
        try:
            shared = self._shared.read_bytes()
        except FileNotFoundError:
            return False
        if len(shared) < _BACKFILL_ATTEMPTED + 4:
            return False
        (done,) = struct.unpack_from("=I", shared, _BACKFILLED)
        (wanted,) = struct.unpack_from("=I", shared, _BACKFILL_ATTEMPTED)
        return bool(wanted > done)
