"""Brings poisoned updates into the quarantine behind the back of the rooms, which wait for nothing.

What cannot be kept is dropped, counted and logged: its sender is disconnected all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context

import structlog

from tafelronde.errors import StorageUnavailable
from tafelronde.rooms.measures import Measures
from tafelronde.storage.quarantine import Poison, QuarantineStore

log = structlog.get_logger()

# While the disk is slow, so many may wait: nobody fills the memory by being hostile.
_MOST_WAITING = 100
_MOST_WAITING_BYTES = 8 * 1024 * 1024


class Quarantine:
    """`on_ban` gets the board and the person of each ban, when it is on disk."""

    def __init__(
        self,
        store: QuarantineStore,
        on_ban: Callable[[str, str], Awaitable[None]],
        measures: Measures,
    ) -> None:
        self._store = store
        self._on_ban = on_ban
        self._measures = measures
        self._waiting: list[Poison] = []
        self._keeper: asyncio.Task[None] | None = None

    def take(self, poison: Poison) -> None:
        """Keeps it as soon as the disk allows; returns at once and never raises."""
        self._measures.poisoned[poison.why] += 1
        waiting = sum(len(each.update) for each in self._waiting)
        if (
            len(self._waiting) >= _MOST_WAITING
            or waiting + len(poison.update) > _MOST_WAITING_BYTES
        ):
            self._drop([poison], "too many wait")
            return
        self._waiting.append(poison)
        if self._keeper is None or self._keeper.done():
            # What is logged there is not about the request that happened to bring this one.
            self._keeper = asyncio.create_task(self._keep(), name="quarantine", context=Context())

    async def finish(self) -> None:
        """Returns when nothing waits any more."""
        if self._keeper is not None:
            await self._keeper

    async def _keep(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                banned = await self._store.keep(batch)
            except StorageUnavailable as error:
                self._drop(batch, error.reason)
                continue
            except Exception:
                log.exception("quarantine failed")
                self._drop(batch, "a fault")
                continue
            for poison in batch:
                log.warning(
                    "quarantined",
                    board=poison.board_id,
                    person=poison.person_id,
                    link=poison.link_id,
                    why=poison.why,
                    bytes=len(poison.update),
                )
            for ban in banned:
                log.warning("banned", board=ban.board_id, person=ban.person_id)
                self._measures.bans += 1
                await self._on_ban(ban.board_id, ban.person_id)

    def _drop(self, poisons: list[Poison], reason: str) -> None:
        self._measures.unkept_poison += len(poisons)
        for poison in poisons:
            log.error(
                "not quarantined",
                board=poison.board_id,
                person=poison.person_id,
                why=poison.why,
                reason=reason,
            )
