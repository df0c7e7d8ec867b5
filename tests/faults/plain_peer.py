"""A peer whose socket is in the test's own hands: it can stop reading, or vanish with its machine.

Neither says goodbye, and the server's kernel cannot tell the one from the other, nor either from
somebody who has nothing to say.
"""

from __future__ import annotations

import ctypes
import os
import select
import socket
import struct
import time
from collections.abc import Callable, Iterator
from typing import Self

from bench.load import wire
from tafelronde.sync import messages
from tests.running_server import Board, RunningServer

# linux/filter.h and asm-generic/socket.h: a classic BPF program on a socket.
_SO_ATTACH_FILTER = 26
_RETURN_CONSTANT = 0x06
_SMALL_BUFFER = 4096


class PlainPeer:
    """Somebody with presence on a board. Blocking; for other threads than that of an event loop.

    Its receive buffer is as small as the kernel allows: what it does not read waits at the server.
    """

    def __init__(self, server: RunningServer, board: Board, role: str = "participant") -> None:
        self.client_id = int.from_bytes(os.urandom(4))
        self._reader = wire.FrameReader()
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
        self._socket.settimeout(20)
        self._socket.connect(("127.0.0.1", server.port))
        path = f"/sync/{board.id}?events=1&token={board.tokens[role]}"
        self._socket.sendall(wire.upgrade_request(path, server.port))
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            byte = self._socket.recv(1)
            assert byte, f"the upgrade ended with {head!r}"
            head += byte
        assert head.startswith(b"HTTP/1.1 101 "), head
        self.say(wire.awareness_message(self.client_id, 1, '{"cursor":[1,2]}'))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def say(self, message: bytes) -> None:
        self._socket.settimeout(20)
        self._socket.sendall(wire.client_frame(message))

    def ask_for_everything(self) -> None:
        """A step1 that knows nothing: the whole board is the answer, and every update follows."""
        self.say(wire.EMPTY_STEP1)

    def vanish(self) -> None:
        """From here on its machine drops whatever arrives: no answer, no acknowledgement of TCP, no
        reset. To the server that is a cable pulled out.
        """
        accept_nothing = struct.pack("HBBI", _RETURN_CONSTANT, 0, 0, 0)
        held = ctypes.create_string_buffer(accept_nothing)
        program = struct.pack("HxxxxxxP", 1, ctypes.addressof(held))
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)

    def flood(self, message: bytes, within: float) -> tuple[int, int]:
        """Sends `message` over and over, as much as the socket takes, until the server hangs up.
        Returns how many bytes it took, and the close code.
        """
        frame = memoryview(wire.client_frame(message))
        end, taken, at = time.monotonic() + within, 0, 0
        self._socket.setblocking(False)
        while time.monotonic() < end:
            readable, writable, _ = select.select([self._socket], [self._socket], [], 1.0)
            if readable:
                for opcode, payload in self._reader.feed(self._socket.recv(1 << 20)):
                    if wire.is_close(opcode):
                        return taken, int.from_bytes(payload[:2])
            if writable:
                sent = self._socket.send(frame[at:])
                taken += sent
                at = (at + sent) % len(frame)
        raise AssertionError(f"Within {within} s the server did not hang up on a flood")

    def frames(self, within: float) -> Iterator[wire.Frame]:
        """What comes, pings answered, until the server hangs up or so many seconds are over."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            self._socket.settimeout(left)
            try:
                data = self._socket.recv(1 << 20)
            except TimeoutError:
                return
            if not data:
                return
            for frame in self._reader.feed(data):
                if wire.is_ping(frame.opcode):
                    self._socket.sendall(wire.pong(frame.payload))
                yield frame

    def sees(self, *peers: PlainPeer, within: float) -> None:
        """Returns when it has been told of the presence of all `peers`."""
        self._until({peer.client_id for peer in peers}, within, lambda state: state != "null")

    def sees_off(self, *peers: PlainPeer, within: float) -> dict[int, float]:
        """Returns when (`time.monotonic()`) it was told that each of `peers` is gone, by client id."""
        return self._until(
            {peer.client_id for peer in peers}, within, lambda state: state == "null"
        )

    def _until(
        self, wanted: set[int], within: float, holds: Callable[[str], bool]
    ) -> dict[int, float]:
        seen: dict[int, float] = {}
        for frame in self.frames(within):
            if frame.payload[:1] == b"\x01":
                heard = messages.decode(frame.payload)
                assert isinstance(heard, messages.Awareness)
                for entry in heard.entries:
                    if entry.client_id in wanted and holds(entry.state):
                        seen.setdefault(entry.client_id, time.monotonic())
                if len(seen) == len(wanted):
                    return seen
        missing = len(wanted) - len(seen)
        raise AssertionError(f"Within {within} s nothing was said of {missing} peers")
