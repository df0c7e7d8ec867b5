"""Who comes, and to which board: all that letting somebody in asks of the database, in one statement.

Everybody asks this on every request and every socket, and a thousand people at once when a server has
restarted. Plain functions for `Database.run_read`; `now` is Unix milliseconds.
"""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Exists, and_, bindparam, exists, literal, select

from tafelronde.board.access import Role
from tafelronde.storage.boards import Board, board_columns, lasting
from tafelronde.storage.links import LINK_PERSON, Link, link_columns, link_from
from tafelronde.storage.names import token_hash
from tafelronde.storage.people import Person, person_columns, person_from
from tafelronde.storage.tables import bans, boards, links, memberships, people, sessions


@dataclass(frozen=True, slots=True)
class Standing:
    """A person and the board they ask for.

    `board` is None if there is none; `role` is None for who is no member, and `was_revoked` then says
    whether they were until the link they came by was revoked. `link_id`: the link they came by, if by
    one. `is_banned`: the board takes nothing from them any more.
    """

    person: Person
    board: Board | None
    role: Role | None
    link_id: str | None
    was_revoked: bool
    is_banned: bool


class LinkedBoard(NamedTuple):
    """The board that a link leads to. The link may be revoked, and the board may lie in the bin.

    `is_banned`: the board takes nothing any more from those who come by the bare token.
    """

    link: Link
    board: Board
    is_banned: bool


def standing_by_session(
    connection: Connection, token: str, board_id: str, now: int
) -> Standing | None:
    """Return who has the session of that token and what they are on the board; None if it is unknown,
    ended or was 180 days out of use.
    """
    asked = {"session": token_hash(token), "board": board_id, "now": now}
    row = connection.execute(_by_session, asked).one_or_none()
    if row is None:
        return None
    role, link_id, lasts, is_banned, *rest = row
    person, board = rest[: len(person_columns)], rest[len(person_columns) :]
    is_member = role is not None and bool(lasts)
    return Standing(
        person_from(person),
        None if board[0] is None else Board(*board),
        Role(role) if is_member else None,
        link_id if is_member else None,
        was_revoked=role is not None and not lasts,
        is_banned=bool(is_banned),
    )


def link_with_board(connection: Connection, token: str) -> LinkedBoard | None:
    """Return the link with this token and the board it leads to; None if there never was one."""
    row = connection.execute(_by_link, {"token": token}).one_or_none()
    if row is None:
        return None
    is_banned, *rest = row
    link, board = rest[: len(link_columns)], rest[len(link_columns) :]
    return LinkedBoard(link_from(link), Board(*board), bool(is_banned))


def _banned(person_id: ColumnElement[str]) -> Exists:
    return exists().where(
        bans.c.board_id == boards.c.id,
        bans.c.person_id == person_id,
        bans.c.lifted_at.is_(None),
    )


# Made once: making a statement costs as much as asking it.
_by_session = (
    select(
        memberships.c.role,
        memberships.c.link_id,
        lasting.label("lasts"),
        _banned(people.c.id).label("is_banned"),
        *person_columns,
        *board_columns,
    )
    .join_from(sessions, people)
    .outerjoin(boards, boards.c.id == bindparam("board"))
    .outerjoin(
        memberships,
        and_(memberships.c.board_id == boards.c.id, memberships.c.person_id == people.c.id),
    )
    .where(sessions.c.token_hash == bindparam("session"), sessions.c.expires_at > bindparam("now"))
)
_by_link = (
    select(
        _banned(literal(LINK_PERSON) + links.c.id).label("is_banned"), *link_columns, *board_columns
    )
    .join_from(links, boards)
    .where(links.c.token == bindparam("token"))
)
