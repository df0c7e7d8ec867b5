"""Where the nodes of a mind map lie, as `map_layout.ts` has it. What somebody folded away is personal:
here all is open.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tafelronde.board.tree import Forest
from tafelronde.exchange.drawing.flextree import Node, lay_out, within
from tafelronde.exchange.drawing.geometry import Box, Point
from tafelronde.exchange.lettering.fitting import Measure, height_of

# The colours of main branches that have none of their own, in turn.
BRANCH_COLORS = ("blue", "orange", "green", "violet", "red", "teal", "pink", "yellow")
PICTURE_HEIGHT = 96
# Deeper than this a node is laid out beside what it hangs under.
_DEEPEST = 200
_LEVEL_GAP = 56
_BETWEEN = 12
_BETWEEN_BRANCHES = 26
_WIDEST = 260
_NARROWEST = 44
_PADDING = (14, 10, 8)
_FONT = (22, 17, 15)
# Of bold letters beside the others that are measured.
_BOLD = 1.09

Objects = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Words:
    """Where words stand within a body: as `TextPlace` of the page."""

    x: float
    y: float
    w: float
    h: float
    font_size: float
    align: str
    padding: float
    above: float = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """A node as it lies in its map. `under`: where what it hangs under lies; None for a centre.
    `level`: 0 for a centre, 1 for a main branch.
    """

    box: Box
    words: Words
    under: Box | None
    level: int
    growth: str
    color: str


@dataclass(frozen=True, slots=True)
class _Size:
    w: float
    h: float
    words: Words


def size_of(node: Mapping[str, Any], level: int, measure: Measure) -> _Size:
    """How large a node is, and where its words stand in it."""
    text = node.get("text", "")
    depth = min(level, 2)
    padding, font_size = _PADDING[depth], _FONT[depth]

    def bold(part: str) -> float:
        return measure(part) * (_BOLD if level < 2 else 1)

    before = font_size * 1.25 + 4 if "icon" in node else 0
    above = PICTURE_HEIGHT + 6 if "image" in node else 0
    longest = max(bold(line) * font_size for line in text.split("\n"))
    w = math.ceil(min(_WIDEST, max(_NARROWEST, longest + 2 * padding + 2)))
    h = math.ceil(height_of(text, w, font_size, padding, bold))
    wide = max(w + before, PICTURE_HEIGHT * 1.5 if "image" in node else 0)
    align = "center" if level == 0 else "left"
    words = Words(before, above, wide - before, h, font_size, align, padding)
    return _Size(wide, h + above, words)


def lay_map(
    objects: Objects, tree: Forest, centre: str, at: Point, measure: Measure
) -> dict[str, Laid]:
    """Every node of the map around `centre`, its middle at `at`."""
    ranks = _ranks(objects, tree, centre)
    layout = objects[centre].get("layout", "both")
    size = size_of(objects[centre], 0, measure)
    box = Box(at[0] - size.w / 2, at[1] - size.h / 2, size.w, size.h)
    forwards = "down" if layout == "down" else "right"
    laid = {centre: Laid(box, size.words, None, 0, forwards, ranks[centre][1])}
    mains = tree.children.get(centre, ())
    left = [id for id in mains if layout == "both" and objects[id].get("side") == "left"]
    right = [id for id in mains if id not in set(left)]
    for ids, growth in ((right, forwards), (left, "left")):
        if ids:
            _grow(objects, tree, ids, box, growth, measure, ranks, laid)
    return laid


def _grow(
    objects: Objects,
    tree: Forest,
    ids: Sequence[str],
    box: Box,
    growth: str,
    measure: Measure,
    ranks: Mapping[str, tuple[int, str]],
    laid: dict[str, Laid],
) -> None:
    """Lay out the branches `ids` of the centre in `box`, which all grow one way."""
    down = growth == "down"
    sizes: dict[str, _Size] = {}
    root = _tree_node("", box.w, box.h, down)
    waiting = [(id, 1, root) for id in reversed(ids)]
    while waiting:
        id, level, home = waiting.pop()
        size = sizes[id] = size_of(objects[id], level, measure)
        node = _tree_node(id, size.w, size.h, down)
        home.children.append(node)
        below = node if level < _DEEPEST else home
        waiting += [(child, level + 1, below) for child in reversed(tree.children.get(id, ()))]
    mains = {node.id for node in root.children}
    lay_out(
        root,
        lambda a, b: _BETWEEN_BRANCHES if a.id in mains and b.id in mains else _BETWEEN,
    )
    cx, cy = box.centre
    for node in within(root):
        size = sizes[node.id]
        if growth == "down":
            x, y = cx + node.x - size.w / 2, box.y + node.y
        elif growth == "right":
            x, y = box.x + node.y, cy + node.x - size.h / 2
        else:
            x, y = box.x + box.w - node.y - size.w, cy + node.x - size.h / 2
        place = Box(_rounded(x), _rounded(y), size.w, size.h)
        parent = tree.parents.get(node.id, "")
        level, color = ranks[node.id]
        under = laid[parent].box if parent in laid else box
        laid[node.id] = Laid(place, size.words, under, level, growth, color)


def _tree_node(id: str, w: float, h: float, down: bool) -> Node:
    return Node(id, w if down else h, (h if down else w) + _LEVEL_GAP)


def _rounded(value: float) -> int:
    """As JavaScript rounds."""
    return math.floor(value + 0.5)


def _ranks(objects: Objects, tree: Forest, centre: str) -> dict[str, tuple[int, str]]:
    """The level and colour of every node of the map."""
    ranks = {centre: (0, objects[centre].get("color", "ink"))}
    waiting = [centre]
    while waiting:
        id = waiting.pop()
        level, color = ranks[id]
        for index, child in enumerate(tree.children.get(id, ())):
            inherited = BRANCH_COLORS[index % len(BRANCH_COLORS)] if level == 0 else color
            ranks[child] = (level + 1, objects[child].get("color", inherited))
            waiting.append(child)
    return ranks
