"""What a valid change may still not do: touch what is locked, or let a full board grow.

Rules [LOCK-n] and [CAP-n] of docs/SPEC.md. Judged like validity: after the change was applied, and
before anybody else sees it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tafelronde.board.access import Action, Role, allows
from tafelronde.board.document import BoardDocument, Changes
from tafelronde.board.validity import Fault

FOR_FACILITATORS = "facilitators"


@dataclass(frozen=True, slots=True)
class Caps:
    """`objects`: on a board, deleted ones included. `bytes`: of its document."""

    objects: int
    bytes: int


def find_locked(document: BoardDocument, changes: Changes, role: Role) -> Fault | None:
    """What `role` changed although it is, or was, locked for facilitators; or so locked itself."""
    if allows(role, Action.CHANGE_LOCKED):
        return None
    for id in (*changes.fields, *changes.created):
        before = changes.locks_before.get(id)
        if FOR_FACILITATORS in (before, document.lock_of(id)):
            return Fault(id, "lock", "a facilitator", f"a {role.value}", code="locked")
    return None


def find_growth(
    document: BoardDocument, changes: Changes, size_in_bytes: int, caps: Caps
) -> Fault | None:
    """What made a full board larger. Moving, deleting and taking back always go on."""
    if changes.created and document.size > caps.objects:
        return Fault(
            None, None, f"at most {caps.objects} objects on a board", "another one", code="full"
        )
    if size_in_bytes > caps.bytes and (changes.created or changes.has_new_text):
        return Fault(None, None, f"a board of at most {caps.bytes} bytes", "more", code="full")
    return None
