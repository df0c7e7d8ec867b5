"""WebSocket frames and Yjs messages, as far as a generator needs them.

Frames to the server are masked with a key of zeros: valid, the server unmasks as always, and the
generator saves the work. Frames from the server are never masked and, with the servers measured
here, never fragmented.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Iterator
from typing import NamedTuple

from tafelronde.sync.scan import scan_server
from tafelronde.sync.varint import read_buffer, read_string, read_uint, write_buffer, write_string
from tafelronde.sync.varint import write_uint as uint

_BINARY, _CLOSE, _PING, _PONG = 0x82, 0x88, 0x89, 0x8A

SYNC, AWARENESS, SAVED = 0, 1, 101
# Hocuspocus answers a step1 that came as an answer with this instead of `SYNC`.
SYNC_REPLY = 4
STEP1, STEP2, UPDATE = 0, 1, 2

EMPTY_STEP1 = b"\x00\x00\x01\x00"
EMPTY_STEP2 = b"\x00\x01\x02\x00\x00"


class Frame(NamedTuple):
    opcode: int
    payload: bytes


def upgrade_request(path: str, port: int) -> bytes:
    key = b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    ).encode()


def client_frame(payload: bytes, first_byte: int = _BINARY) -> bytes:
    """`payload` as one frame for a server."""
    size = len(payload)
    if size < 126:
        head = bytes((first_byte, 0x80 | size))
    elif size < 65536:
        head = bytes((first_byte, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((first_byte, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


def pong(payload: bytes) -> bytes:
    return client_frame(payload, _PONG)


def frame_end(data: bytes | bytearray, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at index `at` begins and ends, None while its head is cut off."""
    left = len(data) - at
    if left < 2:
        return None
    size = data[at + 1]
    if size < 126:
        return at + 2, at + 2 + size
    width = 2 if size == 126 else 8
    if left < 2 + width:
        return None
    begin = at + 2 + width
    return begin, begin + int.from_bytes(data[at + 2 : begin], "big")


class FrameReader:
    """Cuts a byte stream into frames."""

    def __init__(self) -> None:
        self.rest = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        rest = self.rest
        rest += data
        at = 0
        while (span := frame_end(rest, at)) is not None and span[1] <= len(rest):
            yield Frame(rest[at], bytes(rest[span[0] : span[1]]))
            at = span[1]
        del rest[:at]


# Code 1000, as a page that is left.
GOODBYE = client_frame(b"\x03\xe8", _CLOSE)


def is_ping(opcode: int) -> bool:
    return opcode == _PING


def is_close(opcode: int) -> bool:
    return opcode == _CLOSE


def update_message(update: bytes) -> bytes:
    return b"\x00\x02" + write_buffer(update)


def awareness_message(client_id: int, clock: int, state: str) -> bytes:
    entry = uint(1) + uint(client_id) + uint(clock) + write_string(state)
    return b"\x01" + write_buffer(entry)


def sync_step(payload: bytes, at: int) -> int | None:
    """Which sync message stands at index `at`, None when it is something else."""
    if len(payload) > at + 1 and payload[at] in (SYNC, SYNC_REPLY):
        return payload[at + 1]
    return None


def clocks_brought(update: bytes) -> list[tuple[int, int, int]]:
    """(client id, first clock, clock behind the last) of every struct block of a v1 update.

    Merging keeps every struct, and one block of a client has no holes but those it names itself.
    """
    # Not as strict as a server: what a thousand people wrote may come as one.
    found = scan_server(update)
    brought = []
    for client, start in found.starts.items():
        at = start
        for _, clock, length in sorted(gap for gap in found.gaps if gap[0] == client):
            brought.append((client, at, clock))
            at = clock + length
        brought.append((client, at, found.ends[client]))
    return [span for span in brought if span[1] < span[2]]


def update_clocks(payload: bytes, at: int) -> list[tuple[int, int, int]]:
    """`clocks_brought` of the step2 or update message at index `at`; nothing for other messages."""
    if sync_step(payload, at) not in (STEP2, UPDATE):
        return []
    update, _ = read_buffer(payload, at + 2)
    return clocks_brought(update)


def saved_count(payload: bytes, at: int) -> int | None:
    """What a message 101 says, None for other messages."""
    if len(payload) > at and payload[at] == SAVED:
        return read_uint(payload, at + 1)[0]
    return None


def cursor_steps(payload: bytes, at: int) -> list[tuple[int, int]]:
    """(client id, x of its cursor) for every state in an awareness message that has a cursor."""
    if len(payload) <= at or payload[at] != AWARENESS:
        return []
    entries, _ = read_buffer(payload, at + 1)
    count, place = read_uint(entries, 0)
    steps = []
    for _ in range(count):
        client, place = read_uint(entries, place)
        _, place = read_uint(entries, place)
        state, place = read_string(entries, place)
        said = json.loads(state)
        if said and said.get("cursor"):
            steps.append((client, int(said["cursor"][0])))
    return steps
