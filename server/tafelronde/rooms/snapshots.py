"""Snapshots of live rooms: when one is due, and taking it.

A snapshot is made on the event loop and costs about as much as loading the board; so a busy board
takes them in proportion to what is written, and everything else waits until nobody works on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.live_room import LiveRoom
from tafelronde.rooms.measures import Measures
from tafelronde.storage.update_log import UpdateLog

# A log is folded into a snapshot on unloading when replaying it would take noticeable time. A large
# board is, for a single row: without any its next visitor waits for no live document.
_WORTH_ROWS = 20
_LARGE_BYTES = 64 * 1024

log = structlog.get_logger()


class Snapshots:
    """`busy_rows`: log rows after which a busy room takes a snapshot. `clock`: Unix milliseconds."""

    def __init__(
        self,
        update_log: UpdateLog,
        busy_rows: int,
        clock: Callable[[], int],
        measures: Measures,
    ) -> None:
        self._log = update_log
        self._measures = measures
        self._busy_rows = busy_rows
        self._clock = clock

    def is_due(self, room: LiveRoom) -> bool:
        """Whether a busy room's log is long enough: long against the document as well, so that
        what snapshots cost stays in proportion to what is written.
        """
        if room.held.is_healed:
            return True
        rows, replay = room.log_rows, room.log_bytes
        at_least = self._busy_rows
        return rows >= at_least and (replay * 2 >= room.size or rows >= 20 * at_least)

    def is_worth_it(self, room: LiveRoom) -> bool:
        """Whether one should be taken of a room that goes out of memory."""
        return (
            room.log_rows >= _WORTH_ROWS
            or (room.log_rows > 0 and room.held.size >= _LARGE_BYTES)
            or room.held.needs_snapshot
        )

    async def take(self, room: LiveRoom) -> None:
        """Puts a snapshot in the place of a clean room's log. Where none can be made, that is logged,
        the log stays, and it is tried again when the log has grown as much. Raises
        StorageUnavailable.
        """
        seq, rows = room.seq, room.log_rows
        began = time.perf_counter()
        try:
            state = room.compact()
            if state is None:
                self._measures.failed_snapshots += 1
                log.error("snapshot does not load, the log stays", board=room.board_id, seq=seq)
                room.compacted(seq, room.size)
                return
            put = self._log.compact if rows else self._log.replace_snapshot
            kept = await put(room.board_id, room.epoch, seq, state, self._clock())
        except StorageUnavailable:
            raise
        except Exception:
            self._measures.failed_snapshots += 1
            log.exception("snapshot failed, the log stays", board=room.board_id, seq=seq)
            room.compacted(seq, room.size)
            return
        room.compacted(seq, len(state))
        self._measures.snapshot_seconds.observe(time.perf_counter() - began)
        log.info("snapshot", board=room.board_id, seq=seq, rows=rows, bytes=len(state), kept=kept)

    async def let_go(self, room: LiveRoom, now: float) -> bool:
        """Takes a clean room's live document away, after a snapshot where there is none of all of it.
        Returns whether one went. `now`: seconds of the event loop. Raises StorageUnavailable.
        """
        if not room.held.is_live:
            return False
        if not room.held.is_summed_up:
            await self.take(room)
        if room.let_go():
            return True
        # No snapshot could be made, or somebody came meanwhile: not again each half second.
        room.was_used(now)
        return False
