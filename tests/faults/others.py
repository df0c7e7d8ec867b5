"""The others: whether those whom a fault does not meet notice it, as a figure."""

from __future__ import annotations

import asyncio
import json
import math
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from bench.load.counting import percentile
from tests.faults.on_disk import clocks_on_disk
from tests.running_server import Board, RunningServer

_LONGEST_LINE = 64 * 1024 * 1024


@dataclass
class Others:
    """Two people on one board; what they saw is known when they have left.

    `moves`: (when an edit was made, seconds until the other one saw it), in order of time.
    `lost`: how many edits were never seen, or confirmed (message 101) and are not on disk.
    `unconfirmed`: how many clocks of the first one's were never confirmed.
    """

    moves: list[tuple[float, float]] = field(default_factory=list)
    lost: int = 0
    unconfirmed: int = 0

    def between(self, begin: float, end: float = math.inf) -> Delays:
        """Of the edits made in that time (readings of `time.monotonic()`)."""
        return Delays([seconds for made, seconds in self.moves if begin <= made < end])

    @property
    def delays(self) -> Delays:
        return self.between(0.0)

    @property
    def longest_silence(self) -> float:
        """For how many seconds the second one saw nothing: until a server was back, where one went."""
        seen = sorted(made + seconds for made, seconds in self.moves)
        return max((later - sooner for sooner, later in pairwise(seen)), default=0.0)


class Delays:
    """Seconds from an edit to its arrival at somebody else."""

    def __init__(self, seconds: Sequence[float]) -> None:
        self.seconds = sorted(seconds)

    def __str__(self) -> str:
        if not self.seconds:
            return "no edits"
        p50, p99 = (percentile(self.seconds, share) * 1e3 for share in (0.5, 0.99))
        longest = self.seconds[-1] * 1e3
        return (
            f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {longest:.0f} ms of {len(self.seconds)}"
        )


@asynccontextmanager
async def others_on(
    server: RunningServer, board: Board, *, every: float = 0.05
) -> AsyncIterator[Others]:
    """Two people who are on the board inside the block, one of whom edits `every` so many seconds."""
    token = board.tokens["participant"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.faults.two_people"),
        f"{server.socket_url}/sync/{board.id}?events=1&token={token}",
        str(every),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    others = Others()
    try:
        async with asyncio.timeout(60):
            assert await process.stdout.readline() == b"ready\n"
        yield others
        process.stdin.close()
        async with asyncio.timeout(60):
            said = json.loads(await process.stdout.readline())
            await process.wait()
        others.moves = [(made, seconds) for made, seconds in said["moves"]]
        others.unconfirmed = said["written"] - said["confirmed"]
        on_disk = (await clocks_on_disk(server, board)).get(said["client"], 0)
        others.lost = said["unseen"] + max(0, said["confirmed"] - on_disk)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
