"""lib0's variable-length integers and byte strings, strictly.

lib0 writes an unsigned integer as 7-bit groups, least significant first, with the high bit set on
all but the last. An encoding is canonical when its last group is not zero (unless it is the only
one). Readers here refuse what is not canonical: two encodings of one value would let two readers
disagree about where a message ends.
"""

from __future__ import annotations

# JavaScript's safe integers: no Yjs peer can hold more.
MAX_SAFE_INTEGER = 2**53 - 1


class Malformed(ValueError):
    """The bytes are not what the protocol allows; the text says where and why, without content."""


def write_uint(value: int) -> bytes:
    """The canonical encoding of `value` >= 0."""
    if value < 0x80:
        return bytes((value,))
    groups = bytearray()
    while value >= 0x80:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def write_buffer(payload: bytes) -> bytes:
    """`payload` behind its length in bytes."""
    return write_uint(len(payload)) + payload


def write_string(text: str) -> bytes:
    """`text` in UTF-8 behind its length in bytes."""
    return write_buffer(text.encode())


def read_uint(data: bytes, at: int) -> tuple[int, int]:
    """The integer at index `at` of `data`, and the index behind it.

    Raises `Malformed` when it is cut off, not canonical, or beyond `MAX_SAFE_INTEGER`.
    """
    try:
        byte = data[at]
        if byte < 0x80:
            return byte, at + 1
        value = byte & 0x7F
        shift = 7
        while True:
            at += 1
            byte = data[at]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 49:
                raise Malformed("an integer is longer than 53 bits")
    except IndexError:
        raise Malformed("an integer is cut off") from None
    if byte == 0:
        raise Malformed("an integer is not in its shortest form")
    if value > MAX_SAFE_INTEGER:
        raise Malformed("an integer is longer than 53 bits")
    return value, at + 1


def read_buffer(data: bytes, at: int) -> tuple[bytes, int]:
    """The byte string at index `at`, and the index behind it; `Malformed` when it is cut off."""
    length, at = read_uint(data, at)
    end = at + length
    if end > len(data):
        raise Malformed(f"a byte string of {length} bytes has only {len(data) - at} left")
    return data[at:end], end


def read_string(data: bytes, at: int) -> tuple[str, int]:
    """The UTF-8 string at index `at`, and the index behind it; `Malformed` when it is not UTF-8."""
    length, at = read_uint(data, at)
    end = at + length
    if end > len(data):
        raise Malformed(f"a string of {length} bytes has only {len(data) - at} left")
    try:
        return data[at:end].decode(), end
    except UnicodeDecodeError:
        raise Malformed("a string is not UTF-8") from None
