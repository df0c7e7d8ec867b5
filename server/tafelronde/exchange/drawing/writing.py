"""Lines of words as marks of a drawing: as text that can be searched and read aloud, or as outlines.

Outlines need no font where they are drawn, and stand exactly where they were measured. They are for
what becomes a picture of pixels.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import uharfbuzz as hb

from tafelronde.exchange.drawing.marks import element, escaped, number
from tafelronde.exchange.lettering.clusters import clusters
from tafelronde.exchange.lettering.fonts import Fonts, Glyph


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of one line. `x`: its left, its middle or its right, as `anchor` says; `y`: of its
    base line; `width`: as it was measured.
    """

    x: float
    y: float
    text: str
    width: float
    anchor: str = "start"

    @property
    def left(self) -> float:
        return self.x - self.width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]


class Hand(Protocol):
    """Writes rows, all of one look."""

    def write(self, rows: Sequence[Row], size: float, weight: int, color: str) -> str: ...


class Text:
    """As text."""

    def write(self, rows: Sequence[Row], size: float, weight: int, color: str) -> str:
        spans = "".join(
            f'<tspan x="{number(row.x)}" y="{number(row.y)}">{escaped(row.text)}</tspan>'
            for row in rows
            if row.text
        )
        if not spans:
            return ""
        anchor = rows[0].anchor
        return element(
            "text",
            spans,
            fill=color,
            font_size=size,
            font_weight=None if weight == 400 else str(weight),
            text_anchor=None if anchor == "start" else anchor,
            xml__space="preserve",
        )


class Outlines:
    """As outlines. Letters of less than `least` units are bars: nobody could read them."""

    def __init__(self, fonts: Fonts, least: float) -> None:
        self._fonts = fonts
        self._least = least
        self._drawn: dict[tuple[int, int, int], str] = {}
        self._pictures: dict[tuple[int, int], str] = {}
        self._pen = _Pen()

    def write(self, rows: Sequence[Row], size: float, weight: int, color: str) -> str:
        if size < self._least:
            bars = [
                f"M{number(row.left)},{number(row.y - size * 0.5)}"
                f"h{number(row.width)}v{number(size * 0.45)}h-{number(row.width)}z"
                for row in rows
                if row.text
            ]
            return element("path", d="".join(bars), fill=color, fill_opacity=0.45) if bars else ""
        return "".join(self._row(row, size, weight, color) for row in rows if row.text)

    def _row(self, row: Row, size: float, weight: int, color: str) -> str:
        x = 0.0
        paths: dict[int, list[str]] = {}
        pictures: list[str] = []
        parts = list(clusters(row.text))
        for glyph in self._fonts.shaped(parts, weight):
            if glyph.font < 0:
                if glyph.advance > 0:
                    paths.setdefault(-1, []).append(_box(x, glyph.advance))
            elif self._fonts.has_pictures(glyph.font):
                pictures.append(self._picture(glyph, x))
            else:
                em = self._fonts.em(glyph.font)
                at = f"M{round((x + glyph.x) * em)} {round(glyph.y * em)}"
                shape = self._shape(glyph, weight)
                if shape:
                    paths.setdefault(em, []).append(shape.replace("M0 0", at, 1))
            x += glyph.advance
        marks = [
            element("path", d="".join(shapes), transform=f"scale({1 / abs(em):.7f} {-1 / em:.7f})")
            if em > 0
            else element(
                "path", d="".join(shapes), fill_opacity=0.5, transform="scale(0.001 -0.001)"
            )
            for em, shapes in paths.items()
        ]
        if not marks and not pictures:
            return ""
        where = f"translate({number(row.left)} {number(row.y)}) scale({number(size)})"
        return element("g", "".join(marks + pictures), fill=color, transform=where)

    def _shape(self, glyph: Glyph, weight: int) -> str:
        """Its outline, in units of the font, beginning at `M0 0`."""
        key = (glyph.font, weight, glyph.id)
        known = self._drawn.get(key)
        if known is None:
            known = self._drawn[key] = self._pen.draw(self._fonts.raw(glyph.font, weight), glyph.id)
        return known

    def _picture(self, glyph: Glyph, x: float) -> str:
        """An emoji: a picture of the font's."""
        key = (glyph.font, glyph.id)
        known = self._pictures.get(key)
        if known is None:
            content = self._fonts.picture(glyph.font, glyph.id)
            known = self._pictures[key] = (
                ""
                if content is None
                else "data:image/png;base64," + base64.b64encode(content).decode()
            )
        if not known:
            return ""
        extents = self._fonts.raw(glyph.font, 400).get_glyph_extents(glyph.id)
        em = self._fonts.em(glyph.font)
        return (
            f'<image x="{x + extents.x_bearing / em:.4f}" y="{-extents.y_bearing / em:.4f}" '
            f'width="{extents.width / em:.4f}" height="{-extents.height / em:.4f}" '
            f'href="{known}"/>'
        )


