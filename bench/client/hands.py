"""A hand on a mouse, sixty times a second whatever the page does: events as the browser gets them from one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from playwright.async_api import CDPSession

from bench.client.browser import SCREEN

BEATS_A_SECOND = 60
_CTRL = 2
# A page that is far behind still has to take in what was sent to it.
_CATCH_UP_SECONDS = 15.0
_MIDDLE = (SCREEN[0] / 2, SCREEN[1] / 2)

Event = dict[str, Any]


class Hands:
    def __init__(self, protocol: CDPSession) -> None:
        self._protocol = protocol

    async def repeat(self, seconds: float, event_at: Callable[[int], Event]) -> None:
        """Sends `event_at(beat)` at each beat for that long; returns when the page has taken in all."""
        clock = asyncio.get_running_loop().time
        begin = clock()
        sent: set[asyncio.Task[Any]] = set()
        for beat in range(round(seconds * BEATS_A_SECOND)):
            await asyncio.sleep(max(0.0, begin + beat / BEATS_A_SECOND - clock()))
            sent.add(asyncio.create_task(self.send(event_at(beat))))
        await asyncio.sleep(max(0.0, begin + seconds - clock()))
        self._behind = sent

    async def catch_up(self) -> None:
        """Waits until the page has taken in what it has not yet."""
        if self._behind:
            await asyncio.wait(self._behind, timeout=_CATCH_UP_SECONDS)
        self._behind = set()

    async def send(self, event: Event) -> None:
        await self._protocol.send("Input.dispatchMouseEvent", event)

    _behind: set[asyncio.Task[Any]] = set()


def wheel(dx: float, dy: float, *, ctrl: bool = False) -> Event:
    x, y = _MIDDLE
    modifiers = _CTRL if ctrl else 0
    return {
        "type": "mouseWheel", "x": x, "y": y, "deltaX": dx, "deltaY": dy, "modifiers": modifiers,
    }


def at(kind: str, x: float, y: float) -> Event:
    """`kind`: mousePressed, mouseMoved or mouseReleased, with the left button."""
    return {"type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1}


def to_and_fro(beat: int, reach: float, step: float) -> float:
    """By how much to move at that beat, so as to swing `reach` to either side of where it began."""
    there = round(reach / step)
    return step if (beat + there) % (4 * there) < 2 * there else -step
