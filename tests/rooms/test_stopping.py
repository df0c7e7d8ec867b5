"""How a lobby sends everybody away: in waves, and nobody who came meanwhile is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tafelronde.rooms.budgets import Rates
from tafelronde.rooms.settings import LobbySettings
from tests.rooms.visitor import Venue, Visitor


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    venue = Venue(tmp_path / "tafelronde.sqlite3", LobbySettings(rates=Rates(factor=1000)))
    await venue.open()
    yield venue
    await venue.close()


@pytest.mark.parametrize(("people", "waves"), [(3, 3), (20, 20), (21, 11), (39, 20), (41, 14)])
async def test_however_many_there_are_they_are_sent_away_in_twenty_waves_at_most(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, people: int, waves: int
) -> None:
    """[DUR-7] Each wave is away before the next is told, so it shows how many had been told by then."""
    told: list[int] = []
    really_close = Visitor.close

    async def close(visitor: Visitor, code: int, reason: str) -> None:
        told.append(sum(each.connection.is_closing for each in crowd))
        await really_close(visitor, code, reason)

    monkeypatch.setattr(Visitor, "close", close)
    async with AsyncExitStack() as stack:
        crowd = [await stack.enter_async_context(venue.visit("Ann")) for _ in range(people)]
        await venue.lobby.stop()
        assert {visitor.close_code for visitor in crowd} == {1012}
    assert len(told) == people
    assert len(set(told)) == waves
