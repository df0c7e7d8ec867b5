"""`tafelronde quarantine`: updates that a document could not take, and who is banned for them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from tafelronde.cli.session import read_settings, ready, run, unix_milliseconds
from tafelronde.errors import BadInput
from tafelronde.settings import Settings
from tafelronde.storage.quarantine import Ban, Quarantined, QuarantineStore

commands = typer.Typer(
    help="Look at updates that no document could take; see and lift bans.", no_args_is_help=True
)

_WIDE = 1000

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OfBoard = Annotated[str | None, typer.Option("--board", help="Of this board only, by its id.")]


@commands.command("list")
def list_all(board: OfBoard = None, as_json: AsJson = False) -> None:
    """List what is in the quarantine, newest first; never its content."""
    found = run(_list, read_settings(), board)
    if as_json:
        typer.echo(
            _Listed(
                quarantined=[_Row.model_validate(each, from_attributes=True) for each in found]
            ).model_dump_json()
        )
        return
    table = Table("id", "board", "person", "link", "when (UTC)", "why", "bytes", box=None)
    for each in found:
        table.add_row(
            str(each.id),
            each.board_id,
            each.person_id,
            each.link_id or "",
            _moment(each.at),
            each.why,
            str(each.bytes),
        )
    _print(table)


@commands.command()
def export(
    id: Annotated[int, typer.Argument(help="Its id, as `list` prints it.", min=1)],
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.")],
) -> None:
    """Write the bytes into a file, as they arrived. They are hostile: open them in no editor."""
    size = run(_export, read_settings(), id, file)
    typer.echo(f"{size} bytes are in {file}.")


@commands.command()
def bans(board: OfBoard = None, as_json: AsJson = False) -> None:
    """List who is banned from which board, newest first."""
    found = run(_bans, read_settings(), board)
    if as_json:
        typer.echo(
            _Bans(
                bans=[_BanRow.model_validate(each, from_attributes=True) for each in found]
            ).model_dump_json()
        )
        return
    table = Table("board", "person", "since (UTC)", box=None)
    for each in found:
        table.add_row(each.board_id, each.person_id, _moment(each.at))
    _print(table)


@commands.command()
def lift(
    board: Annotated[str, typer.Argument(help="The board's id.")],
    who: Annotated[
        str, typer.Argument(help="The person's id; of a bare token, the id of its link will do.")
    ],
) -> None:
    """End a ban, at once. What is in the quarantine stays there."""
    run(_lift, read_settings(), board, who)
    typer.echo("The ban is lifted.")


class _Row(BaseModel):
    id: int
    board_id: str
    person_id: str
    link_id: str | None
    at: int
    why: str
    bytes: int


class _Listed(BaseModel):
    quarantined: list[_Row]


class _BanRow(BaseModel):
    board_id: str
    person_id: str
    at: int


class _Bans(BaseModel):
    bans: list[_BanRow]


async def _list(settings: Settings, board_id: str | None) -> list[Quarantined]:
    async with ready(settings) as database:
        return await QuarantineStore(database).listed(board_id)


async def _export(settings: Settings, id: int, file: Path) -> int:
    async with ready(settings) as database:
        update = await QuarantineStore(database).read(id)
        _write(file, update)
        return len(update)


async def _bans(settings: Settings, board_id: str | None) -> list[Ban]:
    async with ready(settings) as database:
        return await QuarantineStore(database).bans(board_id)


async def _lift(settings: Settings, board_id: str, who: str) -> None:
    async with ready(settings) as database:
        await QuarantineStore(database).lift(board_id, who, unix_milliseconds())


def _write(path: Path, content: bytes) -> None:
    try:
        # It may hold what somebody wrote: for its owner only, and in the place of nothing.
        opened = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(content)
    except OSError as error:
        raise BadInput(
            "file_unwritable", f"The file cannot be written: {error.strerror}."
        ) from error


def _print(table: Table) -> None:
    # Ids are there to be copied: a narrow terminal wraps the line, and nothing is cut off.
    Console(width=_WIDE, soft_wrap=True, highlight=False, markup=False).print(table)


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
