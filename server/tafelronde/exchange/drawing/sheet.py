"""What all faces draw with: words in their places, icons, tags, pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tafelronde.board.naming import Language
from tafelronde.exchange.drawing import theme
from tafelronde.exchange.drawing.geometry import Box, Point
from tafelronde.exchange.drawing.icon_drawings import DRAWINGS
from tafelronde.exchange.drawing.map_places import Words
from tafelronde.exchange.drawing.marks import element, number
from tafelronde.exchange.drawing.writing import Hand, Row, shortened
from tafelronde.exchange.lettering.fitting import LINE_HEIGHT
from tafelronde.exchange.lettering.fonts import Fonts
from tafelronde.exchange.lettering.lines import lines_of

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_TAG_SIZE, _TAG_WEIGHT = 12, 500
_TAG_GAP, _TAG_PADDING, _LEAST_TAG = 4, 7, 24
# A preview may be drawn a little larger than it is before anybody minds.
_SOFT = 1.3
_PICTURE_RADIUS = 4


@dataclass(frozen=True, slots=True)
class Picture:
    """A place in the drawing for a picture as a `data:` address. `preview`: the small one is enough."""

    hash: str
    preview: bool


Mark = str | Picture
Marks = Iterator[Mark]


@dataclass(slots=True)
class Sheet:
    """`pictures`: what can be had, by hash. `sharpness`: pixels of a unit; `preview_side`: of the small
    pictures, in pixels.
    """

    fonts: Fonts
    hand: Hand
    language: Language
    pictures: Mapping[str, str]
    sharpness: float
    preview_side: int
    shown: dict[str, int]

    def measure(self, text: str) -> float:
        return self.fonts.width(text)

    def words(self, text: str, at: Point, words: Words, color: str, weight: int = 400) -> str:
        """`text` where `words` says, in the body whose corner is `at`."""
        if not text.strip():
            return ""
        size, padding = words.font_size, words.padding
        room = max(0.0, words.w - 2 * padding)
        x = at[0] + words.x + padding
        x += {"left": 0, "center": room / 2, "right": room}[words.align]
        y = at[1] + words.y + padding + words.above
        rows: list[Row] = []
        for index, line in enumerate(lines_of(text, room, size, self.fonts, weight)):
            base = baseline(y + index * size * LINE_HEIGHT, size, LINE_HEIGHT)
            anchor = _ANCHORS[words.align]
            if len(line.pieces) == 1 and line.pieces[0].x == 0:
                rows.append(Row(x, base, line.pieces[0].text, line.width, anchor))
                continue
            # With tabs in it each piece has a place of its own.
            left = Row(x, base, "", line.width, anchor).left
            for piece in line.pieces:
                width = self.fonts.width(piece.text, weight) * size
                offset = {"start": 0, "middle": width / 2, "end": width}[anchor]
                rows.append(Row(left + piece.x + offset, base, piece.text, width, anchor))
        return self.hand.write(rows, size, weight, color)

    def one_line(
        self, text: str, at: Point, room: float, size: float, color: str, weight: int = 400
    ) -> str:
        """One line from `at`, its base line there, cut where `room` ends."""
        shown = shortened(" ".join(text.split()), room, size, weight, self.fonts)
        width = self.fonts.width(shown, weight) * size
        return self.hand.write([Row(*at, shown, width)], size, weight, color)

    def tags(self, tags: Sequence[str], at: Point, room: float, *, within: bool) -> str:
        """Tags in a row, their corner at `at`; narrower where they do not all fit."""
        marks: list[str] = []
        x, y = at
        for tag, width in zip(tags, self._tag_widths(tags, room), strict=True):
            left = room - (x - at[0])
            if left <= 1:
                break
            width = min(width, left)  # noqa: PLW2901 - as wide as there is room
            marks.append(
                element(
                    "rect",
                    **_box(Box(x + 0.5, y + 0.5, width - 1, 19)),
                    rx=6,
                    fill=theme.TOKENS["surface"],
                    fill_opacity=0.62 if within else None,
                    stroke=None if within else theme.TOKENS["edge"],
                    stroke_opacity=None if within else 0.55,
                )
            )
            base = baseline(y + 1, _TAG_SIZE, 18 / _TAG_SIZE)
            place = (x + 1 + _TAG_PADDING, base)
            inner = width - 2 - 2 * _TAG_PADDING
            ink = theme.TOKENS["note-ink" if within else "ink"]
            marks.append(self.one_line(tag, place, inner, _TAG_SIZE, ink, _TAG_WEIGHT))
            x += width + _TAG_GAP
        return "".join(marks)

    def _tag_widths(self, tags: Sequence[str], room: float) -> list[float]:
        edges = 2 * _TAG_PADDING + 2
        inner = [self.fonts.width(tag, _TAG_WEIGHT) * _TAG_SIZE for tag in tags]
        beyond = sum(inner) + edges * len(tags) + _TAG_GAP * (len(tags) - 1) - room
        if beyond > 0 and sum(inner) > 0:
            inner = [width - beyond * width / sum(inner) for width in inner]
        return [max(_LEAST_TAG, width + edges) for width in inner]

    def picture(self, hash: str, box: Box, *, whole: bool, name: str) -> Marks:  # noqa: A002 - as pictures are called everywhere
        """A picture in `box`: stretched to it, or `whole`, with its proportions. Where it cannot be had
        its place is kept, with its name.
        """
        if hash not in self.pictures:
            yield element(
                "rect",
                **_box(box),
                rx=4,
                fill=theme.TOKENS["line"],
                fill_opacity=0.6,
            )
            yield icon(
                "picture-off", (box.x + box.w / 2 - 12, box.y + box.h / 2 - 24), 24, "#4a5263"
            )
            width = min(box.w - 16, self.fonts.width(name) * 14)
            if width > 0:
                place = (box.x + (box.w - width) / 2, box.y + box.h / 2 + 18)
                yield self.one_line(name, place, box.w - 16, 14, theme.TOKENS["ink-2"])
            return
        small = max(box.w, box.h) * self.sharpness <= self.preview_side * _SOFT
        if whole:
            yield f'<image {_said(box)} preserveAspectRatio="xMidYMid meet" href="'
            yield Picture(hash, small)
            yield '"/>'
            return
        key = f"{hash} {small}"
        if key not in self.shown:
            # Once in the file, however often it is seen.
            self.shown[key] = len(self.shown)
            yield f'<defs><image id="picture-{self.shown[key]}" width="1" height="1" '
            yield 'preserveAspectRatio="none" href="'
            yield Picture(hash, small)
            yield '"/></defs>'
        corners, radii = f"{box.w} {box.h}", (_PICTURE_RADIUS / box.w, _PICTURE_RADIUS / box.h)
        if corners not in self.shown:
            # In units of the picture, as what it clips: one does for all of a size.
            self.shown[corners] = len(self.shown)
            yield f'<clipPath id="corners-{self.shown[corners]}"><rect width="1" height="1" '
            yield f'rx="{radii[0]:.6f}" ry="{radii[1]:.6f}"/></clipPath>'
        yield element(
            "use",
            href=f"#picture-{self.shown[key]}",
            clip_path=f"url(#corners-{self.shown[corners]})",
            transform=f"translate({number(box.x)} {number(box.y)}) "
            f"scale({number(box.w)} {number(box.h)})",
        )


def baseline(top: float, size: float, line_height: float) -> float:
    """Where the letters of a line stand that begins at `top`, as browsers round it."""
    ascent, descent = round(theme.ASCENT * size), round(theme.DESCENT * size)
    return top + (size * line_height - ascent - descent) / 2 + ascent


def icon(name: str, at: Point, size: float, color: str) -> str:
    """One of the page's icons, its corner at `at`."""
    return element(
        "g",
        "".join(DRAWINGS[name]),
        transform=f"translate({number(at[0])} {number(at[1])}) scale({size / 24:.4f})",
        fill="none",
        stroke=color,
        stroke_width=2,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def shadow(box: Box, radius: float) -> str:
    """What lies below it: a soft edge, without a filter, which ten thousand notes could not have."""
    x, y, w, h = box
    layers = ((0.5, 0, 0.14), (0.5, 1, 0.08), (2, 3.5, 0.03), (5, 4, 0.02))
    return "".join(
        element(
            "rect",
            x=x - by,
            y=y + down - by,
            width=w + 2 * by,
            height=h + 2 * by,
            rx=radius + by,
            fill=theme.TOKENS["ink"],
            fill_opacity=opacity,
        )
        for by, down, opacity in layers
    )


def rectangle(box: Box, radius: float = 0, **attributes: str | float | None) -> str:
    return element("rect", **_box(box), rx=radius or None, **attributes)


def _box(box: Box) -> dict[str, float]:
    return {"x": box.x, "y": box.y, "width": box.w, "height": box.h}


def _said(box: Box) -> str:
    return " ".join(f'{name}="{number(value)}"' for name, value in _box(box).items())
