"""The quarantine: updates that a document could not take, and who is banned for them.

The bytes are for an operator to look at; nothing here ever reads them as an update. Of each board the
newest are kept. A person whose second such update arrives on a board is banned there; who came by a
link's bare token is the person of kind "link" who stands for all that show it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.errors import NotFound
from tafelronde.storage.database import Database
from tafelronde.storage.tables import bans, boards, people, quarantine

MOST_ROWS = 100
"""How many updates of a board are kept."""
MOST_BYTES = 8 * 1024 * 1024
"""How many bytes they have together at most; the newest is kept whatever its size."""
_STRIKES = 2


@dataclass(frozen=True, slots=True)
class Poison:
    """An update that a board's document could not take. `at`: Unix milliseconds.

    `person_id` is empty where it is not known. `link_id`: by which link the person is on the board.
    `why`: a short word, never content. `is_late`: it was found in the board's history, where it may be
    found again until there is a snapshot.
    """

    board_id: str
    person_id: str
    link_id: str | None
    at: int
    why: str
    update: bytes
    is_late: bool = False

    def __repr__(self) -> str:
        """Everything but the bytes, so that no log line can hold them."""
        return f"Poison(board_id={self.board_id!r}, person_id={self.person_id!r}, why={self.why!r})"


@dataclass(frozen=True, slots=True)
class Quarantined:
    """What is known of an update in the quarantine. `bytes`: its size."""

    id: int
    board_id: str
    person_id: str
    link_id: str | None
    at: int
    why: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Ban:
    """Somebody whom a board takes nothing from. `at`: since when, in Unix milliseconds."""

    board_id: str
    person_id: str
    at: int


class QuarantineStore:
    """The quarantine of all boards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, poisons: Sequence[Poison]) -> list[Ban]:
        """Put them into the quarantine, in one transaction, dropping the oldest of a board that has too
        many. Return who is banned by that, and was not before.

        Of a board that is gone nothing is kept, and what is found late once more is kept once. Raise StorageUnavailable with nothing changed.
        """
        return await self._database.run_write(_keep, poisons)

    async def listed(self, board_id: str | None = None) -> list[Quarantined]:
        """Return what is in the quarantine, of one board or of all, newest first."""
        return await self._database.run_read(_listed, board_id)

    async def read(self, id: int) -> bytes:
        """Return the bytes as they arrived. Raise NotFound if nothing of that id is there."""
        payload = await self._database.run_read(_payload, id)
        if payload is None:
            raise NotFound("not_in_quarantine", f"Nothing in the quarantine has the id {id}.")
        return payload

    async def bans(self, board_id: str | None = None) -> list[Ban]:
        """Return who is banned, of one board or of all, newest first."""
        return await self._database.run_read(_bans, board_id)

    async def lift(self, board_id: str, who: str, now: int) -> None:
        """End the ban of a person, or of a link's bare token, on a board; they begin anew.

        `who`: a person's id, or a link's. Raise NotFound if neither is banned there.
        """
        if not await self._database.run_write(_lift, board_id, who, now):
            raise NotFound("not_banned", "Nobody of that id is banned from that board.")


async def is_banned(connection: AsyncConnection, board_id: str, person_id: str) -> bool:
    """Whether the board takes nothing of this person any more."""
    found = await connection.execute(
        select(bans.c.at).where(
            bans.c.board_id == board_id,
            bans.c.person_id == person_id,
            bans.c.lifted_at.is_(None),
        )
    )
    return found.first() is not None


def _keep(connection: Connection, poisons: Sequence[Poison]) -> list[Ban]:
    banned = []
    for poison in poisons:
        known = exists().where(boards.c.id == poison.board_id)
        if not connection.execute(select(known)).scalar_one():
            continue
        if poison.is_late and _is_known(connection, poison):
            continue
        connection.execute(
            insert(quarantine).values(
                board_id=poison.board_id,
                person_id=poison.person_id,
                link_id=poison.link_id,
                at=poison.at,
                why=poison.why,
                payload=poison.update,
            )
        )
        if _strike(connection, poison):
            banned.append(Ban(poison.board_id, poison.person_id, poison.at))
    for board_id in sorted({poison.board_id for poison in poisons}):
        _drop_oldest(connection, board_id)
    return banned


