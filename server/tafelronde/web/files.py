"""Boards as files of other programs, and such files as boards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from tafelronde.board.access import Action, allows
from tafelronde.board.copies import copied
from tafelronde.board.images import IMAGE_FIELD
from tafelronde.board.naming import Language
from tafelronde.board.schema import BoardSchema
from tafelronde.errors import BoardNotFound, Forbidden, NotFound, NotSignedIn
from tafelronde.exchange.board import ExchangedBoard, lying, part
from tafelronde.exchange.formats import Format, media_type, written
from tafelronde.exchange.orders import stacked
from tafelronde.storage.boards import Board
from tafelronde.storage.images import Holder, ImageInfo, ImageStore
from tafelronde.web import models
from tafelronde.web.identity import COOKIE, Admitted, visitor_of, who_may
from tafelronde.web.images import SUFFIXES
from tafelronde.web.making import Beginning, BoardMaker, begin_with, make_board
from tafelronde.web.wired import (
    Now,
    TheDatabase,
    TheFileIntake,
    TheFileReader,
    TheImages,
    TheLobby,
    TheRosters,
    TheSchema,
    TheSettings,
)

router = APIRouter(prefix="/api/boards", tags=["files"])

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file as it is.",
        "content": {"application/octet-stream": _BINARY},
    }
}
_WRITTEN: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "The file, of the type of its format.", "content": {"*/*": _BINARY}}
    },
}
# Whoever opens the address itself gets a file, and should a browser show it, a page that may do nothing.
_POLICY = "default-src 'none'; sandbox"

# It is the word of the address.
AskedFormat = Annotated[Format, Query(alias="format", description="Also how the file's name ends.")]


@router.get("/{board_id}/export", **_WRITTEN)
async def export_board(
    *,
    way: AskedFormat,
    admitted: Annotated[Admitted, Depends(who_may(Action.READ_BOARD))],
    lobby: TheLobby,
    images: TheImages,
    rosters: TheRosters,
    frame: Annotated[
        str | None, Query(description="Id of a frame: this and what lies in it, nothing else.")
    ] = None,
    objects: Annotated[
        str | None, Query(description="Ids of objects, parted by commas: these, nothing else.")
    ] = None,
) -> Response:
    """What is on the board as a file: all of it, or a part. Not what is in the bin."""
    board = admitted.board
    _, found = await lobby.read_board(board.id)
    asked = (
        None if frame is None and objects is None else [frame or "", *(objects or "").split(",")]
    )
    roster = await rosters.of(board.id)
    names = {each["id"]: each["name"] for group in roster.values() for each in group}
    exchanged = await asyncio.to_thread(
        exchanged_board, board, found, names, await images.of_board(board.id), asked
    )
    return StreamingResponse(
        written(exchanged, way),
        media_type=media_type(way),
        headers={
            "Content-Disposition": _as_file(board.title, way),
            "Content-Security-Policy": _POLICY,
        },
    )


@router.post("/{board_id}/reading", openapi_extra=_BODY)
async def read_file_for_board(
    *,
    request: Request,
    way: AskedFormat,
    admitted: Annotated[Admitted, Depends(who_may(Action.WRITE_OBJECTS))],
    intake: TheFileIntake,
    reader: TheFileReader,
) -> models.FileReading:
    """What is in a file, to be looked at before it is put on the board. Nothing changes."""
    async with intake.body(request) as body:
        told = await reader.read(body, way, person=admitted.visitor.person_id)
    # As it came: with ten thousand objects taking it apart and together again would hold up others.
    return Response(told, media_type="application/json")  # type: ignore[return-value]


@router.post("/from-file", status_code=201, openapi_extra=_BODY)
async def create_board_from_file(
    *,
    request: Request,
    way: AskedFormat,
    me: BoardMaker,
    database: TheDatabase,
    images: TheImages,
    intake: TheFileIntake,
    reader: TheFileReader,
    schema: TheSchema,
    settings: TheSettings,
    now: Now,
    title: Annotated[models.Title, Query()],
    language: Annotated[Language, Query()] = Language.ENGLISH,
) -> models.NewBoard:
    """Make a board with what is in a file. Pictures come along from a board that I may read. For
    facilitator accounts.
    """
    async with intake.body(request) as body:
        told = await asyncio.to_thread(json.loads, await reader.read(body, way, person=me.id))
    source = await _readable(request, database, told["board"], now)
    objects = {each.pop("id"): each for each in told["objects"]}
    begun = await begin_with_file(objects, schema, images, source, authors=False)
    async with database.write() as connection:
        return await make_board(
            connection,
            title=title,
            language=language,
            created_by=me.id,
            public_url=settings.public_url,
            now=now,
            begun=begun,
        )


def exchanged_board(
    board: Board,
    objects: Mapping[str, Mapping[str, Any]],
    names: Mapping[str, str],
    images: list[ImageInfo],
    asked: list[str] | None,
) -> ExchangedBoard:
    """The board as it is written; of `asked`, if that is not None, and what belongs to it. Raises
    NotFound when nothing of it is there.
    """
    kept = lying(objects)
    if asked is not None:
        kept = part(kept, asked)
        if not kept:
            raise NotFound("object_not_found", "There is no such thing on this board.")
    authors = {each["author"] for each in kept.values() if "author" in each}
    return ExchangedBoard(
        id=board.id,
        title=board.title,
        language=Language(board.language),
        objects=kept,
        names={id: name for id, name in names.items() if id in authors},
        pictures={info.hash: f"{info.hash}{SUFFIXES[info.media_type]}" for info in images},
    )


async def begin_with_file(
    objects: dict[str, dict[str, Any]],
    schema: BoardSchema,
    images: ImageStore,
    source: str | None,
    *,
    authors: bool,
) -> Beginning:
    """The beginning of a board with the objects of a reading, and the pictures that `source`, another
    board, has of them. `authors`: they are those that the objects name.
    """
    had = set() if source is None else {info.hash for info in await images.of_board(source)}
    kept: dict[str, dict[str, Any]] = {}
    for id, each in objects.items():
        if each.get(IMAGE_FIELD) in had or IMAGE_FIELD not in each:
            kept[id] = each
        elif each["type"] != "image":
            kept[id] = {name: value for name, value in each.items() if name != IMAGE_FIELD}
    kept = copied(kept)
    named = {each["author"] for each in kept.values() if "author" in each} if authors else set()
    return await begin_with(stacked(kept), schema, Holder("board", source or ""), named)


async def _readable(
    request: Request, database: TheDatabase, board_id: str | None, now: int
) -> str | None:
    """The board, if who asks may read it."""
    if board_id is None:
        return None
    try:
        there = await visitor_of(
            database, board_id, cookie=request.cookies.get(COOKIE), token=None, now=now
        )
    except (NotSignedIn, Forbidden, BoardNotFound):
        # Of another instance, gone, or of others: its pictures stay there.
        return None
    return there.board.id if allows(there.visitor.role, Action.READ_BOARD) else None


def _as_file(title: str, way: Format) -> str:
    """The header that makes a download of an answer, called after the board."""
    name = "".join(letter if letter not in '\\/:*?"<>|' else " " for letter in title)
    name = " ".join(name.split()).strip(".")[:100] or "board"
    plain = "".join(letter if " " <= letter <= "~" and letter != "%" else "_" for letter in name)
    return (
        f'attachment; filename="{plain}.{way.value}"; '
        f"filename*=UTF-8''{quote(f'{name}.{way.value}', safe='')}"
    )
