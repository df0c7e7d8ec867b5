"""kill −9 while several people write, again and again."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from tests.deadline import eventually
from tests.faults.others import Others, others_on
from tests.faults.writer import Writer
from tests.running_server import Board, RunningServer

pytestmark = pytest.mark.served

# So small that snapshots, too, are under way when the server dies.
_OFTEN = {"TAFELRONDE_SNAPSHOT_ROWS": "10", "TAFELRONDE_IDLE_SECONDS": "1"}
_BOARDS = 3


class Trial:
    """Rounds of writing and killing on the same boards; counts what it saw. `recovered`: seconds from
    each start until all boards were served.

    On every board one writer keeps its document over the crashes, as a browser does, and one
    starts anew each time, as a closed browser does.
    """

    def __init__(self, server: RunningServer, seed: int, *, refused: bool) -> None:
        self.server = server
        self.count: Counter[str] = Counter()
        self.recovered: list[float] = []
        self._random = Random(seed)
        self._refused = refused
        self._boards = [server.create_board(f"Table {number}") for number in range(_BOARDS)]
        self._faithful = [self._writer(f"faithful{number}") for number in range(_BOARDS)]
        # Board id → what was ever confirmed, and what must never be there.
        self._confirmed: dict[str, set[str]] = {board.id: set() for board in self._boards}
        self._forbidden: dict[str, set[str]] = {board.id: set() for board in self._boards}

    async def round(self, number: int) -> None:
        """Everybody writes; in the middle of it the server dies; then all that it confirmed is there."""
        fleeting = [self._writer(f"fleeting{number}x{each}") for each in range(_BOARDS)]
        pairs = [
            *zip(self._faithful, self._boards, strict=True),
            *zip(fleeting, self._boards, strict=True),
        ]
        everybody = [asyncio.create_task(self._write(*pair)) for pair in pairs]
        goal = self._random.randint(20, 250)

        async def confirmed() -> list[int]:
            for task in everybody:
                if task.done():
                    await task
            return [len(writer.book.confirmed()) for writer, _ in pairs]

        await eventually(confirmed, lambda each: min(each) > 0 and sum(each) >= goal, 60)
        await asyncio.to_thread(self.server.kill)
        await asyncio.gather(*everybody)
        for writer, board in pairs:
            self._confirmed[board.id] |= writer.book.confirmed()
            self._forbidden[board.id] |= writer.book.forbidden
            self.count["sent"] += len(writer.book.messages)
            self.count["refused"] += writer.book.refusals
        self.count["rounds"] += 1

        began = time.monotonic()
        await asyncio.to_thread(self.server.start)
        for board in self._boards:
            await self._check(board)
        self.recovered.append(time.monotonic() - began)

    async def _check(self, board: Board) -> None:
        """[DUR-2] [DUR-5] What was confirmed is there and whole, what was forbidden is not."""
        objects = await asyncio.to_thread(self.server.objects, board)
        assert self._confirmed[board.id] - set(objects) == set()
        assert self._forbidden[board.id] & set(objects) == set()
        for name, fields in objects.items():
            assert (fields["type"], fields["text"]) == ("sticky", name)
        self.count[board.id] = len(self._confirmed[board.id])

    async def _write(self, writer: Writer, board: Board) -> None:
        await writer.write(self.server, board, refused=self._refused)

    def _writer(self, name: str) -> Writer:
        return Writer(name, Random(self._random.random()))

    def summary(self, others: Others) -> str:
        confirmed = sum(self.count[board.id] for board in self._boards)
        return (
            f"kill -9, {self.count['rounds']} rounds: {self.count['sent']} messages sent, "
            f"{confirmed} notes confirmed, {self.count['refused']} messages refused, 0 lost; "
            f"all boards served {max(self.recovered):.1f} s after a start at the latest, others saw "
            f"nothing for {others.longest_silence:.1f} s at most, else {others.delays}"
        )


async def _try(
    server: RunningServer, rounds: int, *, refused: bool, report: Callable[[str], None]
) -> None:
    trial = Trial(server, seed=rounds, refused=refused)
    async with others_on(server, server.create_board("Elsewhere")) as others:
        for number in range(rounds):
            await trial.round(number)
    assert others.lost == others.unconfirmed == 0
    assert refused == bool(trial.count["refused"])
    report(trial.summary(others))


@pytest.fixture
def snapshooter(serve: Callable[..., RunningServer]) -> RunningServer:
    return serve(**_OFTEN)


async def test_a_few_kills_lose_nothing_confirmed(
    snapshooter: RunningServer, report: Callable[[str], None]
) -> None:
    """[DUR-2] Every update that message 101 counted is there after kill −9, refused ones or not."""
    await _try(snapshooter, 3, refused=True, report=report)


@pytest.mark.long
@pytest.mark.parametrize("refused", [False, True])
async def test_twenty_kills_lose_nothing_confirmed(
    snapshooter: RunningServer, refused: bool, report: Callable[[str], None]
) -> None:
    """[DUR-2] The same, twenty times on the same boards."""
    await _try(snapshooter, 20, refused=refused, report=report)
