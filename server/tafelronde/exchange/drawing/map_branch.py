"""The branches of a mind map, as `map_branch.ts` draws them: thick at the root, thin at the tip."""

from __future__ import annotations

import math

from tafelronde.exchange.drawing.geometry import Box, Point
from tafelronde.exchange.drawing.marks import number

# In board units, by level; deeper ones are as thin as the last.
_ROOTS = (0, 9, 5, 3.5)
_TIPS = (0, 4, 3, 2.5)


def taper(start: Box, end: Box, growth: str, level: int) -> str:
    """The outline of the branch between two nodes, as the path of an SVG."""
    depth = min(level, len(_ROOTS) - 1)
    root, tip = _ROOTS[depth] / 2, _TIPS[depth] / 2
    a, b = _ends(start, end, growth)
    down = growth == "down"
    middle = (a[1] + b[1]) / 2 if down else (a[0] + b[0]) / 2
    # In a steep part the edges stand apart sideways, or it would be as thin as a hair.
    turn = -_sign(b[0] - a[0]) * _sign(b[1] - a[1])

    def off(point: Point, by: float) -> Point:
        return (point[0] + by, point[1]) if down else (point[0], point[1] + by)

    def bend(point: Point, by: float) -> Point:
        return (point[0], middle + turn * by) if down else (middle + turn * by, point[1])

    def edge(first: Point, last: Point, begin: float, end: float) -> str:
        from_, to = bend(off(first, begin), begin), bend(off(last, end), end)
        return f"{_say(from_)} {_say(to)} {_say(off(last, end))}"

    there = f"M{_say(off(a, -root))}C{edge(a, b, -root, -tip)}"
    return f"{there}L{_say(off(b, tip))}C{edge(b, a, tip, root)}Z"


def cross_link(start: Box, end: Box) -> str:
    """A curve between two nodes that belong together though neither hangs under the other."""
    a = (start.x + start.w / 2, start.y + start.h)
    b = (end.x + end.w / 2, end.y + end.h)
    sag = 30 + abs(b[0] - a[0]) * 0.15
    return f"M{_say(a)}C{_say((a[0], a[1] + sag))} {_say((b[0], b[1] + sag))} {_say(b)}"


def _ends(start: Box, end: Box, growth: str) -> tuple[Point, Point]:
    """In the middle of their facing sides."""
    if growth == "down":
        return (start.x + start.w / 2, start.y + start.h), (end.x + end.w / 2, end.y)
    y = start.y + start.h / 2
    right = growth == "right"
    return (
        (start.x + start.w if right else start.x, y),
        (end.x if right else end.x + end.w, end.y + end.h / 2),
    )


def _sign(value: float) -> float:
    return math.copysign(1, value) if value else 0


def _say(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
