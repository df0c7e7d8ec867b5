"""Where everything on a board lies, and where its words stand: what the page computes in
`board_item.svelte.ts` and the files of `board/kinds/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tafelronde.board.tree import Forest, forest
from tafelronde.exchange.drawing.addresses import Address, web_address
from tafelronde.exchange.drawing.forms import ROOMS, form_edge
from tafelronde.exchange.drawing.geometry import (
    Box,
    Point,
    around,
    bounds,
    box_edge,
    box_of,
    grown,
    middle_of,
    turned,
)
from tafelronde.exchange.drawing.map_places import Laid, Words, lay_map
from tafelronde.exchange.drawing.route import End, Stuck, route
from tafelronde.exchange.lettering.fitting import (
    PADDING,
    Measure,
    fit_text,
    height_of,
    may_overflow,
)

Objects = Mapping[str, Mapping[str, Any]]

TITLE_SIZE = 24
_TITLE_PADDING = 12
_TEXT_PADDING = 4
CARD_PADDING = 14
CARD_FOOT = 34
# The title of a card is set in heavier letters.
_HEAVIER = 1.04
_TAG_ROW = 22
_LABEL_WIDTH, _LABEL_SIZE, _LABEL_PADDING = 180, 16, 4
_KINDS = ("frame", "sticky", "text", "shape", "image", "stroke", "mindnode", "connector")


@dataclass(frozen=True, slots=True)
class Thing:
    """An object as it lies. `body`: its own box, before it is turned. `path`: the line of a connector;
    empty for all others. `laid`: where its map has it.
    """

    id: str
    fields: Mapping[str, Any]
    body: Box
    rotation: float = 0
    path: tuple[Point, ...] = ()
    laid: Laid | None = None

    @property
    def kind(self) -> str:
        return str(self.fields["type"])

    @property
    def text(self) -> str:
        return str(self.fields.get("text", ""))

    @property
    def address(self) -> Address | None:
        return web_address(self.fields.get("url", "")) if self.kind == "text" else None


def place(objects: Objects, measure: Measure) -> list[Thing]:
    """Everything that is seen, from the lowest to the highest. Objects lie as `lying` has them."""
    tree = forest(objects)
    laid: dict[str, Laid] = {}
    for centre in tree.centres:
        laid.update(lay_map(objects, tree, centre, _middle_of_map(objects, tree, centre), measure))
    things: dict[str, Thing] = {}
    for id, each in objects.items():
        if each["type"] == "mindnode":
            if id in laid:
                things[id] = Thing(id, each, laid[id].box, laid=laid[id])
        elif each["type"] in _KINDS and each["type"] != "connector":
            things[id] = _placed(id, each, measure)
    _lead(objects, things)
    return sorted(things.values(), key=_rank)


def seen(thing: Thing, things: Mapping[str, Thing]) -> Box:
    """All the room that its drawing takes, shadows and heads of lines included."""
    box = bounds(thing.body, thing.rotation)
    parts = [box]
    if thing.laid is not None and thing.laid.under is not None:
        parts.append(thing.laid.under)
    for other in thing.fields.get("links", ()):
        if other in things:
            # The curve hangs through below both.
            end = things[other].body
            sag = 30 + abs(end.centre[0] - box.centre[0]) * 0.15
            parts += [end, Box(box.x, max(box.y + box.h, end.y + end.h), box.w, sag)]
    margin = 12.0
    if thing.kind in ("connector", "stroke"):
        margin = 16 + 3 * float(thing.fields.get("width", 4))
    if thing.kind == "connector" and thing.text:
        x, y = middle_of(thing.path)
        parts.append(Box(x - _LABEL_WIDTH / 2, y - _LABEL_SIZE, _LABEL_WIDTH, 2 * _LABEL_SIZE))
    if thing.fields.get("tags") and thing.kind not in ("sticky", "connector", "stroke"):
        parts.append(Box(box.x, box.y, box.w, box.h + 26))
    return grown(around(parts) or box, margin)


def words_of(thing: Thing, measure: Measure) -> Words | None:
    """Where the words of a thing stand; None for what has no place for any."""
    x, y, w, h = thing.body
    text = thing.text
    if thing.laid is not None:
        return thing.laid.words
    match thing.kind:
        case "sticky":
            room = h - _tag_row(thing.fields)
            fit = fit_text(text, w, room, measure)
            return Words(0, 0, w, room, fit.font_size, "left", PADDING)
        case "text":
            size = float(thing.fields.get("fontSize", 20))
            if thing.address is not None:
                return Words(0, 0, w, h - CARD_FOOT + CARD_PADDING, size, "left", CARD_PADDING)
            return Words(0, 0, w, h, size, thing.fields.get("align", "left"), _TEXT_PADDING)
        case "frame":
            height = TITLE_SIZE * 1.3 + 2 * _TITLE_PADDING
            return Words(0, 0, w, height, TITLE_SIZE, "left", _TITLE_PADDING)
        case "shape":
            return _within_form(thing, measure)
        case "connector":
            widest = max(measure(line) * _LABEL_SIZE for line in text.split("\n"))
            wide = min(_LABEL_WIDTH, max(24, widest + 2 * _LABEL_PADDING + 2))
            high = _LABEL_SIZE * 1.3 + 2 * _LABEL_PADDING
            mx, my = middle_of(thing.path)
            left, top = mx - x - wide / 2, my - y - high / 2
            return Words(left, top, wide, high, _LABEL_SIZE, "center", _LABEL_PADDING)
    return None


def title_of(thing: Thing) -> str:
    """The words of a card: those that somebody wrote, or else the address itself."""
    address = thing.address
    return thing.text if thing.text.strip() or address is None else address.shown


def _within_form(thing: Thing, measure: Measure) -> Words:
    room = ROOMS[thing.fields["form"]]
    x, y = room.x * thing.body.w, room.y * thing.body.h
    w, h = room.w * thing.body.w, room.h * thing.body.h
    fit = fit_text(thing.text, w, h, measure)
    above = max(0, (h - fit.height) / 2)
    return Words(x, y, w, h, fit.font_size, "center", min(PADDING, w / 4), above)


def _placed(id: str, each: Mapping[str, Any], measure: Measure) -> Thing:
    (x, y), (w, h) = each["at"], each["size"]
    thing = Thing(id, each, Box(x, y, w, h), each.get("rotation", 0))
    text = thing.text
    if thing.kind == "sticky":
        room = h - _tag_row(each)
        if may_overflow(text, w, room):
            h = max(h, fit_text(text, w, room, measure).height + _tag_row(each))
    elif thing.kind == "text":
        size = float(each.get("fontSize", 20))
        if thing.address is None:
            h = max(h, height_of(text, w, size, _TEXT_PADDING, measure))
        else:
            title = title_of(thing)
            high = height_of(title, w, size, CARD_PADDING, lambda part: measure(part) * _HEAVIER)
            h = high + CARD_FOOT - CARD_PADDING
    return thing if h == thing.body.h else Thing(id, each, Box(x, y, w, h), thing.rotation)


def _tag_row(each: Mapping[str, Any]) -> int:
    """Tags of a note stand in one row along its lower edge."""
    return _TAG_ROW if each.get("tags") else 0


def _middle_of_map(objects: Objects, tree: Forest, centre: str) -> Point:
    x, y = tree.places.get(centre) or objects[centre].get("at") or (0, 0)
    return x, y


def _lead(objects: Objects, things: dict[str, Thing]) -> None:
    """The ways of the connectors, in the order of their objects: one that is stuck to another can only
    be led when that is.
    """
    waiting = [(id, each) for id, each in objects.items() if each["type"] == "connector"]
    hanging: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    while waiting:
        id, each = waiting.pop()
        missing = next(_missing(each, things), None)
        if missing is not None:
            hanging.setdefault(missing, []).append((id, each))
            continue
        start, end = (_end(each[name], things) for name in ("from", "to"))
        path = tuple(route(start, end, each.get("path", "straight")))
        things[id] = Thing(id, each, box_of(path) or Box(0, 0, 0, 0), path=path)
        waiting.extend(hanging.pop(id, ()))


def _missing(each: Mapping[str, Any], things: Mapping[str, Thing]) -> Iterator[str]:
    for name in ("from", "to"):
        if "object" in each[name] and each[name]["object"] not in things:
            yield each[name]["object"]


def _end(field: Mapping[str, Any], things: Mapping[str, Thing]) -> End:
    if "at" in field:
        x, y = field["at"]
        return x, y
    thing = things[field["object"]]
    body, centre, rotation = thing.body, thing.body.centre, thing.rotation

    def edge(towards: Point) -> Point:
        ahead = turned(towards, centre, -rotation)
        if thing.kind == "shape":
            return turned(form_edge(thing.fields["form"], body, ahead), centre, rotation)
        return turned(box_edge(body, ahead), centre, rotation)

    return Stuck(bounds(body, rotation), field.get("side", "auto"), edge)


def _rank(thing: Thing) -> tuple[bool, str, str]:
    """What holds other things hides none."""
    return thing.kind != "frame", thing.fields.get("order", ""), thing.id
