"""Who I am, and who is on a board."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from tafelronde.board.access import Action, Role
from tafelronde.errors import NotSignedIn
from tafelronde.rooms.lobby import Lobby
from tafelronde.storage.boards import authors_of_board, list_boards_for, people_of_board
from tafelronde.storage.database import Database
from tafelronde.storage.people import Person, keep_session, rename_person, session_is_due
from tafelronde.web import models
from tafelronde.web.identity import COOKIE, Admitted, SignedIn, Someone, who_may
from tafelronde.web.rosters import Rosters, shown_on_board
from tafelronde.web.session_cookie import set_session
from tafelronde.web.wired import Now, TheDatabase, TheLobby, TheRosters, TheSettings

router = APIRouter(prefix="/api", tags=["people"])


@router.get("/me")
async def get_me(
    *,
    request: Request,
    response: Response,
    me: Someone,
    database: TheDatabase,
    settings: TheSettings,
    now: Now,
) -> models.Me:
    """Who is signed in on this browser; nobody is no error. A session in use stays good."""
    if me is None:
        return models.Me(person=None)
    token = request.cookies[COOKIE]
    async with database.read() as connection:
        is_due = await session_is_due(connection, token, now)
    if is_due:
        async with database.write() as connection:
            await keep_session(connection, token, now)
        set_session(response, token, settings)
    return models.Me(person=person_shown(me))


@router.patch("/me")
async def rename_me(
    wish: models.Rename,
    me: SignedIn,
    database: TheDatabase,
    lobby: TheLobby,
    rosters: TheRosters,
) -> models.Me:
    """Change what I am called, on all my boards."""
    renamed = await rename(database, lobby, rosters, me.id, wish.name)
    return models.Me(person=person_shown(renamed))


@router.get("/boards/{board_id}/people")
async def get_people(
    admitted: Annotated[Admitted, Depends(who_may(Action.READ_BOARD))], database: TheDatabase
) -> models.People:
    """Everybody who is a member of the board, here now or not."""
    async with database.read() as connection:
        members = await people_of_board(connection, admitted.board.id)
        authors = await authors_of_board(connection, admitted.board.id)
    return models.People(
        people=[
            models.Member(
                id=member.person.id,
                name=member.person.name,
                color=member.person.color,
                group=member.person.stakeholder_group,
                role=member.role,
            )
            for member in members
        ],
        authors=[models.Author(id=each.id, name=each.name, color=each.color) for each in authors],
    )


async def rename(
    database: Database, lobby: Lobby, rosters: Rosters, person_id: str, name: str
) -> Person:
    """Gives the person another name, and tells it on every board they are on."""
    async with database.write() as connection:
        person = await rename_person(connection, person_id, name)
        if person is None:
            raise NotSignedIn
        mine = await list_boards_for(connection, person_id)
    for each in mine:
        await tell_of(lobby, rosters, each.board.id, person, each.role)
    return person


async def tell_of(
    lobby: Lobby, rosters: Rosters, board_id: str, person: Person, role: Role
) -> None:
    """Tells everybody who is on the board, or comes from now on, of somebody new or renamed."""
    rosters.forget(board_id)
    await lobby.announce(board_id, {"type": "person", **shown_on_board(person, role)})


def person_shown(person: Person) -> models.Person:
    if person.kind == "link":
        raise ValueError("a link has no session, so nobody can be it")
    return models.Person(
        id=person.id,
        name=person.name,
        kind=person.kind,
        color=person.color,
        group=person.stakeholder_group,
    )
