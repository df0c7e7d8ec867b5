"""The pump between a room and the log, with a log that takes the time it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tafelronde.rooms.log_writer import Outcome
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.pump import Pump
from tafelronde.storage.update_log import Appended
from tafelronde.sync.flush import Flush
from tests.deadline import until

PATIENCE = 0.1


class Panic(BaseException):
    """As pycrdt's: no `Exception`."""


class Hall:
    """A room whose bursts are numbers, and a disk that takes `seconds` for each."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.waiting = 0
        self.seen: list[int] = []
        self.saved: list[int] = []
        self.failures: list[BaseException] = []
        self.ahead: list[bool] = []
        self.before_flush: Callable[[], None] = lambda: None
        self.pump = Pump(self, PATIENCE, Measures())
        self._made = 0
        self._written = 0
        self._handed: list[asyncio.Future[Outcome]] = []
        self._under_way: list[asyncio.Future[Outcome]] = []

    def edit(self) -> None:
        self.waiting += 1
        self.pump.wake()

    def next_flush(self) -> Flush | None:
        self.before_flush()
        if not self.waiting:
            return None
        self.waiting = 0
        self._made += 1
        return Flush(
            record=b"row",
            entries=self._made,
            edits={},
            update=None,
            audience=(),
            standing={},
            replies=(),
            saved=(),
        )

    def write(self, record: bytes, flush: Flush) -> asyncio.Future[Outcome]:
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._handed.append(done)
        self._commit()
        return done

    def _commit(self) -> None:
        """One commit at a time, of all that waits, as the log writer makes them."""
        if self._handed and not self._under_way:
            self._under_way, self._handed = self._handed, []
            asyncio.get_running_loop().call_later(self.seconds, self._end)

    def _end(self) -> None:
        for done in self._under_way:
            self._written += 1
            done.set_result(Appended(self._written))
        self._under_way = []
        self._commit()

    def can_save(self) -> bool:
        return True

    def note_outcome(self, outcome: Outcome) -> bool:
        return True

    def deliver(self, flush: Flush) -> None:
        self.seen.append(flush.entries)

    def tell_saved(self, flush: Flush) -> None:
        self.saved.append(flush.entries)

    def on_ahead(self) -> None:
        self.ahead.append(self.pump.is_ahead)

    def on_failure(self, error: BaseException) -> None:
        self.failures.append(error)
        self.pump.stop()


@pytest.fixture
async def hall() -> Hall:
    return Hall()


async def test_bursts_are_seen_and_saved_in_order(hall: Hall) -> None:
    """[DUR-1] Each when its commit has ended, the next one after it."""
    hall.seconds = 0.01
    for _ in range(5):
        hall.edit()
        await asyncio.sleep(0)
    await until(lambda: hall.waiting == 0 and not hall.pump.unsaved, "all is saved")
    assert hall.seen == hall.saved == sorted(hall.seen)
    assert hall.ahead == []


async def test_after_one_hiccup_of_the_disk_a_busy_board_is_saved_in_time_again(hall: Hall) -> None:
    """[DUR-3] Although somebody edits all the time, so that there is always something unsaved."""
    busy = asyncio.create_task(edit_all_the_time(hall))
    hall.seconds = 4 * PATIENCE
    await until(lambda: hall.pump.is_ahead, "others see what is not saved")
    hall.seconds = 0.01
    await until(lambda: not hall.pump.is_ahead, "the disk keeps up again", within=3)
    assert not busy.done()
    busy.cancel()
    assert hall.ahead[:2] == [True, False]


async def edit_all_the_time(hall: Hall) -> None:
    while True:
        hall.edit()
        await asyncio.sleep(0.005)


async def test_a_panic_ends_the_room_instead_of_keeping_it_silent(hall: Hall) -> None:
    """[DUR-2] What is not an `Exception` must not leave edits in memory for ever."""

    def panic() -> None:
        raise Panic

    hall.before_flush = panic
    hall.edit()
    await until(lambda: bool(hall.failures), "the room is told")
    assert isinstance(hall.failures[0], Panic)
    assert hall.pump.is_over
