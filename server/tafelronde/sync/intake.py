"""What is taken into a board's document of what people send, and what is taken back."""

from __future__ import annotations

from typing import NamedTuple

from tafelronde.board.bounds import Caps, find_growth, find_locked
from tafelronde.board.document import Changes
from tafelronde.board.schema import BoardSchema
from tafelronde.board.validity import Fault, find_invalid
from tafelronde.errors import Poisoned, ProtocolError
from tafelronde.sync.client_ids import ClientIds
from tafelronde.sync.held_document import HeldDocument
from tafelronde.sync.quarantine import is_pycrdts
from tafelronde.sync.scan import Scan, scan_server
from tafelronde.sync.session import Person
from tafelronde.sync.varint import Malformed

# So many deletions of one update are counted without a second look.
_FEW_DELETES = 8
# Where in which text, only the document's events would tell, and of this they do not.
_RICH = Fault(None, None, "plain text", "formatting or an embed")


class Taken(NamedTuple):
    """`effect`: what others lack of an update that was taken in, as an update; `changes`: what it did.

    `fault`: why it was taken back again, by the update `inverse` if anything was to be done for that;
    both are in the document.
    """

    effect: bytes
    changes: Changes
    fault: Fault | None
    inverse: bytes | None


class Intake:
    """The only way from a person into the document `held`."""

    def __init__(
        self, held: HeldDocument, client_ids: ClientIds, schema: BoardSchema, caps: Caps
    ) -> None:
        self._held = held
        self._client_ids = client_ids
        self._schema = schema
        self._caps = caps
        self._utmost = caps.utmost

    @property
    def is_overfull(self) -> bool:
        """Whether nothing more is taken in, not even what moves or deletes."""
        utmost = self._utmost
        if self._held.size > utmost.bytes:
            return True
        return self._held.is_live and self._held.has_tombstones(utmost.tombstones)

    def take(self, person: Person, update: bytes, found: Scan, *, is_answer: bool) -> Taken | None:
        """Applies an update of which nothing that it builds on is missing; None when it brings nothing.

        `found`: its scan; `is_answer`: see `ClientIds.claim`. What may not be is taken back, where that leaves everybody else's work as
        it was; otherwise nothing has changed when this raises `ProtocolError` or `Malformed`.
        """
        held = self._held
        self._client_ids.check(found.ends, person.id, held.state)
        is_rich = self._look_at(found)
        document = held.document
        try:
            applied = document.apply(update)
        except BaseException as error:
            # Whatever it was, the document may be half changed.
            held.renew()
            if not is_pycrdts(error):
                raise
            raise Poisoned(update, type(error).__name__) from error
        if applied.update is None:
            return None
        try:
            fault = self._judge(applied.changes, person, len(update))
            if fault is None and is_rich:
                fault = _RICH
            inverse = document.undo() if fault is not None else None
            undone = scan_server(inverse) if inverse is not None else None
            # Who comes back repeats all that was ever deleted; what others get is what was new.
            is_short = len(found.deletes) <= _FEW_DELETES
            deleted = found.deletes if is_short else scan_server(applied.update).deletes
        except BaseException:
            # What was not judged, or not taken back, must not stay: it would leave with the next flush.
            held.renew()
            raise
        self._client_ids.claim(found.ends, person.id, held.state, is_answer=is_answer)
        held.enter(update, found, sender=person.id, is_checked=True, deleted=deleted)
        if inverse is not None and undone is not None:
            held.enter(inverse, undone)
        return Taken(applied.update, applied.changes, fault, inverse)

    def _look_at(self, found: Scan) -> bool:
        """Raises for what no client can have written, or none may; returns whether it puts more than
        letters into a text.
        """
        held = self._held
        state = held.state
        for client, clock, length, _, _, _, _, root, key in found.rooted:
            # Of an item whose beginning is here, Yjs takes the rest, to where the item says.
            is_new = clock + length > state.get(client, 0)
            if is_new and (root != "objects" or key is None):
                raise ProtocolError("forbidden", "content outside the map of objects")
        if held.surrogates.are_cut_by(found) or found.is_halved(state):
            raise Malformed("an update that cuts a character in half")
        if held.surrogates.are_belied_by(found, state):
            raise Malformed("an update that says otherwise what is here")
        return held.check(found)

    def _judge(self, changes: Changes, person: Person, size: int) -> Fault | None:
        """What is wrong with a change that was just applied. `size`: of its update, in bytes."""
        if changes.removed or changes.meta:
            # An undo would put a new note in the place of the one that somebody is typing in.
            raise ProtocolError("forbidden", "an entry, a text or meta was removed or replaced")
        held = self._held
        document = held.document
        return (
            find_invalid(document, changes, self._schema)
            or find_locked(document, changes, person.role)
            or find_growth(document, changes, held.size + size, held.has_tombstones, self._caps)
        )
