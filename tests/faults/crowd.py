"""A thousand people for the price of one process, each with a cookie and a socket of their own."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import insert

from tafelronde.storage import tables
from tafelronde.storage.database import Database
from tafelronde.storage.links import link_by_token
from tafelronde.storage.names import new_id, new_token, token_hash
from tafelronde.storage.people import SESSION_LIFE
from tests.deadline import until
from tests.faults.member import Member, Table
from tests.running_server import Board, RunningServer

_AT_ONCE = 50


class Crowd:
    """Everybody on several boards. `async with` sends them all home."""

    def __init__(self, server: RunningServer, seed: int = 0) -> None:
        self.members: list[Member] = []
        self._server = server
        self._chance = random.Random(seed)

    async def __aenter__(self) -> Crowd:
        return self

    async def __aexit__(self, *_: object) -> None:
        for member in self.members:
            member.leave()
        await asyncio.sleep(0)

    async def gather(self, board: Board, people: int) -> list[Member]:
        """So many new guests of the board come in, a few at a time, and have all of it."""
        table = Table(board)
        fresh = [
            Member(table, self._server.port, cookie, self._chance)
            for cookie in await _guests(self._server, board, people)
        ]
        self.members += fresh
        for first in range(0, people, _AT_ONCE):
            some = fresh[first : first + _AT_ONCE]
            await asyncio.gather(*(member.connect() for member in some))
            await self.all_synced(some)
        return fresh

    async def all_synced(self, members: Sequence[Member] | None = None, within: float = 60) -> None:
        wanted = self.members if members is None else members

        def are_back() -> bool:
            return all(member.synced_at is not None for member in wanted)

        await until(are_back, f"{len(wanted)} people have their board", within)

    @asynccontextmanager
    async def writing(self, writers: Sequence[Member], every: float) -> AsyncIterator[None]:
        """Inside the block each of `writers` makes a note `every` so many seconds, connected or not;
        after it all of these are confirmed.
        """

        async def write_on(writer: Member) -> None:
            await asyncio.sleep(self._chance.random() * every)
            while True:
                writer.write()
                await asyncio.sleep(every)

        writing = [asyncio.create_task(write_on(writer)) for writer in writers]
        try:
            yield
        finally:
            for task in writing:
                task.cancel()
            await asyncio.gather(*writing, return_exceptions=True)
        await until(
            lambda: all(writer.written == writer.confirmed() for writer in writers),
            "all that was written is confirmed",
        )

    def cut(self) -> None:
        """The network drops everybody at once."""
        for member in self.members:
            member.cut()


async def _guests(server: RunningServer, board: Board, people: int) -> list[str]:
    """Session tokens of new guests of the board, as if each had opened its link and typed a name."""
    now = time.time_ns() // 1_000_000
    fresh = [(new_id(), new_token()) for _ in range(people)]
    database = Database(server.database_url)
    await database.open()
    try:
        async with database.write() as connection:
            link = await link_by_token(connection, board.tokens["participant"])
            assert link is not None
            await connection.execute(
                insert(tables.people),
                [
                    {
                        "id": id,
                        "kind": "guest",
                        "name": f"Guest {n}",
                        "color": n % 12,
                        "created_at": now,
                    }
                    for n, (id, _) in enumerate(fresh)
                ],
            )
            await connection.execute(
                insert(tables.memberships),
                [
                    {
                        "board_id": board.id,
                        "person_id": id,
                        "role": link.role,
                        "link_id": link.id,
                        "joined_at": now,
                    }
                    for id, _ in fresh
                ],
            )
            await connection.execute(
                insert(tables.sessions),
                [
                    {
                        "token_hash": token_hash(token),
                        "person_id": id,
                        "created_at": now,
                        "expires_at": now + SESSION_LIFE,
                        "seen_at": now,
                    }
                    for id, token in fresh
                ],
            )
    finally:
        await database.close()
    return [token for _, token in fresh]
