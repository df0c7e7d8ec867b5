"""Updates as no client writes them, struct by struct (the format: `sync/scan.py`)."""

from __future__ import annotations

from collections.abc import Sequence

from tafelronde.sync.scan import Id
from tafelronde.sync.varint import write_string, write_uint

EMPTY_VALUE = b"\x08\x01\x7e"  # one plain value: null


def letters(text: str) -> bytes:
    return b"\x04" + write_string(text)


def item(
    content: bytes, *, left: Id | None = None, right: Id | None = None,
    parent: Id | str | None = None, key: str | None = None,
) -> bytes:  # fmt: skip
    """A struct; `content`: its kind and what follows. `parent`: an id, or a root type's name."""
    info = content[0]
    place = b""
    if left is not None:
        info |= 0x80
        place += _id(left)
    if right is not None:
        info |= 0x40
        place += _id(right)
    if left is None and right is None:
        place += (
            b"\x01" + write_string(parent) if isinstance(parent, str) else b"\x00" + _id(parent)
        )
    if key is not None:
        info |= 0x20
        if left is None and right is None:
            place += write_string(key)
    return bytes((info,)) + place + content[1:]


def update(*blocks: tuple[int, int, Sequence[bytes]], deletes: bytes = b"\x00") -> bytes:
    """An update of blocks, each of a client from a clock on."""
    parts = [write_uint(len(blocks))]
    for client, clock, structs in blocks:
        parts += [write_uint(len(structs)), write_uint(client), write_uint(clock), *structs]
    return b"".join(parts) + deletes


def _id(id: Id | None) -> bytes:
    assert id is not None
    return write_uint(id[0]) + write_uint(id[1])
