"""Boards: make, list, look at, rename, into the bin and back, and their content as plain JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from tafelronde.board.access import Action, Role, allows
from tafelronde.board.naming import Language
from tafelronde.storage import boards as stored
from tafelronde.storage.boards import Board
from tafelronde.storage.images import Holder, ImageInfo
from tafelronde.storage.links import links_of
from tafelronde.web import models
from tafelronde.web.identity import Admitted, SignedIn, who_may, who_may_with_token
from tafelronde.web.images import image_shown
from tafelronde.web.links import links_shown
from tafelronde.web.making import BoardMaker, begin_with, make_board
from tafelronde.web.wired import (
    Now,
    TheDatabase,
    TheImages,
    TheLobby,
    TheSchema,
    TheSettings,
    TheTemplates,
)

router = APIRouter(prefix="/api/boards", tags=["boards"])


@router.post("", status_code=201)
async def create_board(
    *,
    wish: models.CreateBoard,
    me: BoardMaker,
    database: TheDatabase,
    templates: TheTemplates,
    schema: TheSchema,
    settings: TheSettings,
    now: Now,
) -> models.NewBoard:
    """Make a board, empty or from a template, with a join link for each role. For facilitator
    accounts.
    """
    begun = None
    language = wish.language or Language.ENGLISH
    if wish.template is not None:
        template = await templates.read(me.id, wish.template)
        language = wish.language or Language(template.template.language)
        begun = await begin_with(
            template.objects, schema, Holder("template", wish.template), authors=frozenset()
        )
    async with database.write() as connection:
        return await make_board(
            connection,
            title=wish.title,
            language=language,
            created_by=me.id,
            public_url=settings.public_url,
            now=now,
            begun=begun,
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
    admitted: Annotated[Admitted, Depends(who_may_with_token(Action.READ_BOARD))],
    lobby: TheLobby,
    images: TheImages,
) -> models.Objects:
    """The board's content as plain JSON."""
    meta, objects = await lobby.read_board(admitted.board.id)
    return objects_shown(admitted.board, meta, objects, await images.of_board(admitted.board.id))


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
    board: Board,
    meta: dict[str, object],
    objects: dict[str, dict[str, object]],
    images: Sequence[ImageInfo],
) -> models.Objects:
    return models.Objects(
        id=board.id,
        title=board.title,
        language=Language(board.language),
        epoch=board.epoch,
        meta=meta,
        objects=objects,
        images=[image_shown(info) for info in images],
    )


async def _with_links(
    database: TheDatabase, settings: TheSettings, board: Board, role: Role
) -> models.BoardWithLinks:
    links = None
    if allows(role, Action.SHARE):
        async with database.read() as connection:
            links = links_shown(await links_of(connection, board.id), settings.public_url)
    return models.BoardWithLinks(**board_shown(board, role).model_dump(), links=links)
