"""A strict reading of an update before pycrdt sees it (Yjs update format v1).

pycrdt trusts its input: a few kilobytes of nested values end the process, and some mutated updates
are accepted and leave a document that can never be read again. So every update is walked here
first: canonical integers, every length within the message, every struct at least one long, nesting
bounded, nothing behind the end. What the walk learns is what a room needs to judge the update
without applying it: which clocks it brings, which ids it builds on, what it deletes, and where in
the document its items hang.

The format, as Yjs writes it (`encodeStateAsUpdate`)::

    update    = clients:uint { block } deletes
    block     = structs:uint client:uint clock:uint { struct }
    struct    = info:byte ( gc | skip | item )
    item      = [left id] [right id] [parent] [key] content
    deletes   = clients:uint { client:uint ranges:uint { clock:uint length:uint } }
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from tafelronde.sync.varint import Malformed, read_buffer, read_string, read_uint

MAX_DEPTH = 32
# yrs counts clocks in 32 bits.
MAX_CLOCK = 2**31 - 1

# Struct kinds: the low five bits of `info`.
_GC, _SKIP = 0, 10
_DELETED, _JSON, _BINARY, _STRING, _EMBED, _FORMAT, _TYPE, _ANY = 1, 2, 3, 4, 5, 6, 7, 8
_HAS_LEFT, _HAS_RIGHT, _HAS_KEY = 0x80, 0x40, 0x20

# Shared type numbers behind `_TYPE`.
_TYPE_XML_ELEMENT, _TYPE_XML_HOOK, _TYPE_LAST = 3, 5, 6


class Id(NamedTuple):
    """One unit of content: the `clock`-th of what Yjs client `client` ever made."""

    client: int
    clock: int


class Rooted(NamedTuple):
    """An item that names a root type as its parent."""

    id: Id
    length: int
    root: str
    key: str | None


class Nested(NamedTuple):
    """An item that brings a shared type somewhere below the roots; `parent` None: that of its left."""

    id: Id
    parent: Id | None
    key: str | None


class Range(NamedTuple):
    client: int
    clock: int
    length: int


@dataclass(slots=True)
class Scan:
    """What an update holds. Clocks are counted in units; `ends` is the clock behind the last one.

    `pairs`: the first halves of the surrogate pairs in its texts.
    """

    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    gaps: list[Range] = field(default_factory=list)
    lefts: list[Id] = field(default_factory=list)
    rights: list[Id] = field(default_factory=list)
    parents: list[Id] = field(default_factory=list)
    rooted: list[Rooted] = field(default_factory=list)
    nested: list[Nested] = field(default_factory=list)
    deletes: list[Range] = field(default_factory=list)
    pairs: list[Id] = field(default_factory=list)

    def is_known(self, state: dict[int, int]) -> bool:
        """Whether a document at `state` already has every struct (deletes are another question)."""
        return all(end <= state.get(client, 0) for client, end in self.ends.items())

    def misses(self, state: dict[int, int]) -> bool:
        """Whether a document at `state` lacks something that this update builds on."""
        get = state.get
        for client, start in self.starts.items():
            if start > get(client, 0):
                return True
        for client, clock, length in self.gaps:
            if clock + length > get(client, 0):
                return True
        ends = self.ends
        for ids in (self.lefts, self.rights, self.parents):
            for client, clock in ids:
                if clock >= get(client, 0) and clock >= ends.get(client, 0):
                    return True
        for client, clock, length in self.deletes:
            end = clock + length
            if end > get(client, 0) and end > ends.get(client, 0):
                return True
        return False


def scan(update: bytes) -> Scan:
    """Reads `update` whole; raises `Malformed` for anything the format, or our bounds, rule out."""
    found = Scan()
    clients, at = read_uint(update, 0)
    # The smallest block is four bytes; a larger claim would only make us loop.
    if clients * 4 > len(update):
        raise Malformed(f"an update claims {clients} clients in {len(update)} bytes")
    for _ in range(clients):
        at = _block(update, at, found)
    at = _delete_set(update, at, found)
    if at != len(update):
        raise Malformed(f"{len(update) - at} bytes behind the update's end")
    _refuse_deep_types(found.nested)
    return found


def _refuse_deep_types(nested: list[Nested]) -> None:
    """A board has texts in the maps of `objects`, and no shared type deeper. A few that lie deeper
    are the schema's to refuse, by name; a long chain of them costs pycrdt the square of its length.
    """
    ids = {item.id for item in nested}
    deep = [
        item for item in nested if item.parent is None or item.key is None or item.parent in ids
    ]
    if len(deep) > MAX_DEPTH:
        raise Malformed(f"more than {MAX_DEPTH} shared types below a field")


def _block(update: bytes, at: int, found: Scan) -> int:
    structs, at = read_uint(update, at)
    client, at = read_uint(update, at)
    clock, at = read_uint(update, at)
    if structs == 0 or structs > len(update):
        raise Malformed(f"a block claims {structs} structs in {len(update)} bytes")
    if client in found.ends:
        raise Malformed("an update has two blocks of one client")
    found.starts[client] = clock
    for _ in range(structs):
        if at >= len(update):
            raise Malformed("a struct is cut off")
        info = update[at]
        kind = info & 0x1F
        at += 1
        if kind == _GC or kind == _SKIP:
            length, at = read_uint(update, at)
            if kind == _SKIP:
                found.gaps.append(Range(client, clock, length))
        else:
            length, at = _item(update, at, info, kind, Id(client, clock), found)
        if length < 1:
            raise Malformed("a struct is empty")
        clock += length
        if clock > MAX_CLOCK:
            raise Malformed("a clock is beyond what a document can hold")
    found.ends[client] = clock
    return at


def _item(update: bytes, at: int, info: int, kind: int, own: Id, found: Scan) -> tuple[int, int]:
    """Reads an item's place and content; returns its length in units and the index behind it."""
    parent: Id | None = None
    root: str | None = None
    key: str | None = None
    if info & _HAS_LEFT:
        left, at = _id(update, at, own)
        found.lefts.append(left)
    if info & _HAS_RIGHT:
        right, at = _id(update, at, own)
        found.rights.append(right)
    if not info & (_HAS_LEFT | _HAS_RIGHT):
        named, at = read_uint(update, at)
        if named == 1:
            root, at = read_string(update, at)
        elif named == 0:
            parent, at = _id(update, at, own)
            found.parents.append(parent)
        else:
            raise Malformed("an item's parent is neither a root nor an id")
        if info & _HAS_KEY:
            key, at = read_string(update, at)
    if kind == _STRING:
        text, at = read_string(update, at)
        length = len(text) if text.isascii() else _length_in_units(text, own, found)
    else:
        length, at = _content(update, at, kind)
    if root is not None:
        found.rooted.append(Rooted(own, length, root, key))
    elif kind == _TYPE:
        found.nested.append(Nested(own, parent, key))
    return length, at


