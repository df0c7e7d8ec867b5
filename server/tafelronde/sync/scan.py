"""A strict reading of an update before pycrdt sees it (Yjs update format v1).

pycrdt trusts its input: a few kilobytes of nested values end the process, and some mutated updates
are accepted and leave a document that can never be read again. So every update is walked here
first: canonical integers, every length within the message, every struct at least one long, nesting
and numbers bounded, delete sets in order, nothing behind the end. What the walk learns is what a
room needs to judge the update without applying it: which clocks it brings, which ids it builds on,
what it deletes, and where in the document its items hang.

The format, as Yjs writes it (`encodeStateAsUpdate`)::

    update    = clients:uint { block } deletes
    block     = structs:uint client:uint clock:uint { struct }
    struct    = info:byte ( gc | skip | item )
    item      = [left id] [right id] [parent] [key] content
    deletes   = clients:uint { client:uint ranges:uint { clock:uint length:uint } }

What stands in an item's content, `content.py` reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from tafelronde.sync.content import (
    ANY,
    EVERYDAY,
    MAX_DEPTH,
    STRING,
    TYPE,
    TYPE_STEP,
    length_in_units,
    pairs_in,
    read_content,
    read_type,
    read_values,
    short_strings,
)
from tafelronde.sync.varint import Malformed, read_string, read_uint

# yrs counts clocks in 32 bits.
MAX_CLOCK = 2**31 - 1
# Bounds on what one message may hold. A megabyte of notes has 60,000 structs; what the board lacks is
# the work of a few client ids, also after weeks. (A delete set names all that ever deleted.)
MAX_STRUCTS = 120_000
MAX_CLIENTS = 1_000
MAX_GAPS = 1_000

# Structs that are no items have exactly these bytes for `info`.
GC, SKIP = 0, 10
_KIND, _HAS_LEFT, _HAS_RIGHT, _HAS_KEY = 0x1F, 0x80, 0x40, 0x20

# One unit of content, as (client, clock): the `clock`-th of what that Yjs client ever made.
Id = tuple[int, int]

# A struct that is content, or the place of content that is gone (its content is GC), as client,
# clock, length, content, left, right, parent, root, key.
#
# `length` in units. `content`: the number of its kind (`content.py`), and above that, in steps of 32,
# one more than the number of the shared type it brings. `left`, `right`: what it stood between when it was made. Only where both
# are None: what it hangs in, a shared type's id (`parent`) or a root type's name (`root`), and the
# `key` there, if that is a map.
#
# A plain tuple: a large update has sixty thousand, and Python's garbage collector soon forgets
# tuples, but goes through named ones again and again.
Item = tuple[int, int, int, int, Id | None, Id | None, Id | None, str | None, str | None]


# A plain value under a key of a shared type: what nearly all structs of a new object are.
_FIELD = _HAS_KEY | ANY
_UINT = rb"(?:[\x00-\x7f]|[\x80-\xff]{1,6}[\x01-\x7f])"
_EVERYDAY_FIELD = re.compile(
    rb"\x00(" + _UINT * 2 + rb")(" + short_strings(1, 16) + rb")" + EVERYDAY.pattern, re.DOTALL
)


# So many units in a row, as (client, clock, length). A client that comes back brings 100,000 of them.
Range = tuple[int, int, int]


class Scan:
    """What an update holds. Clocks are counted in units.

    `starts`, `ends`: of each client's block, the first clock and the one behind the last. `gaps`:
    what the update itself says it lacks. `items`: in the order in which they came. `types`: those
    that bring a shared type. `rooted`: those that name a root type. `deletes`: in order. `pairs`: the first halves of the surrogate pairs
    in its texts.
    """

    __slots__ = ("deletes", "ends", "gaps", "items", "pairs", "rooted", "starts", "types")

    def __init__(self) -> None:
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.gaps: list[Range] = []
        self.items: list[Item] = []
        self.types: list[Item] = []
        self.rooted: list[Item] = []
        self.deletes: list[Range] = []
        self.pairs: list[Id] = []

    def is_known(self, state: dict[int, int]) -> bool:
        """Whether a document at `state` already has every struct (deletes are another question)."""
        return all(end <= state.get(client, 0) for client, end in self.ends.items())

    def is_halved(self, state: dict[int, int]) -> bool:
        """Whether what a document at `state` has of it ends between the halves of a character."""
        return any(clock + 1 == state.get(client, 0) for client, clock in self.pairs)

    def misses(self, state: dict[int, int]) -> bool:
        """Whether a document at `state` lacks something that this update builds on."""
        get = state.get
        for client, start in self.starts.items():
            if start > get(client, 0):
                return True
        for client, clock, length in self.gaps:
            if clock + length > get(client, 0):
                return True
        ends = self.ends.get
        for _, _, _, _, left, right, parent, _, _ in self.items:
            for id in (left, right, parent):
                if id is not None:
                    client, clock = id
                    if clock >= get(client, 0) and clock >= ends(client, 0):
                        return True
        for client, clock, length in self.deletes:
            end = clock + length
            if end > get(client, 0) and end > ends(client, 0):
                return True
        return False


def scan(update: bytes) -> Scan:
    """Reads what somebody sent, whole; raises `Malformed` for anything the format, or our bounds,
    rule out.
    """
    found = Scan()
    _read(update, found, found.items.append, MAX_CLIENTS, MAX_STRUCTS)
    return found


def scan_own(update: bytes, take: Callable[[Item], None]) -> Scan:
    """Reads a document of our own, which may be larger than any message. Its items go to `take`, one
    by one, and are not in what is returned.
    """
    found = Scan()
    _read(update, found, take, len(update), len(update))
    return found


def scan_server(update: bytes) -> Scan:
    """Reads a change of our own document's, or one that was taken in: bounds are for the door, and what
    came of an honest message may be larger than any.
    """
    return scan_own(update, _drop)


def _drop(_: Item) -> None:
    pass


def _read(
    update: bytes, found: Scan, take: Callable[[Item], None], at_most_clients: int, at_most: int
) -> None:
    try:
        clients, at = read_uint(update, 0)
        if clients > at_most_clients:
            raise Malformed(f"an update claims {clients} clients in {len(update)} bytes")
        for _ in range(clients):
            at, at_most = _block(update, at, found, take, at_most)
        at = _delete_set(update, at, found.deletes)
    except IndexError:
        raise Malformed("an update is cut off") from None
    if at != len(update):
        raise Malformed(f"{len(update) - at} bytes behind the update's end")
    if len(found.types) > MAX_DEPTH:
        _refuse_deep_types(found.types)


def _refuse_deep_types(types: list[Item]) -> None:
    """A board has texts in the maps of `objects`, and no shared type deeper. A few that lie deeper
    are the schema's to refuse, by name; a long chain of them costs pycrdt the square of its length.
    """
    nested = [item for item in types if item[_ROOT] is None]
    ids = {(item[0], item[1]) for item in nested}
    deep = [
        item
        for item in nested
        if item[_PARENT] is None or item[_KEY] is None or item[_PARENT] in ids
    ]
    if len(deep) > MAX_DEPTH:
        raise Malformed(f"more than {MAX_DEPTH} shared types below a field")


_PARENT, _ROOT, _KEY = 6, 7, 8


def _block(
    update: bytes, at: int, found: Scan, take: Callable[[Item], None], at_most: int
) -> tuple[int, int]:
    """Reads the structs of one client; returns the index behind them, and how many more there may
    be.
    """
    structs, at = read_uint(update, at)
    client, at = _client(update, at)
    clock, at = read_uint(update, at)
    if not 0 < structs <= at_most:
        raise Malformed(f"a block claims {structs} structs in {len(update)} bytes")
    if client in found.ends:
        raise Malformed("an update has two blocks of one client")
    found.starts[client] = clock
    hung_in = b""
    parent: Id | None = None
    for _ in range(structs):
        info = update[at]
        at += 1
        if info == _FIELD and (everyday := _EVERYDAY_FIELD.match(update, at)) is not None:
            raw, name = everyday.group(1, 2)
            if raw != hung_in:
                # The fields of one object come one after another.
                parent, _ = _id(update, at + 1, client, clock)
                hung_in = raw
            at = everyday.end()
            take((client, clock, 1, ANY, None, None, parent, None, name[1:].decode()))
            clock += 1
            continue
        if info == SKIP:
            length, at = read_uint(update, at)
            found.gaps.append((client, clock, length))
            if len(found.gaps) > MAX_GAPS:
                raise Malformed(f"an update of more than {MAX_GAPS} gaps")
        elif info == GC:
            length, at = read_uint(update, at)
            take((client, clock, length, GC, None, None, None, None, None))
        else:
            item, at = _item(update, at, info, client, clock, found)
            length = item[2]
            take(item)
        if length < 1:
            raise Malformed("a struct is empty")
        clock += length
    if clock > MAX_CLOCK:
        raise Malformed("a clock is beyond what a document can hold")
    found.ends[client] = clock
    return at, at_most - structs


def _item(
    update: bytes, at: int, info: int, client: int, clock: int, found: Scan
) -> tuple[Item, int]:
    """Reads an item's place and content; returns it and the index behind it."""
    left = right = parent = root = key = None
    if info & _HAS_LEFT:
        left, at = _id(update, at, client, clock)
    if info & _HAS_RIGHT:
        right, at = _id(update, at, client, clock)
    if info < _HAS_RIGHT:
        named = update[at]
        if named == 0:
            parent, at = _id(update, at + 1, client, clock)
        elif named == 1:
            root, at = read_string(update, at + 1)
        else:
            raise Malformed("an item's parent is neither a root nor an id")
        if info & _HAS_KEY:
            key, at = read_string(update, at)
    content = info & _KIND
    if content == ANY:
        everyday = EVERYDAY.match(update, at)
        if everyday is not None:
            length = 1
            at = everyday.end()
        else:
            length, at = read_values(update, at)
    elif content == STRING:
        text, at = read_string(update, at)
        length = len(text)
        if not text.isascii():
            length = length_in_units(text)
            if length != len(text):
                found.pairs += [(client, clock + unit) for unit in pairs_in(text)]
    elif content == TYPE:
        type_ref, at = read_type(update, at)
        content += TYPE_STEP * (type_ref + 1)
        length = 1
    else:
        length, at = read_content(update, at, content)
    item = (client, clock, length, content, left, right, parent, root, key)
    if root is not None:
        found.rooted.append(item)
    if content >= TYPE_STEP:
        found.types.append(item)
    return item, at


