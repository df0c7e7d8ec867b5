"""One connection of the generator: opening it, syncing it, and the tape of what it received."""

from __future__ import annotations

import socket
import time
from array import array
from collections.abc import Iterator

from bench.load import wire
from bench.load.target import HOST, Board

CONNECT_SECONDS = 20.0
_GOODBYE_SECONDS = 1.0


class NotServed(Exception):
    """The server did not do what the measurement needs first; the text says what."""


class Tape:
    """What arrived, and when: cheap to write, read after the run.

    `times`: readings of `time.monotonic()`, one a chunk.
    """

    def __init__(self, begin: bytes) -> None:
        self.times = array("d")
        self.chunks: list[bytes] = []
        if begin:
            self.times.append(0.0)
            self.chunks.append(begin)

    def frames(self) -> Iterator[tuple[float, bytes]]:
        """Every whole frame, head included, with the time at which its last byte was there."""
        rest = b""
        for at_time, chunk in zip(self.times, self.chunks, strict=True):
            data = rest + chunk if rest else chunk
            at, size = 0, len(data)
            while (span := wire.frame_end(data, at)) is not None and span[1] <= size:
                yield at_time, data[at : span[1]] if at or span[1] < size else data
                at = span[1]
            rest = data[at:]


class Client:
    """A connection on `board`. `sent`: how many step2 and update messages went out so far."""

    def __init__(self, board: Board, port: int) -> None:
        self.board = board
        self.is_synced = False
        self.is_closed = False
        self.sent = 0
        self.backlog = bytearray()
        self.step2 = b""
        self._reader = wire.FrameReader()
        self.tape = Tape(b"")
        try:
            self.socket = socket.create_connection((HOST, port), CONNECT_SECONDS)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._rest = self._upgrade(port)
        except OSError as error:
            raise NotServed(f"no connection within {CONNECT_SECONDS:.0f} s: {error}") from error
        for message in board.hello:
            self.socket.sendall(wire.client_frame(message))
        self.send_now(wire.EMPTY_STEP1)

    def framed(self, message: bytes) -> bytes:
        """A y-protocols message as it travels to this server."""
        return wire.client_frame(self.board.prefix + message)

    def send_now(self, message: bytes) -> None:
        """Sends and waits until the kernel has taken all of it; not while the clock runs."""
        self.socket.settimeout(CONNECT_SECONDS)
        try:
            self.socket.sendall(self.framed(message))
        except OSError as error:
            raise NotServed(f"the server does not read: {error}") from error
        if wire.sync_step(message, 0) in (wire.STEP2, wire.UPDATE):
            self.sent += 1

    def take(self, data: bytes) -> None:
        """Answers as a Yjs client would, before the clock runs."""
        skip = len(self.board.prefix)
        for opcode, payload in self._reader.feed(data):
            if wire.is_ping(opcode):
                self.socket.sendall(wire.pong(payload))
            elif wire.is_close(opcode):
                self.is_closed = True
            elif (step := wire.sync_step(payload, skip)) == wire.STEP1:
                self.send_now(wire.EMPTY_STEP2)
            elif step == wire.STEP2:
                self.is_synced = True
                self.step2 = payload

    def take_rest(self) -> None:
        """What came in one packet with the answer to the upgrade."""
        rest, self._rest = self._rest, b""
        self.take(rest)

    def start_tape(self) -> None:
        """From here on `tape` gets everything, `take` nothing."""
        self.tape = Tape(bytes(self._reader.rest))
        self.step2 = b""

    def leave(self) -> None:
        """Says goodbye and waits for the answer, a moment at most: some servers fall over, with
        everybody on the board, when somebody vanishes while they are being sent something.
        """
        end = time.monotonic() + _GOODBYE_SECONDS
        self.socket.settimeout(_GOODBYE_SECONDS)
        try:
            self.socket.sendall(wire.GOODBYE)
            while time.monotonic() < end and self.socket.recv(65536):
                pass
        except OSError:
            self.is_closed = True
        self.socket.close()

    def close(self) -> None:
        self.socket.close()

    def _upgrade(self, port: int) -> bytes:
        self.socket.sendall(wire.upgrade_request(self.board.path, port))
        answer = b""
        while b"\r\n\r\n" not in answer:
            data = self.socket.recv(65536)
            if not data:
                raise NotServed("hung up during the upgrade")
            answer += data
        head, _, rest = answer.partition(b"\r\n\r\n")
        status = head.split(b"\r\n")[0].decode()
        if " 101 " not in f"{status} ":
            raise NotServed(f"answered the upgrade with {status}")
        return rest
