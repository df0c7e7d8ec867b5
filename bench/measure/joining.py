"""Clients joining a large board: how long until each has all of it."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load import wire
from bench.load.client import Client, NotServed
from bench.load.notes import client_ids, filled
from bench.load.target import HOST, Board, Target
from bench.measure.filling import fill, leave
from bench.measure.window import Window

_FILLER = client_ids(1, seed=4)[0]
_ALONE = 5
_JOIN_SECONDS = 90.0
# Enough of a message to tell what it is.
_HEAD_BYTES = 64


@dataclass(frozen=True, slots=True)
class Joining:
    """`notes`: on the board. `together`: how many join at the same moment, after some did alone.
    `is_filled`: they are there already, from before a restart, and nobody has joined since.
    """

    notes: int
    together: int
    is_filled: bool = False


def fill_board(target: Target, notes: int) -> dict[str, float]:
    """Puts the notes on the board and leaves it: for a measurement after a restart."""
    leave(_fill(target, notes))
    return {}


def measure(target: Target, load: Joining) -> dict[str, float]:
    (board,) = target.boards
    loaders = [] if load.is_filled else _fill(target, load.notes)
    figures: dict[str, float] = {}
    if load.is_filled:
        figures["first ms"] = _join(target.port, board, 1)[0] * 1e3
    alone = sorted(_join(target.port, board, 1)[0] for _ in range(_ALONE))
    figures["alone ms"] = alone[_ALONE // 2] * 1e3
    if load.together > 1:
        window = Window(target.pid)
        window.open()
        delays = sorted(_join(target.port, board, load.together))
        window.close()
        measured = window.figures()
        figures["half of them ms"] = delays[len(delays) // 2] * 1e3
        figures["all of them ms"] = delays[-1] * 1e3
        figures["server CPU s"] = window.server_seconds
        figures["generator CPU %"] = measured["generator CPU %"]
        figures["RSS MB"] = measured["RSS MB"]
    leave(loaders)
    return figures


def _fill(target: Target, notes: int) -> list[Client]:
    updates = list(filled(notes, _FILLER))
    end = wire.clocks_brought(updates[-1])[0][2]
    return fill(target.port, target.boards[0], updates, {_FILLER: end})


class _Joiner:
    """A connection on the way to its first step2. Nothing of the content is kept."""

    def __init__(self, board: Board, port: int) -> None:
        self.board = board
        self.port = port
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.bytes = 0
        self._is_upgraded = False
        self._start = bytearray()
        self._left = 0
        self._is_step2 = False

    def connect(self) -> None:
        code = self.socket.connect_ex((HOST, self.port))
        if code not in (0, errno.EINPROGRESS):
            raise NotServed(f"no connection: {errno.errorcode[code]}")

    def greet(self) -> None:
        """Connected: asks for the upgrade."""
        self.socket.send(wire.upgrade_request(self.board.path, self.port))

    def take(self, data: memoryview) -> bool:
        """Whether that completed the step2."""
        if not self._is_upgraded:
            self._start += data
            head, separator, rest = bytes(self._start).partition(b"\r\n\r\n")
            if not separator:
                return False
            if b" 101 " not in head.split(b"\r\n")[0] + b" ":
                raise NotServed("no upgrade for who joins")
            self._is_upgraded = True
            self._start.clear()
            for message in self.board.hello:
                self.socket.send(wire.client_frame(message))
            self.socket.send(wire.client_frame(self.board.prefix + wire.EMPTY_STEP1))
            data = memoryview(rest)
        return self._skim(data)

    def _skim(self, data: memoryview) -> bool:
        """Steps from frame to frame, looking at the first bytes of each."""
        while len(data):
            if self._left:
                step = min(self._left, len(data))
                self._left -= step
                data = data[step:]
                if not self._left and self._is_step2:
                    return True
                continue
            self._start += data[:_HEAD_BYTES]
            span = wire.frame_end(self._start, 0)
            looked_at = min(span[1], span[0] + len(self.board.prefix) + 2) if span else 0
            if span is None or len(self._start) < looked_at:
                return False
            here = len(self._start) - len(data[:_HEAD_BYTES])
            kind = wire.sync_step(bytes(self._start[span[0] :]), len(self.board.prefix))
            self._is_step2 = kind == wire.STEP2
            if self._is_step2:
                self.bytes = span[1] - span[0]
            # What of this frame is still to come, counted from the start of `data`.
            self._left = span[1] - here
            self._start.clear()
        return False


def _join(port: int, board: Board, count: int) -> Sequence[float]:
    """Connects so many at once; seconds until each had its step2, from before the first connect."""
    joiners = [_Joiner(board, port) for _ in range(count)]
    by_fd = {joiner.socket.fileno(): joiner for joiner in joiners}
    scratch = memoryview(bytearray(1 << 20))
    epoll = select.epoll()
    delays: list[float] = []
    begin = time.monotonic()
    try:
        for fd, joiner in by_fd.items():
            joiner.connect()
            epoll.register(fd, select.EPOLLOUT)
        while by_fd:
            if time.monotonic() - begin > _JOIN_SECONDS:
                raise NotServed(f"{len(by_fd)} of {count} had no step2 in {_JOIN_SECONDS:.0f} s")
            for fd, event in epoll.poll(1.0):
                joiner = by_fd[fd]
                if event & select.EPOLLOUT:
                    joiner.greet()
                    epoll.modify(fd, select.EPOLLIN)
                    continue
                size = joiner.socket.recv_into(scratch)
                if size == 0:
                    raise NotServed("hung up on who joins")
                if joiner.take(scratch[:size]):
                    delays.append(time.monotonic() - begin)
                    epoll.unregister(fd)
                    del by_fd[fd]
    except OSError as error:
        raise NotServed(f"no connection for who joins: {error}") from error
    finally:
        for joiner in joiners:
            joiner.socket.close()
        epoll.close()
    if len({joiner.bytes for joiner in joiners}) > 1:
        raise NotServed("those who joined got boards of different sizes")
    return delays
