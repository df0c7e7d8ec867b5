"""The shape that a pen leaves: thick where it pressed or was slow, round at its ends.

The page draws strokes with the perfect-freehand method (Steve Ruiz); this is the same method with the
page's settings, so that a stroke has the same outline.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tafelronde.exchange.drawing.geometry import Point

# Of the page's settings.
_THINNING = 0.5
_SMOOTHING = 0.5
_STREAMLINE = 0.35
# Half a turn, and a hair so that a curve closes.
_HALF_TURN = math.pi + 1e-4
_PRESSURE_CHANGE = 0.275
_CAP_STEPS, _END_STEPS = 13, 29
# Nearer than this to the end, the hand was already leaving the paper.
_NEAR_END = 3


@dataclass(slots=True)
class _Step:
    """`vector`: of length 1, back to the step before."""

    point: Point
    pressure: float
    vector: Point
    distance: float
    length: float


def outline(points: Sequence[tuple[float, float, float]], width: float) -> list[Point]:
    """The corners of the shape that a pen of `width` leaves along `points`: x, y, pressure (0 to 1)."""
    size = width * 2
    # A mouse knows no pressure and says the same everywhere: its speed stands for it.
    by_speed = all(pressure == 0.5 for _, _, pressure in points)
    steps = _steps(points, size)
    if not steps:
        return []
    if len(steps) == 1:
        return _dot(steps[0].point, _radius(size, steps[0].pressure))
    return _around(steps, size, by_speed)


def _steps(points: Sequence[tuple[float, float, float]], size: float) -> list[_Step]:
    """The way of the pen, smoothed: each point lags behind the hand."""
    if not points:
        return []
    follow = 0.15 + (1 - _STREAMLINE) * 0.85
    inputs = [((x, y), pressure) for x, y, pressure in points]
    if len(inputs) == 2:
        (first, pressure), (last, _) = inputs
        inputs = [(first, pressure)] + [(_between(first, last, n / 4), 0.5) for n in range(1, 5)]
    if len(inputs) == 1:
        (x, y), pressure = inputs[0]
        inputs.append(((x + 1, y + 1), pressure))
    steps = [_Step(inputs[0][0], inputs[0][1], (1, 1), 0, 0)]
    length = 0.0
    begun = False
    for index, (at, pressure) in enumerate(inputs[1:], 1):
        before = steps[-1].point
        point = _between(before, at, follow)
        if point == before:
            continue
        distance = math.dist(point, before)
        length += distance
        if index < len(inputs) - 1 and not begun:
            # The first few are noise.
            if length < size:
                continue
            begun = True
        steps.append(_Step(point, pressure, _unit(before, point), distance, length))
    steps[0].vector = steps[1].vector if len(steps) > 1 else (0, 0)
    return steps


def _around(steps: Sequence[_Step], size: float, by_speed: bool) -> list[Point]:
    left: list[Point] = []
    right: list[Point] = []
    total = steps[-1].length
    least = (size * _SMOOTHING) ** 2
    pressed = _first_pressure(steps, size, by_speed)
    radius = _radius(size, steps[-1].pressure)
    before = steps[0].vector
    last_left = last_right = steps[0].point
    turned_back = False
    for index, step in enumerate(steps):
        ends = index == len(steps) - 1
        if not ends and total - step.length < _NEAR_END:
            continue
        pressure = _by_speed(pressed, step.distance, size) if by_speed else step.pressure
        radius = max(0.01, _radius(size, pressure))
        ahead = step.vector if ends else steps[index + 1].vector
        along = 1.0 if ends else _dot_product(step.vector, ahead)
        turns = _dot_product(step.vector, before) < 0 and not turned_back
        if turns or along < 0:
            for here, there in _corner(step.point, _across(before, radius)):
                left.append(here)
                right.append(there)
                last_left, last_right = here, there
            turned_back = turned_back or along < 0
            continue
        turned_back = False
        if ends:
            off = _across(step.vector, radius)
            left.append(_minus(step.point, off))
            right.append(_plus(step.point, off))
            continue
        off = _across(_between(ahead, step.vector, along), radius)
        here, there = _minus(step.point, off), _plus(step.point, off)
        if index <= 1 or _square(last_left, here) > least:
            left.append(here)
            last_left = here
        if index <= 1 or _square(last_right, there) > least:
            right.append(there)
            last_right = there
        pressed = pressure
        before = step.vector
    first, last = steps[0].point, steps[-1]
    start = [_turned(right[0], first, _HALF_TURN * part) for part in _parts(_CAP_STEPS)]
    tip = _plus(last.point, _across((-last.vector[0], -last.vector[1]), radius))
    end = [
        _turned(tip, last.point, _HALF_TURN * 3 * part) for part in _parts(_END_STEPS, upto=0.999)
    ]
    return [*left, *end, *reversed(right), *start]


def _corner(point: Point, off: Point) -> Iterator[tuple[Point, Point]]:
    """Both sides of a sharp turn, round."""
    for part in (0.0, *_parts(_CAP_STEPS)):
        angle = _HALF_TURN * part
        yield (
            _turned(_minus(point, off), point, angle),
            _turned(_plus(point, off), point, -angle),
        )


def _dot(point: Point, radius: float) -> list[Point]:
    start = _plus(point, _across((math.sqrt(0.5), math.sqrt(0.5)), radius))
    return [_turned(start, point, _HALF_TURN * 2 * part) for part in _parts(_CAP_STEPS)]


def _first_pressure(steps: Sequence[_Step], size: float, by_speed: bool) -> float:
    """Of the first few together: a line does not begin with a blot."""
    pressed = steps[0].pressure
    for step in steps[:10]:
        now = _by_speed(pressed, step.distance, size) if by_speed else step.pressure
        pressed = (pressed + now) / 2
    return pressed


def _by_speed(pressed: float, distance: float, size: float) -> float:
    """The faster the lighter."""
    speed = min(1, distance / size)
    return min(1, pressed + (min(1, 1 - speed) - pressed) * speed * _PRESSURE_CHANGE)


def _radius(size: float, pressure: float) -> float:
    return size * (0.5 - _THINNING * (0.5 - pressure))


def _parts(count: int, upto: float = 1.0) -> list[float]:
    """The `count`-th parts of 1, up to that."""
    return [n / count for n in range(1, count + 1) if n / count <= upto]


def _across(vector: Point, by: float) -> Point:
    return vector[1] * by, -vector[0] * by


def _between(a: Point, b: Point, part: float) -> Point:
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _unit(a: Point, b: Point) -> Point:
    length = math.dist(a, b)
    return (a[0] - b[0]) / length, (a[1] - b[1]) / length


def _plus(a: Point, b: Point) -> Point:
    return a[0] + b[0], a[1] + b[1]


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def _dot_product(a: Point, b: Point) -> float:
    return a[0] * b[0] + a[1] * b[1]


def _square(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _turned(point: Point, centre: Point, angle: float) -> Point:
    sin, cos = math.sin(angle), math.cos(angle)
    dx, dy = point[0] - centre[0], point[1] - centre[1]
    return centre[0] + dx * cos - dy * sin, centre[1] + dx * sin + dy * cos
