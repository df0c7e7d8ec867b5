"""Fingers on a screen, as Chromium's debugging protocol knows them."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Page

from tests.browser.pages.board import Point


class Fingers:
    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def tap(self, spot: Point) -> None:
        self.press(spot)
        self.let_go()

    def tap_twice(self, spot: Point) -> None:
        self.tap(spot)
        self.tap(spot)

    def press(self, *spots: Point) -> None:
        """Put one finger on each of these spots and leave it there."""
        self._touch("touchStart", spots)

    def slide(self, start: Point, end: Point, steps: int = 8) -> None:
        """Move the one finger that is down."""
        for part in _parts(steps):
            self._touch("touchMove", [_between(start, end, part)])

    def pinch(self, middle: Point, apart: float, then: float, steps: int = 8) -> None:
        """Put two fingers down, `apart` pixels from each other, and end `then` pixels apart."""
        self._touch("touchStart", _pair(middle, apart))
        for part in _parts(steps):
            self._touch("touchMove", _pair(middle, apart + (then - apart) * part))
        self.let_go()

    def slide_together(self, start: Sequence[Point], by: Point, steps: int = 8) -> None:
        """Put a finger on each of these spots, move all of them by as much, and lift them."""
        self.press(*start)
        for part in _parts(steps):
            self._touch("touchMove", [Point(x + by.x * part, y + by.y * part) for x, y in start])
        self.let_go()

    def let_go(self) -> None:
        self._touch("touchEnd", [])

    def _touch(self, kind: str, spots: Sequence[Point]) -> None:
        points = [{"x": spot.x, "y": spot.y, "id": number} for number, spot in enumerate(spots)]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


class Pen:
    """A pen on a screen that knows one."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def draw(self, start: Point, end: Point, steps: int = 8) -> None:
        """Put it down, move it with growing pressure, and lift it."""
        self.press(start)
        self.slide(start, end, steps)
        self.lift(end)

    def press(self, spot: Point) -> None:
        self._say("mousePressed", spot, 0.2)

    def slide(self, start: Point, end: Point, steps: int = 8) -> None:
        """Move it, pressing harder and harder."""
        for part in _parts(steps):
            self._say("mouseMoved", _between(start, end, part), 0.2 + 0.6 * part)

    def lift(self, spot: Point) -> None:
        self._say("mouseReleased", spot, 0)

    def _say(self, kind: str, spot: Point, force: float) -> None:
        self._session.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind,
                "x": spot.x,
                "y": spot.y,
                "button": "left",
                "buttons": 0 if kind == "mouseReleased" else 1,
                "clickCount": 1,
                "force": force,
                "pointerType": "pen",
            },
        )


def _parts(steps: int) -> list[float]:
    return [step / steps for step in range(1, steps + 1)]


def _between(start: Point, end: Point, part: float) -> Point:
    return Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)


def _pair(middle: Point, apart: float) -> list[Point]:
    return [Point(middle.x - apart / 2, middle.y), Point(middle.x + apart / 2, middle.y)]
