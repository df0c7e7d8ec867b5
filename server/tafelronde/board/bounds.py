"""What a valid change may still not do: touch what is locked, or let a full board grow.

Rules [LOCK-n] and [CAP-n] of docs/SPEC.md. Judged like validity: after the change was applied, and
before anybody else sees it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tafelronde.board.access import Action, Role, allows
from tafelronde.board.document import BoardDocument, Changes
from tafelronde.board.validity import Fault

FOR_FACILITATORS = "facilitators"


@dataclass(frozen=True, slots=True)
class Caps:
    """`objects`: on a board, deleted ones included. `bytes`: of its document. `tombstones`: runs of
    deleted content in it, which stay, and which every client that comes back tells in one message.
    """

    objects: int
    bytes: int
    tombstones: int = 2**31

    @property
    def utmost(self) -> Caps:
        """Where moving and deleting end as well, since they, too, leave something behind."""
        return Caps(self.objects, self.bytes * 3 // 2, self.tombstones * 3 // 2)


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
    document: BoardDocument,
    changes: Changes,
    size_in_bytes: int,
    has_tombstones: Callable[[int], bool],
    caps: Caps,
) -> Fault | None:
    """What made a full board larger. Moving, deleting and taking back always go on.

    `has_tombstones`: whether there are more runs of deleted content than so many.
    """
    if changes.created and document.size > caps.objects:
        return Fault(
            None, None, f"at most {caps.objects} objects on a board", "another one", code="full"
        )
    if not (changes.created or changes.has_new_text):
        return None
    if size_in_bytes > caps.bytes:
        return Fault(None, None, f"a board of at most {caps.bytes} bytes", "more", code="full")
    if has_tombstones(caps.tombstones):
        return Fault(
            None, None, f"a board with at most {caps.tombstones} deleted parts", "more", code="full"
        )
    return None
