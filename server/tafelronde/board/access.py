"""Who may do what on a board: all of it, in one table.

A role is held on one board, by a membership or by the join link a visitor shows. Creating boards
is not here: it belongs to facilitator accounts, not to a role on a board.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from secrets import compare_digest
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is on one board, strongest first."""

    FACILITATOR = "facilitator"
    PARTICIPANT = "participant"
    VIEWER = "viewer"


class Action(StrEnum):
    """What can be done on a board."""

    READ_BOARD = "read_board"
    WRITE_OBJECTS = "write_objects"
    ADD_IMAGES = "add_images"
    CHANGE_LOCKED = "change_locked"
    SHARE = "share"
    REVOKE_LINK = "revoke_link"
    RENAME_BOARD = "rename_board"
    DELETE_BOARD = "delete_board"
    RESTORE_BOARD = "restore_board"
    COPY_BOARD = "copy_board"


_ALL = frozenset(Role)
_WRITERS = frozenset({Role.FACILITATOR, Role.PARTICIPANT})
_FACILITATORS = frozenset({Role.FACILITATOR})

PERMISSIONS: Mapping[Action, frozenset[Role]] = MappingProxyType(
    {
        Action.READ_BOARD: _ALL,
        Action.WRITE_OBJECTS: _WRITERS,
        Action.ADD_IMAGES: _WRITERS,
        Action.CHANGE_LOCKED: _FACILITATORS,
        Action.SHARE: _FACILITATORS,
        Action.REVOKE_LINK: _FACILITATORS,
        Action.RENAME_BOARD: _FACILITATORS,
        Action.DELETE_BOARD: _FACILITATORS,
        Action.RESTORE_BOARD: _FACILITATORS,
        Action.COPY_BOARD: _FACILITATORS,
    }
)


def allows(role: Role | None, action: Action) -> bool:
    """Whether `role` may do `action`; who has no role may do nothing."""
    return role is not None and role in PERMISSIONS[action]


def stronger(a: Role, b: Role) -> Role:
    """The one of the two that may do more."""
    return min(a, b, key=list(Role).index)


def may_create_boards(kind: str) -> bool:
    """Whether a person of this kind (`facilitator` account, `guest`, `link`) may make boards and
    templates.
    """
    return kind == "facilitator"


def may_see_metrics(*, token: str | None, shown: str | None, is_this_machine: bool) -> bool:
    """Whether somebody may read the server's figures. With a `token` for them only who has `shown` it;
    without one only this machine, which a proxy in front of the server must not be taken for.
    """
    if token is not None:
        return shown is not None and compare_digest(shown.encode(), token.encode())
    return is_this_machine
