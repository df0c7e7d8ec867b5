"""Boards: make, list, look at, rename, into the bin and back, and their content as plain JSON."""

from __future__ import annotations

import random
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from tafelronde.board.access import Action, Role, allows, may_create_boards
from tafelronde.board.document import seed_update
from tafelronde.board.naming import Language
from tafelronde.errors import Forbidden
from tafelronde.storage import boards as stored
from tafelronde.storage.boards import Board
from tafelronde.storage.links import issue_link, links_of
from tafelronde.sync.log_record import seed_record
from tafelronde.web import models
from tafelronde.web.identity import Admitted, SignedIn, who_may, who_may_with_token
from tafelronde.web.links import links_shown
from tafelronde.web.wired import Now, TheDatabase, TheLobby, TheSettings

router = APIRouter(prefix="/api/boards", tags=["boards"])


@router.post("", status_code=201)
async def create_board(
    wish: models.CreateBoard, me: SignedIn, database: TheDatabase, settings: TheSettings, now: Now
) -> models.NewBoard:
    """Make a board, with a join link for each role. For facilitator accounts."""
    if not may_create_boards(me.kind):
        raise Forbidden("not_a_facilitator", "Only facilitators with an account make boards.")
    async with database.write() as connection:
        return await make_board(
            connection,
            title=wish.title,
            language=wish.language or Language.ENGLISH,
            created_by=me.id,
            public_url=settings.public_url,
            now=now,
        )


@router.get("")
async def list_boards(
    me: SignedIn,
    database: TheDatabase,
    in_bin: Annotated[
        bool, Query(alias="bin", description="Those in the bin that I may take out again.")
    ] = False,
) -> models.Boards:
    """My boards, last changed first."""
    async with database.read() as connection:
        mine = await stored.list_boards_for(connection, me.id, bin=in_bin)
    return models.Boards(
        boards=[
            board_shown(each.board, each.role)
            for each in mine
            if not in_bin or allows(each.role, Action.RESTORE_BOARD)
        ]
    )


@router.get("/{board_id}")
async def get_board(
    admitted: Annotated[Admitted, Depends(who_may(Action.READ_BOARD))],
    database: TheDatabase,
    settings: TheSettings,
) -> models.BoardWithLinks:
    """One board; with its links for those who may share it."""
    return await _with_links(database, settings, admitted.board, admitted.visitor.role)


@router.patch("/{board_id}")
async def change_board(
    *,
    wish: models.ChangeBoard,
    admitted: Annotated[Admitted, Depends(who_may(Action.RENAME_BOARD))],
    database: TheDatabase,
    settings: TheSettings,
    lobby: TheLobby,
    now: Now,
) -> models.BoardWithLinks:
    """Give the board another title or language."""
    async with database.write() as connection:
        board = await stored.rename(
            connection, admitted.board.id, title=wish.title, language=wish.language, now=now
        )
    await lobby.announce(
        board.id, {"type": "board", "title": board.title, "language": board.language}
    )
    return await _with_links(database, settings, board, admitted.visitor.role)


@router.delete("/{board_id}", status_code=204)
async def delete_board(
    admitted: Annotated[Admitted, Depends(who_may(Action.DELETE_BOARD))],
    database: TheDatabase,
    lobby: TheLobby,
    now: Now,
) -> Response:
    """Put the board in the bin. Whoever is on it is sent away."""
    async with database.write() as connection:
        board = await stored.move_to_bin(connection, admitted.board.id, now)
    await lobby.close_board(board.id, "deleted")
    return Response(status_code=204)


@router.post("/{board_id}/restore")
async def restore_board(
    admitted: Annotated[Admitted, Depends(who_may(Action.RESTORE_BOARD, even_in_bin=True))],
    database: TheDatabase,
    settings: TheSettings,
) -> models.BoardWithLinks:
    """Take the board out of the bin; one that is not there stays as it is."""
    board = admitted.board
    if board.deleted_at is not None:
        async with database.write() as connection:
            board = await stored.take_from_bin(connection, board.id)
    return await _with_links(database, settings, board, admitted.visitor.role)


@router.get("/{board_id}/objects")
async def get_objects(
    admitted: Annotated[Admitted, Depends(who_may_with_token(Action.READ_BOARD))], lobby: TheLobby
) -> models.Objects:
    """The board's content as plain JSON."""
    return objects_shown(admitted.board, *await lobby.read_board(admitted.board.id))


async def make_board(
    connection: AsyncConnection,
    *,
    title: str,
    language: Language,
    created_by: str | None,
    public_url: str,
    now: int,
) -> models.NewBoard:
    """Makes a board with its first log row and a link for each role, in the caller's transaction."""
    seed = seed_record(seed_update(random.SystemRandom().getrandbits(32)))
    board = await stored.create_board(
        connection, title=title, language=language, created_by=created_by, seed=seed, now=now
    )
    links = {role: await issue_link(connection, board.id, role, now) for role in Role}
    return models.NewBoard(
        id=board.id,
        title=board.title,
        language=Language(board.language),
        epoch=board.epoch,
        links=links_shown(links, public_url),
    )


def board_shown(board: Board, role: Role) -> models.Board:
    return models.Board(
        id=board.id,
        title=board.title,
        language=Language(board.language),
        epoch=board.epoch,
        role=role,
        created_at=board.created_at,
        updated_at=board.updated_at,
        deleted_at=board.deleted_at,
    )


def objects_shown(
    board: Board, meta: dict[str, object], objects: dict[str, dict[str, object]]
) -> models.Objects:
    return models.Objects(
        id=board.id,
        title=board.title,
        language=Language(board.language),
        epoch=board.epoch,
        meta=meta,
        objects=objects,
    )


async def _with_links(
    database: TheDatabase, settings: TheSettings, board: Board, role: Role
) -> models.BoardWithLinks:
    links = None
    if allows(role, Action.SHARE):
        async with database.read() as connection:
            links = links_shown(await links_of(connection, board.id), settings.public_url)
    return models.BoardWithLinks(**board_shown(board, role).model_dump(), links=links)
