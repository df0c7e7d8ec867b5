"""`tafelronde board`: make boards, list them, print what is on one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from tafelronde.board import naming
from tafelronde.board.naming import Language
from tafelronde.cli.facilitator import first_facilitator
from tafelronde.cli.files import import_board, write_pieces
from tafelronde.cli.session import fail, read_settings, ready, run, unix_milliseconds
from tafelronde.cli.stored import plain
from tafelronde.errors import BadInput
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.formats import Format, WrittenFormat, written
from tafelronde.files.drawer import Drawer
from tafelronde.settings import Settings
from tafelronde.storage.boards import (
    Board,
    all_boards,
    authors_of_board,
    get_board,
    people_of_board,
)
from tafelronde.storage.images import Holder, ImageInfo, ImageStore
from tafelronde.storage.update_log import UpdateLog
from tafelronde.web import models
from tafelronde.web.boards import objects_shown
from tafelronde.web.files import exchanged_board, pictures_of, pieces_of
from tafelronde.web.images import SUFFIXES
from tafelronde.web.making import make_board

commands = typer.Typer(help="Make boards, list them, print one.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@commands.command()
def create(
    title: Annotated[str, typer.Option(help="One line, at most 200 characters.")],
    language: Annotated[Language, typer.Option(help="Of the board.")] = Language.ENGLISH,
    as_json: AsJson = False,
) -> None:
    """Make a board of the first facilitator's, and print its join links."""
    board = run(_create, read_settings(), title, language)
    if as_json:
        typer.echo(board.model_dump_json())
        return
    typer.echo(f"{board.title} ({board.id})")
    for role, link in board.links:
        typer.echo(f"{role:12} {link}")


@commands.command("list")
def list_all(as_json: AsJson = False) -> None:
    """List every board, last changed first."""
    boards = run(_list, read_settings())
    if as_json:
        typer.echo(_Listed(boards=[_shown(board) for board in boards]).model_dump_json())
        return
    table = Table("id", "title", "language", "created", "in the bin", box=None)
    for board in boards:
        table.add_row(
            board.id,
            board.title,
            board.language,
            _day(board.created_at),
            "" if board.deleted_at is None else _day(board.deleted_at),
        )
    Console(soft_wrap=True, highlight=False, markup=False).print(table)


@commands.command()
def export(
    id: Annotated[str, typer.Argument(help="The board's id.")],
    way: Annotated[
        WrittenFormat | None,
        typer.Option(
            "--format",
            help="Of a file as people have it from the page, without what is in the bin. Left out: "
            "JSON with all that is on disk.",
        ),
    ] = None,
    frame: Annotated[
        str | None,
        typer.Option(help="The id of a frame: with --format, this and what lies in it alone."),
    ] = None,
    scale: Annotated[
        float,
        typer.Option(
            min=0.05,
            max=4,
            help="Of a PNG: pixels of a board unit. Fewer where the picture would be too large.",
        ),
    ] = 2,
    output: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    images: Annotated[
        Path | None, typer.Option(help="A folder to write the board's pictures to.")
    ] = None,
) -> None:
    """Print what is on a board, or write it to a file."""
    settings = read_settings()
    if way is None and frame is not None:
        fail("--frame goes with --format: without it all that is on disk is printed.")
    if way is None:
        stored = run(_export, settings, id, images).model_dump_json()
        pieces: Iterable[bytes] = [f"{stored}\n".encode()]
    elif way.is_drawn:
        pieces = pieces_of(run(_drawn, settings, id, images, frame, way, scale))
    else:
        pieces = written(run(_exchanged, settings, id, images, frame), Format(way))
    try:
        write_pieces(pieces, output)
    except BadInput as error:
        fail(error.message)


commands.command("import")(import_board)


class _ListedBoard(BaseModel):
    id: str
    title: str
    language: Language
    epoch: str
    created_at: int
    updated_at: int
    deleted_at: int | None


class _Listed(BaseModel):
    boards: list[_ListedBoard]


async def _create(settings: Settings, title: str, language: Language) -> models.NewBoard:
    title = naming.title(title)
    async with ready(settings) as database:
        now = unix_milliseconds()
        async with database.write() as connection:
            owner = await first_facilitator(connection, now)
            return await make_board(
                connection,
                title=title,
                language=language,
                created_by=owner.id,
                public_url=settings.public_url,
                now=now,
            )


async def _list(settings: Settings) -> list[Board]:
    async with ready(settings) as database, database.read() as connection:
        return await all_boards(connection)


async def _export(settings: Settings, board_id: str, folder: Path | None) -> models.Objects:
    async with ready(settings) as database:
        async with database.read() as connection:
            board = await get_board(connection, board_id)
        store = ImageStore(database)
        images = await store.of_board(board_id)
        if folder is not None:
            await _write_images(store, board_id, images, folder)
        return objects_shown(board, *plain(await UpdateLog(database).load(board_id)), images)


async def _drawn(
    settings: Settings,
    board_id: str,
    folder: Path | None,
    frame: str | None,
    way: WrittenFormat,
    scale: float,
) -> IO[bytes]:
    board = await _exchanged(settings, board_id, folder, frame)
    async with ready(settings) as database:
        picture_of = pictures_of(ImageStore(database), board_id)
        return await Drawer().draw(board, way, picture_of, scale=scale)


async def _exchanged(
    settings: Settings, board_id: str, folder: Path | None, frame: str | None
) -> ExchangedBoard:
    async with ready(settings) as database:
        async with database.read() as connection:
            board = await get_board(connection, board_id)
            members = [each.person for each in await people_of_board(connection, board_id)]
            people = [*members, *await authors_of_board(connection, board_id)]
        store = ImageStore(database)
        images = await store.of_board(board_id)
        if folder is not None:
            await _write_images(store, board_id, images, folder)
        _, objects = plain(await UpdateLog(database).load(board_id))
    names = {person.id: person.name for person in people}
    return exchanged_board(board, objects, names, images, None if frame is None else [frame])


async def _write_images(
    store: ImageStore, board_id: str, images: Sequence[ImageInfo], folder: Path
) -> None:
    """Writes each picture into the folder, made if need be, as its hash and the ending of its type."""
    for info in images:
        file = await store.read(Holder("board", board_id), info.hash, preview=False)
        if file is not None:
            _write(folder / f"{info.hash}{SUFFIXES[file.media_type]}", file.content)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            "file_unwritable", f"The pictures cannot be written: {error.strerror}."
        ) from error


def _shown(board: Board) -> _ListedBoard:
    return _ListedBoard.model_validate(board, from_attributes=True)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d")