def _id(update: bytes, at: int, client: int, clock: int) -> tuple[Id, int]:
    """An id that the item of `client` at `clock` builds on, and the index behind it."""
    of = update[at]
    if of < 0x80:
        at += 1
    else:
        known = _KNOWN_CLIENTS.get(update[at : at + 5])
        if known is None:
            of, at = _client(update, at)
        else:
            of = known
            at += 5
    unit = update[at]
    if unit < 0x80:
        at += 1
    else:
        unit, at = read_uint(update, at)
    if of == client and unit >= clock:
        raise Malformed("an item builds on itself or on what comes after it")
    return (of, unit), at


# Client ids are random numbers of 32 bits, and so nearly always five bytes long. In one update, and
# from one to the next, the same few occur: looked up, they cost a third of being read.
_KNOWN_CLIENTS: dict[bytes, int] = {}
_MAX_KNOWN = 4096


def _client(update: bytes, at: int) -> tuple[int, int]:
    raw = update[at : at + 5]
    known = _KNOWN_CLIENTS.get(raw)
    if known is not None:
        return known, at + 5
    client, end = read_uint(update, at)
    if end == at + 5:
        if len(_KNOWN_CLIENTS) >= _MAX_KNOWN:
            _KNOWN_CLIENTS.clear()
        _KNOWN_CLIENTS[raw] = client
    return client, end


def _delete_set(update: bytes, at: int, deletes: list[Range]) -> int:
    clients, at = read_uint(update, at)
    if clients * 4 > len(update):
        raise Malformed(f"a delete set claims {clients} clients in {len(update)} bytes")
    seen: set[int] = set()
    for _ in range(clients):
        client, at = _client(update, at)
        if client in seen:
            raise Malformed("a delete set names a client twice")
        seen.add(client)
        ranges, at = read_uint(update, at)
        if ranges * 2 > len(update):
            raise Malformed(f"a delete set claims {ranges} ranges in {len(update)} bytes")
        # In order, as every client writes them: out of order each would cost pycrdt the more, the
        # more there are.
        behind = 0
        for _ in range(ranges):
            clock = update[at]
            if clock < 0x80:
                at += 1
            else:
                clock, at = read_uint(update, at)
            length = update[at]
            if length < 0x80:
                at += 1
            else:
                length, at = read_uint(update, at)
            if length < 1 or clock < behind:
                raise Malformed("a deleted range is empty or out of order")
            behind = clock + length
            deletes.append((client, clock, length))
        if behind > MAX_CLOCK:
            raise Malformed("a deleted range is beyond what a document can hold")
    return at
