"""What a load is aimed at."""

from __future__ import annotations

from dataclasses import dataclass

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Board:
    """One document of a running server.

    `path`: of the WebSocket, query included. `prefix`: what stands before every message, both ways
    (Hocuspocus names the document there). `hello`: messages to send before any other, whole.
    `gives_saved`: the server says by message 101 what is on disk.
    """

    path: str
    prefix: bytes = b""
    hello: tuple[bytes, ...] = ()
    gives_saved: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A running server. `pid`: the process whose CPU and memory count."""

    pid: int
    port: int
    boards: tuple[Board, ...]
