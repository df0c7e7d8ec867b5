"""One board's room, sans I/O: who is connected, what they said, what is to be logged and sent.

The contract with the shell around it (`rooms/live_room.py`):

1. `join` and `leave` for every connection; `receive` for every frame, in order. A `ProtocolError`
   from `receive` means: close that connection with its code; the board is as it was.
2. After each of these, send what `take_prompts` and `take_presence` return, at once.
3. When `flush` returns something: write its `record` to the log first; then send `update` to its
   `audience`, then `replies`, then tell `saved` counts. One flush at a time, in order.

What a change may be is decided in `intake.py` and in `board/`; nothing here knows sockets, clocks or disks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from tafelronde.board.access import Action
from tafelronde.board.bounds import Caps
from tafelronde.board.document import NOTHING, merge
from tafelronde.board.schema import BoardSchema
from tafelronde.board.validity import Fault
from tafelronde.errors import ProtocolError
from tafelronde.sync import messages
from tafelronde.sync.burst import Burst
from tafelronde.sync.client_ids import ClientIds
from tafelronde.sync.flush import Flush, Reply
from tafelronde.sync.held_document import HeldDocument
from tafelronde.sync.intake import Intake
from tafelronde.sync.log_record import NEVER, History, encode_record
from tafelronde.sync.presence import Presence, PresenceTooLarge
from tafelronde.sync.quarantine import Offender, is_pycrdts
from tafelronde.sync.scan import Scan, scan, scan_server
from tafelronde.sync.session import Session
from tafelronde.sync.varint import Malformed


class Room:
    """A board that is being worked on.

    `history`: what made the board so far. `closed_clocks` and `new_client_id`: see `ClientIds`.
    `refused`: where refused changes are counted, by code.
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
        self._presence = presence
        self._max_message_bytes = max_message_bytes
        self._refused = refused
        self._client_ids = ClientIds(new_client_id, closed_clocks)
        self._held = HeldDocument(history, self._client_ids.own)
        self._intake = Intake(self._held, self._client_ids, schema, caps)
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
                    self._client_ids.note(session.awareness_id, session.person.id)
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
            if self._client_ids.are_of_old_epoch(found.ends):
                raise ProtocolError("oldEpoch", "a change from before the board was restored")
            if not session.person.may(Action.WRITE_OBJECTS):
                if self._held.would_change(found):
                    self._refuse(session, "read_only", "You can look at this board, not change it.")
            elif self._intake.is_overfull:
                if self._held.would_change(found):
                    self._refuse(session, "full", "This board is full; it can only be read.")
            elif found.misses(self._held.state):
                self._ask_for_missing(session, is_answer)
                return
            elif self._held.is_live or self._held.would_change(found):
                self._take_in(session, update, found, is_answer=is_answer)
        if is_answer:
            session.asked = False
        if not session.asked:
            session.settled = session.received

    def _ask_for_missing(self, session: Session, is_answer: bool) -> None:
        if session.asked and is_answer:
            raise ProtocolError("missingPredecessors", "an answer lacks what its updates build on")
        if not session.asked:
            session.asked = True
            self._prompt(session, messages.step1(messages.encode_state_vector(self._held.state)))

    def _take_in(self, session: Session, update: bytes, found: Scan, *, is_answer: bool) -> None:
        person_id = session.person.id
        taken = self._intake.take(session.person, update, found, is_answer=is_answer)
        if taken is None:
            return
        self._burst.receive(session, update, taken.effect)
        if taken.fault is None:
            self._burst.note(taken.changes, person_id)
            return
        if taken.inverse is not None:
            self._burst.add_server(taken.inverse)
        self._refuse(session, taken.fault.code, f"Taken back: {taken.fault}", taken.fault)

    def _enter_server(self, updates: list[bytes]) -> None:
        """Puts the server's own changes into the burst, behind what caused them."""
        for update in updates:
            self._held.enter(update, scan_server(update))
            self._burst.add_server(update)

    # Answers, and what is refused without looking into it

    def _refuse_old_epoch(self, session: Session, state_vector: Mapping[int, int]) -> None:
        if not session.names_epoch and self._client_ids.are_of_old_epoch(state_vector):
            raise ProtocolError("oldEpoch", "a copy from before the board was restored")

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
