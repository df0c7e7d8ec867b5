"""The fast way in and out of a WebSocket, past uvicorn's queue but not past its state.

Out: a whole frame, made once, is written to the transports of all who get it. Uvicorn's own `send`
frames every message anew for every peer (8 µs; the system call that it ends in takes 4).

In: a whole binary message, which is nearly all that a whiteboard gets, is unmasked and handed to the
application where it was read. Uvicorn's own way is a parser for every kind of
frame, a queue, a task to wake, and reading paused and resumed around each message: twice the cost of
all that a room does with the message. Every other frame, and every fault, goes to uvicorn's
parser as it came, whole frame by whole frame, so the rules of RFC 6455 stay in one place.

`SharedFrameProtocol` is uvicorn's protocol with these two additions: the application finds a
`DirectSocket` in its scope. Without it (another server, a test client) everything goes through
plain ASGI, with the same results.

Backpressure is kept both ways: while the transport is over its high-water mark nothing is written
here, and the caller waits in `send` like everybody else; and who receives says for how long the
peer is not to be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Opcode

try:
    from websockets.speedups import apply_mask
except ImportError:  # pragma: no cover - where the wheel has no compiled part
    from websockets.utils import apply_mask

# What is called with each message of a peer, and with the size of each other frame; both return for
# how many seconds to read no more of it.
Take = Callable[[bytes], float]
Charge = Callable[[int], float]

_EXTENSION = "tafelronde.frames"

# RFC 6455, section 5.2: a final frame with all of a binary message, and the masking bit.
_WHOLE_BINARY = 0x82
_FINAL, _MASKED = 0x80, 0x80


class DirectSocket:
    """One socket past ASGI: ready-made frames out, messages in."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: SharedFrameProtocol) -> None:
        self._protocol = protocol

    def write(self, frame: bytes) -> bool:
        """Writes `frame` if the socket is open and takes it at once; False: use ASGI's `send`."""
        protocol = self._protocol
        if (
            not protocol.handshake_complete
            or protocol.disconnected
            or protocol.close_sent
            or not protocol.writable.is_set()
        ):
            return False
        transport = protocol.transport
        if transport.is_closing():
            return False
        transport.write(frame)
        return True

    def read_into(self, take: Take, charge: Charge) -> bool:
        """From now on `take` gets every message, and ASGI's `receive` only the disconnect. `charge`
        is told the size of every frame that is no message by itself: pings cost, too.

        False when something still waits in ASGI's queue: `receive` that first. A message of text
        arrives as no bytes. What either of them raises ends the connection.
        """
        return self._protocol.read_into(take, charge)


class SharedFrameProtocol(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=...)`. Compression must be off: frames are written as they are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._take: Take | None = None
        self._charge: Charge | None = None
        # Whether the parser stands between two frames: only whole ones were given to it so far.
        self._is_framed = True
        # A frame that has not arrived whole, or what came while reading is paused; and how long it
        # must be before looking into it again is worth it.
        self._rest: bytes | bytearray = b""
        self._wanted = 0
        self._is_fragmented = False
        self._pause: asyncio.TimerHandle | None = None

    @property
    def _is_paused(self) -> bool:
        return self._pause is not None

    async def run_asgi(self) -> None:
        self.scope.setdefault("extensions", {})[_EXTENSION] = {"socket": DirectSocket(self)}
        await super().run_asgi()

    def read_into(self, take: Take, charge: Charge) -> bool:
        if not self.queue.empty():
            return False
        self._take, self._charge = take, charge
        # The handshake is over: what it needed is a good part of what an idle connection holds.
        del self.request, self.response
        return True

    def data_received(self, data: bytes) -> None:
        if not self.handshake_complete:
            if self.handshake_initiated:
                # RFC 6455, section 4.1: a client waits for the answer.
                self.transport.close()
            else:
                super().data_received(data)
        elif not self._is_framed:
            super().data_received(data)
        elif not self._rest and not self._is_paused:
            self._read(data)
        else:
            # Appended in place: a large message that comes in small pieces is copied once.
            rest = self._rest if isinstance(self._rest, bytearray) else bytearray(self._rest)
            rest += data
            self._rest = rest
            if len(rest) >= self._wanted and not self._is_paused:
                self._rest = b""
                self._read(bytes(rest))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        self._take = self._charge = None
        super().connection_lost(exc)

    def send_receive_event_to_app(self) -> None:
        """What uvicorn's parser made of a message that came in parts, or as text."""
        if self._take is None:
            super().send_receive_event_to_app()
            return
        parts, self.frames = self.frames, []
        self._hand_over(b"".join(parts) if self.curr_msg_data_type == "bytes" else b"")

    def _read(self, data: bytes) -> None:
        """Takes whole frames off `data`, until one is cut off or reading is to pause."""
        at, end = 0, len(data)
        self._wanted = 0
        while not self._is_paused and end - at >= 2:
            first, second = data[at], data[at + 1]
            length = second & 0x7F
            body = at + 2
            if length > 125:
                width = 2 if length == 126 else 8
                if end - body < width:
                    break
                length = int.from_bytes(data[body : body + width])
                body += width
            if not second & _MASKED or length > self.config.ws_max_size:
                # The parser closes the connection, and says why; it never stands between frames again.
                self._is_framed = False
                super().data_received(data[at:])
                return
            body += 4
            if end - body < length:
                self._wanted = body + length - at
                break
            begin, at = at, body + length
            if first == _WHOLE_BINARY and not self._is_fragmented and self._take is not None:
                self._hand_over(apply_mask(data[body:at], data[body - 4 : body]))
            else:
                self._parse(first, data[begin:at])
                if self.transport.is_closing():
                    return
        self._rest = data[at:]

    def _parse(self, first: int, frame: bytes) -> None:
        if first & 0x0F <= Opcode.BINARY:
            self._is_fragmented = not first & _FINAL
        super().data_received(frame)
        if self._charge is not None:
            self._pause_for(self._charge(len(frame)))

    def _hand_over(self, message: bytes) -> None:
        if self.close_sent or self._take is None:
            return
        self._pause_for(self._take(message))

    def _pause_for(self, seconds: float) -> None:
        if seconds > 0 and not self._is_paused and not self.transport.is_closing():
            self.transport.pause_reading()
            self._pause = self.loop.call_later(seconds, self._resume)

    def _resume(self) -> None:
        self._pause = None
        rest, self._rest = bytes(self._rest), b""
        try:
            self._read(rest)
        except BaseException:
            # As when it is raised on reading: nobody would ever read this socket again.
            self.transport.abort()
            raise
        if not self._is_paused and not self.transport.is_closing():
            self.transport.resume_reading()


def direct_socket(scope: MutableMapping[str, Any]) -> DirectSocket | None:
    """The socket behind an ASGI scope, None where the server has no way past ASGI."""
    extension = scope.get("extensions", {}).get(_EXTENSION)
    return None if extension is None else extension["socket"]
