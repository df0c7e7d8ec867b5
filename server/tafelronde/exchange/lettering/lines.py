"""The lines of a text in a box: what stands in each, as browsers lay out `white-space: pre-wrap` with
`overflow-wrap: anywhere`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tafelronde.exchange.lettering.breaking import BLANKS, opportunities
from tafelronde.exchange.lettering.clusters import clusters
from tafelronde.exchange.lettering.fonts import Fonts

# What ends a paragraph, and what browsers leave out.
_PARAGRAPHS = re.compile(r"\r\n|\n")
_TAB = 8
# A browser counts in 64ths of a pixel.
_HAIR = 1 / 64
_SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands together: between tabs, all of a line. `x`: where it begins, in units."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """`width`: without the blanks at its end, in units."""

    pieces: tuple[Piece, ...]
    width: float

    @property
    def text(self) -> str:
        return "\t".join(piece.text for piece in self.pieces)


def lines_of(text: str, room: float, font_size: float, fonts: Fonts, weight: int) -> Iterator[Line]:
    """The lines of `text` in a box that is `room` units wide inside."""
    for paragraph in _PARAGRAPHS.split(text):
        yield from _of_paragraph(paragraph, room, font_size, fonts, weight)


def _of_paragraph(
    paragraph: str, room: float, font_size: float, fonts: Fonts, weight: int
) -> Iterator[Line]:
    parts = list(clusters(paragraph))
    if not parts:
        yield Line((), 0)
        return
    advances = [each * font_size for each in fonts.advances(parts, weight)]
    stop = _TAB * fonts.width(" ", weight) * font_size
    hyphen = fonts.width("\u2010", weight) * font_size if _SOFT_HYPHEN in paragraph else 0.0
    may = opportunities(parts)
    begin = 0
    while begin < len(parts):
        end = _end(parts, advances, may, begin, room, stop, hyphen)
        yield _line(parts, advances, begin, end, stop)
        begin = end


def _end(
    parts: Sequence[str],
    advances: Sequence[float],
    may: Sequence[bool],
    begin: int,
    room: float,
    stop: float,
    hyphen: float,
) -> int:
    """Where the line that begins at `begin` ends: at the last place where it may break and still
    fits; in the middle of a word only where the word is all there is.
    """
    used = 0.0
    last = begin
    for index in range(begin, len(parts)):
        part = parts[index]
        if may[index] and (parts[index - 1] != _SOFT_HYPHEN or used + hyphen <= room + _HAIR):
            last = index
        if part in BLANKS:
            # Blanks hang over the edge.
            used = _after_tab(used, stop) if part == "\t" else used + advances[index]
            continue
        if used + advances[index] > room + _HAIR and index > begin and advances[index] > 0:
            return last if last > begin else index
        used += advances[index]
    return len(parts)


def _after_tab(used: float, stop: float) -> float:
    return (used // stop + 1) * stop if stop > 0 else used


def _line(
    parts: Sequence[str], advances: Sequence[float], begin: int, end: int, stop: float
) -> Line:
    broken = end < len(parts)
    while end > begin and parts[end - 1] in BLANKS:
        end -= 1
    pieces: list[Piece] = []
    text, x, used = "", 0.0, 0.0
    for index in range(begin, end):
        if parts[index] == "\t":
            if text:
                pieces.append(Piece(x, text))
            text, used = "", _after_tab(used, stop)
            x = used
        else:
            text += parts[index]
            used += advances[index]
    if broken and text.endswith(_SOFT_HYPHEN):
        text = text.removesuffix(_SOFT_HYPHEN) + "\u2010"
    if text:
        pieces.append(Piece(x, text))
    return Line(tuple(pieces), used)
