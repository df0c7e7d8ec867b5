"""A Yjs update (format v1) taken apart, to be changed and put together again.

A reader of its own, beside `sync/scan.py`: it keeps everything that it reads, is used on updates
that real clients wrote only, and writes whatever its parts say, right or wrong. What is written is a
list of tokens, so that a hand can spoil a single integer in it and knows which kind it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

LEFT, RIGHT, KEY = 0x80, 0x40, 0x20

GC, DELETED, JSON, BINARY, STRING, EMBED, FORMAT, TYPE, ANY, DOC, SKIP = range(11)


class Part(IntEnum):
    """What a token of a written update is."""

    COUNT = 0  # how many of something follow
    CLIENT = 1
    CLOCK = 2
    LENGTH = 3  # of a string, a struct, a deleted range
    INFO = 4  # a struct's first byte, a type's or a value's tag
    BODY = 5  # what a string or a number holds


# Tags of lib0's `any` values, of those that tests name.
LIST, OBJECT, BIGINT = 117, 118, 122

Token = tuple[Part, bytes]
Id = tuple[int, int]


@dataclass(slots=True)
class Value:
    """One of lib0's `any` values, by its tag: 117 holds Values, 118 pairs of name and Value, 119 and
    116 bytes; of all others `body` is what stands behind the tag, as it stood.
    """

    tag: int
    body: Any


@dataclass(slots=True)
class Struct:
    """`content`, by kind: a length (GC, DELETED, SKIP), a list of bytes (JSON) or Values (ANY), bytes
    (BINARY, STRING, EMBED), a pair of bytes (FORMAT), a pair of number and name or None (TYPE).

    `names_key`: the flag of a key is set, also where the key itself follows from a neighbour.
    """

    kind: int
    left: Id | None = None
    right: Id | None = None
    parent: bytes | Id | None = None
    names_key: bool = False
    key: bytes | None = None
    content: Any = None

    def length(self) -> int:
        """In clocks."""
        if self.kind in (GC, DELETED, SKIP):
            return int(self.content)
        if self.kind in (JSON, ANY):
            return len(self.content)
        if self.kind == STRING:
            return len(self.content.decode(errors="replace").encode("utf-16-le")) // 2
        return 1


@dataclass(slots=True)
class Block:
    client: int
    clock: int
    structs: list[Struct]

    def end(self) -> int:
        return self.clock + sum(struct.length() for struct in self.structs)


@dataclass(slots=True)
class Tree:
    """`deletes`: by client, in order, (clock, length)."""

    blocks: list[Block] = field(default_factory=list)
    deletes: list[tuple[int, list[tuple[int, int]]]] = field(default_factory=list)

    def structs(self) -> list[Struct]:
        return [struct for block in self.blocks for struct in block.structs]


def parse(update: bytes) -> Tree:
    """Takes apart what a real client wrote."""
    reader = _Reader(update)
    tree = Tree()
    for _ in range(reader.uint()):
        count, client, clock = reader.uint(), reader.uint(), reader.uint()
        tree.blocks.append(Block(client, clock, [reader.struct() for _ in range(count)]))
    for _ in range(reader.uint()):
        client = reader.uint()
        ranges = [(reader.uint(), reader.uint()) for _ in range(reader.uint())]
        tree.deletes.append((client, ranges))
    assert reader.at == len(update), "bytes behind the end of a real update"
    return tree


def write(tree: Tree) -> bytes:
    return b"".join(part for _, part in tokens(tree))


def tokens(tree: Tree) -> list[Token]:
    """The update in its parts, in order."""
    out: list[Token] = [(Part.COUNT, uint(len(tree.blocks)))]
    for block in tree.blocks:
        out.append((Part.COUNT, uint(len(block.structs))))
        out.append((Part.CLIENT, uint(block.client)))
        out.append((Part.CLOCK, uint(block.clock)))
        for struct in block.structs:
            _write_struct(out, struct)
    out.append((Part.COUNT, uint(len(tree.deletes))))
    for client, ranges in tree.deletes:
        out += [(Part.CLIENT, uint(client)), (Part.COUNT, uint(len(ranges)))]
        for clock, length in ranges:
            out += [(Part.CLOCK, uint(clock)), (Part.LENGTH, uint(length))]
    return out


def uint(value: int) -> bytes:
    """lib0's variable-length integer, of any size."""
    groups = bytearray()
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def _write_struct(out: list[Token], struct: Struct) -> None:
    info = struct.kind
    if struct.kind not in (GC, SKIP):
        info |= LEFT if struct.left else 0
        info |= RIGHT if struct.right else 0
        info |= KEY if struct.names_key else 0
    out.append((Part.INFO, bytes((info,))))
    if struct.kind in (GC, SKIP):
        out.append((Part.LENGTH, uint(struct.content)))
        return
    for near in (struct.left, struct.right):
        if near is not None:
            _write_id(out, near)
    if struct.left is None and struct.right is None:
        if isinstance(struct.parent, bytes):
            out.append((Part.INFO, b"\x01"))
            _write_bytes(out, struct.parent)
        else:
            out.append((Part.INFO, b"\x00"))
            _write_id(out, struct.parent or (0, 0))
        if struct.names_key:
            _write_bytes(out, struct.key or b"")
    _write_content(out, struct)


