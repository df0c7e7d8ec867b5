"""One whiteboard with one board in one fresh browser: opened, then measured in every way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from playwright.async_api import Playwright

from bench.client.browser import browsing
from bench.client.cells import Cell, Desk, Figures
from bench.client.hands import Hands
from bench.client.layout import laid_out
from bench.client.peers.peer import Peer
from bench.measure.isolated import Failed

LOAD_SECONDS = 30.0
_CELL_SECONDS = 60.0
# What is fetched and prepared in idle moments is there before anything else is measured.
_IDLE_SECONDS = 2.0


async def sit(
    playwright: Playwright, peer: Peer, objects: int, cells: Sequence[Cell], seconds: float
) -> AsyncIterator[tuple[str, Figures | Failed]]:
    """The name of each cell, `load` first, with its figures, or with why there are none."""
    async with (
        peer.opened(objects) as board,
        browsing(playwright, board.is_shown) as measured,
    ):
        page = measured.page
        await board.enter(page.context)
        await page.goto(board.url, wait_until="commit")
        try:
            shown = await asyncio.wait_for(measured.shown(), LOAD_SECONDS)
        except TimeoutError:
            yield "load", Failed(f"not within {LOAD_SECONDS:.0f} s")
            return
        yield "load", {"ms": shown}
        await asyncio.sleep(_IDLE_SECONDS)
        note = laid_out(objects).in_the_middle
        desk = Desk(peer, board, measured, Hands(measured.protocol), note, seconds)
        for cell in cells:
            try:
                yield cell.name, await asyncio.wait_for(cell.run(desk), _CELL_SECONDS)
            except TimeoutError:
                yield cell.name, Failed(f"not within {_CELL_SECONDS:.0f} s")
                return
