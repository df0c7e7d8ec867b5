"""Every error that Tafelronde raises on purpose.

    TafelrondeError
    ├── BadInput            422  the request is malformed, or a value breaks a limit
    │   │                        (400 where it is no JSON, 413 too large, 415 of another type)
    │   └── Unreadable      422  a file that cannot be read; it knows the line
    ├── NotSignedIn         401  no identity, or one that does not hold
    │   └── Revoked         401  the link that gave access was revoked         socket: revoked
    ├── Forbidden           403  known, but may not do this                    socket: forbidden
    │   └── Banned          403  locked out of this board for what they sent   socket: banned
    ├── NotFound            404  no such picture or template
    │   └── BoardNotFound   404  no such board, or it is in the bin            socket: deleted
    ├── Conflict            409  it clashes with what is there now
    │   └── OldEpoch        409  the copy belongs to a closed epoch            socket: oldEpoch
    ├── OverBudget          429  too much for too long                         socket: overBudget
    ├── StorageUnavailable  503  the database cannot be read or written        socket: busy
    ├── BoardDamaged        500  what is stored of a board cannot be read       socket: internal
    └── ProtocolError            a message broke the wire protocol             socket: its `name`
        └── Poisoned             an update that the document could not take    socket: malformed

What is raised says what is wrong; which HTTP status or close code it becomes is decided once, in
`web/errors.py`. Messages are plain English sentences for people. They may name a limit, never a
token and never what somebody wrote.
"""

from __future__ import annotations


class TafelrondeError(Exception):
    """`code` is for programs and never changes; `expected` and `got` are short phrases or None."""

    def __init__(
        self, code: str, message: str, expected: str | None = None, got: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected
        self.got = got


class BadInput(TafelrondeError):
    """What was sent cannot be taken as it is; sending it again unchanged will not help."""


class Unreadable(BadInput):
    """A file that cannot be read at all. `line`: where it went wrong, None when that is nowhere."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        line: int | None = None,
        expected: str | None = None,
        got: str | None = None,
    ) -> None:
        where = "" if line is None or f"line {line}" in message else f" (line {line})"
        super().__init__(code, message.removesuffix(".") + where + ".", expected, got)
        self.line = line


class NotSignedIn(TafelrondeError):
    """Nobody, or not who they say: no session, an unknown token, a sign-in link that is used up."""

    def __init__(
        self,
        code: str = "not_signed_in",
        message: str = "Open the link you were given, or sign in, first.",
        expected: str | None = None,
        got: str | None = None,
    ) -> None:
        super().__init__(code, message, expected, got)


class Revoked(NotSignedIn):
    """The link through which this person came was revoked."""

    def __init__(self) -> None:
        super().__init__(
            "link_revoked", "This link was withdrawn. Ask who invited you for a new one."
        )


class Forbidden(TafelrondeError):
    """Known, but without permission for this."""

    def __init__(
        self,
        code: str = "forbidden",
        message: str = "You have no permission for this.",
        expected: str | None = None,
        got: str | None = None,
    ) -> None:
        super().__init__(code, message, expected, got)


class Banned(Forbidden):
    """Twice they sent this board an update that a document cannot take; it takes no more of them."""

    def __init__(self) -> None:
        super().__init__(
            "banned",
            "This board takes nothing more from you: twice something arrived from your side that "
            "could have damaged it. Whoever looks after this server can let you in again.",
        )


class NotFound(TafelrondeError):
    """There is none, or none for this person."""


class BoardNotFound(NotFound):
    """There is no board of that id, or it is in the bin."""

    def __init__(self, board_id: str) -> None:
        super().__init__("board_not_found", "There is no such board, or it is in the bin.")
        self.board_id = board_id


class Conflict(TafelrondeError):
    """The request was right once, but something else is already the case."""


class OldEpoch(Conflict):
    """The board was restored from a backup; a copy of the closed epoch may not write to it."""

    def __init__(self) -> None:
        super().__init__(
            "old_epoch", "The board was restored from a backup; this copy must start clean."
        )


class OverBudget(TafelrondeError):
    """Too many connections from one address, or pictures from one person.

    `seconds`: when the next one is welcome.
    """

    def __init__(
        self,
        seconds: float,
        message: str = "Too many connections from here; try again in a moment.",
    ) -> None:
        super().__init__("over_budget", message)
        self.seconds = seconds


class StorageUnavailable(TafelrondeError):
    """The database cannot be used now. `reason` says why in words: "disk full", …

    Of the write that failed nothing is there; it may be tried again.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("storage_unavailable", f"The database cannot be used: {reason}.")
        self.reason = reason


class BoardDamaged(TafelrondeError):
    """What is stored of a board is not what was written; a backup may still have it."""

    def __init__(self) -> None:
        super().__init__(
            "board_damaged", "What is stored of this board cannot be read. Nothing was changed."
        )


class ProtocolError(TafelrondeError):
    """A message that ends its connection. `name` is a key of `closeCodes` in `wire.json`."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(name, message)
        self.name = name


class Poisoned(ProtocolError):
    """An update that looked right and that the document could not take, or not live with.

    `update`: its bytes, for the quarantine and nowhere else. `why`: one of a few short words that
    never hold content, for the log and a figure.
    """

    def __init__(self, update: bytes, why: str) -> None:
        super().__init__("malformed", f"an update that the document could not take: {why}")
        self.update = update
        self.why = why
