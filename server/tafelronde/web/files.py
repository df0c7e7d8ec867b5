"""Boards as files of other programs, and such files as boards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import IO, Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from tafelronde.board.access import Action, allows
from tafelronde.board.copies import copied
from tafelronde.board.images import IMAGE_FIELD, images_of
from tafelronde.board.naming import Language
from tafelronde.board.schema import BoardSchema
from tafelronde.errors import BoardNotFound, Forbidden, NotFound, NotSignedIn
from tafelronde.exchange.board import ExchangedBoard, lying, part
from tafelronde.exchange.formats import Format, WrittenFormat, media_type, written
from tafelronde.exchange.orders import stacked
from tafelronde.files.drawer import PictureOf
from tafelronde.storage.boards import Board
from tafelronde.storage.images import Holder, ImageInfo, ImageStore
from tafelronde.web import models
from tafelronde.web.identity import COOKIE, Admitted, visitor_of, who_may
from tafelronde.web.images import SUFFIXES
from tafelronde.web.making import Beginning, BoardMaker, begin_with, make_board
from tafelronde.web.wired import (
    Now,
    TheDatabase,
    TheDrawer,
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
_TYPES = sorted({media_type(way).partition(";")[0] for way in WrittenFormat})
_WRITTEN: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "The file, of the type of its format.",
            # What is in one is the business of its format.
            "content": {each: {} if each.endswith("json") else _BINARY for each in _TYPES},
        }
    },
}
_PIECE_BYTES = 64 * 1024
# Whoever opens the address itself gets a file, and should a browser show it, a page that may do nothing.
_POLICY = "default-src 'none'; sandbox"

# What is drawn may show the pictures that are in it.
_DRAWN_POLICY = "default-src 'none'; img-src data:; sandbox"

# It is the word of the address.
_AS_NAMED = Query(alias="format", description="Also how the file's name ends.")
ReadFormat = Annotated[Format, _AS_NAMED]


@router.get("/{board_id}/export", **_WRITTEN)
async def export_board(
    *,
    way: Annotated[WrittenFormat, _AS_NAMED],
    admitted: Annotated[Admitted, Depends(who_may(Action.READ_BOARD))],
    lobby: TheLobby,
    images: TheImages,
    rosters: TheRosters,
    drawer: TheDrawer,
    frame: Annotated[
        str | None, Query(description="Id of a frame: this and what lies in it, nothing else.")
    ] = None,
    objects: Annotated[
        str | None, Query(description="Ids of objects, parted by commas: these, nothing else.")
    ] = None,
    scale: Annotated[
        float,
        Query(
            ge=0.05,
            le=4,
            description="Of a PNG: pixels of a board unit. Fewer where the picture would have more "
            "than 8,192 pixels on a side, or 32 million in all.",
        ),
    ] = 2,
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
    headers = {"Content-Disposition": _as_file(board.title, way)}
    pieces: Iterator[bytes]
    if way.is_drawn:
        drawn = await drawer.draw(
            exchanged,
            way,
            pictures_of(images, board.id),
            scale=scale,
            person=admitted.visitor.person_id,
        )
        pieces, headers["Content-Security-Policy"] = pieces_of(drawn), _DRAWN_POLICY
    else:
        pieces, headers["Content-Security-Policy"] = written(exchanged, Format(way)), _POLICY
    return StreamingResponse(pieces, media_type=media_type(way), headers=headers)


@router.post("/{board_id}/reading", openapi_extra=_BODY)
async def read_file_for_board(
    *,
    request: Request,
    way: ReadFormat,
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
    way: ReadFormat,
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
) -> models.BoardFromFile:
    """Make a board with what is in a file. Pictures come along from a board that I may read. For
    facilitator accounts.
    """
    async with intake.body(request) as body:
        told = await asyncio.to_thread(json.loads, await reader.read(body, way, person=me.id))
    source = await _readable(request, database, told["board"], now)
    objects = {each.pop("id"): each for each in told["objects"]}
    begun = await begin_with_file(objects, schema, images, source, authors=False)
    remarks = told["remarks"]
    lost = images_of(objects.values()) - begun.images
    if lost:
        remarks.append({"code": "picture_left_behind", "count": len(lost), "line": None})
    async with database.write() as connection:
        made = await make_board(
            connection,
            title=title,
            language=language,
            created_by=me.id,
            public_url=settings.public_url,
            now=now,
            begun=begun,
        )
    return models.BoardFromFile(**dict(made), remarks=remarks)


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


def pictures_of(images: ImageStore, board_id: str) -> PictureOf:
    """What finds the pictures of a board for who draws it."""

    async def picture_of(image_hash: str, preview: bool) -> tuple[str, bytes] | None:
        file = await images.read(Holder("board", board_id), image_hash, preview=preview)
        return None if file is None else (file.media_type, file.content)

    return picture_of


def pieces_of(drawn: IO[bytes]) -> Iterator[bytes]:
    """What is in a file, which is closed then."""
    with drawn:
        while piece := drawn.read(_PIECE_BYTES):
            yield piece


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


def _as_file(title: str, way: WrittenFormat) -> str:
    """The header that makes a download of an answer, called after the board."""
    name = "".join(letter if letter not in '\\/:*?"<>|' else " " for letter in title)
    name = " ".join(name.split()).strip(".")[:100] or "board"
    plain = "".join(letter if " " <= letter <= "~" and letter != "%" else "_" for letter in name)
    return (
        f'attachment; filename="{plain}.{way.value}"; '
        f"filename*=UTF-8''{quote(f'{name}.{way.value}', safe='')}"
    )
