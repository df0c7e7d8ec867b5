"""Where things are that have no place of their own: lines, nodes of maps, and all that files bring
without coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tafelronde.board.tree import Forest, forest
from tafelronde.exchange.map_layout import Box, Objects, Size, boxes_of_map, map_boxes

NOTE: Size = (200, 200)
TEXT_WIDTH = 480

_GAP = 24
_LINE = 26
_LETTERS_A_LINE = 46
_TITLE = 56
_MOST = 1_000_000
_MOST_LINES_ON_LINES = 50


def boxes_of(objects: Objects, tree: Forest | None = None) -> dict[str, Box]:
    """What each object takes up, roughly: a line reaches from thing to thing. What has no place, as
    comments never have, is in no box.
    """
    boxes = map_boxes(forest(objects) if tree is None else tree, objects)
    for id, each in objects.items():
        if "at" in each and "size" in each:
            boxes[id] = Box(*each["at"], *each["size"])
    for id, each in objects.items():
        if each["type"] == "connector":
            boxes[id] = _between(*(_point(each[end], objects, boxes) for end in ("from", "to")))
    return boxes


def _between(begin: Size, end: Size) -> Box:
    (ax, ay), (bx, by) = begin, end
    return Box(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by))


def _point(end: Mapping[str, Any], objects: Objects, boxes: Mapping[str, Box]) -> Size:
    # A line may hang on a line, which may hang on a line: the first thing that lies somewhere counts.
    for _ in range(_MOST_LINES_ON_LINES):
        each = objects.get(end.get("object", ""))
        if each is None or each["type"] != "connector":
            break
        end = each["from"]
    if "at" in end:
        return end["at"][0], end["at"][1]
    box = boxes.get(end.get("object", ""))
    return (0, 0) if box is None else (box.x + box.w / 2, box.y + box.h / 2)


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
    for each in objects.values():
        if each["type"] in _SIZED:
            each.setdefault("size", list(_size_of(each)))
    settled = tuple(id for id in tree.centres if "at" in objects[id])
    boxes = boxes_of(objects, replace(tree, centres=settled))
    placed = [box for id, box in boxes.items() if objects[id]["type"] != "connector"]
    floor = max((box.y + box.h for box in placed), default=-_GAP) + _GAP
    left = min((box.x for box in placed), default=0)
    _settle(homeless, spots, objects, (left, floor))


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
    """The room that a map takes when the middle of its centre is at [0, 0]."""
    boxes = boxes_of_map(id, tree, objects, (0, 0)).values()
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
    boxes = boxes_of(objects).values()
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
