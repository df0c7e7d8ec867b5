"""Between a room and the log: one burst after the other, each durable before it is seen.

A burst is handed to the log writer and sent on when its commit has ended. When the disk takes longer
than `patience`, or cannot be written at all, the pump is *ahead*: bursts go on to others at once and
only the word *saved* waits, in the order of the bursts.

It is a state machine driven by callbacks, not a task: waking a task twice for every burst was a
large part of what a burst cost where every board has a few people.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from typing import Protocol

from tafelronde.rooms.log_writer import Outcome
from tafelronde.rooms.measures import Measures
from tafelronde.sync.flush import Flush

# After a burst that took some time to send, the next one gathers for two and a half times as long, at
# most this.
_GATHER_SECONDS_AT_MOST = 0.02
# The event loop's timers know only whole milliseconds.
_WORTH_GATHERING_SECONDS = 0.001


@dataclass(slots=True, eq=False)
class Unsaved:
    """A burst on its way to disk; `outcome` None: it changed nothing, but stands in line.

    `since`: when the first message of it came; `taken`: when it was taken from the room. Both on the
    monotonic clock: the event loop's own knows only whole milliseconds.
    """

    flush: Flush
    since: float
    taken: float
    outcome: asyncio.Future[Outcome] | None = None
    is_noted: bool = False

    @property
    def is_written(self) -> bool:
        return self.outcome is None or self.outcome.done()


class Pumped(Protocol):
    """What the pump needs of the room around it; nothing here waits."""

    def next_flush(self) -> Flush | None: ...

    def write(self, record: bytes, flush: Flush) -> asyncio.Future[Outcome]:
        """Hands the record of a flush to the log."""
        ...

    def can_save(self) -> bool:
        """Whether the log took what it got last."""
        ...

    def note_outcome(self, outcome: Outcome) -> bool:
        """Where the log stands now; False: nothing that still comes can be kept."""
        ...

    def deliver(self, flush: Flush) -> None: ...

    def tell_saved(self, flush: Flush) -> None: ...

    def on_ahead(self) -> None:
        """`is_ahead` changed."""
        ...

    def on_failure(self, error: BaseException) -> None:
        """A row could not be written for a reason of its own, or one of these calls raised."""
        ...


class Pump:
    """`is_ahead`: others see changes before the disk has them. `unsaved`: bursts, oldest first."""

    def __init__(self, room: Pumped, patience: float, measures: Measures) -> None:
        self.is_ahead = False
        self.is_over = False
        self.unsaved: deque[Unsaved] = deque()
        self._room = room
        self._patience = patience
        self._measures = measures
        # When the first message came that is not flushed yet, None when there is none.
        self._since: float | None = None
        self._loop = asyncio.get_running_loop()
        # What is logged here is about the room, not about whoever woke it.
        self._context = Context()
        # How many bursts were taken from the room, and how many of them others have.
        self.taken = 0
        self.passed = 0
        self._is_called = False
        # The burst that the next one waits for.
        self._awaited: Unsaved | None = None
        self._gathering: asyncio.TimerHandle | None = None
        self._impatience: asyncio.TimerHandle | None = None

    @property
    def unsaved_since(self) -> float | None:
        """When the oldest message came that is not on disk yet; None when all of it is."""
        return self.unsaved[0].since if self.unsaved else self._since

    def wake(self) -> None:
        """There may be something to flush; it is, as soon as its turn comes."""
        if self._since is None and not self.is_over:
            self._since = time.monotonic()
        if not (self._is_called or self._awaited or self._gathering or self.is_over):
            self._is_called = True
            self._loop.call_soon(self._guarded, self._turn, context=self._context)

    def stop(self) -> None:
        """Nothing more is flushed, sent or told."""
        self.is_over = True
        self.unsaved.clear()
        self._since = self._awaited = None
        for timer in (self._gathering, self._impatience):
            if timer is not None:
                timer.cancel()
        self._gathering = self._impatience = None

    def _guarded(self, step: Callable[[], None]) -> None:
        if self.is_over:
            return
        try:
            step()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a panic of pycrdt's is no Exception
            self._room.on_failure(error)

    def _turn(self) -> None:
        self._is_called = False
        flush = self._room.next_flush()
        since, self._since = self._since, None
        if flush is None:
            return
        now = time.monotonic()
        burst = Unsaved(flush, now if since is None else since, now)
        self.unsaved.append(burst)
        self.taken += 1
        if flush.record is None:
            self._pass_on(burst)
            return
        burst.outcome = self._room.write(flush.record, flush)
        burst.outcome.add_done_callback(
            lambda _: self._guarded(lambda: self._on_written(burst)), context=self._context
        )
        if not self._room.can_save() or now - self.unsaved[0].taken > self._patience:
            self._go_ahead()
            self._pass_on(burst)
        else:
            # Also while ahead, once the disk keeps up again: or a busy board would never catch up.
            self._awaited = burst
            if self._impatience is None:
                self._impatience = self._loop.call_later(
                    self._patience, self._guarded, self._on_impatience, context=self._context
                )

    def _on_written(self, burst: Unsaved) -> None:
        if self._awaited is burst:
            self._awaited = None
            self._pass_on(burst)
        else:
            self._tell_saved()

    def _on_impatience(self) -> None:
        """One timer for many bursts: a timer for each would be made and thrown away."""
        self._impatience = None
        awaited = self._awaited
        if awaited is None or awaited.is_written:
            return
        left = awaited.taken + self._patience - time.monotonic()
        # Timers are as exact as a millisecond.
        if left > _WORTH_GATHERING_SECONDS:
            self._impatience = self._loop.call_later(
                left, self._guarded, self._on_impatience, context=self._context
            )
            return
        self._awaited = None
        self._go_ahead()
        self._pass_on(awaited)

    def _go_ahead(self) -> None:
        if not self.is_ahead:
            self.is_ahead = True
            self._room.on_ahead()

    def _pass_on(self, burst: Unsaved) -> None:
        """Sends a burst to others, and lets the next one have its turn."""
        if burst.is_written and not self._note(burst):
            return
        # Not the loop's own time, which stands still while a callback runs.
        began = time.perf_counter()
        self._room.deliver(burst.flush)
        self.passed += 1
        self._tell_saved()
        if self.is_over:
            return
        self._measures.flush_seconds.observe(time.monotonic() - burst.taken)
        gather = min(2.5 * (time.perf_counter() - began), _GATHER_SECONDS_AT_MOST)
        if gather >= _WORTH_GATHERING_SECONDS:
            self._gathering = self._loop.call_later(
                gather, self._on_gathered, context=self._context
            )
        else:
            self.wake()

    def _on_gathered(self) -> None:
        self._gathering = None
        self.wake()

    def _note(self, burst: Unsaved) -> bool:
        if burst.outcome is None or burst.is_noted:
            return True
        burst.is_noted = True
        return self._room.note_outcome(burst.outcome.result())

    def _tell_saved(self) -> None:
        """Passes on the counts of all that is on disk, in the order in which it was flushed."""
        while self.unsaved:
            first = self.unsaved[0]
            if not first.is_written or first is self._awaited:
                return
            if not self._note(first):
                return
            self.unsaved.popleft()
            if first.flush.saved:
                self._measures.saved_seconds.observe(time.monotonic() - first.since)
            self._room.tell_saved(first.flush)
        if self.is_ahead:
            self.is_ahead = False
            self._room.on_ahead()
