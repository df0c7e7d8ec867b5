"""The boards that are in memory, or on the way in, and who keeps them there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from tafelronde.rooms.live_room import LiveRoom


@dataclass(slots=True, eq=False)
class Slot:
    """A board's place. `guests`: who is inside or on the way in. `empty_since`: when the last of them
    went, in seconds of the event loop; it then stays for `idle_seconds`.
    """

    task: asyncio.Task[LiveRoom]
    guests: int = 0
    empty_since: float = 0.0
    idle_seconds: float = 0.0

    @property
    def room(self) -> LiveRoom | None:
        """None while it is loaded, and when it could not be."""
        task = self.task
        if not task.done() or task.cancelled() or task.exception() is not None:
            return None
        return task.result()


class Slots:
    """By board id."""

    def __init__(self) -> None:
        self._slots: dict[str, Slot] = {}

    def __iter__(self) -> Iterator[tuple[str, Slot]]:
        """As of now, whatever comes and goes meanwhile."""
        return iter(list(self._slots.items()))

    @property
    def ids(self) -> list[str]:
        return list(self._slots)

    @property
    def rooms(self) -> list[LiveRoom]:
        """Those that are loaded."""
        return [room for slot in self._slots.values() if (room := slot.room) is not None]

    @property
    def loading(self) -> list[asyncio.Task[LiveRoom]]:
        return [slot.task for slot in self._slots.values() if not slot.task.done()]

    def get(self, board_id: str) -> Slot | None:
        return self._slots.get(board_id)

    def room(self, board_id: str) -> LiveRoom | None:
        slot = self._slots.get(board_id)
        return None if slot is None else slot.room

    def add(self, board_id: str, task: asyncio.Task[LiveRoom]) -> Slot:
        slot = self._slots[board_id] = Slot(task)
        return slot

    def forget(self, board_id: str, slot: Slot) -> None:
        """Another that took its place meanwhile stays."""
        if self._slots.get(board_id) is slot:
            del self._slots[board_id]
