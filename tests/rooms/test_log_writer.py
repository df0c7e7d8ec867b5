"""The one writer of the log: what it does with what could not be written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from tafelronde.board.document import seed_update
from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.log_writer import LogWriter
from tafelronde.rooms.measures import Measures
from tafelronde.storage.boards import create_board
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import Append, Appended, Fenced, UpdateLog
from tafelronde.sync.log_record import seed_record

RECORD = seed_record(seed_update(7))


class Flaky(UpdateLog):
    """A real log; `faults`, one a call, are raised in place of writing. None: it writes."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.faults: list[Exception | None] = []

    async def append(self, batch: Sequence[Append]) -> list[Appended | Fenced]:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        return await super().append(batch)


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[Flaky]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'tafelronde.sqlite3'}")
    await database.open()
    await database.migrate()
    yield Flaky(database)
    await database.close()


@pytest.fixture
async def writer(log: Flaky) -> AsyncIterator[LogWriter]:
    writer = LogWriter(log, clock=lambda: 1, on_saving=lambda: None, measures=Measures())
    writer.start()
    yield writer
    await writer.stop(5)


class Picky(UpdateLog):
    """A real log that refuses every batch with the row of one board, however often it comes."""

    bad: str = ""

    async def append(self, batch: Sequence[Append]) -> list[Appended | Fenced]:
        if any(append.board_id == self.bad for append in batch):
            raise ValueError("a row's fault")
        return await super().append(batch)


@pytest.mark.parametrize("boards", [2, 7, 8])
async def test_one_boards_bad_row_keeps_no_other_from_being_saved(log: Flaky, boards: int) -> None:
    """[DUR-3] However many boards are in the commit; who waits for the bad row is told."""
    places = [await a_board(log) for _ in range(boards)]
    picky = Picky(log._database)
    picky.bad = places[1][0]
    writer = LogWriter(picky, clock=lambda: 1, on_saving=lambda: None, measures=Measures())
    writer.start()
    async with asyncio.timeout(5):
        outcomes = await asyncio.gather(
            *(writer.append(id, epoch, RECORD, {}) for id, epoch in places), return_exceptions=True
        )
    await writer.stop(5)
    assert [type(outcome) for outcome in outcomes].count(Appended) == boards - 1
    assert isinstance(outcomes[1], ValueError)


async def a_board(log: Flaky) -> tuple[str, str]:
    """Id and epoch of a new board, whose log has one row."""
    async with log._database.write() as connection:
        board = await create_board(
            connection, title="Tea", language="en", created_by=None, seed=RECORD, now=1
        )
    return board.id, board.epoch


async def test_the_rows_of_a_closed_epoch_do_not_stand_in_the_way_of_its_successor(
    log: Flaky, writer: LogWriter
) -> None:
    """[DUR-8] They waited for the disk while a backup was restored; only they are fenced."""
    id, epoch = await a_board(log)
    log.faults = [StorageUnavailable("database locked")]
    old = writer.append(id, "the epoch before", RECORD, {})
    new = writer.append(id, epoch, RECORD, {})
    async with asyncio.timeout(5):
        assert await old == Fenced("epoch")
        assert await new == Appended(2)


async def test_a_board_that_is_written_is_not_written_again_for_the_trouble_of_the_next(
    log: Flaky, writer: LogWriter
) -> None:
    """[DUR-4] A commit failed, its boards were tried one by one, and then the disk went away."""
    one, two = await a_board(log), await a_board(log)
    log.faults = [ValueError("a row's fault"), None, StorageUnavailable("disk full")]
    async with asyncio.timeout(5):
        outcomes = await asyncio.gather(
            *(writer.append(id, epoch, RECORD, {}) for id, epoch in (one, two))
        )
    assert outcomes == [Appended(2), Appended(2)]
    assert [(await log.load(id)).seq for id, _ in (one, two)] == [2, 2]
