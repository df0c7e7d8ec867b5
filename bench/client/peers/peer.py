"""What a whiteboard is to the bench."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from playwright.async_api import BrowserContext, Page


class Opened(Protocol):
    """A board of so many objects, ready for one page to open it at `url`.

    `is_shown`: an expression of JavaScript, true in that page when the first picture of the board
    is in it and all objects are in its document.
    """

    url: str
    is_shown: str

    async def enter(self, context: BrowserContext) -> None:
        """Lets whoever browses in `context` in."""
        ...

    async def point_of(self, page: Page, note: int) -> tuple[float, float]:
        """Where on the screen the middle of that note is."""
        ...

    async def moves(self, page: Page, going: bool) -> None:
        """Starts or stops that others move notes, `MOVES_A_SECOND` of them."""
        ...


class Peer(Protocol):
    """`name`: as in SERVERS=. `title`: for the table. `zoom_step`: how far to turn the wheel, with Ctrl
    held, so that forty steps are from 100% to 20%. `actual_size`: the keys for 100%.
    """

    name: str
    title: str
    zoom_step: float
    actual_size: str

    def install(self) -> str:
        """Brings it into the cache if it is not there; what it is, with versions."""
        ...

    def weight(self) -> int:
        """Bytes of all JavaScript that is loaded before the board is there, each file by gzip -9."""
        ...

    def opened(self, objects: int) -> AbstractAsyncContextManager[Opened]:
        """A fresh board of so many objects; it is gone afterwards."""
        ...


MOVES_A_SECOND = 1500
MOVERS = 25
