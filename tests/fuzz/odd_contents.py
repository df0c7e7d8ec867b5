"""Contents that no board holds: values of every tag, texts that are none, JSON that is none."""

from __future__ import annotations

import struct as binary
from random import Random

from tests.fuzz.odd_bytes import EDGES
from tests.fuzz.update_tree import (
    ANY,
    DELETED,
    EMBED,
    FORMAT,
    GC,
    JSON,
    SKIP,
    TYPE,
    Struct,
    Value,
    uint,
)  # fmt: skip

TEXTS = (
    "", "a", "é", "😀", "a😀b", "👩‍🚀👩‍🚀", "\x00", "\ufeff", "\u202e", "e\u0301", "\U0010ffff", "x" * 300, "😀" * 130,
    "y" * 5_001, "<script>", "{{7*7}}", "null",
)  # fmt: skip
# Halves of pairs, as no UTF-8 has them; and bytes that are no text at all.
NO_TEXTS = (
    b"\xed\xa0\xbd",
    b"\xed\xa0\xbd\xed\xb8\x80",
    b"\xc0\x80",
    b"\xff\xfe",
    b"\xf0\x9f\x98",
)
_JSONS = (
    b"undefined", b"null", b"1e999", b"{", b"", b"[1,]", b'"\\ud83d"', b"NaN", b'{"a":1,"a":2}', b"[[[[1]]]]",
    b'{"__proto__":{"x":1}}', b"-", b"nul", b" 1 ", b'"a" "b"', b"[" * 20 + b"]" * 20,
)  # fmt: skip
FIELDS = (
    b"type", b"at", b"size", b"text", b"color", b"deleted", b"author", b"created", b"round", b"lock", b"order", b"tags",
    b"parent", b"from", b"to", b"points", b"frame", b"resolved", b"zzz", b"", b"__proto__", b"constructor", "\u00e9".encode(),
)  # fmt: skip


def any_value(random: Random, depth: int = 0) -> Value:
    """Any value of any tag, now and then deep."""
    choice = random.random()
    if choice < 0.15 and depth < 4:
        return Value(117, [any_value(random, depth + 1) for _ in range(random.randrange(4))])
    if choice < 0.3 and depth < 4:
        names = random.sample(FIELDS, random.randrange(3))
        return Value(118, [(name, any_value(random, depth + 1)) for name in names])
    if choice < 0.33:
        return _deep(random)
    match random.randrange(10):
        case 0:
            return Value(119, random.choice(TEXTS).encode())
        case 1:
            return Value(116, random.randbytes(random.randrange(5)))
        case 2:
            return Value(random.choice((120, 121, 126, 127)), b"")
        case 3:
            return Value(
                122, random.choice((0, 1, 10, -1, 2**63 - 1, -(2**63))).to_bytes(8, signed=True)
            )
        case 4:
            return Value(
                124,
                binary.pack(
                    ">f", random.choice((0.0, -0.0, 1.5, float("nan"), float("inf"), 3e38))
                ),
            )
        case 5:
            odd = (0.0, -0.0, 0.1, float("nan"), float("-inf"), 1e300, 5e-324, 2.0**53)
            return Value(123, binary.pack(">d", random.choice(odd)))
        case 6:
            return Value(117, [_integer(random) for _ in range(2)])
        case 7:
            return Value(118, [(b"by", Value(119, b"mal")), (b"at", _integer(random))])
        case _:
            return _integer(random)


def _integer(random: Random) -> Value:
    value = random.choice((0, 1, 7, 63, 64, 100, 2**31 - 1, 2**31, 2**53 - 1))
    first = value & 0x3F | (0x40 if random.random() < 0.3 else 0)
    rest = value >> 6
    return Value(125, bytes((first | 0x80,)) + uint(rest) if rest else bytes((first,)))


def _deep(random: Random) -> Value:
    value = Value(126, b"")
    for _ in range(random.choice((5, 29, 30, 31, 32, 33, 40, 300))):
        value = Value(117, [value]) if random.random() < 0.5 else Value(118, [(b"a", value)])
    return value


def fill(random: Random, item: Struct, kind: int) -> None:
    """Gives the item a content of that kind."""
    item.kind = kind
    text = random.choice(NO_TEXTS) if random.random() < 0.1 else random.choice(TEXTS).encode()
    if kind in (GC, DELETED, SKIP):
        item.content = random.choice((0, 1, 1, 2, 3, 5, 40, random.choice(EDGES)))
    elif kind == JSON:
        item.content = [random.choice(_JSONS) for _ in range(random.choice((0, 1, 1, 2)))]
    elif kind == ANY:
        item.content = [any_value(random) for _ in range(random.choice((0, 1, 1, 1, 1, 2, 5)))]
    elif kind == FORMAT:
        item.content = (random.choice(FIELDS), random.choice(_JSONS))
    elif kind == TYPE:
        number = random.choice((0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 9, 200))
        item.content = (number, b"p" if number in (3, 5) else None)
    elif kind == EMBED:
        item.content = random.choice(_JSONS)
    else:
        item.content = text