def _box(x: float, width: float) -> str:
    """What stands for a letter that no font here has: an empty box."""
    left, right = round(x * 1000) + 60, round((x + width) * 1000) - 60
    inner_left, inner_right = left + 50, right - 50
    return f"M{left} 0V700H{right}V0ZM{inner_left} 50H{inner_right}V650H{inner_left}Z"


class _Pen:
    """Draws glyphs of HarfBuzz as relative paths."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._at = (0.0, 0.0)
        self._begun = (0.0, 0.0)
        functions = hb.DrawFuncs()
        functions.set_move_to_func(self._move)
        functions.set_line_to_func(self._line)
        functions.set_quadratic_to_func(self._quadratic)
        functions.set_cubic_to_func(self._cubic)
        functions.set_close_path_func(self._close)
        self._functions = functions

    def draw(self, font: Any, glyph: int) -> str:
        self._said = ["M0 0"]
        self._at = self._begun = (0, 0)
        font.draw_glyph(glyph, self._functions, None)
        return "".join(self._said) if len(self._said) > 1 else ""

    def _say(self, command: str, *points: tuple[float, float]) -> None:
        near = " ".join(f"{round(x - self._at[0])} {round(y - self._at[1])}" for x, y in points)
        self._said.append(command + near)
        # As rounded, so that rounding adds up to nothing.
        x, y = points[-1]
        self._at = (
            self._at[0] + round(x - self._at[0]),
            self._at[1] + round(y - self._at[1]),
        )

    def _move(self, x: float, y: float, _: Any) -> None:
        self._say("m", (x, y))
        self._begun = self._at

    def _line(self, x: float, y: float, _: Any) -> None:
        self._say("l", (x, y))

    def _quadratic(self, cx: float, cy: float, x: float, y: float, _: Any) -> None:
        self._say("q", (cx, cy), (x, y))

    def _cubic(
        self, ax: float, ay: float, bx: float, by: float, x: float, y: float, _: Any
    ) -> None:
        self._say("c", (ax, ay), (bx, by), (x, y))

    def _close(self, _: Any) -> None:
        self._said.append("z")
        self._at = self._begun


def shortened(text: str, room: float, size: float, weight: int, fonts: Fonts) -> str:
    """What of one line fits into `room`, with an ellipsis where something does not."""
    if fonts.width(text, weight) * size <= room:
        return text
    parts = list(clusters(text))
    used = fonts.width("…", weight) * size
    kept = list(_fitting(parts, fonts.advances(parts, weight), room - used, size))
    return "".join(kept) + "…"


def _fitting(
    parts: Sequence[str], advances: Sequence[float], room: float, size: float
) -> Iterator[str]:
    used = 0.0
    for part, advance in zip(parts, advances, strict=True):
        used += advance * size
        if used > room:
            return
        yield part
