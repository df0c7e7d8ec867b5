"""The way of a connector, as `route.ts` has it: straight, with one bend, or curved, from the edge of
what it begins at to the edge of what it ends at, and never through either of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from tafelronde.exchange.drawing.geometry import Box, Point, touches

# Room between the line and what it points at.
_GAP = 4
# Things that share less than this beside each other are not level.
_LEVEL = 32
_CURVE_STEPS = 24
_SIDES: dict[str, tuple[int, int]] = {
    "top": (0, -1),
    "right": (1, 0),
    "bottom": (0, 1),
    "left": (-1, 0),
}


@dataclass(frozen=True, slots=True)
class Stuck:
    """An end at an object. `edge`: where the line from its middle to a point crosses its edge."""

    body: Box
    side: str
    edge: Callable[[Point], Point]


End = Stuck | Point


def route(start: End, end: End, form: str) -> list[Point]:
    """The points of the way, at least two."""
    a, b = _middle(start), _middle(end)
    # Things that overlap leave no room for a line between them.
    if isinstance(start, Stuck) and isinstance(end, Stuck) and touches(start.body, end.body):
        between = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        return [between, between]
    if form == "elbow":
        return _elbow(start, end, a, b)
    if form == "curve":
        return _curve(start, end, a, b)
    return _straight(start, end, b)


def _straight(start: End, end: End, b: Point) -> list[Point]:
    """A side that was chosen counts as long as the line leaves its object there."""
    first = _side_point(start, _side_point(end, None) or b) or _leave(start, b)
    last = _side_point(end, first) or _leave(end, first)
    return [_side_point(start, last) or _leave(start, last), last]


def _elbow(start: End, end: End, a: Point, b: Point) -> list[Point]:
    # Level with each other: one straight line through the height, or width, that both share.
    for axis in (1, 0):
        shared = _shared_middle(start, end, a, b, axis)
        if shared is None:
            continue
        first = (a[0], shared) if axis == 1 else (shared, a[1])
        last = (b[0], shared) if axis == 1 else (shared, b[1])
        return [_leave_level(start, first, last), _leave_level(end, last, first)]
    # Else out sideways and in from above or below, or the other way where a side was chosen.
    upright = isinstance(start, Stuck) and start.side in ("top", "bottom")
    bend = (a[0], b[1]) if upright else (b[0], a[1])
    return [_leave(start, bend), bend, _leave(end, bend)]


def _curve(start: End, end: End, a: Point, b: Point) -> list[Point]:
    sideways = abs(b[0] - a[0]) >= abs(b[1] - a[1])
    first = _leave(start, (b[0], a[1]) if sideways else (a[0], b[1]))
    last = _leave(end, (a[0], b[1]) if sideways else (b[0], a[1]))
    half = ((first[0] + last[0]) / 2, (first[1] + last[1]) / 2)
    second = (half[0], first[1]) if sideways else (first[0], half[1])
    third = (half[0], last[1]) if sideways else (last[0], half[1])

    def at(t: float, axis: int) -> float:
        back = 1 - t
        return (
            back**3 * first[axis]
            + 3 * back**2 * t * second[axis]
            + 3 * back * t**2 * third[axis]
            + t**3 * last[axis]
        )

    steps = [step / _CURVE_STEPS for step in range(_CURVE_STEPS + 1)]
    return [(at(t, 0), at(t, 1)) for t in steps]


def _middle(end: End) -> Point:
    return end.body.centre if isinstance(end, Stuck) else end


def _leave(end: End, towards: Point) -> Point:
    """Where the line from the middle of `end` to `towards` leaves it, a hair outside."""
    return _beyond(end.edge(towards), towards) if isinstance(end, Stuck) else end


def _leave_level(end: End, start: Point, towards: Point) -> Point:
    """As `_leave`, for a line that does not go through the middle."""
    if not isinstance(end, Stuck):
        return start
    x, y, w, h = end.body
    if start[1] == towards[1]:
        edge = (x + w if towards[0] > start[0] else x, start[1])
    else:
        edge = (start[0], y + h if towards[1] > start[1] else y)
    return _beyond(edge, towards)


def _beyond(point: Point, towards: Point) -> Point:
    length = math.dist(point, towards)
    part = 0 if length == 0 else min(1, _GAP / length)
    return (
        point[0] + (towards[0] - point[0]) * part,
        point[1] + (towards[1] - point[1]) * part,
    )


def _side_point(end: End, towards: Point | None) -> Point | None:
    """The middle of the chosen side, unless the line to `towards` would run through the object."""
    if not isinstance(end, Stuck):
        return end
    if end.side not in _SIDES:
        return None
    cx, cy = end.body.centre
    ox, oy = _SIDES[end.side]
    ex, ey = cx + ox * end.body.w / 2, cy + oy * end.body.h / 2
    outside = towards is None or (towards[0] - ex) * ox + (towards[1] - ey) * oy > 0
    return (ex + ox * _GAP, ey + oy * _GAP) if outside else None


def _shared_middle(start: End, end: End, a: Point, b: Point, axis: int) -> float | None:
    """The middle of what both cover along `axis` (0 is x), None when they cover nothing together."""
    low, high = _span(start, a, axis)
    low2, high2 = _span(end, b, axis)
    first, last = max(low, low2), min(high, high2)
    # Two that only just overlap would have a line along their edges.
    enough = min(_LEVEL, high - low, high2 - low2)
    return (first + last) / 2 if last - first >= enough else None


def _span(end: End, at: Point, axis: int) -> tuple[float, float]:
    if not isinstance(end, Stuck):
        return at[axis], at[axis]
    return end.body[axis], end.body[axis] + end.body[axis + 2]
