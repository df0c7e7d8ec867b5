"""Coming in: by a join link with a name, or by a sign-in link; and going out."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.responses import RedirectResponse

from tafelronde.board.naming import Language
from tafelronde.errors import BadInput, BoardNotFound, NotSignedIn
from tafelronde.storage.boards import Board, get_board
from tafelronde.storage.links import Link
from tafelronde.storage.links import join as join_by
from tafelronde.storage.people import (
    create_person,
    end_session,
    free_color,
    start_session,
    use_signin_link,
)
from tafelronde.web import models
from tafelronde.web.identity import COOKIE, Someone, live_link, require_not_banned
from tafelronde.web.people import person_shown, rename, tell_of
from tafelronde.web.session_cookie import clear_session, set_session
from tafelronde.web.static import Pages
from tafelronde.web.wired import (
    Now,
    TheDatabase,
    TheLobby,
    TheRosters,
    TheSettings,
    within_join_budget,
)

router = APIRouter(tags=["coming in"])


@router.post("/api/join/preview")
async def preview_join(
    wish: models.JoinToken, me: Someone, database: TheDatabase
) -> models.Preview:
    """Where a join link leads, and who this browser would join as."""
    async with database.read() as connection:
        link, board = await _leads_to(connection, wish.token)
    return models.Preview(
        board=models.PreviewedBoard(
            id=board.id, title=board.title, language=Language(board.language)
        ),
        role=link.role,
        person=None if me is None else models.KnownPerson(id=me.id, name=me.name),
    )


@router.post("/api/join", dependencies=[Depends(within_join_budget)])
async def join_board(
    *,
    wish: models.Join,
    response: Response,
    me: Someone,
    database: TheDatabase,
    settings: TheSettings,
    lobby: TheLobby,
    rosters: TheRosters,
    now: Now,
) -> models.Joined:
    """Join a board by its link, by name and without an account.

    Who is known by cookie stays who they are, under the name they give here, and keeps a stronger
    role they hold already.
    """
    person, session = me, None
    async with database.write() as connection:
        link, board = await _leads_to(connection, wish.token)
        if person is not None:
            await require_not_banned(connection, board.id, person.id)
        if person is None:
            if wish.name is None:
                raise BadInput("name_empty", "Say what you are called.", expected="a name")
            person = await create_person(
                connection,
                kind="guest",
                name=wish.name,
                group=wish.group,
                color=await free_color(connection, board.id),
                now=now,
            )
            session = await start_session(connection, person.id, now)
        role = (await join_by(connection, link, person.id, now)).role
    if session is not None:
        set_session(response, session, settings)
    elif wish.name is not None and wish.name != person.name:
        person = await rename(database, lobby, rosters, person.id, wish.name)
    await tell_of(lobby, rosters, board.id, person, role)
    return models.Joined(
        board=models.JoinedBoard(
            id=board.id,
            title=board.title,
            language=Language(board.language),
            epoch=board.epoch,
        ),
        role=role,
        person=person_shown(person),
    )


@router.get(
    "/signin/{token}",
    status_code=303,
    response_class=Response,
    responses={401: {"content": {"text/html": {}}, "description": "The page says what to do."}},
)
async def sign_in(
    token: str, database: TheDatabase, settings: TheSettings, pages: Pages, now: Now
) -> Response:
    """Sign in with a sign-in link, which works once, and go to the boards."""
    try:
        async with database.write() as connection:
            person = await use_signin_link(connection, token, now)
            session = await start_session(connection, person.id, now)
    except NotSignedIn:
        return pages.page(status=401)
    response = RedirectResponse("/", status_code=303)
    set_session(response, session, settings)
    return response


@router.post("/api/signout", status_code=204)
async def sign_out(request: Request, database: TheDatabase, settings: TheSettings) -> Response:
    """End this browser's session."""
    token = request.cookies.get(COOKIE)
    if token:
        async with database.write() as connection:
            await end_session(connection, token)
    response = Response(status_code=204)
    clear_session(response, settings)
    return response


async def _leads_to(connection: AsyncConnection, token: str) -> tuple[Link, Board]:
    link = await live_link(connection, token)
    board = await get_board(connection, link.board_id)
    if board.deleted_at is not None:
        raise BoardNotFound(board.id)
    return link, board
