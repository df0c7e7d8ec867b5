"""What an item of an update can hold, strictly: how long it is, and that it is what it says.

A register of a board holds one plain value (`ANY`), a text strings, an object's map a shared type.
Formats, embeds, bytes and other shared types are read too: the schema refuses them, by name, and
takes them back. Subdocuments have no place on a board, and each would be a document of its own to
guard. The JSON content of Yjs before version 13 nobody writes any more.
"""

from __future__ import annotations

import json
import re
from array import array
from typing import Any

from tafelronde.sync.varint import Malformed, read_buffer, read_string, read_uint

MAX_DEPTH = 32

DELETED, BINARY, STRING, EMBED, FORMAT, TYPE, ANY = 1, 3, 4, 5, 6, 7, 8
# Which shared type content brings is noted above its kind, in steps of this.
TYPE_STEP = 32

# Shared type numbers behind TYPE: array, map, text, and four kinds of XML.
MAP, TEXT = 1, 2
_XML_ELEMENT, _XML_HOOK, _LAST_TYPE = 3, 5, 6

# lib0's tags of `any` values.
_OBJECT, _LIST, _BYTES, _STRING, _BIGINT, _DOUBLE, _FLOAT, _INTEGER = (
    118, 117, 116, 119, 122, 123, 124, 125,
)  # fmt: skip
_SIMPLE = frozenset((120, 121, 126, 127))  # true, false, null, undefined


def short_strings(least: int, most: int) -> bytes:
    """A pattern of ASCII strings behind their length, of so many characters."""
    lengths = (b"\\x%02x[\\x00-\\x7f]{%d}" % (n, n) for n in range(least, most + 1))
    return b"(?:" + b"|".join(lengths) + b")"


# Nearly every register holds a number, two of them, a simple value or a short word in ASCII, and the
# long lists are the points of drawn lines. Those, one match reads; the rest is read step by step.
_NUMBER = rb"(?:\x7d(?:[\x00-\x7f]|[\x80-\xff]{1,7}[\x01-\x7f])|\x7c.{4}|\x7b.{8})"
EVERYDAY = re.compile(
    rb"\x01(?:\x75\x02" + _NUMBER * 2 + rb"|\x77" + short_strings(0, 32) + rb"|"
    + _NUMBER + rb"|[\x78\x79\x7e])",
    re.DOTALL,
)  # fmt: skip
_SIXTEEN = re.compile(rb"(?:" + _NUMBER + rb"|[\x78\x79\x7e\x7f]){16}", re.DOTALL)


def read_values(update: bytes, at: int) -> tuple[int, int]:
    """How many plain values there are (`ANY`), and the index behind them."""
    count, at = read_uint(update, at)
    return count, _values(update, at, count, 1)


def read_content(update: bytes, at: int, kind: int) -> tuple[int, int]:
    """The length in units of content that is neither plain values nor a string nor a shared type,
    and the index behind it.
    """
    if kind == DELETED:
        return read_uint(update, at)
    if kind == FORMAT:
        _, at = read_string(update, at)
        return 1, _json(update, at)
    if kind == EMBED:
        return 1, _json(update, at)
    if kind == BINARY:
        _, at = read_buffer(update, at)
        return 1, at
    raise Malformed(f"content of kind {kind} has no place on a board")


def read_type(update: bytes, at: int) -> tuple[int, int]:
    """The number of a shared type, and the index behind it and its name."""
    type_ref, at = read_uint(update, at)
    if type_ref > _LAST_TYPE or type_ref == _XML_HOOK:
        # Of a hook, yrs 0.28 loses the name, and then nobody can read what it writes.
        raise Malformed(f"shared type {type_ref} is unknown")
    if type_ref == _XML_ELEMENT:
        _, at = read_string(update, at)
    return type_ref, at


def length_in_units(text: str) -> int:
    """Yjs counts UTF-16 code units: a character beyond the basic plane counts twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def pairs_in(text: str) -> list[int]:
    """At which units the surrogate pairs of `text` begin."""
    units = array("H", text.encode("utf-16-le"))
    return [at for at, unit in enumerate(units) if 0xD800 <= unit < 0xDC00]


def _json(update: bytes, at: int) -> int:
    raw, at = read_string(update, at)
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Malformed("a JSON value is none") from None
    # Brackets in strings are counted only here: pycrdt writes them in another way than they came.
    if raw.count("[") + raw.count("{") > MAX_DEPTH and _is_deeper(value, MAX_DEPTH):
        raise Malformed(f"a JSON value is nested deeper than {MAX_DEPTH}")
    return at


def _is_deeper(value: Any, depth: int) -> bool:
    """Whether lists and objects stand in each other more than `depth` times."""
    level = [value]
    for _ in range(depth):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner += each.values()
            elif isinstance(each, list):
                inner += each
        level = inner
    return any(isinstance(each, dict | list) for each in level)


def _no_constant(name: str) -> None:
    """Python takes NaN and Infinity for JSON, no browser does."""
    raise ValueError(name)


def _values(update: bytes, at: int, count: int, depth: int) -> int:
    """Steps over so many `any` values."""
    if count > len(update):
        raise Malformed(f"a claim of {count} values in {len(update)} bytes")
    while count >= 16 and (sixteen := _SIXTEEN.match(update, at)) is not None:
        at = sixteen.end()
        count -= 16
    for _ in range(count):
        at = _value(update, at, depth)
    return at


def _value(update: bytes, at: int, depth: int) -> int:
    """Steps over one of lib0's `any` values."""
    if depth > MAX_DEPTH:
        raise Malformed(f"a value is nested deeper than {MAX_DEPTH}")
    tag = update[at]
    at += 1
    if tag == _INTEGER:
        return _signed(update, at)
    if tag == _FLOAT:
        at += 4
    elif tag == _DOUBLE:
        at += 8
    elif tag == _STRING:
        _, at = read_string(update, at)
    elif tag == _OBJECT:
        count, at = read_uint(update, at)
        for _ in range(count):
            _, at = read_string(update, at)
            at = _value(update, at, depth + 1)
    elif tag == _LIST:
        count, at = read_uint(update, at)
        at = _values(update, at, count, depth + 1)
    elif tag == _BYTES:
        _, at = read_buffer(update, at)
    elif tag == _BIGINT:
        # JSON has no such numbers, and in a browser they do not mix with any other.
        raise Malformed("a value is a BigInt")
    elif tag not in _SIMPLE:
        raise Malformed(f"a value has the unknown tag {tag}")
    if at > len(update):
        raise Malformed("a value is cut off")
    return at


def _signed(update: bytes, at: int) -> int:
    """Steps over lib0's signed integer: six bits and the sign first, then 7-bit groups. Zero may have
    a sign, as in JavaScript.
    """
    start = at
    while update[at] & 0x80:
        at += 1
    if at - start > 7:
        raise Malformed("an integer is longer than 53 bits")
    if at > start and update[at] == 0:
        raise Malformed("an integer is not in its shortest form")
    return at + 1
