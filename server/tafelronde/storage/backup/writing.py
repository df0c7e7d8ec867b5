"""Making a backup."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, select

from tafelronde.errors import BadInput, StorageUnavailable
from tafelronde.storage.backup.archive import TABLES, ArchiveWriter
from tafelronde.storage.database import Database
from tafelronde.storage.schema import current_revision
from tafelronde.storage.tables import images

# How many rows come from the database at once: few of those that hold documents.
_ROWS, _ROWS_WITH_BYTES = 500, 16


async def backup(database: Database, path: Path) -> None:
    """Write everything that is in the database now into the file `path`, while others go on writing.

    The file is of one moment, is readable by its owner only, and is there whole or not at all; one
    that was there before is replaced. It holds what people wrote, their names, the tokens of the
    join links and the fingerprints of sessions: who has the file can open every board, so keep it
    as you keep the database. Raise BadInput when the file cannot be written.
    """
    await database.run_read(_backup, path)


def _backup(connection: Connection, path: Path) -> None:
    schema = current_revision(connection)
    if schema is None:
        raise StorageUnavailable("the database is empty; migrate it first")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        file = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(file, "wb") as to:
                archive = ArchiveWriter(to, schema, time.time_ns() // 1_000_000)
                for table in TABLES:
                    archive.write_table(table, _rows(connection, table))
                archive.close()
                to.flush()
                os.fsync(to.fileno())
            part.replace(path)
            _sync_folder(path.parent)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise
        reason = os.strerror(error.errno or 0)
        raise BadInput("file_unwritable", f"The backup cannot be written: {reason}.") from error


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    if table is images:
        yield from _images(connection)
        return
    with_bytes = any(isinstance(column.type, LargeBinary) for column in table.c)
    rows = connection.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"yield_per": _ROWS_WITH_BYTES if with_bytes else _ROWS},
    )
    for row in rows.mappings():
        yield dict(row)


def _images(connection: Connection) -> Iterator[dict[str, Any]]:
    """One by one: asyncpg takes fifty rows at once whatever it is asked, and each may have megabytes."""
    hashes = connection.execute(select(images.c.hash).order_by(images.c.hash)).scalars().all()
    for image_hash in hashes:
        image = select(images).where(images.c.hash == image_hash)
        yield dict(connection.execute(image).mappings().one())


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, as the content does already."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
