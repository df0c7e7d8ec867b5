"""A board's document as bytes, and as a live one only while somebody needs it live.

Whoever only looks is answered from bytes: the newest snapshot is the whole board, and what it says
of itself (`log_record.Summary`) tells who lacks nothing. A live document costs twenty times as much
memory and a good part of a second for a large board, so it is made for the first change, for an
answer to a copy that stands elsewhere, or where what is stored does not say enough. `let_go` takes
it away again; nothing is lost by it, since all that made the document is kept here.

The contract with the room:

1. `state` and `surrogates` are always those of the document, live or not. No object in the bin was
   put there before `bin_since`, which the room keeps. `needs_snapshot` says that what is stored
   would keep the next visitor waiting, or would have the bin looked through again.
2. What somebody sent is shown to `check` before it is applied to `document`; every change that was
   applied, the server's own too, is then told to `enter`, in order.
3. `renew` after a change that must not stay: the document is made again from what was entered.
4. What pycrdt took in and cannot write out or load again is left out when that shows, whoever asked:
   `take_offenders` tells whose it was, `take_deletes` what is to be sent to those who have seen it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tafelronde.board.document import BoardDocument
from tafelronde.sync.log_record import History, Summary, encode_snapshot
from tafelronde.sync.messages import decode_state_vector, encode_state_vector
from tafelronde.sync.places import FEW_DELETES, Places
from tafelronde.sync.quarantine import Offender, heal, is_pycrdts
from tafelronde.sync.ranges import RangeSet
from tafelronde.sync.scan import Range, Scan, scan_server
from tafelronde.sync.varint import Malformed

# What is behind the snapshot is read update by update, in Python: only while that is quick.
MAX_READ_BYTES, MAX_READ_UPDATES = 64 * 1024, 512
# What a live document takes for each byte of its snapshot (10,000 notes: 1.7 MB are 35 MB).
LIVE_FACTOR = 20


class HeldDocument:
    """`history`: what made the board so far. `new_client_id`: random Yjs client ids for the server's
    own changes; one is used for each life of a document.

    Raises whatever pycrdt raises when it has to make a live document of a damaged history.
    """

    def __init__(self, history: History, new_client_id: Callable[[], int]) -> None:
        self._new_client_id = new_client_id
        # Everything that made the document, so that it can be made again.
        self._updates = history.updates
        # Who delivered the last of them.
        self._senders = history.senders
        self._offenders: list[Offender] = []
        self._deletes: list[bytes] = []
        self._summary = history.summary
        self.surrogates = history.surrogates
        self.size = sum(map(len, self._updates))
        self.bin_since = history.summary.bin_since if history.summary is not None else 0
        self._live: BoardDocument | None = None
        self._places: Places | None = None
        self._full: bytes | None = None
        self._deleted: RangeSet | None = None
        # What the updates behind the snapshot delete by name.
        self._named: list[Range] = []
        # How many clocks were deleted: at most that, since who repeats a deletion counts again until
        # the next snapshot.
        self.tombstones = history.summary.tombstones if history.summary is not None else 0
        # How many runs of deleted content there are, when that was last counted, and how many may have
        # come since: one that comes beside another is counted for itself.
        self._runs: int | None = None
        self._runs_since = 0
        self.state: dict[int, int] = {}
        # How often somebody needed the live document.
        self.uses = 0
        self.needs_snapshot = bool(self._updates) and self._summary is None
        self.is_healed = False
        self._read()

    @property
    def is_live(self) -> bool:
        return self._live is not None

    @property
    def document(self) -> BoardDocument:
        """The live document, made now if there is none."""
        self.uses += 1
        if self._live is None:
            self._live = self._loaded()
            self._deleted = None
        return self._live

    @property
    def memory(self) -> int:
        """About how many bytes of memory this takes."""
        held = self.size * (1 + LIVE_FACTOR) if self._live is not None else self.size
        if self._full is not None and len(self._updates) > 1:
            held += len(self._full)
        return held

    def let_go(self) -> bool:
        """Takes the live document away, if all of it is in one snapshot (`compact`); returns whether
        there is none now. Call it only when nothing is under way in it.
        """
        if self.is_summed_up:
            self._live = None
            self._places = None
        return self._live is None

    def check(self, found: Scan) -> bool:
        """Raises `Malformed` for an update that no client can have written (`places.py`); returns
        whether it puts more than letters into a text.
        """
        if self._places is None:
            self._places = self._know_places()
        deletes: Iterable[Range] = ()
        if len(found.deletes) > FEW_DELETES:
            # Who comes back repeats all that was ever deleted.
            is_deleted = self._deleted_now().covers
            deletes = [each for each in found.deletes if not is_deleted(each)]
        self._places.check(found, deletes, self._most_runs())
        return self._places.is_rich

    def enter(
        self,
        update: bytes,
        found: Scan,
        *,
        sender: str | None = None,
        is_checked: bool = False,
        deleted: list[Range] | None = None,
    ) -> None:
        """Notes a change that is in the live document now. `found`: the scan of `update`;
        `sender`: who delivered it, None for the server. `is_checked`: it is what `check` saw last.
        `deleted`: what of its deletions was new; all of them, if it is not said.
        """
        if self._places is not None:
            if is_checked:
                self._places.enter()
            else:
                self._places.take(update)
        self._updates.append(update)
        self._senders.append(sender)
        self.size += len(update)
        state = self.state
        for client, end in found.ends.items():
            if end > state.get(client, 0):
                state[client] = end
        if found.pairs:
            self.surrogates.add(found.pairs)
        if found.deletes:
            deleted = found.deletes if deleted is None else deleted
            self._runs_since += len(deleted)
            for _, _, length in deleted:
                self.tombstones += length
        self._full = None
        self._deleted = None

    def renew(self) -> None:
        """A fresh live document from the same history."""
        if self._places is not None:
            self._places.forget()
        # Should loading fail, the half-changed one must not be what is left.
        self._live = None
        self._live = self._loaded()
        self.state = decode_state_vector(self._live.state_vector())
        self._full = None
        self._deleted = None

    def has_tombstones(self, cap: int) -> bool:
        """Whether there are more runs of deleted content than `cap`."""
        if self._most_runs() <= cap and self._runs is not None:
            return False
        if self._runs is None or self._runs_since > cap // 20:
            self._runs = len(scan_server(self._own_deletes()).deletes)
            self._runs_since = 0
        return self._runs + self._runs_since > cap

    # Answers

    def full_update(self) -> bytes:
        """The whole document as one update."""
        if self._full is None:
            if self._live is None and len(self._updates) == 1:
                self._full = self._updates[0]
            else:
                self._full = self._written()
        return self._full

    def diff(self, standing: Mapping[int, int]) -> bytes:
        """What a document at `standing` lacks, and the whole delete set. Raises what pycrdt raises
        for a state vector that no copy of this board can have.
        """
        if not standing:
            return self.full_update()
        if self._live is None and _covers(standing, self.state):
            return b"\x00" + self._stored_deletes().encode()
        return self.document.diff(encode_state_vector(standing))

    def would_change(self, found: Scan) -> bool:
        """Whether the document lacks any of an update. A reconnecting client repeats its whole delete
        set: only the parts that are not deleted here yet count.
        """
        if not found.is_known(self.state):
            return True
        if not found.deletes:
            return False
        if self._live is None:
            if all(map(self._stored_deletes().covers, found.deletes)):
                return False
            if self.is_summed_up:
                return True
            # Changes that met delete what no update names: only the document knows all of it.
            self._deleted = None
        return not all(map(self._deleted_now().covers, found.deletes))

    def _deleted_now(self) -> RangeSet:
        """What is deleted in the live document."""
        if self._deleted is None:
            self._deleted = RangeSet(scan_server(self._own_deletes()).deletes)
        return self._deleted

    def _most_runs(self) -> int:
        return (self._runs or 0) + self._runs_since

    def plain(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """`meta` and `objects` as plain JSON."""
        return (self._live or self._loaded()).plain()

    def images(self) -> set[str]:
        """The hashes of all pictures that objects name, deleted ones included."""
        return (self._live or self._loaded()).images()

    @property
    def objects(self) -> int | None:
        """How many objects there are, deleted ones included; None when it is not known."""
        if self._live is not None:
            return self._live.size
        if self._summary is not None and len(self._updates) == 1:
            return self._summary.objects
        return None

    # Snapshots

    @property
    def is_summed_up(self) -> bool:
        """Whether the whole document is one snapshot that says of itself what a room must know."""
        return self._summary is not None and len(self._updates) == 1

    def compact(self) -> bytes | None:
        """The document as a snapshot.

        It is loaded into a fresh document that takes the old one's place: so the snapshot is known
        to load, and what undoing had kept of overwritten values is let go. None when it does not
        load as the document it was made from, and nobody's update is to blame: then nothing has
        changed.
        """
        fresh = self._reloaded()
        if fresh is None:
            if not self._heal():
                return None
            fresh = self._reloaded()
        if fresh is None:
            return None
        own = fresh.state_vector()
        full, deletes = fresh.full_update(), fresh.diff(own)
        runs = scan_server(deletes).deletes
        self.tombstones = sum(length for _, _, length in runs)
        self._runs, self._runs_since = len(runs), 0
        self._summary = Summary(
            dict(self.state), deletes, self.tombstones, fresh.size, self.bin_since
        )
        if self._live is not None:
            self._live = fresh
        self._updates = [full]
        self._senders = []
        self._named = []
        self.needs_snapshot = self.is_healed = False
        self.size = len(full)
        self._full = full
        self._deleted = None
        return encode_snapshot(full, self.surrogates, self._summary)

    def _reloaded(self) -> BoardDocument | None:
        """The document, written and loaded again; None when that is not the same."""
        try:
            document = self._live or BoardDocument(self._new_client_id(), self._updates)
            fresh = BoardDocument(self._new_client_id(), [document.full_update()])
        except BaseException as error:
            if not is_pycrdts(error):
                raise
            return None
        return fresh if decode_state_vector(fresh.state_vector()) == self.state else None

    # Offenders

    @property
    def has_offenders(self) -> bool:
        return bool(self._offenders)

    def take_offenders(self) -> list[Offender]:
        """Whose updates were left out since the last call."""
        offenders, self._offenders = self._offenders, []
        return offenders

    @property
    def has_deletes(self) -> bool:
        return bool(self._deletes)

    def take_deletes(self) -> list[bytes]:
        """What those who have seen such an update must get; it changes nothing here."""
        deletes, self._deletes = self._deletes, []
        return deletes

    def _loaded(self) -> BoardDocument:
        try:
            return BoardDocument(self._new_client_id(), self._updates)
        except BaseException as error:
            if not is_pycrdts(error) or not self._heal():
                raise
            return self.document

    def _written(self) -> bytes:
        try:
            return (self._live or self._loaded()).full_update()
        except BaseException as error:
            if not is_pycrdts(error) or not self._heal():
                raise
            return self.document.full_update()

    def _heal(self) -> bool:
        """Leaves out what makes the document unsound; False when nothing was found, or it cannot be
        healed.
        """
        healed = heal(self._updates)
        if healed is None:
            return False
        unknown = len(self._updates) - len(self._senders)
        for at, why in healed.offenders:
            sender = self._senders[at - unknown] if at >= unknown else None
            self._offenders.append(Offender(self._updates[at], sender, why))
        self._deletes += healed.deletes
        self._updates = healed.updates
        self.size = sum(map(len, self._updates))
        self._places = self._full = self._deleted = self._runs = None
        self._live = BoardDocument(self._new_client_id(), self._updates)
        self.state = decode_state_vector(self._live.state_vector())
        # Until there is a snapshot, what is stored is to be healed again by whoever loads it.
        self.needs_snapshot = self.is_healed = True
        return True

    def _own_deletes(self) -> bytes:
        """The delete set of the live document alone, as an update: a diff against its own state."""
        return self.document.diff(self.document.state_vector())

    def _know_places(self) -> Places:
        for updates in (self._updates, [self.full_update()]):
            places = Places()
            try:
                for update in updates:
                    places.take(update)
            except Malformed:
                # From before something in it was refused; pycrdt says the same in its own way.
                continue
            return places
        return Places(knows_all=False)

    # Without a live document

    def _read(self) -> None:
        """Learns `state` from what is stored, without a live document where that is quick."""
        later = self._updates
        if self._summary is not None:
            self.state = dict(self._summary.state)
            later = later[1:]
        if len(later) > MAX_READ_UPDATES or sum(map(len, later)) > MAX_READ_BYTES:
            self.renew()
            return
        try:
            for found in map(scan_server, later):
                for client, end in found.ends.items():
                    self.state[client] = max(end, self.state.get(client, 0))
                self._named += found.deletes
            self.tombstones += sum(length for _, _, length in self._named)
        except Malformed:
            # Each was scanned when it came, but not a snapshot of all of them: pycrdt can tell.
            self.renew()

    def _stored_deletes(self) -> RangeSet:
        """What the stored updates delete by name."""
        if self._deleted is None:
            summary = self._summary
            in_snapshot = scan_server(summary.deletes).deletes if summary is not None else []
            self._deleted = RangeSet([*in_snapshot, *self._named])
        return self._deleted


def _covers(standing: Mapping[int, int], state: Mapping[int, int]) -> bool:
    return all(standing.get(client, 0) >= end for client, end in state.items())
