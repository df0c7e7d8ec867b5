"""Pictures go when nothing has named them for the bin's days: not on the board, not in its bin, not in
a snapshot that was given a name.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

import structlog

from tafelronde.board.document import BoardDocument
from tafelronde.errors import BoardDamaged, BoardNotFound, StorageUnavailable
from tafelronde.rooms.live_room import LiveRoom
from tafelronde.storage.images import ImageStore
from tafelronde.storage.templates import TemplateStore
from tafelronde.storage.update_log import UpdateLog
from tafelronde.sync.log_record import read_history
from tafelronde.sync.quarantine import is_pycrdts

log = structlog.get_logger()

NamedOn = Callable[[str], Awaitable[set[str]]]
"""Board id → the pictures that its objects name now."""

# Nothing is ever written through these documents, so their own id never meets another.
_READER = 1


class ImageKeeper:
    """`clock`: Unix milliseconds. `kept_ms`: how long after a picture was last named it is kept."""

    def __init__(
        self,
        store: ImageStore,
        templates: TemplateStore,
        update_log: UpdateLog,
        clock: Callable[[], int],
        kept_ms: int,
    ) -> None:
        self._store = store
        self._templates = templates
        self._log = update_log
        self._clock = clock
        self._kept_ms = kept_ms

    async def note_named(self, room: LiveRoom) -> None:
        """Notes which of the board's pictures its objects name, if anything was changed since that was
        noted last. Only while its document is live is that quick, so: before it is let go.
        """
        seq = room.seq
        if seq == room.images_seq:
            return
        # Most boards have none, and all objects would be looked at.
        if await self._store.of_board(room.board_id):
            await self._store.note_used(room.board_id, room.held.images(), self._clock())
        room.images_seq = seq

    async def sweep_every(self, seconds: float, named_on: NamedOn) -> None:
        """Sweeps again and again until it is cancelled."""
        while True:
            await asyncio.sleep(seconds)
            try:
                await self.sweep(named_on)
            except StorageUnavailable as error:
                log.warning("pictures were not swept", reason=error.reason)
            except BaseException as error:
                # What is not swept now only takes up room until the next time.
                if not is_pycrdts(error):
                    raise
                log.exception("pictures were not swept")

    async def sweep(self, named_on: NamedOn) -> None:
        """Takes from boards what was noted as unused for long enough and still is, empties the bin of
        templates, and deletes the pictures that nobody has any more.

        A process that was killed had not noted what it saw last, so the board itself is asked.
        """
        before = self._clock() - self._kept_ms
        for board_id, unused in (await self._store.unused(before)).items():
            try:
                named = await named_on(board_id)
            except (BoardNotFound, BoardDamaged) as error:
                log.warning("pictures stay", board=board_id, why=error.code)
                continue
            named |= _named_in(await self._log.named_states(board_id))
            await self._store.note_used(board_id, named, self._clock())
            await self._store.drop(board_id, unused - named, before)
        await self._templates.purge(before)
        deleted = await self._store.delete_forsaken()
        if deleted:
            log.info("pictures deleted", pictures=deleted)


def _named_in(states: Iterable[bytes]) -> set[str]:
    named: set[str] = set()
    for state in states:
        named |= BoardDocument(_READER, read_history(state, ()).updates).images()
    return named
