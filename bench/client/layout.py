"""One board for all: the same notes with the same words in the same places, the same connectors."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

SIDE = 84
_PITCH = 104
_SHARE_OF_NOTES = 0.8
_ASPECT = 1.6
# The screen holds 1440 × 900 ÷ 104² = 120 notes at zoom 1, and every fifth object is a connector.
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_WORDS = (
    "who what where listen square bench garden street bridge school evening morning door window "
    "bread water light care time talk more less green safe child"
).split()


@dataclass(frozen=True, slots=True)
class Note:
    """`x`, `y`: its top left corner; it is `SIDE` wide and high."""

    x: int
    y: int
    text: str

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + SIDE / 2, self.y + SIDE / 2


@dataclass(frozen=True, slots=True)
class Connector:
    """From one note to another, by their numbers."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A board, its middle at 0, 0. Notes lie below connectors."""

    notes: Sequence[Note]
    connectors: Sequence[Connector]

    @property
    def in_the_middle(self) -> int:
        """The number of a note that is on screen when one looks at the middle of the board."""
        return min(range(len(self.notes)), key=lambda number: math.hypot(*self.notes[number].middle))


def laid_out(objects: int) -> Layout:
    """A board of so many objects; always the same one."""
    draw = random.Random(objects)
    notes = round(objects * _SHARE_OF_NOTES)
    columns = math.ceil(math.sqrt(notes * _ASPECT))
    rows = math.ceil(notes / columns)
    return Layout(
        notes=[
            Note(
                x=number % columns * _PITCH - columns * _PITCH // 2,
                y=number // columns * _PITCH - rows * _PITCH // 2,
                text=" ".join(draw.sample(_WORDS, 3)),
            )
            for number in range(notes)
        ],
        connectors=[
            _connector(draw, notes, columns) for _ in range(objects - notes)
        ],
    )


def order(place: int) -> str:
    """A fractional index, as all three write them: greater for a higher place, up to 238,327."""
    digits = ""
    for _ in range(3):
        place, digit = divmod(place, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"c{digits}"


def _connector(draw: random.Random, notes: int, columns: int) -> Connector:
    """To a note at most three columns and two rows away."""
    start = draw.randrange(notes)
    steps = [
        down * columns + across
        for down in range(-2, 3)
        for across in range(-3, 4)
        if (down, across) != (0, 0)
        and 0 <= start % columns + across < columns
        and 0 <= start + down * columns + across < notes
    ]
    return Connector(start, start + draw.choice(steps))
