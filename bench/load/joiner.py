"""Connections on the way to the whole of a board; they keep nothing of what they receive."""

from __future__ import annotations

import errno
import select
import socket
import time
from collections.abc import Iterable

from bench.load import wire
from bench.load.client import NotServed
from bench.load.target import HOST, Board

_JOIN_SECONDS = 90.0
_READ_BYTES = 1 << 20
# Enough of a message to tell what it is: the name before it and two bytes.
_HEAD_BYTES = 64


class Joiner:
    """One of them. `wanted`: how many bytes of step2 and updates are all of the board."""

    def __init__(self, board: Board, port: int, wanted: float) -> None:
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self._board = board
        self._port = port
        self._wanted = wanted
        self._is_upgraded = False
        self._has_step2 = False
        self._bytes = 0
        # The frame that is arriving: its first bytes, then what it is and what is to come of it.
        self._head = bytearray()
        self._step: int | None = None
        self._size = 0
        self._left = 0

    @property
    def has_all(self) -> bool:
        return self._has_step2 and self._bytes >= self._wanted

    def connect(self) -> None:
        code = self.socket.connect_ex((HOST, self._port))
        if code not in (0, errno.EINPROGRESS):
            raise NotServed(f"no connection: {errno.errorcode[code]}")

    def greet(self) -> None:
        """Connected: asks for the upgrade."""
        self.socket.send(wire.upgrade_request(self._board.path, self._port))

    def take(self, data: memoryview) -> None:
        """Takes in what was read."""
        if not self._is_upgraded:
            self._head += data
            head, separator, rest = bytes(self._head).partition(b"\r\n\r\n")
            if not separator:
                return
            self._upgraded(head)
            data = memoryview(rest)
        self.take_frames(data)

    def take_frames(self, data: memoryview) -> None:
        """Steps from frame to frame."""
        while data:
            if not self._left:
                data = self._begin_frame(data)
            step = min(self._left, len(data))
            self._left -= step
            data = data[step:]
            if not self._left and self._step in (wire.STEP2, wire.UPDATE):
                self._has_step2 = self._has_step2 or self._step == wire.STEP2
                self._bytes += self._size
                self._step = None

    def _upgraded(self, head: bytes) -> None:
        if b" 101 " not in head.split(b"\r\n")[0] + b" ":
            raise NotServed("no upgrade for who joins")
        self._is_upgraded = True
        self._head.clear()
        for message in self._board.hello:
            self.socket.send(wire.client_frame(message))
        self.socket.send(wire.client_frame(self._board.prefix + wire.EMPTY_STEP1))

    def _begin_frame(self, data: memoryview) -> memoryview:
        """Reads a frame's first bytes; what is left of `data` belongs to the rest of that frame."""
        had = len(self._head)
        self._head += data[:_HEAD_BYTES]
        prefix = len(self._board.prefix)
        span = wire.frame_end(self._head, 0)
        if span is None or len(self._head) < min(span[1], span[0] + prefix + 2):
            return data[len(data) :]
        begin, end = span
        self._step = wire.sync_step(bytes(self._head[begin:end]), prefix)
        self._size = end - begin
        # Of this frame `had` bytes came earlier.
        self._left = end - had
        self._head.clear()
        return data


def join(
    port: int, board: Board, count: int, wanted: float
) -> tuple[list[float], list[socket.socket]]:
    """Connects so many at once. Seconds until each had all, from before the first connect, in
    ascending order; and their sockets, for `hang_up`.
    """
    joiners = [Joiner(board, port, wanted) for _ in range(count)]
    waiting = {joiner.socket.fileno(): joiner for joiner in joiners}
    scratch = memoryview(bytearray(_READ_BYTES))
    epoll = select.epoll()
    delays: list[float] = []
    begin = time.monotonic()
    try:
        for fd, joiner in waiting.items():
            joiner.connect()
            epoll.register(fd, select.EPOLLOUT)
        while waiting:
            if time.monotonic() - begin > _JOIN_SECONDS:
                raise NotServed(f"{len(waiting)} of {count} had no board in {_JOIN_SECONDS:.0f} s")
            for fd, event in epoll.poll(1.0):
                joiner = waiting[fd]
                if event & select.EPOLLOUT:
                    joiner.greet()
                    epoll.modify(fd, select.EPOLLIN)
                    continue
                size = joiner.socket.recv_into(scratch)
                if size == 0:
                    raise NotServed("hung up on who joins")
                joiner.take(scratch[:size])
                if joiner.has_all:
                    delays.append(time.monotonic() - begin)
                    epoll.unregister(fd)
                    del waiting[fd]
    except OSError as error:
        raise NotServed(f"no connection for who joins: {error}") from error
    finally:
        epoll.close()
    return delays, [joiner.socket for joiner in joiners]


def hang_up(sockets: Iterable[socket.socket]) -> None:
    for each in sockets:
        each.close()
