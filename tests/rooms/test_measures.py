"""The counters behind /metrics."""

from __future__ import annotations

import asyncio
import timeit
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import structlog

from tafelronde.board.access import Role
from tafelronde.rooms.measures import SECONDS, Histogram
from tafelronde.rooms.settings import LobbySettings
from tests.deadline import until
from tests.rooms.visitor import Venue
from tests.sync.peer import sticky


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    venue = Venue(tmp_path / "tafelronde.sqlite3", LobbySettings(patience_seconds=0.1))
    await venue.open()
    yield venue
    await venue.close()


def test_a_histogram_counts_each_value_once_at_its_bound() -> None:
    histogram = Histogram((1, 5))
    for value in (0, 1, 1.5, 5, 6):
        histogram.observe(value)
    assert (histogram.counts, histogram.count, histogram.sum) == ([2, 2, 1], 5, 13.5)


def test_a_histogram_costs_next_to_nothing(report: Callable[..., None]) -> None:
    """It stands in the way of every flush."""
    histogram = Histogram(SECONDS)
    calls = 20_000
    seconds = timeit.timeit(lambda: histogram.observe(0.003), number=calls)
    report(f"a histogram's observe: {seconds / calls * 1e6:.2f} µs")
    assert histogram.count == calls


async def test_what_people_do_is_counted(venue: Venue) -> None:
    """[SIGHT-2] Joins, changes in and out, flushes, refusals, and how long saving took."""
    measures = venue.lobby.measures
    async with venue.visit("Ann") as ann, venue.visit("Vic", Role.VIEWER) as vic:
        ann.objects["n"] = sticky("hello")
        await ann.settle()
        ann.objects["n"]["color"] = "ultraviolet"
        vic.objects["v"] = sticky()
        await ann.settle()
        await vic.settle()
        assert measures.joins == len(measures.open) == 2
        assert measures.refused_changes == {"invalid": 1, "read_only": 1}
        assert measures.flush_updates.count == 2
        assert measures.updates_out >= 2
        assert measures.saved_seconds.count >= 2
        assert measures.commit_seconds.count == 2
        vic.say(b"\x63")
        await until(lambda: vic.close_code is not None, "Vic is out")
    assert measures.closed == {"unknownMessage": 1}
    assert measures.open == set()
    assert measures.updates_in == ann.connection.session.received + vic.connection.session.received


async def test_the_oldest_unsaved_edit_grows_old_until_it_is_saved(venue: Venue) -> None:
    """[SIGHT-3] Whatever keeps the disk from answering."""
    async with venue.visit("Ann") as ann:
        await ann.settle()
        assert venue.lobby.unsaved_for() == 0
        gate = asyncio.Event()
        append = venue.log.append

        async def hang(batch: object) -> object:
            await gate.wait()
            return await append(batch)  # type: ignore[arg-type]

        venue.log.append = hang  # type: ignore[method-assign,assignment]
        ann.objects["n"] = sticky("hello")
        await until(lambda: venue.lobby.unsaved_for() > 0.3, "it waits")
        assert venue.lobby.records_waiting == 1
        assert venue.lobby.saving == "ok"
        gate.set()
        await ann.settle()
        assert venue.lobby.unsaved_for() == 0


async def test_a_fault_in_the_log_writer_loses_nothing_and_is_said(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[SIGHT-3] It tries again, with all that came meanwhile."""
    writer = venue.lobby._log_writer
    real, faults = writer._write, [RuntimeError("a fault of ours")] * 2

    async def fail(taken: object) -> None:
        if faults:
            raise faults.pop()
        await real(taken)  # type: ignore[arg-type]

    monkeypatch.setattr(writer, "_write", fail)
    async with venue.visit("Ann") as ann:
        ann.objects["n"] = sticky("hello")
        await until(lambda: venue.lobby.saving == "an internal error", "it is said")
        await ann.settle()
        assert venue.lobby.saving == "ok"
        assert "n" in await venue.stored()
    assert venue.lobby.measures.failed_commits == 2


async def test_a_log_writer_that_has_ended_is_said(venue: Venue) -> None:
    """[SIGHT-3] Only a restart helps then."""
    task = venue.lobby._log_writer._task
    assert task is not None
    task.cancel()
    await until(lambda: venue.lobby.saving == "an internal error", "it is said", within=1)


async def test_what_a_room_logs_later_is_not_about_the_request_that_loaded_it(
    venue: Venue,
) -> None:
    """[SIGHT-4] A room outlives whoever came first."""
    seen: list[dict[str, object]] = []

    def clock() -> int:
        if asyncio.current_task() is None:
            # A room flushes by itself, in nobody's task.
            seen.append(structlog.contextvars.get_contextvars())
        return 1_000_000

    venue.lobby._clock = clock
    with structlog.contextvars.bound_contextvars(request_id="of-the-first"):
        async with venue.visit("Ann") as ann:
            ann.objects["n"] = sticky("hello")
            await ann.settle()
    assert seen
    assert not any(seen)
