"""`tafelronde board import`, and where an export goes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from tafelronde import resources
from tafelronde.board import naming
from tafelronde.board.naming import Language
from tafelronde.board.schema import BoardSchema
from tafelronde.cli.facilitator import first_facilitator
from tafelronde.cli.session import read_settings, ready, run, unix_milliseconds
from tafelronde.errors import BadInput, BoardNotFound
from tafelronde.exchange.formats import Format, format_of, too_large
from tafelronde.exchange.reading import MOST_BYTES
from tafelronde.files.file_reader import FileReader
from tafelronde.settings import Settings
from tafelronde.storage.boards import get_board
from tafelronde.storage.database import Database
from tafelronde.storage.images import ImageStore
from tafelronde.web import models
from tafelronde.web.files import begin_with_file
from tafelronde.web.making import make_board

_SCHEMA = resources.SHARED_SCHEMA / "board.schema.json"


def import_board(
    file: Annotated[Path, typer.Argument(help="The file to read.")],
    way: Annotated[
        Format | None, typer.Option("--format", help="Left out: what the file's name ends in.")
    ] = None,
    title: Annotated[
        str | None, typer.Option(help="Left out: the file's own title, or its name.")
    ] = None,
    language: Annotated[Language, typer.Option(help="Of the board.")] = Language.ENGLISH,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Make a board of the first facilitator's with what is in a file, and print its join links.

    What could not be taken from the file is said on standard error.
    """
    board, reading = run(_import, read_settings(), file, way, title, language)
    for remark in reading["remarks"]:
        where = "" if remark["line"] is None else f", first on line {remark['line']}"
        typer.echo(f"{remark['code'].replace('_', ' ')}: {remark['count']}{where}", err=True)
    if as_json:
        typer.echo(board.model_dump_json())
        return
    typer.echo(f"{board.title} ({board.id})")
    for role, link in board.links:
        typer.echo(f"{role:12} {link}")


def write_pieces(pieces: Iterable[bytes], output: Path | None) -> None:
    """To the file, or to standard output. Raises BadInput when the file cannot be written."""
    if output is None:
        for piece in pieces:
            sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()
        return
    try:
        with output.open("wb") as to:
            to.writelines(pieces)
    except OSError as error:
        raise BadInput(
            "file_unwritable", f"{output} cannot be written: {error.strerror}."
        ) from error


async def _import(
    settings: Settings, file: Path, way: Format | None, title: str | None, language: Language
) -> tuple[models.NewBoard, dict[str, Any]]:
    way = way or format_of(file.name)
    if way is None:
        raise BadInput(
            "format_unknown",
            f"The name of {file} does not say what is in it: use --format.",
            expected=", ".join(Format),
        )
    data = _content(file)
    async with ready(settings) as database:
        # The operator is believed: who wrote what, and when, is as the file says.
        told = await FileReader(_SCHEMA).read(data, way, with_people=True)
        reading: dict[str, Any] = json.loads(told)
        objects = {each.pop("id"): each for each in reading["objects"]}
        begun = await begin_with_file(
            objects,
            BoardSchema(json.loads(_SCHEMA.read_bytes())),
            ImageStore(database),
            await _here(database, reading["board"]),
            authors=True,
        )
        now = unix_milliseconds()
        async with database.write() as connection:
            owner = await first_facilitator(connection, now)
            board = await make_board(
                connection,
                title=naming.title(title or reading["title"] or file.stem),
                language=language,
                created_by=owner.id,
                public_url=settings.public_url,
                now=now,
                begun=begun,
            )
    return board, reading


def _content(file: Path) -> bytes:
    """Never more than is ever read."""
    try:
        with file.open("rb") as source:
            data = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadInput("file_unreadable", f"{file} cannot be read: {error.strerror}.") from error
    if len(data) > MOST_BYTES:
        raise too_large()
    return data


async def _here(database: Database, board_id: str | None) -> str | None:
    """The board, if there is one of that id on this instance."""
    if board_id is None:
        return None
    async with database.read() as connection:
        try:
            return (await get_board(connection, board_id)).id
        except BoardNotFound:
            return None
