"""The format of a backup file: a zip that knows nothing of the database it came from.

    manifest.json        {"format": "tafelronde backup", "version": 1, "schema": "0001",
                          "at": Unix ms, "rows": {"<table>": number of rows, …}}
    <table>.jsonl        a JSON object a line, one line a row: {"<column>": value, …}

Bytes are base64, everything else is what it is in JSON. Every table is there but `instance` and
`quarantine`: quarantined bytes are an operator's evidence about this server, not what people made,
and hostile bytes have no business in what is restored elsewhere. Bans are there. The zip's own check sums and the numbers of rows tell a damaged file from a whole one. Rows are written
and read one by one: what is held in memory is one row, whatever the size of the file.
"""

import base64
import json
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import LargeBinary, Table

from tafelronde.errors import BadInput
from tafelronde.storage.tables import instance, metadata, quarantine

FORMAT = "tafelronde backup"
VERSION = 1

# In an order in which a row comes after those it points at.
TABLES: tuple[Table, ...] = tuple(
    table for table in metadata.sorted_tables if table not in (instance, quarantine)
)

_MANIFEST = "manifest.json"
# A row holds at most one document; what is longer than this was not written by us.
_LONGEST_LINE = 512 * 1024 * 1024
_LARGEST_INTEGER = 2**63 - 1


def damaged(what: str) -> BadInput:
    """Make the error that says what is wrong with a file. It never quotes the file's content."""
    return BadInput("backup_damaged", f"This backup cannot be restored: {what}.", got=what)


class ArchiveWriter:
    """Writes a backup into the open file `to`; `close` puts the manifest last and ends the zip."""

    def __init__(self, to: IO[bytes], schema: str, at: int) -> None:
        self._zip = zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=3)
        self._manifest = {"format": FORMAT, "version": VERSION, "schema": schema, "at": at}
        self._rows: dict[str, int] = {}

    def write_table(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        """Write one table; `rows` may be a stream."""
        written = 0
        with self._zip.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
            for row in rows:
                lines.write(_encode(row))
                written += 1
        self._rows[table.name] = written

    def close(self) -> None:
        self._zip.writestr(_MANIFEST, json.dumps(self._manifest | {"rows": self._rows}))
        self._zip.close()


class ArchiveReader:
    """Reads a backup; every method raises BadInput, saying what is wrong, for one not whole."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        manifest = self._read_manifest()
        self._rows: dict[str, int] = manifest["rows"]
        self.schema: str = manifest["schema"]

    def _read_manifest(self) -> dict[str, Any]:
        foreign = BadInput("not_a_backup", "This is no backup of Tafelronde.", expected=FORMAT)
        try:
            manifest = json.loads(self._zip.read(_MANIFEST))
        except (KeyError, ValueError) as error:
            raise foreign from error
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise foreign
        if manifest.get("version") != VERSION:
            raise BadInput(
                "backup_other_version",
                "This backup has another format than this version of Tafelronde reads.",
                expected=f"version {VERSION}",
                got=f"version {manifest.get('version')}",
            )
        rows = manifest.get("rows")
        if not isinstance(rows, dict) or not isinstance(manifest.get("schema"), str):
            raise damaged("its manifest is incomplete")
        return manifest

    def check(self) -> None:
        """Read the whole file once against its check sums; its schema must be the present one."""
        if {table.name for table in TABLES} != set(self._rows):
            raise damaged("it does not have every table")
        broken = self._zip.testzip()
        if broken is not None:
            raise damaged(f"{broken} is not what was written")

    def rows(self, table: Table) -> Generator[dict[str, Any], None, None]:
        """Give the rows of a table, one by one, each with exactly the table's columns."""
        read = 0
        try:
            lines = self._zip.open(f"{table.name}.jsonl")
        except KeyError as error:
            raise damaged(f"the table {table.name} is missing") from error
        with lines:
            while line := lines.readline(_LONGEST_LINE):
                read += 1
                yield _decode(table, line, read)
        if read != self._rows[table.name]:
            raise damaged(f"{table.name} has {read} rows, not {self._rows[table.name]}")


@contextmanager
def opened(path: Path) -> Iterator[ArchiveReader]:
    """Open a backup to read; raise BadInput for what is none, is cut short or cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield ArchiveReader(archive)
    except zipfile.BadZipFile as error:
        raise damaged("it is no whole zip file") from error
    except (EOFError, zlib.error, NotImplementedError) as error:
        raise damaged("its compressed data is broken") from error
    except OSError as error:
        raise BadInput("file_unreadable", f"The file cannot be read: {error.strerror}.") from error


def _encode(row: dict[str, Any]) -> bytes:
    values = {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for name, value in row.items()
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _decode(table: Table, line: bytes, number: int) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError as error:
        raise damaged(f"row {number} of {table.name} is not JSON") from error
    if not isinstance(values, dict) or set(values) != set(table.c.keys()):
        raise damaged(f"row {number} of {table.name} has other columns")
    for column in table.c:
        value = values[column.name]
        if value is None and column.nullable:
            continue
        if isinstance(column.type, LargeBinary) and isinstance(value, str):
            values[column.name] = _bytes_of(value, table, number)
        elif column.type.python_type is int:
            if type(value) is not int or not 0 <= value <= _LARGEST_INTEGER:
                raise damaged(f"{column.name} in row {number} of {table.name} is no number")
        elif not isinstance(value, str) or isinstance(column.type, LargeBinary):
            raise damaged(f"{column.name} in row {number} of {table.name} is no text")
    return values


def _bytes_of(value: str, table: Table, number: int) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except ValueError as error:
        raise damaged(f"row {number} of {table.name} is not base64") from error
