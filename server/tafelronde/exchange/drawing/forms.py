"""The outlines of shapes, in parts of their box, and where the words of each stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tafelronde.exchange.drawing.geometry import Box, Point, ellipse_edge, polygon_edge

_CORNERS: Mapping[str, Sequence[Point]] = {
    "rectangle": ((0, 0), (1, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
    "hexagon": ((0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)),
    "speech": ((0, 0), (1, 0), (1, 0.8), (0.4, 0.8), (0.2, 1), (0.2, 0.8), (0, 0.8)),
    "line": ((0, 0.5), (1, 0.5)),
}
ROOMS: Mapping[str, Box] = {
    "rectangle": Box(0, 0, 1, 1),
    "ellipse": Box(0.12, 0.12, 0.76, 0.76),
    "diamond": Box(0.2, 0.2, 0.6, 0.6),
    "triangle": Box(0.22, 0.42, 0.56, 0.56),
    "hexagon": Box(0.1, 0, 0.8, 1),
    "speech": Box(0, 0, 1, 0.8),
    "line": Box(0, 0, 1, 1),
}


def corners_of(form: str, box: Box) -> list[Point]:
    """The corners of `form` in `box`; none of the ellipse, which has none."""
    x, y, w, h = box
    return [(x + px * w, y + py * h) for px, py in _CORNERS.get(form, ())]


def form_edge(form: str, body: Box, towards: Point) -> Point:
    """Where the line from the middle of `body` to `towards` crosses the outline."""
    if form == "ellipse":
        return ellipse_edge(body, towards)
    return polygon_edge(corners_of(form, body), body.centre, towards)
