"""One board, its people, and a hostile one among them: what each message does, and to whom.

Mal sends what the fuzzer makes. Ben works on the same board and sees what the server sends him. For
every message: nothing but the documented errors; a refused one changes nothing for anybody; after
one that counts, Ben, the room, a newcomer and a server that starts again from the log hold the same
board, and it breaks no rule. What fails is a `Finding`, and `steps` leads there again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tafelronde.board.access import Role
from tafelronde.board.bounds import Caps
from tafelronde.board.document import BoardDocument, plain_map
from tafelronde.errors import Poisoned, ProtocolError
from tafelronde.sync import messages
from tafelronde.sync.flush import Flush
from tafelronde.sync.held_document import HeldDocument
from tafelronde.sync.log_record import History
from tafelronde.sync.room import Room
from tafelronde.sync.scan import scan
from tafelronde.sync.session import Person, Session
from tafelronde.sync.surrogates import Surrogates
from tafelronde.sync.varint import Malformed, read_buffer, read_uint
from tests.fuzz import rules
from tests.fuzz.colleague import Ben, view_of
from tests.fuzz.finding import Finding, expect, named
from tests.fuzz.witness import Witness
from tests.sync.peer import ROOMY, WIRE, Hall

# As long after the corpus was made as a deletion of that time is believed.
NOW = 1_790_000_030_000

CLOSE_NAMES = frozenset(WIRE["closeCodes"])


@dataclass(frozen=True)
class Step:
    """One thing that happens. `who`: mal or ben (who send `message`), or what becomes of the server:
    "check", "compact", "let go", "restart".
    """

    who: str
    message: bytes = b""


@dataclass(frozen=True)
class Setting:
    """What a trial begins from. `base`: the board, as one update. `old_client`: a Yjs client of a
    closed epoch.
    """

    base: bytes
    role: Role = Role.PARTICIPANT
    wants_events: bool = True
    names_epoch: bool = True
    caps: Caps = ROOMY
    old_client: int | None = None


@cache
def _snapshot(base: bytes) -> bytes:
    """The board as a server keeps it."""
    surrogates = Surrogates()
    surrogates.add_from(base)
    snapshot = HeldDocument(History([base], surrogates), lambda: 999).compact()
    assert snapshot is not None, "the corpus holds a board that is none"
    return snapshot


class Trial:
    """`on_step`: called before each step is taken, so that whoever dies in it has left word.

    `seconds`: processor time that the server took for the last message. `late`: how many updates
    were taken in and, when it showed that the document could not live with them, left out again.
    """

    def __init__(
        self,
        setting: Setting,
        witness: Witness | None = None,
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> None:
        self.setting = setting
        self.steps: list[Step] = []
        self._witness = witness
        self.seconds = 0.0
        self.late = 0
        self._on_step = on_step
        self._hall = Hall({setting.old_client: 1} if setting.old_client else None, setting.caps)
        self._hall.now = NOW
        self._hall.snapshot = _snapshot(setting.base)
        self._room = self._hall.room = self._hall.load()
        self._prompts: list[tuple[Session, bytes]] = []
        self.ben = Ben(self._session("ben", Role.PARTICIPANT))
        self._vic = self._session("vic", Role.VIEWER)
        self._mal = self._session("mal", setting.role)
        for session in (self.ben.session, self._vic, self._mal):
            self._receive(session, messages.step1(b"\x00"))
        self._flush()
        self.view = self.ben.view()
        if witness is not None:
            witness.begin()
        # What Ben changed since the last look, which the rules about Mal do not speak of.
        self._bens: set[str] = set()

    def _session(self, name: str, role: Role) -> Session:
        person = Person(name, name.title(), 1, role)
        if name == "mal":
            session = Session(person, self.setting.wants_events, self.setting.names_epoch)
        else:
            session = Session(person, wants_events=True, names_epoch=True)
        self._room.join(session)
        return session

    # What happens

    def take(self, step: Step) -> str:
        """Takes one step and says how it ended. Raises `Finding`."""
        self._on_step(step)
        self.steps.append(step)
        match step.who:
            case "mal":
                return self._hostile(step.message)
            case "ben":
                return self._honest(step.message)
            case "compact":
                self._compact()
            case "let go":
                self._compact()
                self._room.let_go()
            case "restart":
                self._restart()
            case "check":
                self._check()
        return step.who

    def _honest(self, message: bytes) -> str:
        """Ben's own work is taken, whatever Mal did before."""
        self.ben.write(message)
        refused = self._receive(self.ben.session, message)
        if refused is not None:
            raise Finding("an honest edit was refused", f"{refused.name}: {refused.message}")
        if any(session is self.ben.session for session, _ in self._prompts):
            raise Finding("an honest edit was refused", repr(self._prompts[-1][1]))
        after = self.ben.view()
        self._bens |= {id for id in after if after[id] != self.view.get(id)}
        return "ben"

    def _hostile(self, message: bytes) -> str:
        before = self._encoded()
        had_work = self._room.has_work
        self._check_readers(message)
        refused = self._receive(self._mal, message)
        told = [data for session, data in self._prompts if session is self._mal]
        self._carry()
        if refused is not None:
            self._room.leave(self._mal)
            if self._room.has_work and not had_work:
                raise Finding("a refused message left work behind", refused.name)
            if self._encoded() != before and not had_work:
                expect(self._rooms_view(), self.view, "a refused message changed the board")
            self._carry()
            self._mal = self._session("mal", self.setting.role)
            self._receive(self._mal, messages.step1(b"\x00"))
        flush = self._flush()
        view, bens = self.view, set(self._bens)
        late = self.late
        outcome = self._look() if flush is not None and flush.update is not None else "no effect"
        self._expect_nothing_hidden()
        is_refused = any(_is_refusal(data) for data in told)
        if (refused is not None or is_refused) and self.late == late:
            seen, expected = (
                {id: each for id, each in one.items() if id not in bens}
                for one in (self.view, view)
            )
            expect(seen, expected, "what was refused left a trace")
        if refused is not None:
            return f"closed: {'poison' if isinstance(refused, Poisoned) else refused.name}"
        if is_refused:
            return "taken back"
        return outcome if message[:1] == b"\x00" else "heard"

    def _expect_nothing_hidden(self) -> None:
        """The document has what the room knows of, and nothing else."""
        held = self._room.held
        if held.is_live:
            state = messages.decode_state_vector(held.document.state_vector())
            if state != held.state:
                raise Finding("the document has what the room does not know of")

    def _check_readers(self, message: bytes) -> None:
        """The decoder and the scan read it or call it malformed, and do nothing else."""
        try:
            decoded = messages.decode(message)
            if isinstance(decoded, messages.Update | messages.Step2):
                scan(decoded.update)
        except (Malformed, messages.UnknownMessage):
            pass
        except Exception as error:
            raise Finding("a reader failed", repr(error)) from error

    def _receive(self, session: Session, message: bytes) -> ProtocolError | None:
        began = time.thread_time()
        try:
            self._room.receive(session, message)
        except ProtocolError as error:
            if error.name not in CLOSE_NAMES:
                raise Finding("a close code that nobody knows", error.name) from error
            return error
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            raise Finding("an error that nobody expects", named(error)) from error
        finally:
            self.seconds = time.thread_time() - began
            self._prompts = self._room.take_prompts()
        return None

    def _flush(self) -> Flush | None:
        self._hall.now += 1
        began = time.thread_time()
        try:
            flush = self._room.flush(self._hall.now)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            raise Finding("a flush failed", named(error)) from error
        self.seconds += time.thread_time() - began
        if flush is None:
            return None
        if flush.record is not None:
            self._hall.log.append(flush.record)
        if flush.update is not None and self.ben.session in flush.audience:
            self.ben.read(flush.update)
        for reply in flush.replies:
            if reply.session is self.ben.session:
                self.ben.read(reply.message)
        return flush

    def _carry(self) -> None:
        """What goes out at once: to Ben nothing of Mal's but presence, under Mal's name."""
        for session, message in self._prompts + self._room.take_prompts():
            if session is not self._mal and session.person.id != "mal":
                raise Finding("somebody else was told", message[:20].hex())
        self._prompts = []
        entries = self._room.take_presence()
        if not entries:
            return
        for entry in entries:
            shown = json.loads(entry.state)
            if shown is not None and shown["user"]["id"] != "mal":
                raise Finding("presence under another name", entry.state[:200])
        message = messages.awareness(entries)
        messages.decode(message)
        self.ben.read(message)

    # What must hold

    def _look(self) -> str:
        """Compares and judges after a flush that reached Ben."""
        after = self.ben.view()
        expect(self._rooms_view(), after, "Ben and the room differ")
        if self._take_late():
            # What of Mal's was left out is not Mal's change.
            self._bens |= {id for id in self.view if self.view[id].get("author") == "mal"}
        others = {id: each for id, each in after.items() if id not in self._bens}
        known = {id: each for id, each in self.view.items() if id not in self._bens}
        for rule in rules.broken(known, others, self._mal.person, self._hall.now):
            raise Finding("a rule is broken", rule)
        self._bens.clear()
        changed = self.view != after
        self.view = after
        return "changed" if changed else "no effect"

    def _check(self) -> None:
        """Everybody's copy, and the log."""
        self._settle()
        again = self._loaded()
        if again.has_offenders:
            # Whoever starts again from the log leaves something out, and tells the others.
            self._restart()
            again = self._loaded()
        meta, objects = self._room.plain()
        if not rules.is_board(meta, objects):
            raise Finding("a rule is broken", "[DOC-3] the whole is not as the schema says")
        expect(plain_map(self.ben.meta), meta, "Ben and the room differ")
        expect(self.view, objects, "Ben and the room differ", is_strict=True)
        expect(again.plain()[1], objects, "the log and the room differ", is_strict=True)
        claimed, reply = self._newcomer()
        whole = read_buffer(reply, 2)[0]
        try:
            fresh = BoardDocument(6, [whole])
        except BaseException as error:
            raise Finding("a newcomer cannot read the board", named(error)) from error
        expect(fresh.plain()[1], objects, "a newcomer and the room differ", is_strict=True)
        state = messages.decode_state_vector(read_buffer(claimed, 2)[0])
        for other, name in (
            (scan(whole).ends, "what a newcomer gets"),
            (self.ben.state(), "Ben's copy"),
            (again.held.state, "the log"),
        ):
            if other != state:
                raise Finding("the state vectors differ", name)
        if self._witness is not None:
            self._hear_witness(self._witness, reply, meta, objects)

    def _take_late(self) -> bool:
        """Whether something of Mal's was left out since the last look. Of nobody else's may it be."""
        offenders = self._room.take_offenders()
        for offender in offenders:
            if offender.person_id not in ("mal", None):
                raise Finding("honest work was left out", offender.why)
        self.late += len(offenders)
        return bool(offenders)

    def _newcomer(self) -> tuple[bytes, bytes]:
        """The step1 and the step2 that somebody gets who joins now."""
        newcomer = Session(Person("new", "New", 1, Role.VIEWER), wants_events=True)
        self._room.join(newcomer)
        (claimed,) = [data for _, data in self._room.take_prompts() if data[:2] == b"\x00\x00"]
        self._receive(newcomer, messages.step1(b"\x00"))
        flush = self._flush()
        self._room.leave(newcomer)
        (reply,) = flush.replies if flush is not None else ()
        return claimed, reply.message

    def _hear_witness(
        self, witness: Witness, whole: bytes, meta: dict[str, Any], objects: dict[str, Any]
    ) -> None:
        """A browser that was there all the time, and one that comes now."""
        for name, received in (("Ben", self.ben.received), ("a newcomer", [whole])):
            if received is not self.ben.received:
                witness.begin()
            seen = witness.read(received)
            if seen.errors:
                raise Finding("Yjs fails", f"{name}: {seen.errors[0]['reason']}")
            expect(seen.objects, objects, "Yjs and the room differ", is_strict=True)
            expect(seen.meta, meta, "Yjs and the room differ")
            if seen.pending:
                raise Finding("Yjs waits for more", name)
        self.ben.received = []

    def _settle(self) -> None:
        while self._room.has_work:
            self._flush()
        self._look()

    def _loaded(self) -> Room:
        """The room as another process makes it from the log, with its document."""
        try:
            again = self._hall.load()
            again.plain()
        except BaseException as error:
            raise Finding("the log cannot be read", named(error)) from error
        return again

    def _restart(self) -> None:
        """The server comes again from its log, and everybody with it."""
        self._settle()
        self._room = self._hall.room = self._loaded()
        self.ben.comes_back(self._session("ben", Role.PARTICIPANT))
        self._vic = self._session("vic", Role.VIEWER)
        self._mal = self._session("mal", self.setting.role)
        for session in (self.ben.session, self._vic, self._mal):
            self._receive(session, messages.step1(self.ben.doc.get_state()))
        was_healed = self._room.has_offenders
        view = self.view
        self._settle()
        if not was_healed:
            expect(self.view, view, "a restart changed the board")

    def _compact(self) -> None:
        self._settle()
        snapshot = self._room.compact()
        if snapshot is None:
            raise Finding("the board cannot be written down")
        self._hall.snapshot, self._hall.log = snapshot, []
        was_healed = self._room.has_offenders
        view = self.view
        self._settle()
        if not was_healed:
            expect(self._room.plain()[1], view, "compacting changed the board")

    def _rooms_view(self) -> dict[str, Any]:
        held = self._room.held
        return view_of(held.document.objects) if held.is_live else self._room.plain()[1]

    def _encoded(self) -> bytes:
        """The room's document now, whatever the room believes."""
        held = self._room.held
        return held.document.full_update() if held.is_live else held.full_update()


def _is_refusal(message: bytes) -> bool:
    kind, _ = read_uint(message, 0)
    return kind == messages.AUTH or (kind == messages.EVENT and b'"refused"' in message)
