"""What this process counts about itself: plain numbers, bumped where things happen.

Nothing here knows who reads them (`web/metrics.py` does). Work that is done for every message costs
an addition at most; what can be looked up when somebody asks is not counted at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tafelronde.rooms.connection import Connection

# Seconds, from a quick commit to a disk that hangs.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UPDATES = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Histogram:
    """How often a value was at most each of `bounds` (ascending), and more. A call takes 0.3 µs."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    @property
    def count(self) -> int:
        return sum(self.counts)


def _seconds() -> Histogram:
    return Histogram(SECONDS)


@dataclass(slots=True)
class Measures:
    """Since the process started. `open`: the connections that are open now.

    `joins`: sockets let onto a board. `refused_joins`, `refused_changes`, `closed`: by code, and
    `requests`: by method, route template and status; none of these ever holds what a client chose.
    `updates_in`: step2 and update messages received, of connections that are gone. `updates_out`:
    messages handed to connections because somebody changed something. `pauses`: how often reading
    waited for a budget. `collapsed`: how often a peer lagged so far that its updates became one
    diff. `let_go`: live documents that nobody edited; `evicted_documents` and `evicted_boards`:
    what went for lack of memory.

    `poisoned`: updates that a document could not take, by why; `unkept_poison`: those of them that
    are not in the quarantine. `bans`: people locked out of a board.

    Of a flush: `flush_updates` in it, `flush_seconds` from taking it to having sent it on, the disk
    included. `saved_seconds`: from receiving the oldest edit of a flush to telling its sender that it
    is on disk. `commit_seconds`: one commit of the log, over all boards. `load_seconds`: a board
    from disk. `snapshot_seconds`: a snapshot, made and written. `lag_seconds`: how late the event
    loop was, looked at twice a second.
    """

    open: set[Connection] = field(default_factory=set)
    joins: int = 0
    refused_joins: Counter[str] = field(default_factory=Counter)
    refused_changes: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    requests: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    updates_in: int = 0
    updates_out: int = 0
    pauses: int = 0
    collapsed: int = 0
    let_go: int = 0
    evicted_documents: int = 0
    evicted_boards: int = 0
    failed_commits: int = 0
    failed_snapshots: int = 0
    purged_objects: int = 0
    poisoned: Counter[str] = field(default_factory=Counter)
    unkept_poison: int = 0
    bans: int = 0
    flush_updates: Histogram = field(default_factory=lambda: Histogram(UPDATES))
    flush_seconds: Histogram = field(default_factory=_seconds)
    saved_seconds: Histogram = field(default_factory=_seconds)
    commit_seconds: Histogram = field(default_factory=_seconds)
    load_seconds: Histogram = field(default_factory=_seconds)
    snapshot_seconds: Histogram = field(default_factory=_seconds)
    lag_seconds: Histogram = field(default_factory=_seconds)
