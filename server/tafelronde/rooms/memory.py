"""What of the boards stays in memory: live documents while somebody edits, bytes while somebody looks.

What is not on disk always stays. All together keep to a budget as long as something can go.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.image_keeper import ImageKeeper
from tafelronde.rooms.live_room import LiveRoom
from tafelronde.rooms.log_writer import OK
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.settings import LobbySettings
from tafelronde.rooms.slots import Slot, Slots
from tafelronde.rooms.snapshots import Snapshots
from tafelronde.sync.quarantine import is_pycrdts

log = structlog.get_logger()

# Short of memory, a live document may go that nobody needed for this long.
_SHORTEST_REST_SECONDS = 5.0


class Memory:
    """Goes round the boards of `slots`. `saving`: "ok" while something can be saved. `clock`: Unix
    milliseconds.
    """

    def __init__(
        self,
        slots: Slots,
        snapshots: Snapshots,
        images: ImageKeeper,
        settings: LobbySettings,
        clock: Callable[[], int],
        saving: Callable[[], str],
        measures: Measures,
    ) -> None:
        self._slots = slots
        self._snapshots = snapshots
        self._images = images
        self._settings = settings
        self._clock = clock
        self._saving = saving
        self._measures = measures

    @property
    def held(self) -> int:
        """About how many bytes all documents take, live or not."""
        return sum(room.held.memory for room in self._slots.rooms)

    async def tidy(self) -> None:
        """One round: what is due is snapshot, let go and unloaded. Raises StorageUnavailable; then the
        next round goes on.
        """
        now = asyncio.get_running_loop().time()
        for board_id, slot in self._slots:
            room = slot.room
            if room is None or not room.is_clean or self._saving() != OK:
                continue
            with _one_boards_trouble(board_id):
                if slot.guests == 0 and now - slot.empty_since >= slot.idle_seconds:
                    await self._unload(board_id, slot, room)
                    continue
                if slot.guests and self._snapshots.is_due(room):
                    await self._snapshots.take(room)
                if room.unused_for(now) >= self._settings.edit_idle_seconds:
                    await self._images.note_named(room)
                    if room.is_clean:
                        self._measures.let_go += await self._snapshots.let_go(room, now)
        await self._shed(now)

    async def _shed(self, now: float) -> None:
        """While documents take more memory than they may: first boards that nobody is on go, then
        live documents that nobody needs, each time the one that was needed longest ago.
        """
        excess = self.held - self._settings.cache_bytes
        if excess <= 0 or self._saving() != OK:
            return
        empty = [(slot.empty_since, id) for id, slot in self._slots if not slot.guests]
        for _, board_id in sorted(empty):
            slot = self._slots.get(board_id)
            # Somebody may have come while another board was put away.
            room = None if slot is None or slot.guests else slot.room
            if excess <= 0 or slot is None or room is None or not room.is_clean:
                continue
            with _one_boards_trouble(board_id):
                held = room.held.memory
                if await self._unload(board_id, slot, room):
                    self._measures.evicted_boards += 1
                    excess -= held
        live = [room for room in self._slots.rooms if room.held.is_live]
        for room in sorted(live, key=lambda room: room.unused_for(now), reverse=True):
            if excess <= 0 or room.unused_for(now) < _SHORTEST_REST_SECONDS:
                return
            with _one_boards_trouble(room.board_id):
                held = room.held.memory
                await self._images.note_named(room)
                if room.is_clean and await self._snapshots.let_go(room, now):
                    self._measures.evicted_documents += 1
                    excess -= held - room.held.memory

    async def _unload(self, board_id: str, slot: Slot, room: LiveRoom) -> bool:
        """Takes the board out of memory, on which nobody is; False when somebody came meanwhile, or
        something must be saved first.
        """
        before = self._clock() - self._settings.bin_ms
        if room.held.bin_since < before and (purged := room.purge(before)):
            self._measures.purged_objects += purged
            return False
        await self._images.note_named(room)
        if not _is_idle(slot, room):
            return False
        if self._snapshots.is_worth_it(room):
            await self._snapshots.take(room)
        if not _is_idle(slot, room):
            return False
        self._slots.forget(board_id, slot)
        room.dispose()
        return True


@contextmanager
def _one_boards_trouble(board_id: str) -> Iterator[None]:
    """Logs what goes wrong with one board: the others' snapshots and the budget do not wait for it."""
    try:
        yield
    except StorageUnavailable:
        raise
    except BaseException as error:
        if not is_pycrdts(error):
            raise
        log.exception("housekeeping failed", board=board_id)


def _is_idle(slot: Slot, room: LiveRoom) -> bool:
    """Whether nobody is there and nothing is under way: to be asked anew after each await."""
    return slot.guests == 0 and room.is_clean
