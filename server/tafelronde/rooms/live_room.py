"""The async shell of one room: frames in, one log record a burst, messages out in order.

In normal running nobody sees a change before it is on disk: a burst is handed to the log writer and
sent on when its commit ended. When the disk takes longer than `patience`, or cannot be written at
all, changes go on to others at once and only the word *saved* (message 101) waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog

from tafelronde.errors import Poisoned, ProtocolError, StorageUnavailable
from tafelronde.rooms.close_codes import CloseCodes
from tafelronde.rooms.connection import Connection
from tafelronde.rooms.fan_out import FanOut
from tafelronde.rooms.log_writer import OK, LogWriter, Outcome
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.outgoing import Outgoing
from tafelronde.rooms.pump import Pump
from tafelronde.storage.quarantine import Poison
from tafelronde.storage.update_log import Fenced
from tafelronde.sync import messages
from tafelronde.sync.flush import Flush
from tafelronde.sync.held_document import HeldDocument
from tafelronde.sync.quarantine import is_pycrdts
from tafelronde.sync.room import Room

log = structlog.get_logger()

_GATHERING_SECONDS = 0.001

# Providers that know no permanent close code reconnect in 100 ms, for ever: hold them first.
_HOLD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class LogSize:
    """How much a reader of the log must replay on top of the snapshot."""

    rows: int
    bytes: int


class LiveRoom:
    """A board in memory, its connections, and the pump between them and the log.

    `seq`: of the newest row that is in the document. `images_seq`: of the row up to which it is noted
    which pictures objects name. `size`: of the document when it was last written
    out, in bytes. `on_end` is called once when the room cannot go on, with the name of the close code
    for everybody in it: its epoch is over, its board is gone, or its pump failed. `on_poison` gets each
    update that the document could not take; it returns at once and never raises.
    """

    def __init__(
        self,
        board_id: str,
        epoch: str,
        seq: int,
        room: Room,
        *,
        size: int,
        replayed: LogSize,
        log_writer: LogWriter,
        close_codes: CloseCodes,
        clock: Callable[[], int],
        patience: float,
        on_end: Callable[[LiveRoom, str], None],
        on_poison: Callable[[Poison], None],
        measures: Measures,
    ) -> None:
        self.board_id = board_id
        self.epoch = epoch
        self.seq = seq
        self.images_seq = seq
        self.size = size
        self.log_rows = replayed.rows
        self.log_bytes = replayed.bytes
        self._room = room
        self._log_writer = log_writer
        self._close_codes = close_codes
        self._clock = clock
        self._patience = patience
        self._on_end = on_end
        self._on_poison = on_poison
        self._measures = measures
        self._out = FanOut(close_codes, measures)
        # What `compact` found to be so of what is stored, until a snapshot is.
        self._needs_snapshot = self._is_healed = False
        self._uses_seen = -1
        self._used_at = 0.0
        self._loop = asyncio.get_running_loop()
        self._presence_due: asyncio.TimerHandle | None = None
        self._pump = Pump(self, patience, measures)

    # Connections

    @property
    def connections(self) -> list[Connection]:
        return self._out.connections

    async def serve(self, connection: Connection, welcome: dict[str, Any]) -> None:
        """Runs a connection until its peer leaves or it is closed. `welcome`: the first event."""
        session = connection.session
        self._out.add(connection)
        connection.on_caught_up = self._catch_up
        try:
            self._greet(connection, welcome)
            del welcome
            self._room.join(session)
            self._send_prompts()
            self._soon()
            await connection.read(
                partial(self._take, connection), partial(self._charge, connection)
            )
        finally:
            self._out.remove(connection)
            self._room.leave(session)
            self._soon()
            await connection.run_down()

    def _greet(self, connection: Connection, welcome: dict[str, Any]) -> None:
        if connection.session.wants_events:
            body = {**welcome, "serverTime": self._clock(), "saving": self._saving_word()}
            connection.send(Outgoing(messages.event(body)))

    def _take(self, connection: Connection, data: bytes) -> float:
        """One message of a peer; returns for how many seconds to read no more of it."""
        wait = self._charge(connection, len(data))
        if connection.is_done:
            return wait
        try:
            self._room.receive(connection.session, data)
        except ProtocolError as error:
            self._end(connection, error)
        except BaseException as error:
            if not is_pycrdts(error):
                raise
            log.exception("message failed", board=self.board_id, connection=connection.id)
            self._end(connection, ProtocolError("internal", "a message that could not be handled"))
        self._send_prompts()
        self._soon()
        return wait

    def _charge(self, connection: Connection, size: int) -> float:
        """Counts what came against the peer's budget; returns for how many seconds to read no more."""
        if connection.is_done:
            return 0.0
        now = self._loop.time()
        wait = connection.budget.spend(size, now)
        if wait:
            self._measures.pauses += 1
            if connection.budget.is_hopeless(now):
                self._end(connection, ProtocolError("overBudget", "too much for too long"))
        return wait

    def _end(self, connection: Connection, error: ProtocolError) -> None:
        close = self._close_codes[error.name]
        log.warning(
            "connection closed",
            board=self.board_id,
            connection=connection.id,
            person=connection.session.person.id,
            code=close.code,
            close=error.name,
            why=error.message,
        )
        if isinstance(error, Poisoned):
            person, link_id = connection.session.person, connection.link_id
            self._on_poison(
                Poison(self.board_id, person.id, link_id, self._clock(), error.why, error.update)
            )
        is_held = close.is_permanent and not connection.session.wants_events
        connection.close_after(_HOLD_SECONDS if is_held else 0, close.code, error.name)

    def close(self, name: str, is_meant: Callable[[Connection], bool] = lambda _: True) -> None:
        """Closes the connections that `is_meant` picks, with the close code of that name."""
        self._out.close(name, is_meant)

    def announce(self, body: dict[str, Any]) -> None:
        """Sends an event to every connection that asked for events."""
        self._out.announce(body)

    def keep_alive(self, silent_for: float) -> None:
        """Sends traffic to peers that got none for `silent_for` seconds: they count on it."""
        self._out.keep_alive(silent_for)

    # The document

    async def plain(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The board as plain JSON; in normal running, of what is on disk.

        Raises `StorageUnavailable` when the room came to its end meanwhile.
        """
        if not self._pump.is_ahead:
            await self.settle()
        if self._pump.is_over:
            raise StorageUnavailable("this board is being loaded again")
        return self._room.plain()

    async def settle(self) -> None:
        """Returns when every change that was here at the call is on disk or on its way to others, or
        when the room has come to its end.
        """
        pump = self._pump
        goal = pump.taken + (1 if self._room.has_work else 0)
        while not pump.is_over and pump.passed < goal:
            pump.wake()
            futures = [each.outcome for each in pump.unsaved if not each.is_written]
            if futures:
                await asyncio.wait(
                    [each for each in futures if each is not None],
                    timeout=self._patience,
                    return_when=asyncio.FIRST_COMPLETED,
                )
            else:
                # It gathers, for a few milliseconds at most.
                await asyncio.sleep(_GATHERING_SECONDS)

    @property
    def has_ended(self) -> bool:
        """Whether nothing that still comes is kept: the board is to be loaded again."""
        return self._pump.is_over

    @property
    def is_clean(self) -> bool:
        """Whether nothing of this room exists only in memory."""
        return not (self._room.has_work or self._pump.unsaved or self._pump.is_over)

    def unsaved_for(self, now: float) -> float:
        """For how many seconds the oldest message has waited to be flushed or saved; 0 if none does.

        `now`: on the monotonic clock.
        """
        oldest = self._pump.unsaved_since
        return 0.0 if oldest is None else now - oldest

    def compact(self) -> bytes | None:
        """A snapshot that holds the log up to `seq`, if one can be made; only when clean. Call
        `compacted` when it is stored.
        """
        self._needs_snapshot, self._is_healed = self.needs_snapshot, self.is_healed
        state = self._room.compact()
        if self._room.has_offenders:
            self._needs_snapshot = self._is_healed = True
            self._report_offenders()
            # Those who have seen it are told to delete it.
            self._pump.wake()
        return state

    @property
    def needs_snapshot(self) -> bool:
        """Whether what is stored would keep the next visitor waiting, or would have the bin looked
        through again.
        """
        return self._needs_snapshot or self.held.needs_snapshot

    @property
    def is_healed(self) -> bool:
        """Whether what is stored is to be healed by whoever loads it."""
        return self._is_healed or self.held.is_healed

    def let_go(self) -> bool:
        """Takes the live document away, where it is clean and in a snapshot; returns whether there is
        none now.
        """
        return self._room.let_go()

    @property
    def held(self) -> HeldDocument:
        """The document as it is held: for what is to be known of it, not to be changed."""
        return self._room.held

    def unused_for(self, now: float) -> float:
        """For how many seconds nobody has needed the live document, as far as these calls saw."""
        uses = self.held.uses
        if uses != self._uses_seen:
            self._uses_seen = uses
            self.was_used(now)
        return now - self._used_at

    def was_used(self, now: float) -> None:
        """Counts the live document as needed at `now`."""
        self._used_at = now

    def compacted(self, seq: int, size: int) -> None:
        """The log up to `seq` is folded into a snapshot of `size` bytes, which is stored."""
        self._needs_snapshot = self._is_healed = False
        self.size = size
        if seq == self.seq:
            self.log_rows = self.log_bytes = 0

    def purge(self, before: int) -> int:
        """Takes out what was deleted before `before`; only when nobody is connected. Returns how many
        objects that were; the change is on its way to the log.
        """
        purged = self._room.purge(before)
        self._pump.wake()
        return purged

    def dispose(self) -> None:
        """Ends the pump. What is unsaved stays with the log writer."""
        self._pump.stop()
        if self._presence_due is not None:
            self._presence_due.cancel()

    # What goes out

    def _soon(self) -> None:
        if self._room.has_work:
            self._pump.wake()
        if self._presence_due is None and self._room.has_presence:
            self._presence_due = self._loop.call_later(
                self._out.presence_delay, self._send_presence
            )

    def _send_presence(self) -> None:
        self._presence_due = None
        entries = self._room.take_presence()
        if entries:
            self._out.show(entries)

    def _send_prompts(self) -> None:
        if self._room.has_prompts:
            self._out.prompt(self._room.take_prompts())

    def _catch_up(self, connection: Connection) -> None:
        """A peer that had stopped reading reads again: it gets one diff from where it stands."""
        connection.is_behind = False
        self._measures.collapsed += 1
        self._room.catch_up(connection.session, connection.standing or {})
        self._pump.wake()

    # What the pump asks for

    def next_flush(self) -> Flush | None:
        flush = self._room.flush(self._clock())
        if self._room.has_offenders:
            self._report_offenders()
        return flush

    def _report_offenders(self) -> None:
        """Hands over what turned out late to be poison. Whoever brought it may long have left."""
        for each in self._room.take_offenders():
            who = each.person_id or ""
            self._on_poison(
                Poison(self.board_id, who, None, self._clock(), each.why, each.update, is_late=True)
            )

    def write(self, record: bytes, flush: Flush) -> asyncio.Future[Outcome]:
        self.log_rows += 1
        self.log_bytes += len(record)
        self._measures.flush_updates.observe(flush.entries)
        return self._log_writer.append(self.board_id, self.epoch, record, flush.edits)

    def can_save(self) -> bool:
        return self._log_writer.saving == OK

    def deliver(self, flush: Flush) -> None:
        self._out.deliver(flush)

    def tell_saved(self, flush: Flush) -> None:
        self._out.tell_saved(flush)

    def note_outcome(self, outcome: Outcome) -> bool:
        """False when the log did not take the row, or has others too: that is the room's end."""
        if isinstance(outcome, Fenced):
            self._end_room("oldEpoch" if outcome.why == "epoch" else "deleted")
        elif outcome.seq > self.seq + 1:
            # Another process writes this board, or a commit was made twice. A snapshot of this
            # document could lose rows that it never had; loading again finds them.
            log.error("rows of another writer", board=self.board_id, seq=outcome.seq, own=self.seq)
            self._end_room("internal")
        else:
            self.seq = outcome.seq
        return not self._pump.is_over

    def on_ahead(self) -> None:
        self._announce_saving()

    def on_failure(self, error: BaseException) -> None:
        log.error("room failed", board=self.board_id, exc_info=error)
        self._end_room("internal")

    def _end_room(self, name: str) -> None:
        if not self._pump.is_over:
            self._pump.stop()
            self._on_end(self, name)

    def _saving_word(self) -> str:
        return "stalled" if self._pump.is_ahead else "ok"

    def on_saving(self) -> None:
        """The log writer found out why it cannot save, or can again."""
        if self._pump.is_ahead:
            self._announce_saving()

    def _announce_saving(self) -> None:
        body: dict[str, Any] = {"type": "saving", "state": self._saving_word()}
        if self._pump.is_ahead and self._log_writer.saving != OK:
            body["reason"] = self._log_writer.saving
        self.announce(body)