def _is_known(connection: Connection, poison: Poison) -> bool:
    same = exists().where(
        quarantine.c.board_id == poison.board_id,
        quarantine.c.person_id == poison.person_id,
        quarantine.c.payload == poison.update,
    )
    return bool(connection.execute(select(same)).scalar_one())


def _strike(connection: Connection, poison: Poison) -> bool:
    """Whether this one, which is in the quarantine already, bans its sender."""
    this = (bans.c.board_id == poison.board_id, bans.c.person_id == poison.person_id)
    ban = connection.execute(select(bans.c.lifted_at).where(*this)).one_or_none()
    if ban is not None and ban.lifted_at is None:
        return False
    lifted_at = -1 if ban is None else ban.lifted_at
    strikes = connection.execute(
        select(func.count())
        .select_from(quarantine)
        .where(
            quarantine.c.board_id == poison.board_id,
            quarantine.c.person_id == poison.person_id,
            quarantine.c.at > lifted_at,
        )
    ).scalar_one()
    if strikes < _STRIKES:
        return False
    if ban is not None:
        connection.execute(update(bans).where(*this).values(at=poison.at, lifted_at=None))
        return True
    # Somebody who was erased meanwhile has no way in any more.
    if not connection.execute(select(exists().where(people.c.id == poison.person_id))).scalar_one():
        return False
    connection.execute(
        insert(bans).values(board_id=poison.board_id, person_id=poison.person_id, at=poison.at)
    )
    return True


def _drop_oldest(connection: Connection, board_id: str) -> None:
    sizes = connection.execute(
        select(quarantine.c.id, func.length(quarantine.c.payload).label("size"))
        .where(quarantine.c.board_id == board_id)
        .order_by(quarantine.c.id.desc())
    ).all()
    total = 0
    for number, row in enumerate(sizes):
        total += row.size
        if number and (number >= MOST_ROWS or total > MOST_BYTES):
            connection.execute(
                delete(quarantine).where(
                    quarantine.c.board_id == board_id, quarantine.c.id <= row.id
                )
            )
            return


def _listed(connection: Connection, board_id: str | None) -> list[Quarantined]:
    wanted = select(
        quarantine.c.id,
        quarantine.c.board_id,
        quarantine.c.person_id,
        quarantine.c.link_id,
        quarantine.c.at,
        quarantine.c.why,
        func.length(quarantine.c.payload),
    ).order_by(quarantine.c.id.desc())
    if board_id is not None:
        wanted = wanted.where(quarantine.c.board_id == board_id)
    return [Quarantined(*row) for row in connection.execute(wanted)]


def _payload(connection: Connection, id: int) -> bytes | None:
    wanted = select(quarantine.c.payload).where(quarantine.c.id == id)
    payload: bytes | None = connection.execute(wanted).scalar_one_or_none()
    return payload


def _bans(connection: Connection, board_id: str | None) -> list[Ban]:
    wanted = (
        select(bans.c.board_id, bans.c.person_id, bans.c.at)
        .where(bans.c.lifted_at.is_(None))
        .order_by(bans.c.at.desc(), bans.c.board_id, bans.c.person_id)
    )
    if board_id is not None:
        wanted = wanted.where(bans.c.board_id == board_id)
    return [Ban(*row) for row in connection.execute(wanted)]


def _lift(connection: Connection, board_id: str, who: str, now: int) -> bool:
    lifted = connection.execute(
        update(bans)
        .where(
            bans.c.board_id == board_id,
            bans.c.person_id.in_((who, f"link_{who}")),
            bans.c.lifted_at.is_(None),
        )
        .values(lifted_at=now)
    )
    return lifted.rowcount > 0
