"""A machine whose clock is set while people work: by hand, by a time server, by a virtual machine's host."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from scripts import compiler
from tests.deadline import until
from tests.faults.crowd import Crowd
from tests.faults.member import Member
from tests.faults.on_disk import objects_on_disk
from tests.faults.others import others_on
from tests.faults.stepping_clock import SteppingClock
from tests.running_server import Board, RunningServer

pytestmark = [pytest.mark.served, pytest.mark.long]

_DAY = 86_400
# A day into the past, then a day into the future, and into the past again.
_STEPS = (-_DAY, 2 * _DAY, -2 * _DAY)
_SETTINGS = {"TAFELRONDE_PING_SECONDS": "1", "TAFELRONDE_SNAPSHOT_ROWS": "10"}


@pytest.fixture
def clock(tmp_path: Path) -> SteppingClock:
    found = compiler.installed()
    if found is None:
        pytest.skip("stepping a server's clock takes a C compiler: apt-get install gcc libc6-dev")
    return SteppingClock(tmp_path, found)


async def test_a_clock_that_steps_back_and_forth_disturbs_nobody(
    serve: Callable[..., RunningServer], clock: SteppingClock, report: Callable[[str], None]
) -> None:
    """[DUR-10] Nobody is sent away, what is written is confirmed, who has a session from another time
    comes in; then the server is killed in the past, and all that was confirmed is there.
    """
    server = serve(**_SETTINGS, **clock.environment)
    board = server.create_board()
    recovered = []
    async with Crowd(server) as crowd:
        async with others_on(server, board) as others:
            writers = await crowd.gather(board, 10)
            began = time.monotonic()
            async with crowd.writing(writers, every=0.1):
                await _all_go_on(writers)
                for seconds in _STEPS:
                    stepped, known = time.monotonic(), _confirmed(writers)
                    clock.step(seconds)
                    await until(lambda: _confirmed(writers) > known, "more is confirmed")  # noqa: B023
                    recovered.append(time.monotonic() - stepped)
                    await crowd.gather(board, 2)
                    await _all_go_on(crowd.members)
                    await _stamps_say(server, board, clock)
            ended = time.monotonic()
        assert others.lost == others.unconfirmed == 0
        assert [member.closes for member in crowd.members] == [[]] * len(crowd.members)
        confirmed = _confirmed(writers)
        await asyncio.to_thread(server.kill)
    assert confirmed <= await objects_on_disk(server, board)
    await asyncio.to_thread(server.start)
    assert confirmed <= set(await asyncio.to_thread(server.objects, board))
    report(
        f"a clock that steps by up to two days, {len(recovered)} times: {len(confirmed)} notes "
        f"confirmed, 0 lost, the next one {max(recovered) * 1e3:.0f} ms after a step at the latest; "
        f"others: {others.between(began, ended)}"
    )


def _confirmed(writers: Sequence[Member]) -> set[str]:
    return {name for writer in writers for name in writer.confirmed()}


async def _all_go_on(members: Sequence[Member]) -> None:
    """Everybody is asked whether they are still there; who writes has two more notes on disk."""
    asked = [member.pings + 1 for member in members]
    saved = [len(member.confirmed()) + (2 if member.written else 0) for member in members]
    await until(
        lambda: all(
            member.pings >= pings and len(member.confirmed()) >= notes
            for member, pings, notes in zip(members, asked, saved, strict=True)
        ),
        "all are asked, and what they write is confirmed",
    )


async def _stamps_say(server: RunningServer, board: Board, clock: SteppingClock) -> None:
    """That the clock stepped at all: the newest stamps are of the time that it tells."""
    objects = await asyncio.to_thread(server.objects, board)
    told = time.time() + clock.wrong_by
    assert any(abs(fields["created"] / 1e3 - told) < 60 for fields in objects.values())
