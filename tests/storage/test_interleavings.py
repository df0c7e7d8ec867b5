"""[DUR-4] Whatever happens at once: snapshot and rows make every row exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tafelronde.storage.boards import Board
from tafelronde.storage.database import Database
from tafelronde.storage.update_log import Appended, StoredBoard, UpdateLog
from tests.storage.conftest import Open
from tests.storage.given import NOW, a_board, content, write


@dataclass(frozen=True)
class Step:
    """What one of two nodes does; `share` of the rows known to be there are in a snapshot."""

    what: str
    node: int
    share: float = 1


@dataclass
class Model:
    """What must be there: the bytes of each row, as the log answered."""

    board: Board
    rows: dict[int, bytes] = field(default_factory=lambda: {1: b"seed"})
    loads: list[StoredBoard] = field(default_factory=list)
    written: int = 0

    async def do(self, log: UpdateLog, step: Step) -> None:
        if step.what == "append":
            self.written += 1
            payload = b"<%d>" % self.written
            (answer,) = await log.append([write(self.board, payload)])
            assert isinstance(answer, Appended)
            assert answer.seq not in self.rows
            self.rows[answer.seq] = payload
        elif step.what == "compact":
            whole = next(n for n in range(1, len(self.rows) + 2) if n not in self.rows) - 1
            seq = max(1, round(whole * step.share))
            await log.compact(self.board.id, self.board.epoch, seq, self.upto(seq), NOW)
        elif step.what == "name":
            state = self.upto(1)
            await log.save_named_snapshot(self.board.id, self.board.epoch, 1, state, "n", NOW)
        else:
            self.loads.append(await log.load(self.board.id))

    def upto(self, seq: int) -> bytes:
        return b"".join(self.rows[n] for n in range(1, seq + 1))


steps = st.builds(
    Step,
    st.sampled_from(["append", "append", "append", "compact", "load", "name"]),
    st.integers(0, 1),
    st.floats(0, 1),
)
bursts = st.lists(st.lists(steps, min_size=1, max_size=6), min_size=1, max_size=8)
# Times differ from run to run, so a failure is shown as found: shrinking it would lose it.
ordinary = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest_asyncio.fixture
async def logs(open_database: Open, database: Database, url: str) -> tuple[UpdateLog, UpdateLog]:
    """Two nodes on one database, the same for all examples: PostgreSQL has 100 connections."""
    return UpdateLog(database), UpdateLog(await open_database(url))


async def play(logs: Sequence[UpdateLog], database: Database, bursts: list[list[Step]]) -> None:
    """Let each burst happen at once, then compare all that was read with all that was written."""
    model = Model(await a_board(database))
    for burst in bursts:
        await asyncio.gather(*(model.do(logs[step.node], step) for step in burst))
    model.loads.append(await logs[0].load(model.board.id))
    assert sorted(model.rows) == list(range(1, len(model.rows) + 1))
    assert model.loads[-1].seq == len(model.rows)
    for stored in model.loads:
        assert content(stored) == model.upto(stored.seq)


@given(bursts=bursts)
@ordinary
async def test_any_interleaving_of_two_nodes_keeps_every_row_once(
    database: Database, logs: tuple[UpdateLog, UpdateLog], bursts: list[list[Step]]
) -> None:
    """Appends, compactions, named snapshots and loads, a burst at a time."""
    await play(logs, database, bursts)


@pytest.mark.long
@given(bursts=bursts)
@settings(ordinary, max_examples=400)
async def test_any_interleaving_of_two_nodes_keeps_every_row_once_at_length(
    database: Database, logs: tuple[UpdateLog, UpdateLog], bursts: list[list[Step]]
) -> None:
    """The same, tried more often."""
    await play(logs, database, bursts)
