"""Taking a backup back, be a server running or not.

What people made goes back to what it was: boards, their content, pictures and named snapshots, and
templates; a board or template the backup does not know is removed. Who people are, and who may come in, goes on from now:

- People, sessions, sign-in links, memberships and join links that are there now stay.
- A link that was revoked, here or in the backup, is revoked, and with it the memberships of those
  who came by it. Where both have a live link for a role, the one here lives.
- Whoever was banned from a board, here or in the backup, is; unless the ban was lifted here. What is
  in the quarantine here stays, and no backup has any.
- Sessions and sign-in links come back only with people who are not here now: of anybody else, one
  that is missing was ended.

Every board gets a new epoch, so that nothing written against what it was before can merge into it.
The epochs before are closed, with a clock for every Yjs client id they knew: up to there the
restored document holds what that client wrote.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, insert, or_, select, text, update
from sqlalchemy.exc import DBAPIError

from tafelronde.errors import BadInput, TafelrondeError
from tafelronde.storage.backup.archive import ArchiveReader, damaged, opened
from tafelronde.storage.database import Database
from tafelronde.storage.failures import reason_of
from tafelronde.storage.image_use import delete_forsaken
from tafelronde.storage.names import new_epoch
from tafelronde.storage.schema import current_revision
from tafelronde.storage.tables import (
    bans,
    board_authors,
    board_images,
    board_log,
    boards,
    closed_epochs,
    images,
    instance,
    links,
    memberships,
    object_edits,
    people,
    sessions,
    signin_links,
    snapshots,
    template_images,
    templates,
)
from tafelronde.storage.update_log import StoredBoard, closed_clocks, stored_board

StateVector = Callable[[StoredBoard], dict[int, int]]

_CHUNK_ROWS = 500
_CHUNK_BYTES = 1024 * 1024


async def restore(database: Database, path: Path, now: int, state_vector: StateVector) -> None:
    """Put back what the backup `path` holds, in one transaction; `now` is Unix milliseconds.

    `state_vector` returns, for a stored board, the next expected clock of every Yjs client id in its
    document. In memory is one board at a time, however large the file. While this runs nobody else
    can write; a running server says "not saved yet", and its rooms are closed when it sees the new
    generation. Raise BadInput, with nothing changed, for a file that is damaged, of another version,
    or no backup at all.
    """
    with opened(path) as archive:
        await database.run_read(_require_schema, archive)
        archive.check()
        await database.run_write(_restore, archive, now, state_vector)


def _restore(
    connection: Connection, archive: ArchiveReader, now: int, state_vector: StateVector
) -> None:
    _require_schema(connection, archive)
    if connection.dialect.name == "postgresql":
        # Every append begins with an UPDATE of boards: it waits here, and whoever reads does not.
        connection.execute(text("SET LOCAL lock_timeout = '30s'"))
        connection.execute(text("LOCK TABLE boards IN EXCLUSIVE MODE"))
    try:
        epochs_here = _empty_boards(connection, state_vector)
        newcomers = _restore_people(connection, archive)
        closed_last = _restore_boards(connection, archive, epochs_here)
        _restore_sessions(connection, archive, newcomers)
        _restore_links(connection, archive, now)
        _restore_memberships(connection, archive)
        _restore_bans(connection, archive)
        _restore_content(connection, archive)
        _restore_images(connection, archive)
        for board_id, epoch in closed_last.items():
            _close(connection, board_id, epoch, _clocks(connection, board_id, state_vector))
    except DBAPIError as error:
        if reason_of(error) is not None:
            raise
        raise damaged("its rows contradict each other") from error
    connection.execute(
        update(instance).where(instance.c.key == "generation").values(value=secrets.token_hex(8))
    )


def _require_schema(connection: Connection, archive: ArchiveReader) -> None:
    present = current_revision(connection)
    if archive.schema != present:
        raise BadInput(
            "backup_other_version",
            "This backup was made by another version of Tafelronde: restore it with that version,"
            " then migrate.",
            expected=f"schema {present}",
            got=f"schema {archive.schema}",
        )


def _empty_boards(connection: Connection, state_vector: StateVector) -> dict[str, str]:
    """Take the content of every board away, noting which client ids it knew; return the epochs."""
    epochs = {row.id: row.epoch for row in connection.execute(select(boards.c.id, boards.c.epoch))}
    for board_id, epoch in epochs.items():
        stored = stored_board(connection, board_id)
        known = dict.fromkeys(state_vector(stored) | stored.closed_clocks, 0)
        _close(connection, board_id, epoch, known)
    for table in (board_log, snapshots, object_edits, board_images, board_authors, templates):
        connection.execute(delete(table))
    return epochs


def _restore_people(connection: Connection, archive: ArchiveReader) -> set[str]:
    """Add the people who are not here; return their ids."""
    here = set(connection.execute(select(people.c.id)).scalars())
    missing = [row for row in archive.rows(people) if row["id"] not in here]
    _add(connection, people, missing)
    return {row["id"] for row in missing}


def _restore_boards(
    connection: Connection, archive: ArchiveReader, epochs_here: dict[str, str]
) -> dict[str, str]:
    """Make the boards those of the backup; return of each the epoch that was closed last."""
    closed_last: dict[str, str] = {}
    for row in archive.rows(boards):
        board_id = row["id"]
        if board_id in closed_last:
            raise damaged("a board is there twice")
        closed_last[board_id] = epochs_here.get(board_id, row["epoch"])
        values = row | {"epoch": new_epoch()}
        if board_id in epochs_here:
            connection.execute(update(boards).where(boards.c.id == board_id).values(values))
        else:
            connection.execute(insert(boards).values(values))
        _note_closed(connection, board_id, row["epoch"], b"{}")
    for board_id in epochs_here.keys() - closed_last.keys():
        connection.execute(delete(boards).where(boards.c.id == board_id))
    for row in archive.rows(closed_epochs):
        _note_closed(connection, row["board_id"], row["epoch"], row["clocks"])
    return closed_last


def _restore_sessions(connection: Connection, archive: ArchiveReader, newcomers: set[str]) -> None:
    for table in (sessions, signin_links):
        of_newcomers = (row for row in archive.rows(table) if row["person_id"] in newcomers)
        _add(connection, table, of_newcomers)


def _restore_links(connection: Connection, archive: ArchiveReader, now: int) -> None:
    """Add the links that are not here; a role that has a live one here gets no second."""
    here = {
        row.id: row.revoked_at for row in connection.execute(select(links.c.id, links.c.revoked_at))
    }
    missing: list[dict[str, Any]] = []
    for row in archive.rows(links):
        if row["id"] not in here:
            missing.append(row)
        elif row["revoked_at"] is not None and here[row["id"]] is None:
            revoked = {"revoked_at": row["revoked_at"]}
            connection.execute(update(links).where(links.c.id == row["id"]).values(revoked))
    live = {
        (row.board_id, row.role)
        for row in connection.execute(
            select(links.c.board_id, links.c.role).where(links.c.revoked_at.is_(None))
        )
    }
    for row in missing:
        if row["revoked_at"] is None and (row["board_id"], row["role"]) in live:
            row["revoked_at"] = now
    _add(connection, links, missing)


def _restore_memberships(connection: Connection, archive: ArchiveReader) -> None:
    """Add the memberships that are not here; one whose link is revoked has ended by that."""
    here = {
        (row.board_id, row.person_id)
        for row in connection.execute(select(memberships.c.board_id, memberships.c.person_id))
    }
    missing = (
        row for row in archive.rows(memberships) if (row["board_id"], row["person_id"]) not in here
    )
    _add(connection, memberships, missing)


def _restore_bans(connection: Connection, archive: ArchiveReader) -> None:
    """Add the bans of which nothing is known here."""
    here = {
        (row.board_id, row.person_id)
        for row in connection.execute(select(bans.c.board_id, bans.c.person_id))
    }
    missing = (row for row in archive.rows(bans) if (row["board_id"], row["person_id"]) not in here)
    _add(connection, bans, missing)


def _restore_content(connection: Connection, archive: ArchiveReader) -> None:
    _add(connection, board_log, archive.rows(board_log))
    # The numbers of snapshots are this database's own business, and nothing points at them.
    _add(connection, snapshots, (_without_id(row) for row in archive.rows(snapshots)))
    _add(connection, object_edits, archive.rows(object_edits))
    if connection.execute(_board_with_gaps).first() is not None:
        raise damaged("the log of a board has gaps")


def _restore_images(connection: Connection, archive: ArchiveReader) -> None:
    """Add the pictures that are not here; those that nobody has after this are deleted."""
    here = set(connection.execute(select(images.c.hash)).scalars())
    with closing(archive.rows(images)) as rows:
        _add(connection, images, (_checked(row) for row in rows if row["hash"] not in here))
    _add(connection, templates, archive.rows(templates))
    for table in (board_images, template_images, board_authors):
        _add(connection, table, archive.rows(table))
    delete_forsaken(connection)


def _checked(image: dict[str, Any]) -> dict[str, Any]:
    if hashlib.sha256(image["content"]).hexdigest() != image["hash"]:
        raise damaged("a picture is not what its name says")
    return image


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


_rows_of = (
    select(
        board_log.c.board_id,
        func.count().label("rows"),
        func.min(board_log.c.seq).label("first"),
        func.max(board_log.c.seq).label("last"),
    )
    .group_by(board_log.c.board_id)
    .subquery()
)
_board_with_gaps = (
    select(boards.c.id)
    .outerjoin(_rows_of, _rows_of.c.board_id == boards.c.id)
    .outerjoin(snapshots, and_(snapshots.c.board_id == boards.c.id, snapshots.c.name.is_(None)))
    .where(
        or_(
            func.coalesce(snapshots.c.seq, 0) != boards.c.snapshot_seq,
            func.coalesce(_rows_of.c.rows, 0) != boards.c.head - boards.c.snapshot_seq,
            func.coalesce(_rows_of.c.first, boards.c.snapshot_seq + 1) != boards.c.snapshot_seq + 1,
            func.coalesce(_rows_of.c.last, boards.c.head) != boards.c.head,
        )
    )
    .limit(1)
)


def _clocks(connection: Connection, board_id: str, state_vector: StateVector) -> dict[int, int]:
    """For every client id known here or in the backup, how far its writing is in what was restored."""
    stored = stored_board(connection, board_id)
    try:
        restored = state_vector(stored)
    except TafelrondeError:
        raise
    except Exception as error:
        # Whatever a document's reader raises: what it could not read came from the file.
        raise damaged("the content of a board cannot be read") from error
    return dict.fromkeys(closed_clocks(connection, board_id), 0) | restored


def _close(connection: Connection, board_id: str, epoch: str, clocks: dict[int, int]) -> None:
    """Note the epoch as closed, with these clocks, which stand for all epochs closed before too."""
    connection.execute(
        update(closed_epochs).where(closed_epochs.c.board_id == board_id).values(clocks=b"{}")
    )
    _note_closed(connection, board_id, epoch, json.dumps(clocks).encode())


def _note_closed(connection: Connection, board_id: str, epoch: str, clocks: bytes) -> None:
    """Note the epoch as closed, adding to what was known of it."""
    this = and_(closed_epochs.c.board_id == board_id, closed_epochs.c.epoch == epoch)
    known = connection.execute(select(closed_epochs.c.clocks).where(this)).scalar_one_or_none()
    merged = json.dumps(_read_clocks(known or b"{}") | _read_clocks(clocks)).encode()
    if known is None:
        values = {"board_id": board_id, "epoch": epoch, "clocks": merged}
        connection.execute(insert(closed_epochs).values(values))
    else:
        connection.execute(update(closed_epochs).where(this).values(clocks=merged))


def _read_clocks(clocks: bytes) -> dict[int, int]:
    try:
        return {int(client): int(clock) for client, clock in json.loads(clocks).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged("the clocks of a closed epoch cannot be read") from error


def _add(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    for chunk in _chunks(rows):
        connection.execute(insert(table), chunk)


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    """Cut a stream of rows into parts of a few hundred rows and a few megabytes."""
    chunk: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        chunk.append(row)
        size += sum(len(value) for value in row.values() if isinstance(value, bytes))
        if len(chunk) == _CHUNK_ROWS or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
