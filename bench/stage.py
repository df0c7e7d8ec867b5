"""One server for one run: started when needed, restarted on the same data, ended for sure."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from bench.load.target import Board, Target
from bench.measure.isolated import Figures, isolated
from bench.peers.peer import Peer, Place
from bench.process import ServerProcess, free_port

Load = TypeVar("Load")
P = ParamSpec("P")

# Above the measured seconds: making the load, connecting, syncing, counting afterwards.
_OVERHEAD_SECONDS = 240.0


class Stage:
    """`folder`: where the server keeps its data."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        self.folder = folder
        self._peer = peer
        self._boards: tuple[Board, ...] = ()
        self._process = self._start()

    def target(self, boards: int = 1) -> Target:
        """The running server with that many boards; the same ones after a restart."""
        if not self._boards:
            self._boards = self._peer.boards(self._process, boards)
        return Target(self._process.pid, self._process.port, self._boards)

    def measure(
        self, function: Callable[[Target, Load], Figures], load: Load, boards: int = 1
    ) -> Figures:
        return isolated(_OVERHEAD_SECONDS, function, self.target(boards), load)

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        self._process.end(how)
        self._process = self._start()

    def end(self) -> None:
        self._process.end(signal.SIGKILL)

    def _start(self) -> ServerProcess:
        place = Place(self.folder, free_port())
        return ServerProcess(self._peer.command(place), place.port, self.folder / "server.log")


@contextmanager
def stage(peer: Peer) -> Iterator[Stage]:
    """A fresh server with no data; it and its data are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        running = Stage(peer, Path(name))
        try:
            yield running
        finally:
            running.end()
