"""Why the database failed, in words people may see.

One table, for both databases: what a driver raises becomes `StorageUnavailable` with one of the
reasons below, everything that is not the database's own trouble (a broken constraint, a wrong
statement) stays what it is. A reason never carries a statement, a parameter or an address.
"""

import errno
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tafelronde.errors import StorageUnavailable

DISK_FULL = "disk full"
DISK_FAILING = "disk cannot be read or written"
LOCKED = "database locked"
UNREACHABLE = "database unreachable"
READ_ONLY = "database read-only"
DAMAGED = "database damaged"
BUSY = "database overloaded"

# Result codes of SQLite, by their primary name: SQLITE_IOERR_WRITE is an IOERR.
_SQLITE = {
    "SQLITE_FULL": DISK_FULL,
    "SQLITE_IOERR": DISK_FAILING,
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_CANTOPEN": UNREACHABLE,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
}

# SQLSTATE of PostgreSQL, appendix A of its manual: the whole code, or else its class of two
# characters.
_POSTGRESQL = {
    "53100": DISK_FULL,
    "55P03": LOCKED,
    "40P01": LOCKED,
    "40001": LOCKED,
    "57014": LOCKED,
    "25006": READ_ONLY,
    "08": UNREACHABLE,
    "28": UNREACHABLE,
    "3D": UNREACHABLE,
    "53": BUSY,
    "57": UNREACHABLE,
    "58": DISK_FAILING,
    "XX": DAMAGED,
}

_UNREACHABLE_ERRNOS = (None, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN)


def reason_of(error: BaseException) -> str | None:
    """Return why the database failed, or None when `error` is not about its being available."""
    if isinstance(error, PoolTimeoutError):
        return BUSY
    if isinstance(error, sqlite3.Error):
        return _sqlite_reason(error)
    if isinstance(error, DBAPIError):
        original = error.orig
        if isinstance(original, sqlite3.Error):
            return _sqlite_reason(original)
        state = getattr(original, "sqlstate", None)
        if state is not None:
            return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])
        return UNREACHABLE if error.connection_invalidated else None
    # asyncpg lets refused, lost and timed-out connections through as they are; a name that is not
    # found is a gaierror, several addresses that all failed are one OSError without a number.
    if isinstance(error, (ConnectionError, TimeoutError, socket.gaierror)):
        return UNREACHABLE
    if isinstance(error, OSError) and error.errno in _UNREACHABLE_ERRNOS:
        return UNREACHABLE
    return None


def _sqlite_reason(error: sqlite3.Error) -> str | None:
    name = getattr(error, "sqlite_errorname", None)
    return None if name is None else _SQLITE.get("_".join(name.split("_")[:2]))


@contextmanager
def told_in_words() -> Iterator[None]:
    """Raise StorageUnavailable in place of a driver's word for trouble of the database itself."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        reason = reason_of(error)
        if reason is None:
            raise
        raise StorageUnavailable(reason) from error
