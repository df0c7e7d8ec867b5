"""The fonts that words are set in, one after the other, and how wide words are in them.

As the page has them: Inter in two files, each for its own signs; what neither has comes from the fonts
of the machine. Shaping is HarfBuzz's, as in browsers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import uharfbuzz as hb

from tafelronde.exchange.lettering.clusters import clusters, looks_like_emoji
from tafelronde.exchange.lettering.directions import Run, runs_of

Kind = Literal["text", "emoji"]
# What no font needs to have: it changes what stands beside it, or nothing.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad\ufe0e\ufe0f\u200e\u200f\u034f")
# Of what no font of this machine has; that of who looks at the board most likely does.
_LETTER, _IDEOGRAPH, _EMOJI = 0.6, 1.0, 1.245


@dataclass(frozen=True, slots=True)
class FontFile:
    """`signs`: of which this file is asked for, as ranges of code points; None for all that it has.

    `heavy`: it is asked for instead of the one before it where letters are bold.
    """

    name: str
    content: bytes
    kind: Kind = "text"
    signs: Sequence[tuple[int, int]] | None = None
    heavy: bool = False
    index: int = 0


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn form. Lengths are in em; `cluster`: the index of its letter in what was shaped."""

    font: int
    id: int
    cluster: int
    advance: float
    x: float
    y: float


class _Font:
    def __init__(self, file: FontFile) -> None:
        self.kind, self.heavy, self.name = file.kind, file.heavy, file.name
        self.face = hb.Face(hb.Blob(file.content), file.index)
        self.em = self.face.upem
        self._by_weight: dict[int, Any] = {}
        has = set(self.face.unicodes)
        if file.signs is not None:
            has = {code for low, high in file.signs for code in range(low, high + 1)} & has
        self._has = has

    def covers(self, cluster: str) -> bool:
        has = self._has
        if len(cluster) == 1:
            return ord(cluster) in has
        whole = unicodedata.normalize("NFC", cluster)
        return all(ord(sign) in has or sign in _UNSEEN for sign in whole)

    def at(self, weight: int) -> Any:
        if weight not in self._by_weight:
            font = hb.Font(self.face)
            if self.face.axis_infos:
                font.set_variations({"wght": weight})
            self._by_weight[weight] = font
        return self._by_weight[weight]

    @cached_property
    def has_pictures(self) -> bool:
        return bool(self.face.has_color_png)


class Fonts:
    """Raises nothing: what no font has is a box as wide as a letter."""

    def __init__(self, files: Iterable[FontFile]) -> None:
        self._fonts = [_Font(file) for file in files]
        self._choices: dict[tuple[str, bool], int] = {}
        self._widths: dict[tuple[str, int], float] = {}

    @property
    def names(self) -> list[str]:
        return [font.name for font in self._fonts]

    def em(self, font: int) -> int:
        return int(self._fonts[font].em)

    def raw(self, font: int, weight: int) -> Any:
        """HarfBuzz's own font, for its outlines."""
        return self._fonts[font].at(weight)

    def picture(self, font: int, glyph: int) -> bytes | None:
        """The picture, as PNG, that a font has for a glyph."""
        blob = self._fonts[font].at(400).get_glyph_color_png(glyph)
        return bytes(blob.data) if blob is not None and len(blob.data) > 0 else None

    def has_pictures(self, font: int) -> bool:
        return self._fonts[font].has_pictures

    def width(self, text: str, weight: int = 400) -> float:
        """Of one line, in em. Remembered, because words come again."""
        key = (text, weight)
        known = self._widths.get(key)
        if known is None:
            if len(self._widths) > 50_000:
                self._widths.clear()
            known = sum(self.advances(list(clusters(text)), weight))
            self._widths[key] = known
        return known

    def advances(self, parts: Sequence[str], weight: int) -> list[float]:
        """How far each of the clusters of one line moves on, in em."""
        moved = [0.0] * len(parts)
        for glyph in self.shaped(parts, weight):
            moved[glyph.cluster] += glyph.advance
        return moved

    def shaped(self, parts: Sequence[str], weight: int) -> list[Glyph]:
        """The glyphs of the clusters of one line, from left to right."""
        glyphs: list[Glyph] = []
        for run in runs_of(parts):
            glyphs.extend(self._of_run(parts, run, weight))
        return glyphs

    def _of_run(self, parts: Sequence[str], run: Run, weight: int) -> list[Glyph]:
        """Letters of one font together: what stands beside another changes it."""
        pieces: list[tuple[int, int, int]] = []
        for index in range(run.begin, run.end):
            font = self._font_for(parts[index], weight)
            if pieces and pieces[-1][0] == font:
                pieces[-1] = (font, pieces[-1][1], index + 1)
            else:
                pieces.append((font, index, index + 1))
        if run.backwards:
            pieces.reverse()
        return [
            glyph
            for font, begin, end in pieces
            for glyph in self._of_font(parts, font, begin, end, run.backwards, weight)
        ]

    def _of_font(
        self, parts: Sequence[str], font: int, begin: int, end: int, backwards: bool, weight: int
    ) -> list[Glyph]:
        if font < 0:
            ids = range(end - 1, begin - 1, -1) if backwards else range(begin, end)
            return [Glyph(-1, 0, at, _guess(parts[at]), 0, 0) for at in ids]
        buffer = hb.Buffer()
        codes, owners = [], []
        for at in range(begin, end):
            for sign in parts[at]:
                codes.append(ord(sign))
                owners.append(at)
        buffer.add_codepoints(codes)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if backwards else "ltr"
        hb.shape(self.raw(font, weight), buffer)
        em = self._fonts[font].em
        return [
            Glyph(
                font,
                info.codepoint,
                owners[info.cluster],
                place.x_advance / em,
                place.x_offset / em,
                place.y_offset / em,
            )
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def _font_for(self, cluster: str, weight: int) -> int:
        key = (cluster, weight > 500)
        known = self._choices.get(key)
        if known is None:
            if len(self._choices) > 50_000:
                self._choices.clear()
            known = self._choices[key] = self._chosen(*key)
        return known

    def _chosen(self, cluster: str, heavy: bool) -> int:
        as_emoji = looks_like_emoji(cluster)
        kinds: tuple[Kind, ...] = ("emoji", "text") if as_emoji else ("text", "emoji")
        for kind in kinds:
            for index, font in enumerate(self._fonts):
                if font.kind != kind or not font.covers(cluster):
                    continue
                after = self._fonts[index + 1 : index + 2]
                if heavy and after and after[0].heavy and after[0].covers(cluster):
                    return index + 1
                if not font.heavy:
                    return index
        if len(cluster) > 1:
            # No font has all of it: then as its first letter, which most of them have.
            return self._chosen(cluster[0], heavy)
        return -1


def _guess(cluster: str) -> float:
    if cluster[0] in _UNSEEN:
        return 0.0
    if looks_like_emoji(cluster):
        return _EMOJI
    return _IDEOGRAPH if unicodedata.east_asian_width(cluster[0]) in ("W", "F") else _LETTER
