"""How much of the machine others took while something was measured."""

from __future__ import annotations

import os
import time
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Of the first line of /proc/stat: user, nice, system, irq, softirq, steal. Stolen time is a neighbour's, too.
_BUSY = (1, 2, 3, 6, 7, 8)


class Neighbours:
    """From when it is made."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._machine, self._ours = _machine_seconds(), _own_seconds()

    def share(self) -> float:
        """What others took since, in % of one core."""
        seconds = time.monotonic() - self._at
        machine = _machine_seconds() - self._machine
        return max(0.0, 100 * (machine - (_own_seconds() - self._ours)) / seconds)


def _machine_seconds() -> float:
    fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()
    return sum(int(fields[each]) for each in _BUSY) / _TICKS


def _own_seconds() -> float:
    """Of this process and all that it has started, directly or not, living or ended."""
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text("utf-8", "replace").rsplit(")", 1)[1].split()
        except OSError:
            continue  # it has ended meanwhile
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        # With its ended children's.
        seconds[pid] = sum(map(int, fields[11:15])) / _TICKS
    return sum(spent for pid, spent in seconds.items() if _is_ours(pid, parents))


def _is_ours(pid: int, parents: dict[int, int]) -> bool:
    while pid not in (0, os.getpid()):
        pid = parents.get(pid, 0)
    return pid == os.getpid()
