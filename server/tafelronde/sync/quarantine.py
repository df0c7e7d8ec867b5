"""Updates that pycrdt cannot live with: told apart from the others, and left out.

What `scan` and `places` know to be harmful never comes this far. This is for what they do not know:
an update that makes pycrdt panic, or that it takes in and then cannot write out, or load, any more.
The first kind shows at once. The second may show late, when a snapshot is taken or somebody joins;
then the history tells which it was: the first with which the document is not sound.

What is left out leaves no hole, or whatever its author wrote afterwards would have nothing to stand
on: in its place comes as much that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tafelronde.board.document import BoardDocument
from tafelronde.sync.messages import decode_state_vector
from tafelronde.sync.scan import GC, Item, scan_own
from tafelronde.sync.varint import Malformed, write_uint

# More than so many in one history: then it is not one person's update that is at fault.
_MAX_OFFENDERS = 16
# Nothing is ever written through these documents, so their own id never meets another.
_READER = 1


@dataclass(frozen=True, slots=True)
class Offender:
    """`update`: the bytes as they came. `person_id`: who delivered them first, None where that is not
    known. `why`: what went wrong, in a word without content.
    """

    update: bytes
    person_id: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Healed:
    """A history without its offenders. `offenders`: their indices, each with why. `deletes`: for those
    who have seen what they brought, updates that delete it.
    """

    updates: list[bytes]
    offenders: list[tuple[int, str]]
    deletes: list[bytes]


def is_pycrdts(error: BaseException) -> bool:
    """Whether pycrdt raised it: its panics are no `Exception`s."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def heal(updates: Sequence[bytes]) -> Healed | None:
    """The history without the updates that make its document unsound. None when it is sound as it
    is, or cannot be healed: a document whose first update, a snapshot, is at fault is lost to us.
    """
    kept = list(updates)
    offenders: list[tuple[int, str]] = []
    deletes: list[bytes] = []
    while (why := _fault_of(kept)) is not None:
        at = _first_unsound(kept)
        if at == 0 or len(offenders) == _MAX_OFFENDERS:
            return None
        offenders.append((at, why))
        brought = _new_of(kept[at], kept[:at])
        kept[at] = _gone(brought)
        if brought:
            deletes.append(_deleting(brought))
    return Healed(kept, offenders, deletes) if offenders else None


def _fault_of(updates: Sequence[bytes]) -> str | None:
    """Why the document of these updates is not sound: it loads, can be written, and what is written
    loads as the same; "unlike" where it does not. None if it is sound.
    """
    try:
        document = BoardDocument(_READER, updates)
        fresh = BoardDocument(_READER, [document.full_update()])
        if _state(document) != _state(fresh):
            return "unlike"
    except BaseException as error:
        if not is_pycrdts(error):
            raise
        return type(error).__name__
    return None


def _first_unsound(updates: Sequence[bytes]) -> int:
    """The index of the first update with which the document is unsound; all of them together are."""
    sound, unsound = 0, len(updates)
    while unsound - sound > 1:
        middle = (sound + unsound) // 2
        if _fault_of(updates[:middle]) is None:
            sound = middle
        else:
            unsound = middle
    return unsound - 1


def _state(document: BoardDocument) -> dict[int, int]:
    return decode_state_vector(document.state_vector())


# Whose, from which clock on, how many.
_Brought = list[tuple[int, int, int]]


def _new_of(update: bytes, before: Sequence[bytes]) -> _Brought:
    """Which clocks an update brings that were not there before it."""
    items: list[Item] = []
    try:
        found = scan_own(update, items.append)
    except Malformed:
        return []
    known = _state(BoardDocument(_READER, before))
    brought = []
    for client, end in found.ends.items():
        start = known.get(client, 0)
        if end > start:
            brought.append((client, start, end - start))
    return brought


def _gone(brought: _Brought) -> bytes:
    """An update that fills these clocks with nothing."""
    parts = [write_uint(len(brought))]
    for client, clock, length in brought:
        parts += [b"\x01", write_uint(client), write_uint(clock), bytes((GC,)), write_uint(length)]
    return b"".join(parts) + b"\x00"


def _deleting(brought: _Brought) -> bytes:
    """An update that deletes these clocks."""
    parts = [b"\x00", write_uint(len(brought))]
    for client, clock, length in brought:
        parts += [write_uint(client), b"\x01", write_uint(clock), write_uint(length)]
    return b"".join(parts)
