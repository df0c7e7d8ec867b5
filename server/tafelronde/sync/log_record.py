"""What storage keeps of a board: log rows, each the updates of one commit, and snapshots.

A row keeps what was received as it was received, and whatever the server itself did to the document
because of it: a stamp on a new object, the inverse of a refused change. Replaying the rows in order
ends in the state that everybody saw.

    record   = version:byte(1) { entry }
    entry    = kind:byte(1 received, 2 server) [person:string, only kind 1] update:buffer
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tafelronde.sync.surrogates import Surrogates
from tafelronde.sync.varint import Malformed, read_buffer, read_string, write_buffer, write_string

_VERSION = 1
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
class History:
    """Everything that made a document: `updates`, oldest first; `surrogates` of all of them."""

    updates: list[bytes]
    surrogates: Surrogates


def encode_snapshot(state: bytes, surrogates: Surrogates) -> bytes:
    """version:byte(1) surrogates state:rest. `state`: the whole document as one update."""
    return bytes((_VERSION,)) + surrogates.encode() + state


def read_history(snapshot: bytes | None, payloads: Iterable[bytes]) -> History:
    """What storage keeps of a board: its newest snapshot, and the log rows behind it.

    Raises `Malformed` when it was written by something else or is damaged.
    """
    surrogates = Surrogates()
    updates = []
    if snapshot is not None:
        if not snapshot or snapshot[0] != _VERSION:
            raise Malformed("not a snapshot of version 1")
        updates.append(snapshot[surrogates.decode(snapshot, 1) :])
    later = updates_of(payloads)
    for update in later:
        surrogates.add_from(update)
    return History([*updates, *later], surrogates)


def seed_record(seed_update: bytes) -> bytes:
    """A board's first row (`board.document.seed_update`)."""
    return encode_record([LogEntry(seed_update, None)])
