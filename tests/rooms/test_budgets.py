"""Who sends too much is slowed down, and sent away only when that does not help."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tafelronde.rooms.budgets import Bucket, Budgets, Rate, Rates
from tafelronde.rooms.settings import LobbySettings
from tafelronde.sync import messages
from tests.deadline import until
from tests.rooms.visitor import Venue
from tests.sync.peer import sticky

TIGHT = Rates(person_messages=Rate(200, 50), patience=0.3)


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    venue = Venue(tmp_path / "tafelronde.sqlite3", LobbySettings(rates=TIGHT))
    await venue.open()
    yield venue
    await venue.close()


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    """Ten at once, then two a second; what is owed is waited for."""
    bucket = Bucket(Rate(2, 10), now=100.0)
    assert [bucket.spend(1, 100.0) for _ in range(10)] == [0.0] * 10
    assert bucket.spend(1, 100.0) == pytest.approx(0.5)
    assert bucket.spend(1, 102.0) == 0.0
    assert not bucket.is_full(102.0)
    assert bucket.is_full(200.0)


def test_reconnecting_does_not_pay_a_debt() -> None:
    """[BACK-3] The person is remembered until the bucket is full again."""
    budgets = Budgets(TIGHT)
    with budgets.drawn_on("ann", "here", 0.0) as budget:
        for _ in range(100):
            budget.spend(10, 0.0)
    with budgets.drawn_on("ann", "here", 0.1) as budget:
        assert budget.spend(10, 0.1) > 0
    with budgets.drawn_on("ben", "here", 0.1) as budget:
        assert budget.spend(10, 0.1) == 0


def test_an_address_is_refused_after_too_many_joins_and_welcome_again_later() -> None:
    """[BACK-3] A whole organisation behind one router still fits."""
    budgets = Budgets(Rates())
    assert all(budgets.join("here", 0.0) == 0 for _ in range(2000))
    assert budgets.join("here", 0.0) > 0
    assert budgets.join("there", 0.0) == 0
    assert budgets.join("here", 1.0) == 0


def test_people_who_keep_trying_do_not_keep_each_other_out() -> None:
    """[BACK-6] Three thousand behind one address try every second; all are in after twenty."""
    budgets = Budgets(Rates())
    outside = 3000
    for second in range(21):
        outside -= sum(budgets.join("here", float(second)) == 0 for _ in range(outside))
    assert outside == 0


def test_a_factor_multiplies_all_budgets() -> None:
    """One setting for who needs more."""
    budgets = Budgets(Rates(factor=2))
    assert all(budgets.join("here", 0.0) == 0 for _ in range(4000))


async def test_a_flood_is_slowed_and_then_closed_and_others_work_on(venue: Venue) -> None:
    """[BACK-3] 4529 for the one, nothing for the other."""
    async with venue.visit("Ann") as ann, venue.visit("Ben") as ben:
        for number in range(2000):
            entry = messages.AwarenessEntry(1, number + 1, "{}")
            ann.say(messages.awareness([entry]))
        ben.objects["n"] = sticky("undisturbed")
        await ben.settle()
        await until(lambda: ann.close_code == 4529, "Ann is out")
        assert ben.close_code is None


async def test_a_short_burst_over_budget_is_only_late(venue: Venue) -> None:
    """[BACK-3] Everything arrives, the connection stays."""
    async with venue.visit("Ann") as ann:
        for number in range(70):
            ann.objects[f"n{number}"] = sticky()
        await ann.settle()
        assert ann.close_code is None
        assert len(await venue.stored()) == 70
