"""Spoiling bytes, and spoiling the tokens of an update: what needs no idea of what they mean."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.fuzz.update_tree import Part, Token, uint

# Where integers change their length or their meaning somewhere on the way.
EDGES = (
    0, 1, 2, 3, 31, 32, 63, 64, 127, 128, 129, 255, 256, 16_383, 16_384, 65_535, 65_536,
    2**21 - 1, 2**28, 2**31 - 2, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**48, 2**53 - 1, 2**53, 2**63, 2**64,
)  # fmt: skip
_EDGE_BYTES = (0, 1, 2, 0x0F, 0x1F, 0x20, 0x40, 0x7F, 0x80, 0x81, 0xC0, 0xF0, 0xFE, 0xFF)

SpoilBytes = Callable[[Random, bytearray], None]


def spoil_bytes(random: Random, data: bytes, donor: bytes, times: int) -> bytes:
    """`data` after so many small accidents; `donor`: other bytes that may be spliced in."""
    spoiled = bytearray(data)
    for _ in range(times):
        if not spoiled:
            spoiled += donor[:20]
        elif random.random() < 0.1:
            _splice(random, spoiled, donor)
        else:
            random.choice(_ACCIDENTS)(random, spoiled)
    return bytes(spoiled)


def spoil_token(random: Random, tokens: list[Token]) -> None:
    """One integer, tag or length is not what its surroundings say."""
    at = random.randrange(len(tokens))
    part, content = tokens[at]
    choice = random.random()
    if choice < 0.08:
        del tokens[at]
    elif choice < 0.16:
        tokens.insert(at, tokens[at])
    elif choice < 0.24:
        others = [each for each in tokens if each[0] == part]
        tokens[at] = random.choice(others)
    elif part is Part.BODY:
        tokens[at] = (part, spoil_bytes(random, content, content, 1))
    elif part is Part.INFO:
        tokens[at] = (part, bytes((random.randrange(256),)))
    elif choice < 0.36:
        tokens[at] = (part, _overlong(random, content))
    elif choice < 0.68:
        tokens[at] = (part, uint(random.choice(EDGES)))
    else:
        tokens[at] = (part, uint(max(0, _value(content) + random.choice((-2, -1, 1, 2, 128)))))


def _value(content: bytes) -> int:
    return sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(content))


def _overlong(random: Random, content: bytes) -> bytes:
    """The same number, in more bytes than it needs."""
    longer = bytearray(content)
    longer[-1] |= 0x80
    longer += b"\x80" * random.choice((0, 0, 1, 4, 8)) + b"\x00"
    return bytes(longer)


def _flip(random: Random, data: bytearray) -> None:
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)


def _set(random: Random, data: bytearray) -> None:
    data[random.randrange(len(data))] = random.choice(_EDGE_BYTES)


def _anything(random: Random, data: bytearray) -> None:
    data[random.randrange(len(data))] = random.randrange(256)


def _step(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data))
    data[at] = (data[at] + random.choice((-1, 1))) % 256


def _insert(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.randbytes(random.choice((1, 1, 1, 2, 5)))


def _take_out(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data))
    del data[at : at + random.choice((1, 1, 1, 2, 4, 16))]


def _repeat(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data))
    data[at:at] = data[at : at + random.choice((1, 2, 8, 40))] * random.choice((1, 1, 1, 2, 20))


def _cut_off(random: Random, data: bytearray) -> None:
    del data[random.randrange(len(data)) :]


def _tail_again(random: Random, data: bytearray) -> None:
    data += data[random.randrange(len(data)) :]


def _swap(random: Random, data: bytearray) -> None:
    a, b = sorted(random.randrange(len(data)) for _ in range(2))
    size = random.choice((1, 2, 8))
    first, second = data[a : a + size], data[b : b + size]
    data[b : b + size] = first
    data[a : a + size] = second


def _noise(random: Random, data: bytearray) -> None:
    at = random.randrange(len(data))
    size = min(len(data) - at, random.choice((2, 4, 16)))
    data[at : at + size] = random.randbytes(size)


def _splice(random: Random, data: bytearray, donor: bytes) -> None:
    if donor:
        start = random.randrange(len(donor))
        piece = donor[start : start + random.choice((2, 8, 32, 128))]
        at = random.randrange(len(data) + 1)
        data[at : at + random.choice((0, len(piece)))] = piece


_ACCIDENTS: tuple[SpoilBytes, ...] = (
    _flip, _flip, _set, _anything, _step, _insert, _take_out, _repeat, _cut_off, _tail_again, _swap, _noise,
)  # fmt: skip
