"""Sends what is due and records what arrives: one epoll loop over plain sockets.

While the clock runs nothing is parsed: a read is a system call, a time stamp and two appends. What
was received is counted afterwards (`counting.py`).
"""

from __future__ import annotations

import select
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.load.client import Client, NotServed
from bench.load.timer import Timer

clock = time.monotonic

_READ_BYTES = 65536
_PING = 0x89
# Between two looks at what arrived, at most so many sends: a late generator must not stop reading.
_SENDS_AT_ONCE = 64
_EVENTS_AT_ONCE = 256


@dataclass(slots=True)
class Sends:
    """What to send, in order of time: three lists of one length. `due`: `time.monotonic()`."""

    due: Sequence[float]
    clients: Sequence[int]
    frames: Sequence[bytes]


class Generator:
    """All connections of a run. `sent_so_far`: how many of the `Sends` are out."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.late = array("d")
        self._by_fd: dict[int, Client] = {}
        self._epoll = select.epoll()
        self._timer = Timer()
        self._epoll.register(self._timer.fileno(), select.EPOLLIN)
        self.sent_so_far = 0

    def add(self, client: Client) -> None:
        self.clients.append(client)
        self._by_fd[client.socket.fileno()] = client
        client.take_rest()
        client.socket.setblocking(False)
        self._epoll.register(client.socket.fileno(), select.EPOLLIN)

    def release(self) -> list[Client]:
        """Ends this generator, but not its connections."""
        released, self.clients = self.clients, []
        for client in released:
            self._forget(client)
        self.close()
        return released

    def pump(self, is_done: Callable[[], bool], seconds: float, wanted: str) -> None:
        """Reads and answers until `is_done`; `NotServed` naming what was `wanted` when it is not
        so after `seconds`, or when the server hangs up.
        """
        end = clock() + seconds
        while not is_done():
            if clock() > end:
                raise NotServed(f"not within {seconds:.0f} s: {wanted}")
            self.turn(0.05)

    def wait(self, seconds: float) -> None:
        """Reads and answers for that long."""
        end = clock() + seconds
        while (left := end - clock()) > 0:
            self.turn(left)

    def turn(self, seconds: float) -> None:
        """Reads and answers once, after at most that long."""
        for fd, _ in self._epoll.poll(seconds, _EVENTS_AT_ONCE):
            client = self._by_fd.get(fd)
            if client is None:
                continue
            data = self._read(client)
            if data:
                client.take(data)
            if client.is_closed:
                raise NotServed("the server hung up before the clock ran")
            client.socket.setblocking(False)

    def start_tapes(self) -> None:
        for client in self.clients:
            client.start_tape()

    def play(self, sends: Sends, until: float) -> None:
        """Goes on with `sends` where the last call stopped, and records, until `until`.

        `late` gets by how many seconds each send was behind its time.
        """
        due, who, frames = sends.due, sends.clients, sends.frames
        clients, late, count = self.clients, self.late, len(sends.due)
        poll, at = self._epoll.poll, self.sent_so_far
        hot = {
            fd: (client.socket.recv, client.tape.times.append, client.tape.chunks)
            for fd, client in self._by_fd.items()
        }
        timer, last = self._timer.fileno(), b""
        while (now := clock()) < until:
            burst = min(count, at + _SENDS_AT_ONCE)
            while at < burst and due[at] <= now:
                self._send(clients[who[at]], frames[at])
                late.append(now - due[at])
                at += 1
            if at < count and due[at] <= now:
                events = poll(0, _EVENTS_AT_ONCE)
            else:
                self._timer.set(min(due[at], until) if at < count else until)
                events = poll(1.0, _EVENTS_AT_ONCE)
            for fd, event in events:
                if fd == timer:
                    continue
                if event & select.EPOLLOUT:
                    self._flush(self._by_fd[fd])
                if not event & ~select.EPOLLOUT:
                    continue
                receive, stamp, chunks = hot[fd]
                try:
                    data = receive(_READ_BYTES)
                except OSError:
                    data = b""
                if not data:
                    self._gone(fd)
                    continue
                stamp(clock())
                # A merged update goes to all receivers alike: kept once, it costs no memory.
                if data == last:
                    data = last
                else:
                    last = data
                chunks.append(data)
                if data[0] == _PING:
                    self._by_fd[fd].backlog += b"\x8a\x80\0\0\0\0"
                    self._flush(self._by_fd[fd])
        self.sent_so_far = at

    def close(self) -> None:
        for client in self.clients:
            client.close()
        self._epoll.close()
        self._timer.close()

    def _read(self, client: Client) -> bytes:
        try:
            data = client.socket.recv(_READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._gone(client.socket.fileno())
        return data

    def _send(self, client: Client, frame: bytes) -> None:
        if client.is_closed:
            return
        if client.backlog:
            client.backlog += frame
            return
        try:
            taken = client.socket.send(frame)
        except BlockingIOError:
            taken = 0
        except OSError:
            return  # reading will notice, too, that the server has hung up
        if taken < len(frame):
            client.backlog += frame[taken:]
            self._epoll.modify(client.socket.fileno(), select.EPOLLIN | select.EPOLLOUT)

    def _flush(self, client: Client) -> None:
        try:
            taken = client.socket.send(client.backlog)
        except BlockingIOError:
            taken = 0
        except OSError:
            return  # as above
        del client.backlog[:taken]
        wanted = select.EPOLLIN | (select.EPOLLOUT if client.backlog else 0)
        self._epoll.modify(client.socket.fileno(), wanted)

    def _gone(self, fd: int) -> None:
        client = self._by_fd[fd]
        client.is_closed = True
        self._forget(client)

    def _forget(self, client: Client) -> None:
        fd = client.socket.fileno()
        if self._by_fd.pop(fd, None) is not None:
            self._epoll.unregister(fd)
