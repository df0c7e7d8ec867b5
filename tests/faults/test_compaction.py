"""kill −9 while a board's log is folded into a snapshot, and while SQLite copies its own log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from tests.faults.on_disk import objects_on_disk
from tests.faults.others import others_on
from tests.faults.scribbler import Scribbler
from tests.faults.wal import Wal
from tests.running_server import RunningServer

pytestmark = pytest.mark.served

# A board of 2 MB, on which a stroke is redrawn: a snapshot is due after so many rows, if they are
# together half as long as the board. A row is some ten pages, a snapshot five hundred and more.
_UPDATES, _ROWS = 20, 40
_MORE_THAN_A_ROW = 100
# Until SQLite's own log is copied to the database file as well: every 16 MB.
_MANY_ROWS, _PAUSE = 2000, 0.006
_ATTEMPTS = 20
_PATIENCE = 10.0


class Trial:
    """A board that is written on until the server is killed in a certain moment, again and again.

    `confirmed`: all notes that were ever confirmed. `recovered`: seconds from each start to an answer
    with the whole board. `attempts`: how often it was killed, just before or after the moment as well.
    """

    def __init__(self, server: RunningServer) -> None:
        self.confirmed: set[str] = set()
        self.recovered: list[float] = []
        self.attempts = 0
        self._server = server
        self._board = server.create_board()
        self._wal = Wal(server.database)

    async def prepare(self) -> None:
        async with Scribbler(self._server, self._board) as scribbler:
            self.confirmed |= await scribbler.write(_UPDATES)

    async def kill_in_a_snapshot(self) -> None:
        """The transaction that puts the snapshot in the place of the rows is half written."""
        await self._kill_in(lambda: self._wal.uncommitted_pages() > _MORE_THAN_A_ROW)

    async def kill_in_a_checkpoint(self) -> None:
        """SQLite copies what it has in its own log to the database file."""
        await self._kill_in(self._wal.is_being_copied)

    async def _kill_in(self, moment: Callable[[], bool]) -> None:
        for _ in range(_ATTEMPTS):
            self.attempts += 1
            async with Scribbler(self._server, self._board) as scribbler:
                self.confirmed |= await scribbler.write(1)
                # With pauses: a snapshot is taken when nothing waits to be saved.
                redraws = scribbler.redraw(_MANY_ROWS, every=_PAUSE, window=0)
                redrawing = asyncio.create_task(redraws)
                await asyncio.to_thread(self._kill_when, moment)
                await asyncio.gather(redrawing, return_exceptions=True)
            if await self._was(moment):
                return
        raise AssertionError(f"In {_ATTEMPTS} attempts the server was not killed in the moment")

    def _kill_when(self, is_now: Callable[[], bool]) -> None:
        """Looks again and again, without a pause; kills also when it was not the moment for long."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and not is_now():
            pass
        self._server.kill()

    async def _was(self, moment: Callable[[], bool]) -> bool:
        """Whether the files tell of that moment; they are asked before anybody opens them. Whatever
        they say, all that was confirmed is on disk, and the server serves it. [DUR-2] [DUR-4]
        """
        was_hit = moment()
        assert self.confirmed <= await objects_on_disk(self._server, self._board)
        began = time.monotonic()
        await asyncio.to_thread(self._server.start)
        kept = await asyncio.to_thread(self._server.objects, self._board)
        self.recovered.append(time.monotonic() - began)
        assert self.confirmed == {id for id, fields in kept.items() if fields["type"] == "sticky"}
        return was_hit


async def _try(
    serve: Callable[..., RunningServer], times: int, report: Callable[[str], None]
) -> None:
    server = serve(TAFELRONDE_SNAPSHOT_ROWS=str(_ROWS), TAFELRONDE_RATE_FACTOR="100")
    trial = Trial(server)
    await trial.prepare()
    async with others_on(server, server.create_board("Elsewhere")) as others:
        for _ in range(times):
            await trial.kill_in_a_snapshot()
            await trial.kill_in_a_checkpoint()
    assert others.lost == others.unconfirmed == 0
    report(
        f"kill -9 in the middle of a snapshot and of a checkpoint, {times} times each, in "
        f"{trial.attempts} kills: {len(trial.confirmed)} notes confirmed, 0 lost, served "
        f"{max(trial.recovered):.1f} s after a start at the latest, others saw nothing for "
        f"{others.longest_silence:.1f} s at most, else {others.delays}"
    )


async def test_a_kill_in_the_middle_of_a_snapshot_loses_nothing(
    serve: Callable[..., RunningServer], report: Callable[[str], None]
) -> None:
    """[DUR-9] Once each, with the moment proven from the files that were left behind."""
    await _try(serve, 1, report)


@pytest.mark.long
async def test_ten_kills_in_the_middle_of_snapshots_lose_nothing(
    serve: Callable[..., RunningServer], report: Callable[[str], None]
) -> None:
    """[DUR-9] The same on one board, again and again."""
    await _try(serve, 10, report)