def _write_content(out: list[Token], struct: Struct) -> None:
    content = struct.content
    match struct.kind:
        case _ if struct.kind == DELETED:
            out.append((Part.LENGTH, uint(content)))
        case _ if struct.kind == JSON:
            out.append((Part.COUNT, uint(len(content))))
            for each in content:
                _write_bytes(out, each)
        case _ if struct.kind == ANY:
            out.append((Part.COUNT, uint(len(content))))
            for each in content:
                _write_value(out, each)
        case _ if struct.kind == FORMAT:
            _write_bytes(out, content[0])
            _write_bytes(out, content[1])
        case _ if struct.kind == TYPE:
            out.append((Part.INFO, uint(content[0])))
            if content[1] is not None:
                _write_bytes(out, content[1])
        case _:
            _write_bytes(out, content)


def _write_value(out: list[Token], value: Value) -> None:
    out.append((Part.INFO, bytes((value.tag,))))
    if value.tag == 117:
        out.append((Part.COUNT, uint(len(value.body))))
        for each in value.body:
            _write_value(out, each)
    elif value.tag == 118:
        out.append((Part.COUNT, uint(len(value.body))))
        for name, each in value.body:
            _write_bytes(out, name)
            _write_value(out, each)
    elif value.tag in (119, 116):
        _write_bytes(out, value.body)
    else:
        out.append((Part.BODY, value.body))


def _write_id(out: list[Token], id: Id) -> None:
    out += [(Part.CLIENT, uint(id[0])), (Part.CLOCK, uint(id[1]))]


def _write_bytes(out: list[Token], content: bytes) -> None:
    out += [(Part.LENGTH, uint(len(content))), (Part.BODY, content)]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def uint(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def take(self, length: int) -> bytes:
        self.at += length
        return self.data[self.at - length : self.at]

    def bytes(self) -> bytes:
        return self.take(self.uint())

    def id(self) -> Id:
        return self.uint(), self.uint()

    def struct(self) -> Struct:
        info = self.byte()
        struct = Struct(info & 0x1F)
        if struct.kind in (GC, SKIP):
            struct.content = self.uint()
            return struct
        struct.names_key = bool(info & KEY)
        if info & LEFT:
            struct.left = self.id()
        if info & RIGHT:
            struct.right = self.id()
        if not info & (LEFT | RIGHT):
            struct.parent = self.bytes() if self.uint() == 1 else self.id()
            if struct.names_key:
                struct.key = self.bytes()
        struct.content = self.content(struct.kind)
        return struct

    def content(self, kind: int) -> Any:
        if kind == DELETED:
            return self.uint()
        if kind == JSON:
            return [self.bytes() for _ in range(self.uint())]
        if kind == ANY:
            return [self.value() for _ in range(self.uint())]
        if kind == FORMAT:
            return self.bytes(), self.bytes()
        if kind == TYPE:
            number = self.uint()
            return number, self.bytes() if number in (3, 5) else None
        assert kind in (BINARY, STRING, EMBED), f"content of kind {kind} in a real update"
        return self.bytes()

    def value(self) -> Value:
        tag = self.byte()
        if tag == 117:
            return Value(tag, [self.value() for _ in range(self.uint())])
        if tag == 118:
            return Value(tag, [(self.bytes(), self.value()) for _ in range(self.uint())])
        if tag in (119, 116):
            return Value(tag, self.bytes())
        if tag == 125:
            start = self.at
            while self.byte() & 0x80:
                pass
            return Value(tag, self.data[start : self.at])
        return Value(tag, self.take({124: 4, 123: 8, 122: 8}.get(tag, 0)))
