"""All live rooms of this process: who is loaded, who may be unloaded, what another process changed.

A room is loaded once, whoever asks for it and however many ask at once, and goes away when nobody
has been there for a while and everything of it is on disk. Whoever enters is counted before the
first await, so that no room is unloaded under somebody who is on the way in.
"""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import Context
from typing import Any

import structlog

from tafelronde.board.bounds import Caps
from tafelronde.board.schema import BoardSchema, presence_fields
from tafelronde.errors import BoardDamaged, StorageUnavailable
from tafelronde.rooms.budgets import Budgets
from tafelronde.rooms.close_codes import CloseCodes, read_close_codes
from tafelronde.rooms.connection import Connection
from tafelronde.rooms.image_keeper import ImageKeeper
from tafelronde.rooms.live_room import LiveRoom, LogSize
from tafelronde.rooms.log_writer import LogWriter
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.memory import Memory
from tafelronde.rooms.quarantine import Quarantine
from tafelronde.rooms.settings import LobbySettings
from tafelronde.rooms.slots import Slots
from tafelronde.rooms.snapshots import Snapshots
from tafelronde.storage.images import ImageStore
from tafelronde.storage.quarantine import QuarantineStore
from tafelronde.storage.templates import TemplateStore
from tafelronde.storage.update_log import StoredBoard, UpdateLog
from tafelronde.sync.log_record import read_history
from tafelronde.sync.presence import Presence
from tafelronde.sync.quarantine import is_pycrdts
from tafelronde.sync.room import Room

log = structlog.get_logger()

_TICK_SECONDS = 0.5
# Who is sent away: a twentieth of all (a person at least), by lot, about so often.
_WAVES, _WAVE_SECONDS = 20, 0.05


