"""The statements of one append, in the words of each database.

Both take the sequence numbers of all boards in one UPDATE, whose parameters are whole lists: so its
text is always the same, and neither SQLAlchemy nor the database has to read a new statement for
every number of boards. The rows then go to SQLite as one executemany, to PostgreSQL as one INSERT
from arrays: an executemany there is a message for every row.

On SQLite they run on the driver's own connection, in the words that SQLAlchemy makes of the same
constructs (docs/decisions/0002).
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    FromClause,
    LargeBinary,
    String,
    any_,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from tafelronde.storage.tables import board_log, boards, object_edits


class Row(NamedTuple):
    """A row of `board_log`, its values in the order of the table's columns."""

    board_id: str
    seq: int
    at: int
    payload: bytes


class Edit(NamedTuple):
    """A row of `object_edits`, its values in the order of the table's columns."""

    board_id: str
    object_id: str
    person_id: str
    at: int


AnyConnection = Connection | sqlite3.Connection


def take_seqs(connection: AnyConnection, epochs: dict[str, str], now: int) -> dict[str, int]:
    """Give each board of `epochs` (board id → epoch) its next sequence number, and note `now` as
    its last change.

    A board that is gone, in the bin or in another epoch is left alone and is not in what is
    returned.
    """
    if isinstance(connection, sqlite3.Connection):
        given = {"pairs": json.dumps(epochs), "now": now}
        return dict(connection.execute(*_sqlite_take(given)).fetchall())
    ids = list(epochs)
    if len(ids) > 1:
        # Two nodes that share boards take their rows in the same order, so that neither waits for
        # the other in a ring.
        connection.execute(_postgresql_lock, {"ids": ids})
    pairs = [f"{board_id} {epoch}" for board_id, epoch in epochs.items()]
    taken = connection.execute(_postgresql_take, {"ids": ids, "pairs": pairs, "now": now})
    return {row.id: row.head for row in taken}


def standing(connection: AnyConnection, board_ids: list[str]) -> dict[str, tuple[str, bool]]:
    """The epoch of each of the boards that exist, and whether it lies in the bin."""
    if isinstance(connection, sqlite3.Connection):
        rows = connection.execute(_sqlite_standing, [json.dumps(board_ids)]).fetchall()
    else:
        rows = list(connection.execute(_standing.where(_of_ids), {"ids": board_ids}))
    return {id: (epoch, deleted_at is not None) for id, epoch, deleted_at in rows}


def add_rows(connection: AnyConnection, rows: Sequence[Row]) -> None:
    """Add rows to the log."""
    if isinstance(connection, sqlite3.Connection):
        connection.executemany(_sqlite_add, rows)
    else:
        connection.execute(_postgresql_add, _as_lists(Row._fields, rows))


def note_edits(connection: AnyConnection, edits: Sequence[Edit]) -> None:
    """Note who edited an object last; of one object there may be one edit here."""
    if not edits:
        return
    if isinstance(connection, sqlite3.Connection):
        connection.executemany(_sqlite_note, edits)
    else:
        connection.execute(_postgresql_note, _as_lists(Edit._fields, edits))


def _as_lists(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dict[str, list[object]]:
    return {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}


_take = (
    update(boards)
    .where(boards.c.deleted_at.is_(None))
    .values(head=boards.c.head + 1, updated_at=bindparam("now"))
    .returning(boards.c.id, boards.c.head)
)

_pair = func.json_each(bindparam("pairs", type_=String)).table_valued("key", "value", name="pair")
_sqlite_take_words = _take.where(
    boards.c.id == _pair.c.key, boards.c.epoch == _pair.c.value
).compile(dialect=sqlite.dialect())
_sqlite_take_text = str(_sqlite_take_words)
_sqlite_take_order: Sequence[str] = _sqlite_take_words.positiontup or ()


def _sqlite_take(given: dict[str, Any]) -> tuple[str, list[Any]]:
    """The statement and its parameters, in the order in which the text has them."""
    values = {**_sqlite_take_words.params, **given}
    return _sqlite_take_text, [values[name] for name in _sqlite_take_order]


_standing = select(boards.c.id, boards.c.epoch, boards.c.deleted_at)
_id = func.json_each(bindparam("ids", type_=String)).table_valued("value", name="wanted")
_sqlite_standing = str(
    _standing.where(boards.c.id == _id.c.value).compile(dialect=sqlite.dialect())
)

_of_ids = boards.c.id == any_(bindparam("ids", type_=ARRAY(String)))
_postgresql_lock = select(boards.c.id).where(_of_ids).order_by(boards.c.id).with_for_update()
_postgresql_take = _take.where(
    # The ids lead to the rows by the primary key; the pairs, whose text no id or epoch can imitate,
    # then say which.
    _of_ids,
    boards.c.id + " " + boards.c.epoch == any_(bindparam("pairs", type_=ARRAY(String))),
)

_note = sqlite.insert(object_edits)
_sqlite_add = str(insert(board_log).compile(dialect=sqlite.dialect()))
_sqlite_note = str(
    _note.on_conflict_do_update(
        index_elements=["board_id", "object_id"],
        set_={"person_id": _note.excluded.person_id, "at": _note.excluded.at},
    ).compile(dialect=sqlite.dialect())
)


def _arrays(**types: TypeEngine[Any]) -> FromClause[Any]:
    """A table whose columns are the elements of as many arrays, each the parameter of its name."""
    arrays = [bindparam(name, type_=ARRAY(type_)) for name, type_ in types.items()]
    return func.unnest(*arrays).table_valued(*types, name="given").render_derived()


_postgresql_add = insert(board_log).from_select(
    Row._fields,
    select(_arrays(board_id=String(), seq=BigInteger(), at=BigInteger(), payload=LargeBinary())),
)
_noted = postgresql.insert(object_edits).from_select(
    Edit._fields,
    select(_arrays(board_id=String(), object_id=String(), person_id=String(), at=BigInteger())),
)
_postgresql_note = _noted.on_conflict_do_update(
    index_elements=["board_id", "object_id"],
    set_={"person_id": _noted.excluded.person_id, "at": _noted.excluded.at},
)
