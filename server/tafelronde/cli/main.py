"""The commands of an instance's operator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tafelronde.app import create_app
from tafelronde.cli import board, quarantine
from tafelronde.cli.facilitator import new_signin_link
from tafelronde.cli.serve import serve
from tafelronde.cli.session import opened, read_settings, ready, run, unix_milliseconds
from tafelronde.cli.stored import state_vector
from tafelronde.settings import Settings
from tafelronde.storage.backup import backup as write_backup
from tafelronde.storage.backup import restore as put_back

app = typer.Typer(
    name="tafelronde",
    help="Boards that many people write on at once.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with the values of local variables could show tokens and what people wrote.
    pretty_exceptions_enable=False,
)
app.add_typer(board.commands, name="board")
app.add_typer(quarantine.commands, name="quarantine")
app.command()(serve)
# Also at the top: exporting is what operators and scripts do most with a board.
app.command()(board.export)


@app.command()
def migrate() -> None:
    """Bring the database to this version's schema."""
    settings = read_settings()
    run(_migrate, settings)
    typer.echo("The database is up to date.")


@app.command("signin-link")
def signin_link() -> None:
    """Print a new link to sign in with, good once, for 24 hours."""
    typer.echo(run(_signin_link, read_settings()))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Write everything into one file, from one moment, while the server runs."""
    run(_backup, read_settings(), file)
    typer.echo(f"Everything is in {file}.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
) -> None:
    """Put back what a backup holds. Boards newer than it are removed; a damaged file changes nothing."""
    run(_restore, read_settings(), file)
    typer.echo("Restored. Whoever has a board open starts again from what was restored.")


@app.command()
def openapi() -> None:
    """Print the HTTP interface as OpenAPI; asks no database."""
    described = create_app(read_settings()).openapi()
    typer.echo(json.dumps(described, indent=2, ensure_ascii=False))


async def _migrate(settings: Settings) -> None:
    async with opened(settings) as database:
        await database.migrate()


async def _signin_link(settings: Settings) -> str:
    async with ready(settings) as database:
        return await new_signin_link(database, settings, unix_milliseconds())


async def _backup(settings: Settings, file: Path) -> None:
    async with ready(settings) as database:
        await write_backup(database, file)


async def _restore(settings: Settings, file: Path) -> None:
    async with ready(settings) as database:
        await put_back(database, file, unix_milliseconds(), state_vector)
