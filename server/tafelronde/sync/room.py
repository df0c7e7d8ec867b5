"""One board's room, sans I/O: who is connected, what they said, what is to be logged and sent.

The contract with the shell around it (`rooms/live_room.py`):

1. `join` and `leave` for every connection; `receive` for every frame, in order. A `ProtocolError`
   from `receive` means: close that connection with its code; the board is as it was.
2. After each of these, send what `take_prompts` and `take_presence` return, at once.
3. When `flush` returns something: write its `record` to the log first; then send `update` to its
   `audience`, then `replies`, then tell `saved` counts. One flush at a time, in order.

What a change may be is decided here and in `board/`; nothing here knows sockets, clocks or disks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tafelronde.board.access import Action
from tafelronde.board.bounds import Caps, find_growth, find_locked
from tafelronde.board.document import NOTHING, BoardDocument, Changes, merge
from tafelronde.board.schema import BoardSchema
from tafelronde.board.validity import Fault, find_invalid
from tafelronde.errors import Poisoned, ProtocolError
from tafelronde.sync import messages
from tafelronde.sync.burst import Burst
from tafelronde.sync.held_document import HeldDocument
from tafelronde.sync.log_record import NEVER, History, encode_record
from tafelronde.sync.presence import Presence, PresenceTooLarge
from tafelronde.sync.quarantine import Offender, is_pycrdts
from tafelronde.sync.scan import Scan, scan
from tafelronde.sync.session import Person, Session
from tafelronde.sync.varint import Malformed

# So many deletions of one update are counted without a second look.
_FEW_DELETES = 8


# Whom the server's own client ids belong to: no person has this id.
_SERVER = ""


class Reply(NamedTuple):
    """A step2 for one session, and the state vector that it is the answer to."""

    session: Session
    message: bytes
    standing: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Flush:
    """What a burst came to.

    `record`: the bytes for the log, None when nothing changed; it has `entries` updates. `edits`: person id by object id.
    `update`: one message for everyone in `audience`, who all stand at `standing` (a state vector)
    before it. `replies`: messages that show the document as it is after this flush, each to one
    session that stands where its reply says. `saved`: counts for message 101.
    """

    record: bytes | None
    entries: int
    edits: Mapping[str, str]
    update: bytes | None
    audience: Sequence[Session]
    standing: Mapping[int, int]
    replies: Sequence[Reply]
    saved: Sequence[tuple[Session, int]]


class Room:
    """A board that is being worked on.

    `history`: what made the board so far. `closed_clocks`: for the Yjs client
    ids of closed epochs, the highest clock that this epoch still shares with them.
    `new_client_id`: random Yjs client ids for the server's own changes; one is used for each life
    of a document, since a reused id could give two contents to one clock after a crash. `refused`:
    where refused changes are counted, by code.
    """

    def __init__(
        self,
        *,
        schema: BoardSchema,
        presence: Presence,
        history: History,
        closed_clocks: Mapping[int, int],
        new_client_id: Callable[[], int],
        max_message_bytes: int,
        caps: Caps,
        refused: Counter[str],
    ) -> None:
        self._schema = schema
        self._presence = presence
        self._closed_clocks = closed_clocks
        self._max_message_bytes = max_message_bytes
        self._caps = caps
        self._utmost = caps.utmost
        self._refused = refused
        # Who writes under which Yjs client id, as far as it showed since this room was made.
        self._writers: dict[int, str] = {}
        self._new_client_id = new_client_id
        self._held = HeldDocument(history, self._own_client_id)
        self.sessions: set[Session] = set()
        self._burst = Burst()
        # Who is owed an answer, and from where: one each, however often they asked.
        self._asking: dict[Session, Mapping[int, int]] = {}
        self._flushed = dict(self._held.state)
        self._touched: set[Session] = set()
        self._prompts: list[tuple[Session, bytes]] = []

    # Connections

    def join(self, session: Session) -> None:
        """Greets a new connection: asks for what the board lacks and shows who is here."""
        self.sessions.add(session)
        self._prompt(session, messages.step1(messages.encode_state_vector(self._held.state)))
        self._show_everyone(session)

    def leave(self, session: Session) -> None:
        """Forgets a connection; its presence is cleared. Calling it twice does no harm."""
        self.sessions.discard(session)
        self._touched.discard(session)
        self._asking.pop(session, None)
        self._presence.leave(session)

    def catch_up(self, session: Session, standing: Mapping[int, int]) -> None:
        """Owes a connection one diff from where it stands; until then it gets no updates."""
        session.synced = False
        self._owe_answer(session, standing)

    def receive(self, session: Session, data: bytes) -> None:
        """Takes in one frame of a connection. Raises `ProtocolError`: then close it."""
        if len(data) > self._max_message_bytes:
            raise ProtocolError("tooLarge", f"{len(data)} bytes in one message")
        try:
            message = messages.decode(data)
            match message:
                case messages.Update(update):
                    self._receive_update(session, update, is_answer=False)
                case messages.Step2(update):
                    self._receive_update(session, update, is_answer=True)
                case messages.Step1(state_vector):
                    self._refuse_old_epoch(session, state_vector)
                    self._owe_answer(session, state_vector)
                case messages.Awareness(entries):
                    self._presence.hear(session, entries)
                    self._note_client_id(session)
                case messages.QueryAwareness():
                    self._show_everyone(session)
        except Malformed as error:
            raise ProtocolError("malformed", str(error)) from error
        except PresenceTooLarge as error:
            raise ProtocolError("tooLarge", str(error)) from error
        except messages.UnknownMessage as error:
            raise ProtocolError("unknownMessage", str(error)) from error

    # What goes out

    def take_prompts(self) -> list[tuple[Session, bytes]]:
        """Messages that show no content and so wait for no disk."""
        prompts, self._prompts = self._prompts, []
        return prompts

    def take_presence(self) -> list[messages.AwarenessEntry]:
        """What changed in who is here, for every connection, the one that said it included:
        the stock provider takes a silent server for a dead one.
        """
        return self._presence.drain()

    @property
    def has_prompts(self) -> bool:
        return bool(self._prompts)

    @property
    def has_presence(self) -> bool:
        return self._presence.has_changed

    @property
    def has_work(self) -> bool:
        """Whether `flush` would return something."""
        return bool(self._burst.updates or self._asking or self._touched or self._held.has_deletes)

    def flush(self, now: int) -> Flush | None:
        """Ends the burst; None when nothing is to be logged or sent. `now`: Unix milliseconds."""
        if not self.has_work:
            return None
        if self._burst.entries:
            self._enter_server(self._burst.stamp(self._held.document, now))
            # Whatever this burst put into the bin, it did so by now.
            self._held.bin_since = min(self._held.bin_since, now)
        for deletes in self._held.take_deletes():
            self._burst.add_server(deletes)
        burst, self._burst = self._burst, Burst()
        update = self._merged(burst.updates)
        audience = [session for session in self.sessions if session.synced]
        if len(burst.writers) == 1 and all(entry.person_id for entry in burst.entries):
            # All of it came from one connection, which knows it already.
            (writer,) = burst.writers
            audience = [session for session in audience if session is not writer]
        replies = []
        for session, standing in self._asking.items():
            replies.append(Reply(session, messages.step2(self._answer(standing)), standing))
            session.synced = True
        self._asking = {}
        standing, self._flushed = self._flushed, dict(self._held.state)
        saved = []
        for session in self._touched:
            if session.wants_events and session.told != session.settled:
                session.told = session.settled
                saved.append((session, session.settled))
        self._touched = set()
        return Flush(
            record=encode_record(burst.entries) if burst.entries else None,
            entries=len(burst.entries),
            edits=burst.edits,
            update=messages.update(update) if update is not None else None,
            audience=audience,
            standing=standing,
            replies=replies,
            saved=saved,
        )

    @property
    def has_offenders(self) -> bool:
        return self._held.has_offenders

    def take_offenders(self) -> list[Offender]:
        """Whose updates the document could not live with, as it showed since the last call; they are
        left out.
        """
        return self._held.take_offenders()

    def _merged(self, updates: list[bytes]) -> bytes | None:
        try:
            return merge(updates)
        except BaseException as error:
            if not is_pycrdts(error):
                raise
            return self._held.diff(self._flushed)

    # The document as a whole

    def plain(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """`meta` and `objects` as plain JSON, changes of the running burst included."""
        return self._held.plain()

    def compact(self) -> bytes | None:
        """The document as a snapshot; call it only when all is flushed. None when it does not load
        as the document it was made from: then the log is the truth, and nothing has changed.
        """
        return self._held.compact()

    def let_go(self) -> bool:
        """Takes the live document away, when all is flushed and in a snapshot; returns whether there
        is none now. The next change makes it again.
        """
        return not self.has_work and self._held.let_go()

    @property
    def held(self) -> HeldDocument:
        """The document as it is held: for what is to be known of it, not to be changed."""
        return self._held

    def purge(self, before: int) -> int:
        """Takes objects out for good that were deleted before `before` (Unix ms); returns how many.

        Only while nobody is connected: it would tear a note from under who has it open.
        """
        # Whatever comes of it, the bin is not to be looked through again in every round.
        self._held.bin_since = NEVER
        objects = self._held.document.objects
        doomed = []
        bin_since = NEVER
        for id in self._held.document.ids():
            deleted = objects[id].get("deleted")
            if deleted is None:
                continue
            if deleted["at"] < before:
                doomed.append(id)
            else:
                bin_since = min(bin_since, int(deleted["at"]))
        if doomed:
            with self._held.document.server_change() as updates:
                for id in doomed:
                    del objects[id]
            self._enter_server(updates)
        self._held.bin_since = bin_since
        self._held.needs_snapshot = True
        return len(doomed)

    # Updates

    def _receive_update(self, session: Session, update: bytes, *, is_answer: bool) -> None:
        session.received += 1
        self._touched.add(session)
        if update != NOTHING:
            found = scan(update)
            self._refuse_closed_clients(found)
            if not session.person.may(Action.WRITE_OBJECTS):
                if self._held.would_change(found):
                    self._refuse(session, "read_only", "You can look at this board, not change it.")
            elif self._is_overfull():
                if self._held.would_change(found):
                    self._refuse(session, "full", "This board is full; it can only be read.")
            elif found.misses(self._held.state):
                self._ask_for_missing(session, is_answer)
                return
            elif self._held.is_live or self._held.would_change(found):
                self._apply(session, update, found)
        if is_answer:
            session.asked = False
        if not session.asked:
            session.settled = session.received

    def _is_overfull(self) -> bool:
        """Whether nothing more is taken in, not even what moves or deletes."""
        utmost = self._utmost
        if self._held.size > utmost.bytes:
            return True
        return self._held.is_live and self._held.has_tombstones(utmost.tombstones)

    def _ask_for_missing(self, session: Session, is_answer: bool) -> None:
        if session.asked and is_answer:
            raise ProtocolError("missingPredecessors", "an answer lacks what its updates build on")
        if not session.asked:
            session.asked = True
            self._prompt(session, messages.step1(messages.encode_state_vector(self._held.state)))

    def _apply(self, session: Session, update: bytes, found: Scan) -> None:
        state = self._held.state
        self._refuse_foreign_clients(session, found)
        for client, clock, length, _, _, _, _, root, key in found.rooted:
            # Of an item whose beginning is here, Yjs takes the rest, to where the item says.
            is_new = clock + length > state.get(client, 0)
            if is_new and (root != "objects" or key is None):
                raise ProtocolError("forbidden", "content outside the map of objects")
        if self._held.surrogates.are_cut_by(found) or found.is_halved(state):
            raise ProtocolError("malformed", "an update that cuts a character in half")
        if self._held.surrogates.are_belied_by(found, state):
            raise ProtocolError("malformed", "an update that says otherwise what is here")
        self._held.check(found)
        document = self._held.document
        try:
            applied = document.apply(update)
        except BaseException as error:
            # Whatever it was, the document may be half changed.
            self._held.renew()
            if not is_pycrdts(error):
                raise
            raise Poisoned(update, type(error).__name__) from error
        if applied.update is None:
            return
        changes = applied.changes
        if changes.removed or changes.meta:
            # An undo would put a new note in the place of the one that somebody is typing in.
            self._held.renew()
            raise ProtocolError("forbidden", "an entry, a text or meta was removed or replaced")
        person = session.person
        fault = self._judge(changes, person, len(update))
        inverse = self._inverse(document) if fault is not None else None
        # Who comes back repeats all that was ever deleted; what others get is what was new.
        is_short = len(found.deletes) <= _FEW_DELETES
        deleted = found.deletes if is_short else scan(applied.update).deletes
        self._held.enter(update, found, sender=session.person.id, is_checked=True, deleted=deleted)
        burst = self._burst
        burst.receive(session, update, applied.update)
        if fault is not None:
            self._enter_server([inverse] if inverse is not None else [])
            self._refuse(session, fault.code, f"Taken back: {fault}", fault)
            return
        burst.note(changes, person.id)

    def _inverse(self, document: BoardDocument) -> bytes | None:
        """Takes back what was just applied; nothing of it is anywhere else yet."""
        try:
            return document.undo()
        except BaseException:
            self._held.renew()
            raise

    def _judge(self, changes: Changes, person: Person, size: int) -> Fault | None:
        """What is wrong with a change that was just applied. `size`: of its update, in bytes."""
        document = self._held.document
        try:
            return (
                find_invalid(document, changes, self._schema)
                or find_locked(document, changes, person.role)
                or find_growth(
                    document,
                    changes,
                    self._held.size + size,
                    self._held.has_tombstones,
                    self._caps,
                )
            )
        except BaseException:
            # What nobody could judge must not stay: it would leave with the next flush.
            self._held.renew()
            raise

    def _enter_server(self, updates: list[bytes]) -> None:
        """Puts the server's own changes into the burst, behind what caused them."""
        for update in updates:
            self._held.enter(update, scan(update))
            self._burst.add_server(update)

    # Client ids: two contents under one clock would divide the board for good, and the second one to
    # arrive would count as known and be lost.

    def _own_client_id(self) -> int:
        client_id = self._new_client_id()
        self._writers[client_id] = _SERVER
        return client_id

    def _note_client_id(self, session: Session) -> None:
        """A connection's presence has the id of its document: nobody else writes under it."""
        client_id = session.awareness_id
        if client_id is not None and client_id not in self._held.state:
            self._writers.setdefault(client_id, session.person.id)

    def _refuse_foreign_clients(self, session: Session, found: Scan) -> None:
        """What is new under an id is of whoever wrote under it first. Others may repeat what is
        there, and bring what a crash took, since that is another life of the room.
        """
        writers, state = self._writers, self._held.state
        own = session.person.id
        for client, end in found.ends.items():
            if writers.get(client) != own and end > state.get(client, 0):
                if client in writers:
                    raise ProtocolError("oldEpoch", "changes under the client id of another")
                writers[client] = own

    # Answers, and what is refused without looking into it

    def _refuse_old_epoch(self, session: Session, state_vector: Mapping[int, int]) -> None:
        if session.names_epoch:
            return
        for client, clock in state_vector.items():
            if clock > self._closed_clocks.get(client, clock):
                raise ProtocolError("oldEpoch", "a copy from before the board was restored")

    def _refuse_closed_clients(self, found: Scan) -> None:
        for client, end in found.ends.items():
            if end > self._closed_clocks.get(client, end):
                raise ProtocolError("oldEpoch", "a change from before the board was restored")

    def _owe_answer(self, session: Session, standing: Mapping[int, int]) -> None:
        """One answer from the lower of two standings answers both. Each may be as large as the
        board, so who asks a thousand times while the disk is slow must not be owed a thousand.
        """
        lower = self._asking.get(session)
        if lower is not None:
            standing = {id: min(lower[id], clock) for id, clock in standing.items() if id in lower}
        self._asking[session] = standing

    def _answer(self, standing: Mapping[int, int]) -> bytes:
        try:
            return self._held.diff(standing)
        except BaseException as error:
            # A state vector that no copy of this board can have, one that ends inside a character
            # for instance. The whole board answers every question.
            if not is_pycrdts(error):
                raise
            return self._held.full_update()

    def _show_everyone(self, session: Session) -> None:
        everyone = self._presence.everyone()
        if everyone is not None:
            self._prompt(session, everyone)

    def _prompt(self, session: Session, message: bytes) -> None:
        self._prompts.append((session, message))

    def _refuse(
        self, session: Session, code: str, message: str, fault: Fault | None = None
    ) -> None:
        """Tells the sender that a change was not accepted, and why."""
        self._refused[code] += 1
        if not session.wants_events:
            self._prompt(session, messages.denied(message))
            return
        body: dict[str, Any] = {"type": "refused", "code": code, "message": message}
        if fault is not None:
            body |= {
                "object": fault.object_id,
                "field": fault.field,
                "expected": fault.expected,
                "got": fault.got,
            }
        self._prompt(session, messages.event(body))
