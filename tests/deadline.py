"""Waiting for what must come true, never for a fixed time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
_PAUSE = 0.02


async def eventually(
    look: Callable[[], Awaitable[T]], holds: Callable[[T], bool], within: float = 20
) -> T:
    """Look again and again until it holds; return what was seen then.

    Raises AssertionError with the last look when `within` seconds did not do.
    """
    deadline = time.monotonic() + within
    while True:
        seen = await look()
        if holds(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"It did not come true within {within} s; last seen: {seen!r}")
        await asyncio.sleep(_PAUSE)


def soon(holds: Callable[[], bool], what: str, within: float = 20) -> None:
    """The same without an event loop; `what` ends the sentence "… did not come true"."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"Within {within} s this did not come true: {what}")
        time.sleep(_PAUSE)


async def until(holds: Callable[[], bool], what: str, within: float = 20) -> None:
    """`soon` for coroutines: lets others run while it waits."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"Within {within} s this did not come true: {what}")
        await asyncio.sleep(_PAUSE / 4)
