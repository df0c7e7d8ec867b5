"""What a server is to the benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bench.load.target import Board
from bench.process import Command, ServerProcess


class NotInstalled(Exception):
    """A peer, or a part of it, could not be had; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server runs: its data go to `folder`, which is empty before its first start."""

    folder: Path
    port: int


class Peer(Protocol):
    """`name`: as in SERVERS=. `title`: for the table. `persists`: it keeps boards over a restart."""

    name: str
    title: str
    persists: bool

    def install(self) -> str:
        """Brings it into the cache if it is not there; what it is, with versions."""
        ...

    def command(self, place: Place) -> Command: ...

    def boards(self, process: ServerProcess, count: int) -> tuple[Board, ...]:
        """So many empty boards of the running server."""
        ...
