"""The update log of every board: what must be on disk before anybody else sees it.

A board's log is a sequence of rows without gaps: row `seq` holds the bytes of one commit of that
board. A snapshot stands for all rows up to its own `seq`; compaction puts one in their place. Rows
are only ever added for a board's present epoch: who writes for a closed one, or for a board that is
gone, is fenced, whatever else the same commit holds.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from tafelronde.errors import BoardNotFound, OldEpoch
from tafelronde.storage.appending import (
    AnyConnection,
    Edit,
    Row,
    add_rows,
    note_edits,
    standing,
    take_seqs,
)
from tafelronde.storage.database import Database
from tafelronde.storage.tables import (
    board_log,
    boards,
    closed_epochs,
    instance,
    snapshots,
)

# A statement may carry 32,766 parameters on SQLite, 32,767 on PostgreSQL.
_BOARDS_A_STATEMENT = 10_000


@dataclass(frozen=True, slots=True)
class Append:
    """What one board adds in one commit.

    `payload` is opaque here and stored as it is. `edits` names the objects that were changed and
    who changed them last (object id → person id). `at` is Unix milliseconds.
    """

    board_id: str
    epoch: str
    payload: bytes
    edits: Mapping[str, str]
    at: int


class Appended(NamedTuple):
    """The append is on disk as row `seq` of its board's log."""

    seq: int


class Fenced(NamedTuple):
    """Nothing was written for this board.

    It is `gone`, lies in the `bin`, or has another `epoch` now.
    """

    why: Literal["gone", "bin", "epoch"]


@dataclass(frozen=True, slots=True)
class StoredBoard:
    """All that is on disk of a board's document, as of one moment.

    `snapshot` (None if there is none) and then each of `payloads`, in order, make row 1 to row
    `seq` of the log, each exactly once. `closed_clocks` gives, for every Yjs client id known from a
    closed epoch, the highest clock it may still name.
    """

    board_id: str
    epoch: str
    seq: int
    snapshot: bytes | None
    payloads: list[bytes]
    closed_clocks: dict[int, int]


class UpdateLog:
    """The log, over all boards, in `database`.

    Every method raises StorageUnavailable when the database is in trouble.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, batch: Sequence[Append]) -> list[Appended | Fenced]:
        """Write one row for each board of `batch` in one transaction.

        Return what became of each, in the same order. A board may occur once (ValueError). When
        this raises StorageUnavailable nothing was written: append the same batch again. One
        exception, which only PostgreSQL knows: when the connection was lost during the commit
        itself, the rows may be there, and appending again gives each board a second row with the
        same bytes; to a Yjs document that is no change.
        """
        if len({append.board_id for append in batch}) != len(batch):
            raise ValueError("A board occurs twice in one commit.")
        if not batch:
            return []
        if self._database.dialect == "sqlite":
            return await self._database.run_plain_write(_append, batch)
        return await self._database.run_write(_append, batch)

    async def load(self, board_id: str) -> StoredBoard:
        """Return the board as of one moment, also when it lies in the bin.

        Raise BoardNotFound if there is none.
        """
        return await self._database.run_read(stored_board, board_id)

    async def compact(self, board_id: str, epoch: str, seq: int, state: bytes, at: int) -> bool:
        """Put `state`, the document after row `seq`, in the place of the rows up to `seq`.

        Return False, with nothing changed, when the board is gone or in another epoch, when a
        snapshot already stands at `seq` or later, or when the log has not come to `seq`. Named
        snapshots stay.
        """
        return await self._database.run_write(_compact, board_id, epoch, seq, state, at)

    async def replace_snapshot(
        self, board_id: str, epoch: str, seq: int, state: bytes, at: int
    ) -> bool:
        """Put `state` in the place of the snapshot that stands at `seq`: the same document, said
        better.

        Return False, with nothing changed, when the board is gone or in another epoch, or when its
        snapshot does not stand at `seq`.
        """
        return await self._database.run_write(_replace_snapshot, board_id, epoch, seq, state, at)

    async def save_named_snapshot(
        self, board_id: str, epoch: str, seq: int, state: bytes, name: str, at: int
    ) -> int:
        """Keep `state`, the document after row `seq`, for good under `name`.

        Return the id of the snapshot. A name may be used again: that is another snapshot. Raise
        BoardNotFound or OldEpoch when the board is not what it was.
        """
        return await self._database.run_write(
            _save_named_snapshot, board_id, epoch, seq, state, name, at
        )

    async def named_states(self, board_id: str) -> list[bytes]:
        """Return the states of the board's named snapshots, oldest first."""
        return await self._database.run_read(_named_states, board_id)

    async def generation(self) -> str:
        """Return a word that changes when a backup was restored, by this process or another.

        Then look at `epochs`.
        """
        return await self._database.run_read(_generation)

    async def epochs(self, board_ids: Iterable[str]) -> dict[str, str]:
        """Return the present epoch of each of the boards.

        Those that are gone or in the bin are not in it.
        """
        return await self._database.run_read(_epochs, list(board_ids))


