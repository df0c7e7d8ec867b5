"""The fast way out: a whole WebSocket frame, made once, written to the transports of all who get it.

Uvicorn's own `send` frames every message anew for every peer (8 µs; the system call that it ends in
takes 4). `SharedFrameProtocol` is uvicorn's protocol with one addition: the application finds a
`FrameWriter` in its scope. Without it (another server, a test client) everything goes through plain
ASGI `send`, with the same results.

Backpressure is kept: while the transport is over its high-water mark nothing is written here, and
the caller waits in `send` like everybody else.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_EXTENSION = "tafelronde.frames"


class FrameWriter:
    """Writes ready-made frames to one socket, past uvicorn's framing but not past its state."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
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


class SharedFrameProtocol(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=...)`. Compression must be off: frames are written as they are."""

    async def run_asgi(self) -> None:
        self.scope.setdefault("extensions", {})[_EXTENSION] = {"writer": FrameWriter(self)}
        await super().run_asgi()


def frame_writer(scope: MutableMapping[str, Any]) -> FrameWriter | None:
    """The writer of a socket's ASGI scope, None where the server has none."""
    extension = scope.get("extensions", {}).get(_EXTENSION)
    return None if extension is None else extension["writer"]
