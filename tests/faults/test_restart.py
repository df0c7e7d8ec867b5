"""A server that is restarted under a thousand people, and a network that drops all of them at once."""

from __future__ import annotations

import asyncio
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from tests.deadline import until
from tests.faults.crowd import Crowd
from tests.faults.on_disk import objects_on_disk
from tests.faults.others import others_on
from tests.running_server import RunningServer

pytestmark = [pytest.mark.served, pytest.mark.long]

# A hall that is on one board, and ten tables.
_PEOPLE = (500, *([50] * 10))
_WRITERS = 20


@pytest.fixture(autouse=True)
def many_open_files() -> Iterator[None]:
    """As many sockets as there are people, and some."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = sum(_PEOPLE) + 500
    if hard != resource.RLIM_INFINITY and hard < wanted:
        pytest.skip(f"this machine allows {hard} open files, {wanted} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_a_thousand_people_are_sent_away_and_come_back(
    serve: Callable[..., RunningServer], report: Callable[[str], None]
) -> None:
    """[DUR-7] [BACK-6] Everybody is told 1012 (in waves: tests/rooms/test_stopping.py); all that was confirmed is on disk when
    the process has ended; everybody comes back by themselves, and nothing that they went on writing
    is lost. Then the network drops everybody at once, and they come back once more.
    """
    server = serve()
    boards = server.create_boards(len(_PEOPLE))
    async with Crowd(server) as crowd, others_on(server, boards[0], every=0.1) as others:
        for board, people in zip(boards, _PEOPLE, strict=True):
            await crowd.gather(board, people)
        writers = crowd.members[:: len(crowd.members) // _WRITERS]
        async with crowd.writing(writers, every=1.0):
            await until(lambda: all(len(each.confirmed()) > 1 for each in writers), "all wrote")
            stopping = time.monotonic()
            await asyncio.to_thread(server.stop)
            stopped = time.monotonic()
            on_disk = {board.id: await objects_on_disk(server, board) for board in boards}
            for writer in writers:
                assert writer.confirmed() <= on_disk[writer.table.board.id]
            starting = time.monotonic()
            await asyncio.to_thread(server.start)
            ready = time.monotonic()
            await crowd.all_synced()
            back = time.monotonic()
        # The first of those before the server was back are of connections that were never opened.
        closes = [member.closes[0] for member in crowd.members]
        assert Counter(close.code for close in closes) == {1012: sum(_PEOPLE)}
        at = _sent_away_at(server)
        assert len(at) == sum(_PEOPLE) + 2
        cut = time.monotonic()
        crowd.cut()
        await crowd.all_synced()
        again = time.monotonic()
        kept = [set(await asyncio.to_thread(server.objects, board)) for board in boards]
    assert others.lost == others.unconfirmed == 0
    for member in writers:
        assert member.written <= kept[boards.index(member.table.board)]
    report(
        f"SIGTERM with {len(at)} connections: 1012 over {at[-1] - at[0]:.1f} s, ended after "
        f"{stopped - stopping:.1f} s, {sum(map(len, on_disk.values()))} notes on disk, 0 confirmed ones lost"
    )
    report(
        f"they come back: the server is ready after {ready - starting:.1f} s, all have their board "
        f"{back - ready:.1f} s later; others meanwhile: {others.between(ready, back)}"
    )
    report(
        f"a network drops them: all have their board after {again - cut:.1f} s; "
        f"others meanwhile: {others.between(cut, again)}"
    )


def _sent_away_at(server: RunningServer) -> list[float]:
    """When the server had sent each away, in seconds, by its own log: a test with a thousand sockets
    may hear of several waves at once.
    """
    lines = [json.loads(line) for line in server.said().splitlines() if line.startswith("{")]
    return sorted(
        datetime.fromisoformat(line["timestamp"]).timestamp()
        for line in lines
        if line["event"] == "socket" and line["close"] == "restarting"
    )
