"""Snapshots of live rooms: when one is due, and taking it.

A snapshot is made on the event loop and costs about as much as loading the board; so a busy board
takes them in proportion to what is written, and everything else waits until nobody works on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import structlog

from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.live_room import LiveRoom
from tafelronde.rooms.measures import Measures
from tafelronde.storage.update_log import UpdateLog
from tafelronde.sync.quarantine import is_pycrdts

# A log is folded into a snapshot on unloading when replaying it would take noticeable time. A large
# board is, for a single row: without any its next visitor waits for no live document.
_WORTH_ROWS = 20
_LARGE_BYTES = 64 * 1024

# Where none can be made or stored, trying costs as much each time: seconds, doubled after each failure.
_FIRST_PAUSE, _LONGEST_PAUSE = 30.0, 3600.0

log = structlog.get_logger()


@dataclass(slots=True)
class _Failure:
    """Seconds after which another snapshot of a room may be tried, and when that is (monotonic)."""

    pause: float
    until: float

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() < self.until


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
        self._failures: WeakKeyDictionary[LiveRoom, _Failure] = WeakKeyDictionary()

    def is_due(self, room: LiveRoom) -> bool:
        """Whether a busy room's log is long enough: long against the document as well, so that
        what snapshots cost stays in proportion to what is written.
        """
        failure = self._failures.get(room)
        if failure is not None and failure.is_fresh:
            return False
        if room.is_healed:
            # It is healed anew by each who loads it.
            return True
        rows, replay = room.log_rows, room.log_bytes
        at_least = self._busy_rows
        return rows >= at_least and (replay * 2 >= room.size or rows >= 20 * at_least)

    def is_worth_it(self, room: LiveRoom) -> bool:
        """Whether one should be taken of a room that goes out of memory."""
        return (
            room.log_rows >= _WORTH_ROWS
            or (room.log_rows > 0 and room.held.size >= _LARGE_BYTES)
            or room.needs_snapshot
        )

    async def take(self, room: LiveRoom) -> None:
        """Puts a snapshot in the place of a clean room's log. Where none can be made or stored, that is
        logged, the log stays, and it is tried again after a pause. Raises StorageUnavailable.
        """
        seq, rows = room.seq, room.log_rows
        began = time.perf_counter()
        try:
            state = room.compact()
            if state is None:
                log.error("snapshot does not load, the log stays", board=room.board_id, seq=seq)
                self._note_failure(room)
                return
            is_stored = await self._store(room, seq, state)
        except StorageUnavailable:
            self._note_failure(room)
            raise
        except BaseException as error:
            if not is_pycrdts(error):
                raise
            log.exception("snapshot failed, the log stays", board=room.board_id, seq=seq)
            self._note_failure(room)
            return
        if not is_stored:
            log.error("snapshot refused, the log stays", board=room.board_id, seq=seq)
            self._note_failure(room)
            return
        self._failures.pop(room, None)
        room.compacted(seq, len(state))
        self._measures.snapshot_seconds.observe(time.perf_counter() - began)
        log.info("snapshot", board=room.board_id, seq=seq, rows=rows, bytes=len(state))

    async def _store(self, room: LiveRoom, seq: int, state: bytes) -> bool:
        """Whether `state` is now the board's snapshot. Only the database knows what stands at `seq`: an
        answer to an earlier try may have been lost.
        """
        what = (room.board_id, room.epoch, seq, state, self._clock())
        return await self._log.compact(*what) or await self._log.replace_snapshot(*what)

    def _note_failure(self, room: LiveRoom) -> None:
        self._measures.failed_snapshots += 1
        before = self._failures.get(room)
        pause = _FIRST_PAUSE if before is None else min(2 * before.pause, _LONGEST_PAUSE)
        self._failures[room] = _Failure(pause, time.monotonic() + pause)

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
