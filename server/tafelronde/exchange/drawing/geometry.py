"""Points and boxes on the paper, in board units; y grows downwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    x: float
    y: float
    w: float
    h: float

    @property
    def centre(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2


def around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box around all of them; None when there are none."""
    left = top = math.inf
    right = bottom = -math.inf
    for x, y, w, h in boxes:
        left, top = min(left, x), min(top, y)
        right, bottom = max(right, x + w), max(bottom, y + h)
    return None if left > right else Box(left, top, right - left, bottom - top)


def box_of(points: Iterable[Point]) -> Box | None:
    return around(Box(x, y, 0, 0) for x, y in points)


def grown(box: Box, by: float) -> Box:
    return Box(box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by)


def touches(a: Box, b: Box) -> bool:
    return a.x <= b.x + b.w and b.x <= a.x + a.w and a.y <= b.y + b.h and b.y <= a.y + a.h


def turned(point: Point, centre: Point, degrees: float) -> Point:
    """`point` turned clockwise about `centre`."""
    angle = math.radians(degrees)
    sin, cos = math.sin(angle), math.cos(angle)
    dx, dy = point[0] - centre[0], point[1] - centre[1]
    return centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos


def bounds(box: Box, degrees: float) -> Box:
    """The upright box around `box` turned about its middle."""
    if degrees == 0:
        return box
    x, y, w, h = box
    corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    return box_of(turned(corner, box.centre, degrees) for corner in corners) or box


def middle_of(path: Sequence[Point]) -> Point:
    """The point halfway along the line through `path`."""
    lengths = [math.dist(a, b) for a, b in pairwise(path)]
    left = sum(lengths) / 2
    for length, a, b in zip(lengths, path, path[1:], strict=False):
        if left <= length:
            part = 0 if length == 0 else left / length
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= length
    return path[0] if path else (0, 0)


def box_edge(box: Box, towards: Point) -> Point:
    """Where the line from the middle of `box` to `towards` crosses its edge."""
    cx, cy = box.centre
    dx, dy = towards[0] - cx, towards[1] - cy
    if dx == 0 and dy == 0:
        return cx, cy
    part = min(
        box.w / 2 / abs(dx) if dx else math.inf,
        box.h / 2 / abs(dy) if dy else math.inf,
    )
    return cx + dx * part, cy + dy * part


def ellipse_edge(box: Box, towards: Point) -> Point:
    cx, cy = box.centre
    dx, dy = towards[0] - cx, towards[1] - cy
    reach = math.hypot(dx / (box.w / 2), dy / (box.h / 2))
    return (cx, cy) if reach == 0 else (cx + dx / reach, cy + dy / reach)


def polygon_edge(corners: Sequence[Point], centre: Point, towards: Point) -> Point:
    """The farthest crossing of the way from `centre` to `towards` with the outline."""
    cx, cy = centre
    dx, dy = towards[0] - cx, towards[1] - cy
    farthest = 0.0
    for index, (ax, ay) in enumerate(corners):
        bx, by = corners[(index + 1) % len(corners)]
        ex, ey = bx - ax, by - ay
        across = dx * ey - dy * ex
        if across == 0:
            continue
        along = ((ax - cx) * ey - (ay - cy) * ex) / across
        side = ((ax - cx) * dy - (ay - cy) * dx) / across
        if 0 <= side <= 1 and along > farthest:
            farthest = along
    return cx + dx * farthest, cy + dy * farthest
