"""Who stands behind a request or a socket, and what they are on the board they ask for.

Two things prove it: the session cookie, for people who signed in or joined by name, and a join
link's bare token, for programs and for any Yjs client. A token that is shown counts, and the cookie
is then not looked at. What somebody may do with their role, `board/access.py` says.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from tafelronde.board.access import Action, Role, allows
from tafelronde.errors import Banned, BoardNotFound, Forbidden, NotSignedIn, Revoked
from tafelronde.settings import Settings
from tafelronde.storage.boards import Board
from tafelronde.storage.database import Database
from tafelronde.storage.links import Link, link_by_token, link_person
from tafelronde.storage.people import Person, person_by_session
from tafelronde.storage.quarantine import is_banned
from tafelronde.storage.standing import link_with_board, standing_by_session
from tafelronde.web import wired
from tafelronde.web.origins import is_ours

COOKIE = "tafelronde_session"

# What an id or a token of ours can look like; the database is not asked for anything else.
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def looks_like_an_id(text: str) -> bool:
    """Whether it can be an id or a token of ours at all."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody on one board. `name` is empty for who came by a bare token.

    `link_id`: the link whose revocation ends this; None for who made the board.
    """

    person_id: str
    name: str
    color: int
    role: Role
    link_id: str | None
    via: Literal["cookie", "token"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A visitor with the board they were let onto."""

    visitor: Visitor
    board: Board


async def visitor_of(
    database: Database,
    board_id: str,
    *,
    cookie: str | None,
    token: str | None,
    now: int,
    even_in_bin: bool = False,
) -> Admitted:
    """The visitor whom the session `cookie` or the link's `token` proves, on that board.

    Raises NotSignedIn, Revoked, Forbidden, Banned; BoardNotFound also for a board in the bin, unless
    `even_in_bin`.
    """
    if token is not None:
        return await _by_token(database, board_id, token, even_in_bin)
    asked = board_id if looks_like_an_id(board_id) else ""
    standing = await database.run_read(standing_by_session, cookie, asked, now) if cookie else None
    if standing is None:
        raise NotSignedIn
    person, role = standing.person, standing.role
    board = _open(standing.board, board_id, even_in_bin)
    if standing.was_revoked:
        raise Revoked
    if role is None:
        raise Forbidden("not_a_member", "You are not on this board; a join link leads to it.")
    if standing.is_banned:
        raise Banned
    return Admitted(
        Visitor(person.id, person.name, person.color, role, standing.link_id, "cookie"), board
    )


async def visitor_of_socket(websocket: WebSocket, board_id: str) -> tuple[Visitor, Board]:
    """Who opens this socket; raises what `visitor_of` raises, and Forbidden for a foreign page.

    A foreign page can open a socket with our visitor's cookie, but does not know a token.
    """
    token = websocket.query_params.get("token")
    if token is None:
        require_our_page(websocket, wired.settings(websocket))
    admitted = await visitor_of(
        wired.database(websocket),
        board_id,
        cookie=websocket.cookies.get(COOKIE),
        token=token,
        now=wired.now(websocket),
    )
    return admitted.visitor, admitted.board


def require_our_page(connection: HTTPConnection, settings: Settings) -> None:
    """Raises Forbidden when a page of another site is behind this."""
    if not is_ours(connection.headers.get("origin"), connection.headers.get("host"), settings):
        raise Forbidden("origin_foreign", "This came from a page of another site.")


async def person_of(connection: AsyncConnection, cookie: str | None, now: int) -> Person | None:
    """Whose session this cookie is; None without one, or when it has ended."""
    return None if not cookie else await person_by_session(connection, cookie, now)


async def live_link(connection: AsyncConnection, token: str) -> Link:
    """The link of this token; raises NotSignedIn when there is none, Revoked when it was revoked."""
    link = await link_by_token(connection, token) if looks_like_an_id(token) else None
    return _live(link)


def _live(link: Link | None) -> Link:
    if link is None:
        raise NotSignedIn("link_unknown", "There is no such link. Was it copied as a whole?")
    if link.revoked_at is not None:
        raise Revoked
    return link


async def require_not_banned(connection: AsyncConnection, board_id: str, person_id: str) -> None:
    """Raises Banned for somebody whom the board takes nothing from any more."""
    if await is_banned(connection, board_id, person_id):
        raise Banned


async def _by_token(database: Database, board_id: str, token: str, even_in_bin: bool) -> Admitted:
    found = await database.run_read(link_with_board, token) if looks_like_an_id(token) else None
    link = _live(None if found is None else found.link)
    if found is None or link.board_id != board_id:
        raise Forbidden("link_foreign", "This link leads to another board.")
    board = _open(found.board, board_id, even_in_bin)
    if found.is_banned:
        raise Banned
    person = link_person(link)
    return Admitted(
        Visitor(person.id, person.name, person.color, link.role, link.id, "token"), board
    )


def _open(board: Board | None, board_id: str, even_in_bin: bool) -> Board:
    if board is None or (board.deleted_at is not None and not even_in_bin):
        raise BoardNotFound(board_id)
    return board


# As routes ask for it


async def someone(request: Request, database: wired.TheDatabase, now: wired.Now) -> Person | None:
    """Who is signed in on this browser, None if nobody is."""
    cookie = request.cookies.get(COOKIE)
    if not cookie:
        return None
    async with database.read() as connection:
        return await person_of(connection, cookie, now)


async def signed_in(person: Annotated[Person | None, Depends(someone)]) -> Person:
    if person is None:
        raise NotSignedIn
    return person


Someone = Annotated[Person | None, Depends(someone)]
SignedIn = Annotated[Person, Depends(signed_in)]


def who_may(action: Action, *, even_in_bin: bool = False) -> Callable[..., Awaitable[Admitted]]:
    """A dependency of routes with `{board_id}`: lets in by cookie whose role allows `action`."""

    async def admitted(
        request: Request, board_id: str, database: wired.TheDatabase, now: wired.Now
    ) -> Admitted:
        cookie = request.cookies.get(COOKIE)
        return _allowed(
            action,
            await visitor_of(
                database, board_id, cookie=cookie, token=None, now=now, even_in_bin=even_in_bin
            ),
        )

    return admitted


def who_may_with_token(action: Action) -> Callable[..., Awaitable[Admitted]]:
    """As `who_may`, and also by `?token=`."""

    async def admitted(
        request: Request,
        board_id: str,
        database: wired.TheDatabase,
        now: wired.Now,
        token: Annotated[
            str | None, Query(description="A join link's token, instead of the cookie.")
        ] = None,
    ) -> Admitted:
        cookie = request.cookies.get(COOKIE)
        return _allowed(
            action, await visitor_of(database, board_id, cookie=cookie, token=token, now=now)
        )

    return admitted


def _allowed(action: Action, admitted: Admitted) -> Admitted:
    role = admitted.visitor.role
    if not allows(role, action):
        raise Forbidden(
            "role_too_weak", f"A {role} of this board may not do this.", got=f"the role {role}"
        )
    return admitted