class Lobby:
    """Opens rooms for the sockets and answers for all of them.

    `board_schema`, `presence_schema`, `wire`: the parsed files of shared_schema. `clock`: Unix
    milliseconds. `new_client_id`: random Yjs client ids, 32 bits as Yjs makes them.
    """

    def __init__(
        self,
        update_log: UpdateLog,
        images: ImageStore,
        templates: TemplateStore,
        quarantine: QuarantineStore,
        settings: LobbySettings,
        *,
        board_schema: Mapping[str, Any],
        presence_schema: Mapping[str, Any],
        wire: Mapping[str, Any],
        clock: Callable[[], int],
        new_client_id: Callable[[], int] = lambda: random.SystemRandom().getrandbits(32),
        measures: Measures | None = None,
    ) -> None:
        self._log = update_log
        self._images = ImageKeeper(images, templates, update_log, clock, settings.bin_ms)
        self._settings = settings
        self._schema = BoardSchema(board_schema)
        self._presence_fields = presence_fields(presence_schema)
        self._limits: Mapping[str, int] = wire["limits"]
        self._close_codes: CloseCodes = read_close_codes(wire)
        self._clock = clock
        self._new_client_id = new_client_id
        self.budgets = Budgets(settings.rates)
        self.measures = measures = measures or Measures()
        # Counts how often anybody was sent away: who is on the way in meanwhile is asked again.
        self.closings = 0
        self._snapshots = Snapshots(update_log, settings.snapshot_rows, clock, measures)
        self._log_writer = LogWriter(update_log, clock, self._on_saving, measures)
        self._quarantine = Quarantine(quarantine, self.ban, measures)
        self._slots = Slots()
        self._memory = Memory(
            self._slots,
            self._snapshots,
            self._images,
            settings,
            clock,
            lambda: self.saving,
            measures,
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._background: set[asyncio.Task[Any]] = set()
        self._generation: str | None = None
        self._is_stopping = False

    @property
    def memory(self) -> int:
        """About how many bytes all documents take, live or not."""
        return self._memory.held

    @property
    def saving(self) -> str:
        """Either "ok" or, in words, why nothing can be saved now."""
        return self._log_writer.saving

    @property
    def is_stopping(self) -> bool:
        return self._is_stopping

    @property
    def rooms(self) -> list[LiveRoom]:
        """The boards that are in memory."""
        return self._slots.rooms

    @property
    def caps(self) -> Caps:
        """How far a board may grow."""
        limits = self._limits
        return Caps(limits["maxObjects"], limits["maxDocumentBytes"], limits["maxTombstones"])

    @property
    def records_waiting(self) -> int:
        """How many rows of the log are not on disk."""
        return self._log_writer.records_waiting

    def unsaved_for(self) -> float:
        """For how many seconds the oldest edit has waited to be on disk; 0 when none does."""
        now = time.monotonic()
        of_rooms = (room.unsaved_for(now) for room in self._slots.rooms)
        return max(self._log_writer.unsaved_for(now), *of_rooms, 0.0)

    @property
    def loaded_boards(self) -> list[str]:
        """Ids of the boards that are in memory."""
        return self._slots.ids

    @property
    def close_codes(self) -> CloseCodes:
        return self._close_codes

    async def start(self) -> None:
        self._generation = await self._log.generation()
        self._log_writer.start()
        sweeping = self._images.sweep_every(self._settings.sweep_seconds, self._images_named_on)
        self._tasks = [
            asyncio.create_task(self._keep_house(), name="lobby"),
            asyncio.create_task(self._keep_alive(), name="keepalives"),
            asyncio.create_task(sweeping, name="pictures"),
        ]

    async def stop(self) -> None:
        """Drains: no new visitors, sockets closed in jittered waves, everything written."""
        self._is_stopping = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        rooms = self._slots.rooms
        connections = [connection for room in rooms for connection in room.connections]
        random.shuffle(connections)
        close = self._close_codes["restarting"]
        # Everybody at once would come back at once.
        size = max(1, math.ceil(len(connections) / _WAVES))
        for start in range(0, len(connections), size):
            for connection in connections[start : start + size]:
                connection.close(close.code, "restarting")
            await asyncio.sleep(_WAVE_SECONDS * random.uniform(0.5, 1.5))
        for room in rooms:
            await room.settle()
        if not await self._log_writer.stop(self._settings.drain_seconds):
            log.error("stopped with unsaved changes", reason=self.saving)
        for room in rooms:
            if room.is_clean and self._snapshots.is_worth_it(room):
                try:
                    await self._snapshots.take(room)
                except StorageUnavailable as error:
                    # The log has everything; the next load only takes longer.
                    log.warning("no snapshot", board=room.board_id, reason=error.reason)
            room.dispose()
        await self._quarantine.finish()
        await asyncio.gather(*self._background, return_exceptions=True)

    @asynccontextmanager
    async def enter(self, board_id: str) -> AsyncIterator[LiveRoom]:
        """The board's live room, kept loaded inside the block.

        Raises `BoardNotFound`, `BoardDamaged`, `StorageUnavailable`.
        """
        if self._is_stopping:
            raise StorageUnavailable("the server is stopping")
        slot = self._slots.get(board_id)
        if slot is None:
            # What a room logs later is not about the request that happened to load it.
            task = asyncio.create_task(
                self._load(board_id), name=f"load {board_id}", context=Context()
            )
            slot = self._slots.add(board_id, task)
        slot.guests += 1
        try:
            yield await asyncio.shield(slot.task)
        finally:
            slot.guests -= 1
            slot.empty_since = asyncio.get_running_loop().time()
            slot.idle_seconds = self._settings.idle_seconds * random.uniform(1.0, 1.2)
            if slot.task.done() and slot.room is None:
                self._slots.forget(board_id, slot)

    async def read_board(self, board_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """`meta` and `objects` as plain JSON, as they are on disk."""
        async with self.enter(board_id) as room:
            return await room.plain()

    async def sweep(self) -> None:
        """Deletes pictures that nothing has named for the bin's days."""
        await self._images.sweep(self._images_named_on)

    async def _images_named_on(self, board_id: str) -> set[str]:
        async with self.enter(board_id) as room:
            return room.held.images()

    async def close_link(self, board_id: str, link_id: str, keep: str | None = None) -> None:
        """Closes everybody who came by that link, but the person `keep`."""
        await self._close(
            board_id,
            "revoked",
            lambda connection: (
                connection.link_id == link_id and connection.session.person.id != keep
            ),
        )

    async def ban(self, board_id: str, person_id: str) -> None:
        """Closes every connection of somebody whom the board takes nothing from any more."""
        await self._close(
            board_id, "banned", lambda connection: connection.session.person.id == person_id
        )

    async def close_board(self, board_id: str, name: str) -> None:
        """Closes the whole board with the close code of that name."""
        await self._close(board_id, name, lambda _: True)

    async def announce(self, board_id: str, body: dict[str, Any]) -> None:
        """Sends an event to everybody on the board who asked for events."""
        room = self._slots.room(board_id)
        if room is not None:
            room.announce(body)

    async def _close(
        self, board_id: str, name: str, is_meant: Callable[[Connection], bool]
    ) -> None:
        self.closings += 1
        room = self._slots.room(board_id)
        if room is not None:
            room.close(name, is_meant)

    # Loading and unloading

    async def _load(self, board_id: str) -> LiveRoom:
        began = time.perf_counter()
        stored = await self._log.load(board_id)
        try:
            room = self._make_room(stored)
        except BaseException as error:
            if not is_pycrdts(error):
                raise
            log.exception("board cannot be loaded", board=board_id)
            raise BoardDamaged from error
        self.measures.load_seconds.observe(time.perf_counter() - began)
        return LiveRoom(
            board_id,
            stored.epoch,
            stored.seq,
            room,
            size=len(stored.snapshot or b""),
            replayed=LogSize(len(stored.payloads), sum(map(len, stored.payloads))),
            log_writer=self._log_writer,
            close_codes=self._close_codes,
            clock=self._clock,
            patience=self._settings.patience_seconds,
            on_end=self._on_room_end,
            on_poison=self._quarantine.take,
            measures=self.measures,
        )

    def _make_room(self, stored: StoredBoard) -> Room:
        return Room(
            schema=self._schema,
            presence=Presence(self._presence_fields, self._limits["maxAwarenessBytes"]),
            history=read_history(stored.snapshot, stored.payloads),
            closed_clocks=stored.closed_clocks,
            new_client_id=self._new_client_id,
            max_message_bytes=self._limits["maxMessageBytes"],
            caps=self.caps,
            refused=self.measures.refused_changes,
        )

    async def _keep_alive(self) -> None:
        """Waits for nothing but the clock: clients that hear nothing for long give the server up."""
        while True:
            due = time.monotonic() + _TICK_SECONDS
            await asyncio.sleep(_TICK_SECONDS)
            self.measures.lag_seconds.observe(max(0.0, time.monotonic() - due))
            for room in self._slots.rooms:
                try:
                    room.keep_alive(self._limits["keepaliveSeconds"] - _TICK_SECONDS)
                except Exception:
                    log.exception("keepalives failed", board=room.board_id)

    async def _keep_house(self) -> None:
        """What needs the database, and waits for it."""
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            try:
                await self._notice_restore()
                await self._memory.tidy()
            except StorageUnavailable as error:
                # The log writer says so to everybody; here the next round simply tries again.
                log.warning("housekeeping waits for the database", reason=error.reason)
            except Exception:
                log.exception("housekeeping failed")

    # What happens elsewhere

    async def _notice_restore(self) -> None:
        """Another process restored a backup: rooms of epochs that are over are closed for good."""
        generation = await self._log.generation()
        if generation == self._generation:
            return
        loading = self._slots.loading
        if loading:
            # What they read may be from before.
            await asyncio.wait(loading)
        epochs = await self._log.epochs(self._slots.ids)
        for room in self._slots.rooms:
            if epochs.get(room.board_id) != room.epoch:
                await self._retire(room, "oldEpoch" if room.board_id in epochs else "deleted")
        self._generation = generation

    def _on_room_end(self, room: LiveRoom, name: str) -> None:
        task = asyncio.create_task(self._retire(room, name))
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def _retire(self, room: LiveRoom, name: str) -> None:
        slot = self._slots.get(room.board_id)
        if slot is not None and self._slots.room(room.board_id) is room:
            self._slots.forget(room.board_id, slot)
        self.closings += 1
        room.close(name)
        room.dispose()

    def _on_saving(self) -> None:
        for room in self._slots.rooms:
            room.on_saving()