def _append(connection: AnyConnection, batch: Sequence[Append]) -> list[Appended | Fenced]:
    now = max(append.at for append in batch)
    heads = take_seqs(connection, {append.board_id: append.epoch for append in batch}, now)
    taken = [append for append in batch if append.board_id in heads]
    if taken:
        add_rows(connection, [Row(a.board_id, heads[a.board_id], a.at, a.payload) for a in taken])
    note_edits(
        connection,
        [
            Edit(append.board_id, object_id, person_id, append.at)
            for append in taken
            for object_id, person_id in append.edits.items()
        ],
    )
    if len(taken) == len(batch):
        return [Appended(heads[append.board_id]) for append in batch]
    refused = [append.board_id for append in batch if append.board_id not in heads]
    found = standing(connection, refused)
    return [
        Appended(heads[append.board_id])
        if append.board_id in heads
        else _why_fenced(append, *found.get(append.board_id, ("", False)))
        for append in batch
    ]


def _why_fenced(append: Append, epoch: str, is_in_bin: bool) -> Fenced:
    if is_in_bin:
        return Fenced("bin")
    return Fenced("epoch" if epoch and epoch != append.epoch else "gone")


def stored_board(connection: Connection, board_id: str) -> StoredBoard:
    """Read the board within the caller's transaction, which must see one moment.

    Raise BoardNotFound if there is none.
    """
    board = connection.execute(
        select(boards.c.epoch, boards.c.head, boards.c.snapshot_seq).where(boards.c.id == board_id)
    ).one_or_none()
    if board is None:
        raise BoardNotFound(board_id)
    snapshot = connection.execute(
        select(snapshots.c.state).where(
            snapshots.c.board_id == board_id, snapshots.c.name.is_(None)
        )
    ).scalar_one_or_none()
    payloads = connection.execute(
        select(board_log.c.payload)
        .where(board_log.c.board_id == board_id, board_log.c.seq > board.snapshot_seq)
        .order_by(board_log.c.seq)
    ).scalars()
    return StoredBoard(
        board_id,
        board.epoch,
        board.head,
        snapshot,
        list(payloads),
        closed_clocks(connection, board_id),
    )


def closed_clocks(connection: Connection, board_id: str) -> dict[int, int]:
    """Return the highest clock still allowed for each Yjs client id known from closed epochs."""
    rows = connection.execute(
        select(closed_epochs.c.clocks).where(closed_epochs.c.board_id == board_id)
    ).scalars()
    clocks: dict[int, int] = {}
    for row in rows:
        for client_id, clock in json.loads(row).items():
            clocks[int(client_id)] = max(clock, clocks.get(int(client_id), 0))
    return clocks


def _compact(
    connection: Connection, board_id: str, epoch: str, seq: int, state: bytes, at: int
) -> bool:
    moved = connection.execute(
        update(boards)
        .where(
            boards.c.id == board_id,
            boards.c.epoch == epoch,
            boards.c.snapshot_seq < seq,
            boards.c.head >= seq,
        )
        .values(snapshot_seq=seq)
    )
    if moved.rowcount == 0:
        return False
    connection.execute(
        delete(snapshots).where(snapshots.c.board_id == board_id, snapshots.c.name.is_(None))
    )
    connection.execute(
        insert(snapshots).values(board_id=board_id, seq=seq, name=None, at=at, state=state)
    )
    connection.execute(
        delete(board_log).where(board_log.c.board_id == board_id, board_log.c.seq <= seq)
    )
    return True


def _replace_snapshot(
    connection: Connection, board_id: str, epoch: str, seq: int, state: bytes, at: int
) -> bool:
    of_epoch = select(boards.c.id).where(boards.c.id == board_id, boards.c.epoch == epoch)
    replaced = connection.execute(
        update(snapshots)
        .where(
            snapshots.c.board_id.in_(of_epoch),
            snapshots.c.name.is_(None),
            snapshots.c.seq == seq,
        )
        .values(state=state, at=at)
    )
    return replaced.rowcount > 0


def _save_named_snapshot(
    connection: Connection, board_id: str, epoch: str, seq: int, state: bytes, name: str, at: int
) -> int:
    board = connection.execute(
        select(boards.c.epoch, boards.c.head).where(boards.c.id == board_id).with_for_update()
    ).one_or_none()
    if board is None:
        raise BoardNotFound(board_id)
    if board.epoch != epoch:
        raise OldEpoch
    if not 0 < seq <= board.head:
        raise ValueError(f"The log has rows 1 to {board.head}, not {seq}.")
    saved = connection.execute(
        insert(snapshots)
        .values(board_id=board_id, seq=seq, name=name, at=at, state=state)
        .returning(snapshots.c.id)
    )
    return int(saved.scalar_one())


def _named_states(connection: Connection, board_id: str) -> list[bytes]:
    states = connection.execute(
        select(snapshots.c.state)
        .where(snapshots.c.board_id == board_id, snapshots.c.name.is_not(None))
        .order_by(snapshots.c.id)
    ).scalars()
    return list(states)


def _generation(connection: Connection) -> str:
    return str(
        connection.execute(
            select(instance.c.value).where(instance.c.key == "generation")
        ).scalar_one()
    )


def _epochs(connection: Connection, board_ids: list[str]) -> dict[str, str]:
    return {
        row.id: row.epoch for row in _boards_of(connection, board_ids) if row.deleted_at is None
    }


def _boards_of(connection: Connection, board_ids: list[str]) -> Iterator[Any]:
    for start in range(0, len(board_ids), _BOARDS_A_STATEMENT):
        part = board_ids[start : start + _BOARDS_A_STATEMENT]
        yield from connection.execute(
            select(boards.c.id, boards.c.epoch, boards.c.deleted_at).where(boards.c.id.in_(part))
        )
