"""What storage keeps of a board: log rows, each the updates of one commit, and snapshots.

A row keeps what was received as it was received, and whatever the server itself did to the document
because of it: a stamp on a new object, the inverse of a refused change. Replaying the rows in order
ends in the state that everybody saw.

    record   = version:byte(1) { entry }
    entry    = kind:byte(1 received, 2 server) [person:string, only kind 1] update:buffer

A snapshot is the whole document as one update, behind what a room must know of it to answer who only
looks: so the first visitor waits for no live document.

    snapshot = version:byte(2) crc:4 bytes surrogates summary state:rest
    summary  = state vector:buffer deletes:buffer tombstones:uint objects:uint bin since:uint

`crc` is the CRC-32 (big endian) of all that follows it. Version 1 had neither it nor a summary.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from tafelronde.sync.messages import decode_state_vector, encode_state_vector
from tafelronde.sync.surrogates import Surrogates
from tafelronde.sync.varint import (
    MAX_SAFE_INTEGER,
    Malformed,
    read_buffer,
    read_string,
    read_uint,
    write_buffer,
    write_string,
    write_uint,
)

_VERSION = 1
_SNAPSHOT_VERSION = 2
_BEHIND_CRC = 5
# The moment that never comes: nothing is in the bin.
NEVER = MAX_SAFE_INTEGER
_RECEIVED, _SERVER = 1, 2


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One update; `person_id` is who delivered it, None for what the server did itself."""

    update: bytes
    person_id: str | None


def encode_record(entries: Iterable[LogEntry]) -> bytes:
    parts = [bytes((_VERSION,))]
    for entry in entries:
        if entry.person_id is None:
            parts.append(bytes((_SERVER,)))
        else:
            parts.append(bytes((_RECEIVED,)))
            parts.append(write_string(entry.person_id))
        parts.append(write_buffer(entry.update))
    return b"".join(parts)


def decode_record(record: bytes) -> list[LogEntry]:
    """The entries of a row; `Malformed` when it was written by something else or is damaged."""
    if not record or record[0] != _VERSION:
        raise Malformed("not a log record of version 1")
    entries = []
    at = 1
    while at < len(record):
        kind = record[at]
        at += 1
        person_id: str | None = None
        if kind == _RECEIVED:
            person_id, at = read_string(record, at)
        elif kind != _SERVER:
            raise Malformed(f"a log entry of kind {kind}")
        update, at = read_buffer(record, at)
        entries.append(LogEntry(update, person_id))
    return entries


def join_records(records: list[bytes]) -> bytes:
    """Several records as one row, in their order."""
    if len(records) == 1:
        return records[0]
    return bytes((_VERSION,)) + b"".join(record[1:] for record in records)


def updates_of(payloads: Iterable[bytes]) -> list[bytes]:
    """Every update of a board's log rows, in the order in which they were applied."""
    return [entry.update for payload in payloads for entry in decode_record(payload)]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a snapshot says of its document.

    `state`: the next expected clock per Yjs client id. `deletes`: its delete set alone, as an update;
    `tombstones`: how many clocks that is. `objects`: how many there are, deleted ones included. `bin_since`: no object in the bin was put
    there earlier (Unix milliseconds); `NEVER` when the bin is empty.
    """

    state: dict[int, int]
    deletes: bytes
    tombstones: int
    objects: int
    bin_since: int


@dataclass(frozen=True, slots=True)
class History:
    """Everything that made a document: `updates`, oldest first; `surrogates` of all of them.

    `summary`: of the first update, where that is a snapshot which has one. `senders`: who delivered
    the last so many updates, None for what the server did itself.
    """

    updates: list[bytes]
    surrogates: Surrogates
    summary: Summary | None = None
    senders: list[str | None] = field(default_factory=list)


def encode_snapshot(state: bytes, surrogates: Surrogates, summary: Summary) -> bytes:
    """`state`: the whole document as one update, which `summary` sums up."""
    body = b"".join(
        (
            surrogates.encode(),
            write_buffer(encode_state_vector(summary.state)),
            write_buffer(summary.deletes),
            write_uint(summary.tombstones),
            write_uint(summary.objects),
            write_uint(summary.bin_since),
            state,
        )
    )
    return bytes((_SNAPSHOT_VERSION,)) + zlib.crc32(body).to_bytes(4) + body


def read_history(snapshot: bytes | None, payloads: Iterable[bytes]) -> History:
    """What storage keeps of a board: its newest snapshot, and the log rows behind it.

    Raises `Malformed` when it was written by something else or is damaged.
    """
    surrogates = Surrogates()
    updates = []
    summary = None
    if snapshot is not None:
        state, summary = _read_snapshot(snapshot, surrogates)
        updates.append(state)
    later = [entry for payload in payloads for entry in decode_record(payload)]
    for entry in later:
        surrogates.add_from(entry.update)
    senders = [entry.person_id for entry in later]
    return History([*updates, *(entry.update for entry in later)], surrogates, summary, senders)


def _read_snapshot(snapshot: bytes, surrogates: Surrogates) -> tuple[bytes, Summary | None]:
    version = snapshot[0] if snapshot else 0
    if version == _VERSION:
        return snapshot[surrogates.decode(snapshot, 1) :], None
    if version != _SNAPSHOT_VERSION:
        raise Malformed(f"not a snapshot of version {_VERSION} or {_SNAPSHOT_VERSION}")
    crc = int.from_bytes(snapshot[1:_BEHIND_CRC])
    if zlib.crc32(memoryview(snapshot)[_BEHIND_CRC:]) != crc:
        raise Malformed("a snapshot whose bytes are not those that were written")
    at = surrogates.decode(snapshot, _BEHIND_CRC)
    standing, at = read_buffer(snapshot, at)
    deletes, at = read_buffer(snapshot, at)
    tombstones, at = read_uint(snapshot, at)
    objects, at = read_uint(snapshot, at)
    bin_since, at = read_uint(snapshot, at)
    summary = Summary(decode_state_vector(standing), deletes, tombstones, objects, bin_since)
    return snapshot[at:], summary


def seed_record(seed_update: bytes) -> bytes:
    """A board's first row (`board.document.seed_update`)."""
    return encode_record([LogEntry(seed_update, None)])
