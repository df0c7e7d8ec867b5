"""Where things are that have no place of their own: lines, nodes of maps, and all that files bring
without coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tafelronde.board.tree import Forest, forest

Objects = Mapping[str, Mapping[str, Any]]
Size = tuple[float, float]

NOTE: Size = (200, 200)
TEXT_WIDTH = 480
NODE: Size = (200, 44)

_GAP = 24
_LINE = 26
_LETTERS_A_LINE = 46
_TITLE = 56
# From one level of a map to the next, and from one leaf to the next.
_STEP: Size = (280, 60)
_MOST = 1_000_000
_MOST_LINES_ON_LINES = 50


class Box(NamedTuple):
    """An area of the paper."""

    x: float
    y: float
    w: float
    h: float


def box_of(id: str, objects: Objects) -> Box:
    """What an object takes up, roughly: a line reaches from thing to thing."""
    each = objects[id]
    if each["type"] != "connector":
        (x, y), (w, h) = each.get("at", (0, 0)), each.get("size", NODE)
        return Box(x, y, w, h)
    xs, ys = zip(*(_point(each[end], objects) for end in ("from", "to")), strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _point(end: Mapping[str, Any], objects: Objects) -> tuple[float, float]:
    if "at" in end:
        return end["at"][0], end["at"][1]
    # A line may hang on a line, which may hang on a line: the first thing that lies somewhere counts.
    for _ in range(_MOST_LINES_ON_LINES):
        if end.get("object") not in objects:
            break
        each = objects[end["object"]]
        if each["type"] != "connector":
            x, y, w, h = box_of(end["object"], objects)
            return x + w / 2, y + h / 2
        end = each["from"]
    return (end["at"][0], end["at"][1]) if "at" in end else (0, 0)


def node_boxes(tree: Forest, objects: Objects) -> dict[str, Box]:
    """Where the nodes of all maps lie when nobody has drawn them: a column for each level."""
    boxes: dict[str, Box] = {}
    for centre in tree.centres:
        x, y = objects[centre].get("at", (0, 0))
        boxes[centre] = Box(x, y, *NODE)
        for sign, side in ((1, "right"), (-1, "left")):
            branches = [
                id
                for id in tree.children.get(centre, ())
                if objects[id].get("side", "right") == side
            ]
            leaves = _leaves(tree, branches)
            top = y - (sum(leaves[id] for id in branches) - 1) * _STEP[1] / 2
            waiting = [(id, 1) for id in reversed(branches)]
            while waiting:
                id, level = waiting.pop()
                below = tree.children.get(id, ())
                middle = top + (leaves[id] - 1) * _STEP[1] / 2
                boxes[id] = Box(x + sign * level * _STEP[0], middle, *NODE)
                if not below:
                    top += _STEP[1]
                waiting.extend((child, level + 1) for child in reversed(below))
    return boxes


def _leaves(tree: Forest, branches: Iterable[str]) -> dict[str, int]:
    order: list[str] = []
    waiting = list(branches)
    while waiting:
        id = waiting.pop()
        order.append(id)
        waiting.extend(tree.children.get(id, ()))
    leaves: dict[str, int] = {}
    for id in reversed(order):
        leaves[id] = sum(leaves[child] for child in tree.children.get(id, ())) or 1
    return leaves


def lay_out(objects: dict[str, dict[str, Any]]) -> None:
    """Give each of `objects` that has none its place and size.

    What has no place lies in grids, in its frame if it has one, below what has a place.
    """
    tree = forest(objects)
    homeless: dict[str | None, list[str]] = {}
    for id, each in objects.items():
        if each["type"] in _LIES and "at" not in each and id not in tree.parents:
            homeless.setdefault(_frame_of(each, objects), []).append(id)
    spots: dict[str, Size] = {}
    for frame in _innermost_first(homeless, objects):
        offsets, (w, h) = _packed(homeless[frame], objects, tree)
        spots.update(offsets)
        if frame is not None:
            least = (w + 2 * _GAP, h + _TITLE + _GAP)
            objects[frame].setdefault(
                "size", [*map(whole_number, (max(400, least[0]), max(300, least[1])))]
            )
    placed = [box_of(id, objects) for id, each in objects.items() if "at" in each]
    floor = max((box.y + box.h for box in placed), default=-_GAP) + _GAP
    left = min((box.x for box in placed), default=0)
    _settle(homeless, spots, objects, (left, floor))
    for each in objects.values():
        if each["type"] in _SIZED:
            each.setdefault("size", list(_size_of(each)))


_SIZED = {"sticky", "text", "frame", "shape", "image"}
_LIES = {*_SIZED, "mindnode"}


def _frame_of(each: Mapping[str, Any], objects: Objects) -> str | None:
    frame: str = each.get("frame", "")
    return frame if frame in objects and objects[frame]["type"] == "frame" else None


def _innermost_first(
    homeless: Mapping[str | None, list[str]], objects: Objects
) -> Sequence[str | None]:
    outermost_first: list[str | None] = []
    waiting: list[str | None] = [None]
    waiting += [id for id in homeless if id is not None and "at" in objects[id]]
    while waiting:
        frame = waiting.pop()
        if frame in homeless:
            outermost_first.append(frame)
            waiting.extend(id for id in homeless[frame] if objects[id]["type"] == "frame")
    return outermost_first[::-1]


def _packed(ids: list[str], objects: Objects, tree: Forest) -> tuple[dict[str, Size], Size]:
    """The places of `ids` beside and below each other, and how much room all of them take."""
    spots: dict[str, Size] = {}
    wide, top = 0.0, 0.0
    large = {"frame", "mindnode"}
    for several in (
        [id for id in ids if objects[id]["type"] not in large],
        [id for id in ids if objects[id]["type"] in large],
    ):
        columns = math.ceil(math.sqrt(len(several)))
        for start in range(0, len(several), max(1, columns)):
            left, deepest = 0.0, 0.0
            for id in several[start : start + columns]:
                w, h = _room_of(id, objects, tree)
                spots[id] = (left, top)
                left += w + _GAP
                deepest = max(deepest, h)
            wide = max(wide, left - _GAP)
            top += deepest + _GAP
    return spots, (wide, top - _GAP)


def _room_of(id: str, objects: Objects, tree: Forest) -> Size:
    if objects[id]["type"] != "mindnode":
        return _size_of(objects[id])
    room = _around_map(id, objects, tree)
    return room.w, room.h


def _around_map(id: str, objects: Objects, tree: Forest) -> Box:
    """The room that a map takes when its centre lies at [0, 0]."""
    boxes = node_boxes(Forest(centres=(id,), children=tree.children), objects).values()
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.x + box.w for box in boxes), max(box.y + box.h for box in boxes)
    return Box(left, top, right - left, bottom - top)


def _size_of(each: Mapping[str, Any]) -> Size:
    if "size" in each:
        return each["size"][0], each["size"][1]
    match each["type"]:
        case "frame":
            return 400, 300
        case "text":
            lines = each["text"].split("\n")
            count = sum(1 + len(line) // _LETTERS_A_LINE for line in lines)
            return TEXT_WIDTH, min(100_000, 8 + _LINE * count)
    return NOTE


def _settle(
    homeless: Mapping[str | None, list[str]],
    spots: Mapping[str, Size],
    objects: dict[str, dict[str, Any]],
    begin: Size,
) -> None:
    tree = forest(objects)
    for frame in reversed(_innermost_first(homeless, objects)):
        left, top = begin
        if frame is not None:
            x, y = objects[frame]["at"]
            left, top = x + _GAP, y + _TITLE
        for id in homeless[frame]:
            x, y = spots[id]
            if objects[id]["type"] == "mindnode":
                room = _around_map(id, objects, tree)
                x, y = x - room.x, y - room.y
            objects[id]["at"] = [whole_number(left + x), whole_number(top + y)]


def begin_at_nought(objects: dict[str, dict[str, Any]]) -> None:
    """Move all of `objects` so that together they begin at [0, 0]."""
    tree = forest(objects)
    nodes = node_boxes(tree, objects)
    boxes = [
        nodes.get(id) or box_of(id, objects)
        for id, each in objects.items()
        if "at" in each or id in nodes
    ]
    left, top = min((box.x for box in boxes), default=0), min((box.y for box in boxes), default=0)
    for each in objects.values():
        if "at" in each:
            each["at"] = _moved(each["at"], left, top)
        if each["type"] == "connector":
            for end in ("from", "to"):
                if "at" in each[end]:
                    each[end] = {"at": _moved(each[end]["at"], left, top)}


def _moved(at: Sequence[float], left: float, top: float) -> list[float]:
    return [
        whole_number(max(-_MOST, min(_MOST, at[0] - left))),
        whole_number(max(-_MOST, min(_MOST, at[1] - top))),
    ]


def whole_number(value: float) -> float:
    """As JSON and people write it: 3, not 3.0."""
    return int(value) if float(value).is_integer() else value
