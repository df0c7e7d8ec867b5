"""Boards and the people on them; how people come to a board is in `links.py`.

Plain functions over a connection; each says whether it needs `Database.write()`. `now` is Unix
milliseconds. Permission is not decided here: the caller has asked `board/access.py`.
"""

from dataclasses import dataclass

from sqlalchemy import exists, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.board.access import Role
from tafelronde.errors import BoardNotFound
from tafelronde.storage.names import new_epoch, new_id
from tafelronde.storage.people import Person, person_columns, person_from
from tafelronde.storage.tables import (
    board_authors,
    board_log,
    boards,
    links,
    memberships,
    people,
)


@dataclass(frozen=True, slots=True)
class Board:
    """A board without its content.

    `created_by` is None for a board made on the command line or by someone erased since.
    """

    id: str
    title: str
    language: str
    epoch: str
    created_at: int
    created_by: str | None
    updated_at: int
    deleted_at: int | None


@dataclass(frozen=True, slots=True)
class BoardOf:
    """A board as one of its people has it."""

    board: Board
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """A person as one of the people of a board."""

    person: Person
    role: Role


@dataclass(frozen=True, slots=True)
class Membership:
    """What a person is on a board.

    `link_id` is the link they came in by, None for who made the board.
    """

    board_id: str
    person_id: str
    role: Role
    link_id: str | None
    joined_at: int


# So many parameters fit a statement, with room for others.
_IDS_A_STATEMENT = 10_000

# A membership lasts as long as the link it came by. It is kept beyond that: who lost their access
# is told so, and not that they never had any.
lasting = or_(
    memberships.c.link_id.is_(None),
    exists().where(links.c.id == memberships.c.link_id, links.c.revoked_at.is_(None)),
)

board_columns = (
    boards.c.id,
    boards.c.title,
    boards.c.language,
    boards.c.epoch,
    boards.c.created_at,
    boards.c.created_by,
    boards.c.updated_at,
    boards.c.deleted_at,
)


async def create_board(
    connection: AsyncConnection,
    *,
    title: str,
    language: str,
    created_by: str | None,
    seed: bytes,
    now: int,
) -> Board:
    """Make a board whose log begins with `seed`, with `created_by` (None.

    The operator) as its facilitator. Writes.

    It has no links yet: see `issue_link`.
    """
    board = Board(new_id(), title, language, new_epoch(), now, created_by, now, None)
    await connection.execute(
        insert(boards).values(
            id=board.id,
            title=title,
            language=language,
            epoch=board.epoch,
            head=1,
            snapshot_seq=0,
            created_at=now,
            created_by=created_by,
            updated_at=now,
        )
    )
    await connection.execute(
        insert(board_log).values(board_id=board.id, seq=1, at=now, payload=seed)
    )
    if created_by is not None:
        await connection.execute(
            insert(memberships).values(
                board_id=board.id, person_id=created_by, role=Role.FACILITATOR, joined_at=now
            )
        )
    return board


async def get_board(connection: AsyncConnection, board_id: str) -> Board:
    """Return the board, also when it lies in the bin (`deleted_at` says so).

    Raise BoardNotFound if there is none.
    """
    row = (
        await connection.execute(select(*board_columns).where(boards.c.id == board_id))
    ).one_or_none()
    if row is None:
        raise BoardNotFound(board_id)
    return Board(*row)


async def all_boards(connection: AsyncConnection) -> list[Board]:
    """Return every board of this instance, those in the bin too, last changed first.

    For its operator.
    """
    rows = await connection.execute(
        select(*board_columns).order_by(boards.c.updated_at.desc(), boards.c.id)
    )
    return [Board(*row) for row in rows]


