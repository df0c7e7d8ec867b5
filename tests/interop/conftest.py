"""Peers that end with their test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.interop.peer import Peer


@pytest.fixture
async def peers() -> AsyncIterator[Callable[[int], Awaitable[list[Peer]]]]:
    """Start so many Node processes at once."""
    running: list[Peer] = []

    async def start(number: int) -> list[Peer]:
        fresh = [await Peer.start() for _ in range(number)]
        running.extend(fresh)
        return fresh

    yield start
    await asyncio.gather(*(peer.end() for peer in running))
