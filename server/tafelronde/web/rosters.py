"""Who the members of a board are, read once for all who come in at the same time.

Everybody who connects is told everybody's name. When a server restarts under a hall of a thousand
people, each of them would otherwise have a thousand names read and made anew.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tafelronde.board.access import Role
from tafelronde.storage.boards import authors_of_board, people_of_board
from tafelronde.storage.database import Database
from tafelronde.storage.people import Person

# `people`: the members, as the board's events name them. `authors`: those whose words are on the board
# since it was copied.
Roster = dict[str, list[dict[str, Any]]]

# Another process may change who is on a board; within a process `forget` does it at once.
_KEPT_SECONDS = 1.0


class Rosters:
    """The rosters of the boards that somebody came to in the last second."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading: dict[str, asyncio.Task[Roster]] = {}

    async def of(self, board_id: str) -> Roster:
        """The roster of a board; not to be changed by the caller.

        Raises `StorageUnavailable`.
        """
        reading = self._reading.get(board_id)
        if reading is None:
            reading = asyncio.create_task(self._read(board_id), name=f"roster {board_id}")
            self._reading[board_id] = reading
            reading.add_done_callback(lambda done: self._keep(board_id, done))
        # Whoever hangs up meanwhile does not take it from the others.
        return await asyncio.shield(reading)

    def forget(self, board_id: str) -> None:
        """Somebody joined, left or was renamed: whoever comes from now on must be told so."""
        self._reading.pop(board_id, None)

    async def _read(self, board_id: str) -> Roster:
        async with self._database.read() as connection:
            members = await people_of_board(connection, board_id)
            authors = await authors_of_board(connection, board_id)
        return {
            "people": [shown_on_board(member.person, member.role) for member in members],
            "authors": [
                {"id": each.id, "name": each.name, "color": each.color} for each in authors
            ],
        }

    def _keep(self, board_id: str, done: asyncio.Task[Roster]) -> None:
        failed = done.cancelled() or done.exception() is not None
        loop = asyncio.get_running_loop()
        loop.call_later(0.0 if failed else _KEPT_SECONDS, self._drop, board_id, done)

    def _drop(self, board_id: str, reading: asyncio.Task[Roster]) -> None:
        if self._reading.get(board_id) is reading:
            del self._reading[board_id]


def shown_on_board(person: Person, role: Role) -> dict[str, Any]:
    return {"id": person.id, "name": person.name, "color": person.color, "role": role.value}
