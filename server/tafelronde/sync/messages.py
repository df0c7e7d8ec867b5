"""The messages of the socket: y-protocols' four kinds, and ours from 100 up (docs/PROTOCOL.md).

One message per WebSocket frame, nothing behind it. `decode` is strict: what it returns is whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tafelronde.sync.varint import (
    Malformed,
    read_buffer,
    read_string,
    read_uint,
    write_buffer,
    write_string,
    write_uint,
)

# The numbers of shared_schema/wire.json; a test holds these to that file.
SYNC, AWARENESS, AUTH, QUERY_AWARENESS, EVENT, SAVED = 0, 1, 2, 3, 100, 101
STEP1, STEP2, UPDATE = 0, 1, 2

EMPTY_UPDATE = b"\x00\x00"
KEEPALIVE = b"\x01\x01\x00"  # an awareness message about nobody: traffic that changes nothing

MAX_AWARENESS_ENTRIES = 2000


class UnknownMessage(ValueError):
    """A message type, or a sync message type, that a client may not send."""


class Step1(NamedTuple):
    """Asks for what the sender lacks. `state_vector`: next expected clock per Yjs client id."""

    state_vector: Mapping[int, int]


class Step2(NamedTuple):
    """Answers a Step1: all that its asker lacks, and the answerer's whole delete set."""

    update: bytes


class Update(NamedTuple):
    """One change, as it happens."""

    update: bytes


class AwarenessEntry(NamedTuple):
    """One client's presence: `state` is JSON text, "null" when that client is gone."""

    client_id: int
    clock: int
    state: str


class Awareness(NamedTuple):
    entries: Sequence[AwarenessEntry]


@dataclass(frozen=True, slots=True)
class QueryAwareness:
    """Asks for every presence state."""


Message = Step1 | Step2 | Update | Awareness | QueryAwareness


def decode(data: bytes) -> Message:
    """The message that a client's frame holds.

    Raises `Malformed` for what is cut off or has bytes behind it, `UnknownMessage` for a type no
    client sends. Updates are only delimited here: `scan` looks inside.
    """
    kind, at = read_uint(data, 0)
    if kind == SYNC:
        step, at = read_uint(data, at)
        if step > UPDATE:
            raise UnknownMessage(f"sync message type {step}")
        payload, at = read_buffer(data, at)
        _expect_end(data, at)
        if step == UPDATE:
            return Update(payload)
        if step == STEP2:
            return Step2(payload)
        return Step1(decode_state_vector(payload))
    if kind == AWARENESS:
        payload, at = read_buffer(data, at)
        _expect_end(data, at)
        return Awareness(_decode_awareness(payload))
    if kind == QUERY_AWARENESS:
        _expect_end(data, at)
        return QueryAwareness()
    raise UnknownMessage(f"message type {kind}")


def decode_state_vector(payload: bytes) -> dict[int, int]:
    """Next expected clock per client id; `Malformed` when cut off, repeated, or overlong."""
    count, at = read_uint(payload, 0)
    if count * 2 > len(payload):
        raise Malformed(f"a state vector claims {count} clients in {len(payload)} bytes")
    vector: dict[int, int] = {}
    for _ in range(count):
        client, at = read_uint(payload, at)
        clock, at = read_uint(payload, at)
        if client in vector:
            raise Malformed("a state vector names a client twice")
        vector[client] = clock
    _expect_end(payload, at)
    return vector


def encode_state_vector(vector: Mapping[int, int]) -> bytes:
    parts = [write_uint(len(vector))]
    for client, clock in vector.items():
        parts.append(write_uint(client))
        parts.append(write_uint(clock))
    return b"".join(parts)


def step1(state_vector: bytes) -> bytes:
    return b"\x00\x00" + write_buffer(state_vector)


def step2(update: bytes) -> bytes:
    return b"\x00\x01" + write_buffer(update)


def update(payload: bytes) -> bytes:
    return b"\x00\x02" + write_buffer(payload)


def awareness(entries: Sequence[AwarenessEntry]) -> bytes:
    parts = [write_uint(len(entries))]
    for entry in entries:
        parts.append(write_uint(entry.client_id))
        parts.append(write_uint(entry.clock))
        parts.append(write_string(entry.state))
    return b"\x01" + write_buffer(b"".join(parts))


def denied(reason: str) -> bytes:
    """y-protocols' auth message: the stock provider logs `reason`."""
    return b"\x02\x00" + write_string(reason)


def event(body: Mapping[str, Any]) -> bytes:
    """Message 100: a JSON object for clients that asked with `?events=1`."""
    return write_uint(EVENT) + write_string(json.dumps(body, separators=(",", ":")))


def saved(count: int) -> bytes:
    """Message 101: so many of the receiver's own Step2 and Update messages are on disk or refused."""
    return write_uint(SAVED) + write_uint(count)


def _decode_awareness(payload: bytes) -> list[AwarenessEntry]:
    count, at = read_uint(payload, 0)
    if count > MAX_AWARENESS_ENTRIES:
        raise Malformed(f"an awareness message about {count} clients")
    entries = []
    for _ in range(count):
        client_id, at = read_uint(payload, at)
        clock, at = read_uint(payload, at)
        state, at = read_string(payload, at)
        entries.append(AwarenessEntry(client_id, clock, state))
    _expect_end(payload, at)
    return entries


def _expect_end(data: bytes, at: int) -> None:
    if at != len(data):
        raise Malformed(f"{len(data) - at} bytes behind the message's end")
