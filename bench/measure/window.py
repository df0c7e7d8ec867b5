"""CPU and memory between two moments, of the server and of the generator itself."""

from __future__ import annotations

import os
import time

from bench.process import cpu_seconds, memory


class Window:
    """Open it when the load is steady, close it when the schedule ends."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.server_seconds = 0.0
        self._own_seconds = 0.0
        self._seconds = 0.0
        self._memory: dict[str, float] = {}

    def open(self) -> None:
        self._began = (time.monotonic(), cpu_seconds(self._pid), own_cpu_seconds())

    def close(self) -> None:
        at, server, own = self._began
        self._seconds = time.monotonic() - at
        self.server_seconds = cpu_seconds(self._pid) - server
        self._own_seconds = own_cpu_seconds() - own
        self._memory = memory(self._pid)

    def figures(self) -> dict[str, float]:
        """Shares of one core in %, memory in MB at the end of the window."""
        return {
            "server CPU %": 100 * self.server_seconds / self._seconds,
            "generator CPU %": 100 * self._own_seconds / self._seconds,
            "RSS MB": self._memory["rss"],
            "PSS MB": self._memory["pss"],
        }


def own_cpu_seconds() -> float:
    """User and system time of this process so far."""
    times = os.times()
    return times.user + times.system
