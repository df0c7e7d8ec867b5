"""How often people are shown each other: everybody to everybody grows with the square of their number."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tafelronde.rooms.budgets import Rates
from tafelronde.rooms.settings import LobbySettings
from tafelronde.sync import messages
from tests.deadline import until
from tests.rooms.visitor import Venue, Visitor

_STATES_A_SECOND = 500


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    # Everybody is one of three people here.
    settings = LobbySettings(rates=Rates(factor=1000))
    venue = Venue(tmp_path / "tafelronde.sqlite3", settings)
    await venue.open()
    yield venue
    await venue.close()


async def _crowd(venue: Venue, people: int, stack: AsyncExitStack) -> list[Visitor]:
    return [await stack.enter_async_context(venue.visit("Ann")) for _ in range(people)]


def _point(visitor: Visitor, id: int, step: int) -> None:
    entry = messages.AwarenessEntry(id, step, f'{{"cursor":[{step},0]}}')
    visitor.say(messages.awareness([entry]))


async def _shown(watcher: Visitor, id: int, step: int) -> None:
    await until(
        lambda: watcher.presence.get(id, {}).get("cursor") == [step, 0], f"step {step} is shown"
    )


@pytest.mark.parametrize("people", [6, 25, 60])
async def test_the_more_people_the_more_rarely_they_are_shown(venue: Venue, people: int) -> None:
    """[BACK-5] Between two showings to so many lies their number, divided by 500, in seconds."""
    async with AsyncExitStack() as stack:
        crowd = await _crowd(venue, people, stack)
        loop, rounds = asyncio.get_running_loop(), 5
        began = loop.time()
        for step in range(1, rounds + 1):
            _point(crowd[0], 1, step)
            await _shown(crowd[-1], 1, step)
        assert loop.time() - began >= rounds * people / _STATES_A_SECOND


async def test_what_many_do_between_two_showings_is_one_message(venue: Venue) -> None:
    """[BACK-5] Fifty people move ten times each; of each the last place is shown."""
    async with AsyncExitStack() as stack:
        crowd = await _crowd(venue, 50, stack)
        watcher = crowd[-1]
        _point(watcher, 1000, 1)
        await _shown(watcher, 1000, 1)
        before, loop = watcher.presence_messages, asyncio.get_running_loop()
        began = loop.time()
        for step in range(1, 11):
            for id, visitor in enumerate(crowd[:-1]):
                _point(visitor, id, step)
            for _ in range(5):  # turns of the event loop, in which the room takes what was said
                await asyncio.sleep(0)
        for id in range(len(crowd) - 1):
            await _shown(watcher, id, 10)
        # One, and another for each time that the machine was busy for as long as they are gathered.
        gathered = len(crowd) / _STATES_A_SECOND
        assert watcher.presence_messages - before <= 1 + (loop.time() - began) / gathered


async def test_a_few_people_see_every_move(venue: Venue) -> None:
    """[BACK-5] Among five nothing waits for what comes next: as many messages as moves."""
    async with AsyncExitStack() as stack:
        crowd = await _crowd(venue, 5, stack)
        watcher = crowd[-1]
        _point(crowd[0], 1, 1)
        await _shown(watcher, 1, 1)
        before = watcher.presence_messages
        for step in range(2, 22):
            _point(crowd[0], 1, step)
            await _shown(watcher, 1, step)
        assert watcher.presence_messages - before == 20
