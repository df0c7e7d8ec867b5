"""What each kind of thing looks like: the files of `canvas/kinds/` of the page, as marks."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from tafelronde.exchange.drawing import theme
from tafelronde.exchange.drawing.forms import corners_of
from tafelronde.exchange.drawing.geometry import Box, Point
from tafelronde.exchange.drawing.map_branch import cross_link, taper
from tafelronde.exchange.drawing.map_places import PICTURE_HEIGHT
from tafelronde.exchange.drawing.marks import (
    closed_curve,
    element,
    escaped,
    line_path,
    number,
    pairs,
)
from tafelronde.exchange.drawing.pen import outline
from tafelronde.exchange.drawing.placing import (
    CARD_FOOT,
    CARD_PADDING,
    TITLE_SIZE,
    Thing,
    title_of,
    words_of,
)
from tafelronde.exchange.drawing.sheet import (
    Marks,
    Sheet,
    baseline,
    icon,
    rectangle,
    shadow,
)
from tafelronde.exchange.icons import WORDS
from tafelronde.exchange.lettering.clusters import is_pictograph

_NOTE_RADIUS = 4


def draw(thing: Thing, things: Mapping[str, Thing], sheet: Sheet) -> Marks:
    """The marks of one thing, turned as it is."""
    turned = thing.rotation != 0
    if turned:
        x, y = thing.body.centre
        yield f'<g transform="rotate({number(thing.rotation)} {number(x)} {number(y)})">'
    if thing.kind == "mindnode":
        yield from _node(thing, things, sheet)
    elif thing.kind == "image":
        yield from _image(thing, sheet)
    else:
        yield _FACES[thing.kind](thing, sheet)
    tags = thing.fields.get("tags", ())
    if tags and thing.kind not in ("connector", "stroke"):
        x, y, w, h = thing.body
        within = thing.kind == "sticky"
        at, room = ((x + 10, y + h - 28), w - 20) if within else ((x, y + h + 6), w)
        yield sheet.tags(tags, at, room, within=within)
    if turned:
        yield "</g>"


def _sticky(thing: Thing, sheet: Sheet) -> str:
    paper = theme.note(thing.fields.get("color", "sun"))
    sheet_of_paper = rectangle(thing.body, _NOTE_RADIUS, fill=paper)
    return shadow(thing.body, _NOTE_RADIUS) + sheet_of_paper + _words(thing, sheet, "note-ink")


def _text(thing: Thing, sheet: Sheet) -> str:
    if thing.address is not None:
        return _card(thing, sheet)
    return _words(thing, sheet, f"pen-{thing.fields.get('color', 'ink')}")


def _card(thing: Thing, sheet: Sheet) -> str:
    """Words, and below them where they lead. Nothing leads there from a drawing."""
    x, y, w, h = thing.body
    address = thing.address
    host = "" if address is None else address.host
    words = words_of(thing, sheet.measure)
    given = thing.text.strip() != ""
    title = ""
    if words is not None:
        ink = theme.TOKENS["ink"]
        title = sheet.words(title_of(thing), (x, y), words, ink, 550 if given else 400)
    accent = theme.TOKENS["accent"]
    middle = y + h - 1 - CARD_FOOT + (CARD_FOOT - 6) / 2
    left = x + 1 + CARD_PADDING
    at = (left + 24, baseline(middle - 10.5, 14, 1.5))
    return (
        rectangle(
            Box(x + 0.5, y + 0.5, w - 1, h - 1),
            10,
            fill=theme.TOKENS["surface"],
            stroke=theme.TOKENS["line"],
        )
        + title
        + icon("link", (left, middle - 8), 16, accent)
        + sheet.one_line(host, at, w - 2 - 2 * CARD_PADDING - 47, 14, accent)
        + icon("leads", (x + w - 1 - CARD_PADDING - 15, middle - 7.5), 15, accent)
    )


def _frame(thing: Thing, sheet: Sheet) -> str:
    x, y, w, h = thing.body
    name = thing.fields.get("color", "white")
    plain = name == "white"
    area = rectangle(
        Box(x + 0.75, y + 0.75, w - 1.5, h - 1.5),
        6,
        fill=theme.TOKENS["surface"] if plain else theme.note(name),
        fill_opacity=theme.FRAME_PAPER if plain else theme.FRAME_TINT,
        stroke=theme.TOKENS["frame-line"],
        stroke_width=1.5,
    )
    words = words_of(thing, sheet.measure)
    if words is None:
        return area
    at = (x + words.padding, baseline(y + words.padding, TITLE_SIZE, 1.3))
    room = w - 2 * words.padding
    return area + sheet.one_line(thing.text, at, room, TITLE_SIZE, theme.TOKENS["ink-2"], 600)


def _shape(thing: Thing, sheet: Sheet) -> str:
    x, y, w, h = thing.body
    width = float(thing.fields.get("width", 2))
    form, fill = thing.fields["form"], thing.fields.get("fill", "none")
    color = thing.fields.get("color", "ink")
    # The outline lies within the box.
    box = Box(x + width / 2, y + width / 2, max(1, w - width), max(1, h - width))
    look: dict[str, str | float | None] = {
        "fill": "none" if fill == "none" else theme.note(fill),
        "stroke": theme.pen(color) if width > 0 else None,
        "stroke_width": width if width > 0 else None,
        "stroke_linejoin": "round",
        "stroke_linecap": "round",
        "stroke_dasharray": _dashes(thing, width),
    }
    if form == "ellipse":
        cx, cy = box.centre
        drawn = element("ellipse", cx=cx, cy=cy, rx=box.w / 2, ry=box.h / 2, **look)
    elif form == "rectangle":
        drawn = rectangle(box, _NOTE_RADIUS, **look)
    else:
        drawn = element("polygon", points=pairs(corners_of(form, box)), **look)
    return drawn + _words(thing, sheet, f"pen-{color}")


def _stroke(thing: Thing, _sheet: Sheet) -> str:
    x, y, w, h = thing.body
    points, (width, height) = thing.fields["points"], thing.fields["size"]
    sx, sy = w / width, h / height
    inputs = [
        (x + points[at] * sx, y + points[at + 1] * sy, points[at + 2])
        for at in range(0, len(points) - 2, 3)
    ]
    shape = closed_curve(outline(inputs, float(thing.fields.get("width", 4))))
    return element("path", d=shape, fill=theme.pen(thing.fields.get("color", "ink")))


def _connector(thing: Thing, sheet: Sheet) -> str:
    width = float(thing.fields.get("width", 2))
    color = theme.pen(thing.fields.get("color", "ink"))
    path = thing.path
    bent = thing.fields.get("path", "straight") == "elbow" and len(path) == 3
    line = element(
        "path",
        d=_rounded(path) if bent else line_path(path),
        stroke_dasharray=_dashes(thing, width),
    )
    heads = _head(thing.fields.get("startHead", "none"), path[::-1], width, color)
    heads += _head(thing.fields.get("endHead", "arrow"), path, width, color)
    drawn = element(
        "g",
        line + heads,
        fill="none",
        stroke=color,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
    words = words_of(thing, sheet.measure)
    if not thing.text or words is None:
        return drawn
    at = (thing.body.x, thing.body.y)
    field = Box(at[0] + words.x, at[1] + words.y, words.w, words.h)
    label = sheet.words(thing.text, at, words, theme.TOKENS["ink"])
    return drawn + rectangle(field, 6, fill=theme.TOKENS["paper"]) + label


def _rounded(points: Sequence[Point], radius: float = 12) -> str:
    """A line with one bend, rounded where there is room for it."""
    start, bend, end = points
    first, last = _nearer(bend, start, radius), _nearer(bend, end, radius)
    return f"M{pairs([start])}L{pairs([first])}Q{pairs([bend, last])}L{pairs([end])}"


def _nearer(point: Point, towards: Point, by: float) -> Point:
    length = math.dist(point, towards)
    part = 0 if length == 0 else min(by, length / 2) / length
    return (
        point[0] + (towards[0] - point[0]) * part,
        point[1] + (towards[1] - point[1]) * part,
    )


def _head(head: str, path: Sequence[Point], width: float, color: str) -> str:
    """The head at the end of a line; none at the end of one without a length."""
    tip = path[-1]
    before = next((point for point in reversed(path) if math.dist(point, tip) > 1), None)
    if head == "none" or before is None:
        return ""
    if head == "dot":
        return element("circle", cx=tip[0], cy=tip[1], r=2 + width * 1.5, fill=color)
    angle = math.atan2(tip[1] - before[1], tip[0] - before[0])
    length = 8 + width * 2.5
    wings = [
        (tip[0] - length * math.cos(angle + side), tip[1] - length * math.sin(angle + side))
        for side in (0.5, -0.5)
    ]
    return element("path", d=line_path([wings[0], tip, wings[1]]))


def _dashes(thing: Thing, width: float) -> str | None:
    if not thing.fields.get("dashed"):
        return None
    return f"{number(3 * width + 2)} {number(2 * width + 3)}"


def _image(thing: Thing, sheet: Sheet) -> Marks:
    alt = thing.fields.get("alt", "")
    name = alt or {"nl": "Afbeelding", "en": "Picture"}[sheet.language.value]
    yield f"<g>{element('title', escaped(name))}"
    yield from sheet.picture(thing.fields["image"], thing.body, whole=False, name=name)
    yield "</g>"


def _node(thing: Thing, things: Mapping[str, Thing], sheet: Sheet) -> Marks:
    """The branch that leads to it, its cross-links, its field, its icon and its words."""
    laid = thing.laid
    if laid is None:
        return
    body = thing.body
    color, paper = theme.pen(laid.color), theme.TOKENS["paper"]
    if laid.under is not None:
        yield element("path", d=taper(laid.under, body, laid.growth, laid.level), fill=color)
    for other in thing.fields.get("links", ()):
        if other in things:
            yield element(
                "path",
                d=cross_link(body, things[other].body),
                fill="none",
                stroke=theme.TOKENS["ink-2"],
                stroke_width=1.5,
                stroke_dasharray="5 5",
            )
    yield _field(body, laid.level, color)
    ink = paper if laid.level == 0 else theme.TOKENS["ink"]
    if "image" in thing.fields:
        box = Box(body.x + 8, body.y + 6, body.w - 16, PICTURE_HEIGHT)
        yield from sheet.picture(thing.fields["image"], box, whole=True, name=thing.text)
    if "icon" in thing.fields:
        yield _icon(thing, sheet, paper if laid.level == 0 else color)
    weight = 650 if laid.level == 0 else 600 if laid.level == 1 else 400
    yield sheet.words(thing.text, (body.x, body.y), laid.words, ink, weight)


def _field(body: Box, level: int, color: str) -> str:
    paper = theme.TOKENS["paper"]
    if level == 0:
        return shadow(body, 18) + rectangle(body, 18, fill=color)
    if level == 1:
        inner = Box(body.x + 1, body.y + 1, body.w - 2, body.h - 2)
        fill = theme.mixed(color, 0.16, paper)
        return rectangle(inner, 11, fill=fill, stroke=color, stroke_width=2)
    return rectangle(body, 10, fill=theme.mixed(color, 0.12, paper))


def _icon(thing: Thing, sheet: Sheet, color: str) -> str:
    laid = thing.laid
    if laid is None:
        return ""
    name, size = str(thing.fields["icon"]), laid.words.font_size
    middle = thing.body.y + laid.words.y + laid.words.h / 2
    centre = thing.body.x + 8 + size * 1.25 / 2
    if name in WORDS:
        side = size * 1.15
        return icon(name, (centre - side / 2, middle - side / 2), side, color)
    # An emoji is its own drawing; a name that nobody knows is a dot.
    shown = name if any(map(is_pictograph, name)) else "•"
    width = sheet.fonts.width(shown) * size
    base = baseline(middle - size * 0.75, size, 1.5)
    return sheet.one_line(shown, (centre - width / 2, base), size * 8, size, color)


def _words(thing: Thing, sheet: Sheet, color: str) -> str:
    words = words_of(thing, sheet.measure)
    if words is None:
        return ""
    return sheet.words(thing.text, (thing.body.x, thing.body.y), words, theme.TOKENS[color])


_FACES: Mapping[str, Callable[[Thing, Sheet], str]] = {
    "sticky": _sticky,
    "text": _text,
    "frame": _frame,
    "shape": _shape,
    "stroke": _stroke,
    "connector": _connector,
}
