"""The size at which a text fits its note, and how high one is at a size: `fit_text.ts`, here.

Both must come to the same, or a note would have other letters in a picture than on the board.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LARGEST = 18
SMALLEST = 12
LINE_HEIGHT = 1.3
PADDING = 14

Measure = Callable[[str], float]
"""The width of a piece of a line in em."""

# Blank is what JavaScript calls so.
_BLANK = "\\t\\n\\v\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
_PIECES = re.compile(f"[{_BLANK}]+|[^{_BLANK}-]+-*|-+")
_IS_BLANK = re.compile(f"[{_BLANK}]")


@dataclass(frozen=True, slots=True)
class Fit:
    """`height`: what a note needs to show all of the text at that size."""

    font_size: int
    height: float


def fit_text(text: str, width: float, height: float, measure: Measure) -> Fit:
    """How `text` fits a note of `width` by `height` board units."""
    # A pixel less than there is: the browser rounds glyphs, and a line must not wrap by a hair.
    room = max(1, width - 2 * PADDING - 1)
    paragraphs = _measured(text, measure)
    widest = max((wide for parts in paragraphs for _, wide, blank in parts if not blank), default=0)
    # A word that is too long at any size breaks anyway: for it alone nothing gets smaller.
    whole = widest if widest <= room / SMALLEST else 0
    font_size = LARGEST
    while True:
        lines = _count(paragraphs, room / font_size, measure)
        needed = lines * font_size * LINE_HEIGHT + 2 * PADDING
        fits = needed <= height and whole <= room / font_size
        if fits or font_size <= SMALLEST:
            return Fit(font_size, needed)
        font_size -= 1


def height_of(text: str, width: float, font_size: float, padding: float, measure: Measure) -> float:
    """The height of `text` at `font_size` in a box `width` wide with `padding` all round."""
    room = max(1, width - 2 * padding - 1)
    lines = _count(_measured(text, measure), room / font_size, measure)
    return lines * font_size * LINE_HEIGHT + 2 * padding


_Parts = list[tuple[str, float, bool]]


def _measured(text: str, measure: Measure) -> list[_Parts]:
    return [
        [
            (part, measure(part), _IS_BLANK.match(part) is not None)
            for part in _PIECES.findall(paragraph)
        ]
        for paragraph in text.split("\n")
    ]


def _count(paragraphs: list[_Parts], room: float, measure: Measure) -> int:
    """How many lines there are when a line is `room` wide; long words break anywhere."""
    lines = 0
    for parts in paragraphs:
        lines += 1
        used = 0.0
        # Blanks at the end of a line hang over the edge; a word that does not fit begins the next.
        for part, width, blank in parts:
            if blank:
                used += width
                continue
            if used > 0 and used + width > room:
                lines += 1
                used = 0
            if width <= room:
                used += width
                continue
            for sign in part:
                one = measure(sign)
                if used > 0 and used + one > room:
                    lines += 1
                    used = 0
                used += one
    return lines


def may_overflow(text: str, width: float, height: float) -> bool:
    """Whether `text` may need more than `width` by `height` even at the smallest size: a rough guess
    on the safe side, the same as the page's.
    """
    widest = SMALLEST * 1.1
    in_line = max(1, int((width - 2 * PADDING) // widest))
    lines = max(1, int((height - 2 * PADDING) // (SMALLEST * LINE_HEIGHT)))
    if _utf16_length(text) > in_line * lines / 2:
        return True
    return "\n" in text and text.count("\n") + 1 > lines / 2


def _utf16_length(text: str) -> int:
    return len(text) + sum(1 for sign in text if sign > "\uffff")
