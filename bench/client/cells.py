"""What is done with a board while it is measured, in the order in which it is done."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench.client.browser import MeasuredPage
from bench.client.hands import Event, Hands, at, to_and_fro, wheel
from bench.client.peers.peer import Opened, Peer

Figures = dict[str, float]

# How far a turn of the wheel moves the board at each beat: 1,200 pixels a second across.
_STEP = (20.0, 12.0)
_REACH, _REACH_FROM_AFAR = 1000.0, 300.0
_BEATS_TO_FIFTH = 40
_CIRCLE, _BEATS_A_CIRCLE = 120.0, 60
_GLIDE_SECONDS = 0.6
_STEADY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Desk:
    """One open board, and the hands at it. `note`: one in its middle. `seconds`: of each window."""

    peer: Peer
    board: Opened
    measured: MeasuredPage
    hands: Hands
    note: int
    seconds: float

    async def look(self, *keys: str) -> None:
        """Presses keys that move the view, and waits until it has come to rest."""
        for key in keys:
            await self.measured.page.keyboard.press(key)
            await asyncio.sleep(_GLIDE_SECONDS)

    async def home(self) -> None:
        """All of the board, then its middle at 100%: the same keys in all three."""
        await self.look("Shift+Digit1", self.peer.actual_size)


@dataclass(frozen=True, slots=True)
class Cell:
    name: str
    title: str
    run: Callable[[Desk], Awaitable[Figures]]


async def _pan(desk: Desk) -> Figures:
    await desk.home()
    return await _panned(desk, _REACH)


async def _zoom(desk: Desk) -> Figures:
    await desk.home()
    step = desk.peer.zoom_step

    def turn(beat: int) -> Event:
        is_out = beat % (2 * _BEATS_TO_FIFTH) < _BEATS_TO_FIFTH
        return wheel(0, step if is_out else -step, ctrl=True)

    return await _during(desk, turn)


async def _pan_from_afar(desk: Desk) -> Figures:
    await desk.look("Shift+Digit1")
    return await _panned(desk, _REACH_FROM_AFAR)


async def _moves(desk: Desk) -> Figures:
    await desk.home()
    async with _moving(desk):
        await desk.measured.begin()
        await asyncio.sleep(desk.seconds)
        return await desk.measured.end()


async def _pan_and_moves(desk: Desk) -> Figures:
    await desk.home()
    async with _moving(desk):
        return await _panned(desk, _REACH)


async def _drag(desk: Desk) -> Figures:
    await desk.home()
    x, y = await desk.board.point_of(desk.measured.page, desk.note)
    await desk.hands.send(at("mousePressed", x, y))
    figures = await _during(desk, lambda beat: _on_a_circle(x, y, beat))
    await desk.hands.send(at("mouseReleased", x, y))
    return figures


async def _panned(desk: Desk, reach: float) -> Figures:
    across, down = _STEP

    def turn(beat: int) -> Event:
        side = math.copysign(1, to_and_fro(beat, reach, across))
        return wheel(side * across, side * down)

    return await _during(desk, turn)


async def _during(desk: Desk, turn: Callable[[int], Event]) -> Figures:
    await desk.measured.begin()
    await desk.hands.repeat(desk.seconds, turn)
    figures = await desk.measured.end()
    await desk.hands.catch_up()
    return figures


@asynccontextmanager
async def _moving(desk: Desk) -> AsyncIterator[None]:
    """Others move notes, and have for a moment already."""
    await desk.board.moves(desk.measured.page, True)
    await asyncio.sleep(_STEADY_SECONDS)
    yield
    await desk.board.moves(desk.measured.page, False)


def _on_a_circle(x: float, y: float, beat: int) -> Event:
    """A circle that begins and ends where it was pressed."""
    turn = 2 * math.pi * beat / _BEATS_A_CIRCLE
    across, down = _CIRCLE * math.sin(turn), _CIRCLE * (1 - math.cos(turn))
    return at("mouseMoved", x + across, y + down)


CELLS: Sequence[Cell] = (
    Cell("pan", "pan", _pan),
    Cell("zoom", "zoom out and in", _zoom),
    Cell("afar", "all of it in view, pan", _pan_from_afar),
    Cell("moves", "1,500 remote moves/s", _moves),
    Cell("pan-moves", "pan + moves", _pan_and_moves),
    Cell("drag", "drag one", _drag),
)