# `bin` and not a longer word: it is the word of the HTTP interface.
async def list_boards_for(
    connection: AsyncConnection,
    person_id: str,
    bin: bool = False,  # noqa: A002
) -> list[BoardOf]:
    """Return the person's boards with their role there, last changed first.

    Those in the bin if `bin`, else the others.
    """
    in_bin = boards.c.deleted_at.is_not(None) if bin else boards.c.deleted_at.is_(None)
    rows = await connection.execute(
        select(memberships.c.role, *board_columns)
        .join_from(memberships, boards)
        .where(memberships.c.person_id == person_id, in_bin, lasting)
        .order_by(boards.c.updated_at.desc(), boards.c.id)
    )
    return [BoardOf(Board(*board), Role(role)) for role, *board in rows]


async def rename(
    connection: AsyncConnection,
    board_id: str,
    *,
    title: str | None = None,
    language: str | None = None,
    now: int,
) -> Board:
    """Give the board a new title or language (None: keep) and return it.

    BoardNotFound also for one in the bin. Writes.
    """
    new = {
        key: value for key, value in (("title", title), ("language", language)) if value is not None
    }
    return await _change(connection, board_id, False, updated_at=now, **new)


async def move_to_bin(connection: AsyncConnection, board_id: str, now: int) -> Board:
    """Put the board in the bin: from now on nobody can write to it.

    BoardNotFound if it is there already. Writes.
    """
    return await _change(connection, board_id, False, deleted_at=now)


async def take_from_bin(connection: AsyncConnection, board_id: str) -> Board:
    """Take the board out of the bin, as it was; BoardNotFound if it is not there. Writes."""
    return await _change(connection, board_id, True, deleted_at=None)


async def _change(
    connection: AsyncConnection, board_id: str, in_bin: bool, **values: str | int | None
) -> Board:
    where = boards.c.deleted_at.is_not(None) if in_bin else boards.c.deleted_at.is_(None)
    changed = await connection.execute(
        update(boards)
        .where(boards.c.id == board_id, where)
        .values(**values)
        .returning(*board_columns)
    )
    row = changed.one_or_none()
    if row is None:
        raise BoardNotFound(board_id)
    return Board(*row)


async def membership(
    connection: AsyncConnection, board_id: str, person_id: str
) -> Membership | None:
    """Return what the person is on the board, None if nothing."""
    row = (
        await connection.execute(
            select(
                memberships.c.board_id,
                memberships.c.person_id,
                memberships.c.role,
                memberships.c.link_id,
                memberships.c.joined_at,
            ).where(
                memberships.c.board_id == board_id, memberships.c.person_id == person_id, lasting
            )
        )
    ).one_or_none()
    if row is None:
        return None
    return Membership(row.board_id, row.person_id, Role(row.role), row.link_id, row.joined_at)


async def add_authors(connection: AsyncConnection, board_id: str, person_ids: set[str]) -> None:
    """Note whose words are on the board, of those who are known here. Writes."""
    whole = sorted(person_ids)
    for start in range(0, len(whole), _IDS_A_STATEMENT):
        part = whole[start : start + _IDS_A_STATEMENT]
        known = select(literal(board_id), people.c.id).where(people.c.id.in_(part))
        await connection.execute(
            insert(board_authors).from_select(["board_id", "person_id"], known)
        )


async def authors_of_board(connection: AsyncConnection, board_id: str) -> list[Person]:
    """Return the people whose words are on the board since it was copied from another."""
    rows = await connection.execute(
        select(*person_columns)
        .join_from(board_authors, people)
        .where(board_authors.c.board_id == board_id)
        .order_by(people.c.id)
    )
    return [person_from(row) for row in rows]


async def people_of_board(connection: AsyncConnection, board_id: str) -> list[Member]:
    """Return everyone who is a member of the board, who came first first."""
    rows = await connection.execute(
        select(memberships.c.role, *person_columns)
        .join_from(memberships, people)
        .where(memberships.c.board_id == board_id, lasting)
        .order_by(memberships.c.joined_at, people.c.id)
    )
    return [Member(person_from(person), Role(role)) for role, *person in rows]