def _id(update: bytes, at: int, own: Id) -> tuple[Id, int]:
    client, at = read_uint(update, at)
    clock, at = read_uint(update, at)
    if client == own.client and clock >= own.clock:
        raise Malformed("an item builds on itself or on what comes after it")
    return Id(client, clock), at


def _content(update: bytes, at: int, kind: int) -> tuple[int, int]:
    """Length in units, and the index behind."""
    if kind == _ANY:
        count, at = read_uint(update, at)
        for _ in range(count):
            at = _any(update, at, 1)
        return count, at
    if kind == _TYPE:
        type_ref, at = read_uint(update, at)
        if type_ref > _TYPE_LAST:
            raise Malformed(f"shared type {type_ref} is unknown")
        if type_ref in (_TYPE_XML_ELEMENT, _TYPE_XML_HOOK):
            _, at = read_string(update, at)
        return 1, at
    if kind == _DELETED:
        length, at = read_uint(update, at)
        return length, at
    if kind == _FORMAT:
        _, at = read_string(update, at)
        return 1, _json(update, at)
    if kind == _EMBED:
        return 1, _json(update, at)
    if kind == _BINARY:
        _, at = read_buffer(update, at)
        return 1, at
    if kind == _JSON:
        count, at = read_uint(update, at)
        for _ in range(count):
            at = _json(update, at)
        return count, at
    # Subdocuments are of no use on a board, and each would be a document of its own to guard.
    raise Malformed(f"content of kind {kind} has no place on a board")


def _length_in_units(text: str, own: Id, found: Scan) -> int:
    """Yjs counts UTF-16 code units: a character beyond the basic plane counts twice."""
    length = 0
    for character in text:
        if character > "\uffff":
            found.pairs.append(Id(own.client, own.clock + length))
            length += 2
        else:
            length += 1
    return length


def _json(update: bytes, at: int) -> int:
    raw, at = read_string(update, at)
    # A bracket inside a string counts too: harmless, no form of ours has that many.
    if raw.count("[") + raw.count("{") > MAX_DEPTH:
        raise Malformed(f"a JSON value may be nested deeper than {MAX_DEPTH}")
    return at


def _any(update: bytes, at: int, depth: int) -> int:
    """Steps over one of lib0's `any` values."""
    if depth > MAX_DEPTH:
        raise Malformed(f"a value is nested deeper than {MAX_DEPTH}")
    if at >= len(update):
        raise Malformed("a value is cut off")
    tag = update[at]
    at += 1
    if tag == 125:
        at = _signed(update, at)
    elif tag == 124:
        at += 4
    elif tag == 123 or tag == 122:
        at += 8
    elif tag == 119:
        _, at = read_string(update, at)
    elif tag == 118:
        count, at = read_uint(update, at)
        for _ in range(count):
            _, at = read_string(update, at)
            at = _any(update, at, depth + 1)
    elif tag == 117:
        count, at = read_uint(update, at)
        for _ in range(count):
            at = _any(update, at, depth + 1)
    elif tag == 116:
        _, at = read_buffer(update, at)
    elif not 120 <= tag <= 127:  # 120 true, 121 false, 126 null, 127 undefined
        raise Malformed(f"a value has the unknown tag {tag}")
    if at > len(update):
        raise Malformed("a value is cut off")
    return at


def _signed(update: bytes, at: int) -> int:
    """Steps over lib0's signed integer: six bits and the sign first, then 7-bit groups."""
    start = at
    try:
        while update[at] & 0x80:
            at += 1
    except IndexError:
        raise Malformed("an integer is cut off") from None
    if at - start > 7:
        raise Malformed("an integer is longer than 53 bits")
    if at > start and update[at] == 0:
        raise Malformed("an integer is not in its shortest form")
    return at + 1


def _delete_set(update: bytes, at: int, found: Scan) -> int:
    clients, at = read_uint(update, at)
    if clients * 4 > len(update):
        raise Malformed(f"a delete set claims {clients} clients in {len(update)} bytes")
    deletes = found.deletes
    for _ in range(clients):
        client, at = read_uint(update, at)
        ranges, at = read_uint(update, at)
        if ranges * 2 > len(update):
            raise Malformed(f"a delete set claims {ranges} ranges in {len(update)} bytes")
        for _ in range(ranges):
            clock, at = read_uint(update, at)
            length, at = read_uint(update, at)
            if length < 1 or clock + length > MAX_CLOCK:
                raise Malformed("a deleted range is empty or beyond what a document can hold")
            deletes.append(Range(client, clock, length))
    return at
