"""A message on its way to many: encoded once, also as a WebSocket frame."""

from __future__ import annotations


class Outgoing:
    """`message`: the bytes for a socket that frames them itself. `frame`: the whole frame."""

    __slots__ = ("_frame", "message")

    def __init__(self, message: bytes) -> None:
        self.message = message
        self._frame: bytes | None = None

    @property
    def frame(self) -> bytes:
        """A final, unmasked binary frame (RFC 6455, section 5.2), made when first asked for."""
        if self._frame is None:
            length = len(self.message)
            if length < 126:
                head = bytes((0x82, length))
            elif length < 65_536:
                head = b"\x82\x7e" + length.to_bytes(2)
            else:
                head = b"\x82\x7f" + length.to_bytes(8)
            self._frame = head + self.message
        return self._frame
