"""Where the nodes of mind maps lie, which is written nowhere: each map is laid out from the middle of
its centre, as `client/src/board/map_layout.ts` does on screen, to both sides, to the right or down.

The client measures words; here their width is a guess on the wide side, so a map takes about the same
room and a little more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tafelronde.board.tree import Forest

Objects = Mapping[str, Mapping[str, Any]]
Size = tuple[float, float]

# The measures of the client. Centre, main branch, all below.
_PADDING = (14, 10, 8)
_FONT = (22, 17, 15)
_LINE = 1.3
_NARROWEST, _WIDEST = 44, 260
_LEVEL_GAP = 56
_BETWEEN = 12
_BETWEEN_BRANCHES = 26
_PICTURE = 96

# Of a letter, by the size of the font: what Latin text comes to on average, and what fills a square.
_LETTER = 0.58
_BOLD = 1.09


class Box(NamedTuple):
    """An area of the paper."""

    x: float
    y: float
    w: float
    h: float


def node_size(node: Mapping[str, Any], level: int) -> Size:
    """How large a node is on `level`; 0 is the centre."""
    depth = min(level, 2)
    font, padding = _FONT[depth], _PADDING[depth]
    # The bold letters of a centre and its branches are wider.
    letter = font * _LETTER * (_BOLD if level < 2 else 1)
    widths = [_letters(line) * letter for line in node["text"].split("\n")]
    w = min(_WIDEST, max(_NARROWEST, max(widths) + 2 * padding + 2))
    room = w - 2 * padding
    h = sum(max(1, math.ceil(width / room)) for width in widths) * font * _LINE + 2 * padding
    if "icon" in node:
        w += font * 1.25 + 4
    if "image" in node:
        w, h = max(w, _PICTURE * 1.5), h + _PICTURE + 6
    return math.ceil(w), math.ceil(h)


def _letters(line: str) -> float:
    # Beyond these are the scripts and signs whose letters are as wide as they are high.
    return len(line) if line.isascii() else sum(1.8 if each >= "\u2e80" else 1 for each in line)


def map_boxes(tree: Forest, objects: Objects) -> dict[str, Box]:
    """Where the nodes of all maps lie. A centre without a place is at the middle of the board."""
    boxes: dict[str, Box] = {}
    for centre in tree.centres:
        at = objects[centre].get("at", (0, 0))
        boxes.update(boxes_of_map(centre, tree, objects, at))
    return boxes


def boxes_of_map(
    centre: str, tree: Forest, objects: Objects, at: Iterable[float]
) -> dict[str, Box]:
    """Where the nodes of one map lie when the middle of its centre is at `at`."""
    way = objects[centre].get("layout", "both")
    x, y = at
    w, h = node_size(objects[centre], 0)
    boxes = {centre: Box(x - w / 2, y - h / 2, w, h)}
    mains = tree.children.get(centre, ())
    left = [id for id in mains if way == "both" and objects[id].get("side") == "left"]
    right = [id for id in mains if id not in set(left)]
    for ids, growth in ((right, "down" if way == "down" else "right"), (left, "left")):
        _Branches(tree, objects, growth).lay(ids, boxes[centre], boxes)
    return boxes


class _Branches:
    """Branches that grow one way. Each takes a strip of its own, as broad as all under it together."""

    def __init__(self, tree: Forest, objects: Objects, growth: str) -> None:
        self._tree = tree
        self._objects = objects
        self._growth = growth
        self._sizes: dict[str, Size] = {}
        self._strips: dict[str, float] = {}

    def lay(self, ids: list[str], centre: Box, boxes: dict[str, Box]) -> None:
        for id, level in reversed(list(self._walk(ids))):
            self._sizes[id] = node_size(self._objects[id], level)
            below = self._tree.children.get(id, ())
            self._strips[id] = max(self._breadth(self._sizes[id]), self._together(below, _BETWEEN))
        self._put(ids, centre, _BETWEEN_BRANCHES, boxes)
        for id, _ in self._walk(ids):
            self._put(self._tree.children.get(id, ()), boxes[id], _BETWEEN, boxes)

    def _walk(self, ids: Iterable[str]) -> Iterator[tuple[str, int]]:
        """Each before what hangs under it."""
        waiting = [(id, 1) for id in ids]
        while waiting:
            id, level = waiting.pop()
            yield id, level
            waiting.extend((child, level + 1) for child in self._tree.children.get(id, ()))

    def _breadth(self, size: Size) -> float:
        return size[0] if self._growth == "down" else size[1]

    def _together(self, ids: Iterable[str], gap: float) -> float:
        strips = [self._strips[id] + gap for id in ids]
        return sum(strips) - gap if strips else 0

    def _put(self, ids: Iterable[str], under: Box, gap: float, boxes: dict[str, Box]) -> None:
        """Side by side, their middle beside that of what they hang under."""
        down = self._growth == "down"
        middle = under.x + under.w / 2 if down else under.y + under.h / 2
        begin = middle - self._together(ids, gap) / 2
        for id in ids:
            w, h = self._sizes[id]
            x = y = begin + self._strips[id] / 2
            if down:
                x, y = x - w / 2, under.y + under.h + _LEVEL_GAP
            elif self._growth == "right":
                x, y = under.x + under.w + _LEVEL_GAP, y - h / 2
            else:
                x, y = under.x - _LEVEL_GAP - w, y - h / 2
            boxes[id] = Box(round(x), round(y), w, h)
            begin += self._strips[id] + gap
