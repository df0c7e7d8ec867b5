"""A room and its peers in memory: real documents, real messages, no network and no clock."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map, Text

from tafelronde.board.access import Role
from tafelronde.board.bounds import Caps
from tafelronde.board.document import BoardDocument, seed_update
from tafelronde.board.schema import BoardSchema, presence_fields
from tafelronde.errors import ProtocolError
from tafelronde.sync import messages
from tafelronde.sync.flush import Flush
from tafelronde.sync.log_record import History, read_history, seed_record
from tafelronde.sync.presence import Presence
from tafelronde.sync.room import Room
from tafelronde.sync.session import Person, Session
from tafelronde.sync.varint import read_buffer, read_string, read_uint

SHARED = Path(__file__).parents[2] / "shared_schema"
WIRE = json.loads((SHARED / "wire.json").read_text())
SCHEMA = BoardSchema(json.loads((SHARED / "board.schema.json").read_text()))
PRESENCE_FIELDS = presence_fields(json.loads((SHARED / "presence.schema.json").read_text()))
SEED_CLIENT = 7
ROOMY = Caps(
    WIRE["limits"]["maxObjects"],
    WIRE["limits"]["maxDocumentBytes"],
    WIRE["limits"]["maxTombstones"],
)


def sticky(text: str = "", **fields: Any) -> Map[Any]:
    return Map({"type": "sticky", "at": [0, 0], "size": [200, 200], "text": Text(text), **fields})


class Hall:
    """One room, its log in a list, and the way between it and its peers.

    `settle` carries everything there and back until nothing is under way.
    """

    def __init__(self, closed_clocks: dict[int, int] | None = None, caps: Caps = ROOMY) -> None:
        self.caps = caps
        self._client_ids = count(1_000)
        self.closed_clocks = closed_clocks or {}
        self.refused: Counter[str] = Counter()
        self.log: list[bytes] = []
        self.seed = seed_update(SEED_CLIENT)
        self.snapshot: bytes | None = None
        self.flushes: list[Flush] = []
        self.peers: list[Peer] = []
        self.now = 1_000_000
        self.room = self.load()

    def load(self) -> Room:
        """The room as a new process makes it from the log."""
        return Room(
            schema=SCHEMA,
            presence=Presence(PRESENCE_FIELDS, WIRE["limits"]["maxAwarenessBytes"]),
            history=self.history(),
            closed_clocks=self.closed_clocks,
            new_client_id=lambda: next(self._client_ids),
            max_message_bytes=WIRE["limits"]["maxMessageBytes"],
            caps=self.caps,
            refused=self.refused,
        )

    def history(self) -> History:
        """What a new process reads: the snapshot, if one was taken, and the log behind it."""
        first = [seed_record(self.seed)] if self.snapshot is None else []
        return read_history(self.snapshot, [*first, *self.log])

    def peer(self, name: str = "Ann", role: Role = Role.PARTICIPANT, **session: Any) -> Peer:
        """A new peer, connected."""
        peer = Peer(self, Person(name.lower(), name, 1, role), len(self.peers) + 1)
        self.peers.append(peer)
        peer.connect(**session)
        return peer

    def flush(self) -> Flush | None:
        """One flush, logged and put on its way to its readers."""
        self.carry_prompts()
        flush = self.room.flush(self.now)
        if flush is None:
            return None
        self.flushes.append(flush)
        if flush.record is not None:
            self.log.append(flush.record)
        if flush.update is not None:
            for session in flush.audience:
                self._to(session, flush.update)
        for reply in flush.replies:
            self._to(reply.session, reply.message)
        for session, settled in flush.saved:
            self._to(session, messages.saved(settled))
        return flush

    def carry_prompts(self) -> None:
        for session, message in self.room.take_prompts():
            self._to(session, message)
        presence = self.room.take_presence()
        if presence:
            for session in self.room.sessions:
                self._to(session, messages.awareness(presence))

    def settle(self) -> None:
        """Until no peer and no room has anything left to say."""
        while True:
            moved = False
            for peer in self.peers:
                moved |= peer.send_all()
            moved |= self.flush() is not None
            for peer in self.peers:
                moved |= peer.read_all()
            if not moved and not any(peer.outbox for peer in self.peers):
                return

    def replayed(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a new process makes of the log."""
        return BoardDocument(5, self.history().updates).plain()

    def _to(self, session: Session, message: bytes) -> None:
        for peer in self.peers:
            if peer.session is session:
                peer.inbox.append(message)


class Peer:
    """A Yjs client: a document, an outbox that the test lets through, and what it was told."""

    def __init__(self, hall: Hall, person: Person, client_id: int) -> None:
        self.hall = hall
        self.person = person
        self.doc: Doc[Any] = Doc(client_id=client_id)
        self.objects: Map[Any] = self.doc.get("objects", type=Map)
        self.meta: Map[Any] = self.doc.get("meta", type=Map)
        self.outbox: deque[bytes] = deque()
        self.inbox: deque[bytes] = deque()
        self.session: Session | None = None
        self.saved = 0
        self.events: list[dict[str, Any]] = []
        self.denials: list[str] = []
        self.presence: dict[int, dict[str, Any] | None] = {}
        self.clocks: dict[int, int] = {}
        self.updates_seen = 0
        self._is_receiving = False
        self.doc.observe(self._on_change)

    def connect(self, **session: Any) -> None:
        self.session = Session(self.person, **{"wants_events": True, **session})
        self.outbox.clear()
        self.inbox.clear()
        self.hall.room.join(self.session)
        self.send(messages.step1(self.doc.get_state()))

    def disconnect(self) -> None:
        """The connection is lost, with all that was under way in both directions."""
        if self.session is not None:
            self.hall.room.leave(self.session)
        self.session = None
        self.outbox.clear()
        self.inbox.clear()

    def send(self, message: bytes) -> None:
        if self.session is not None:
            self.outbox.append(message)

    def say(self, **state: Any) -> None:
        """Shows presence under the document's own client id."""
        self._clock = getattr(self, "_clock", 0) + 1
        entry = messages.AwarenessEntry(self.doc.client_id, self._clock, json.dumps(state))
        self.send(messages.awareness([entry]))

    def send_one(self) -> None:
        assert self.session is not None
        self.hall.room.receive(self.session, self.outbox.popleft())

    def send_all(self) -> bool:
        sent = bool(self.outbox)
        while self.outbox:
            self.send_one()
        return sent

    def read_all(self) -> bool:
        read = bool(self.inbox)
        while self.inbox:
            self.read(self.inbox.popleft())
        return read

    def read(self, message: bytes) -> None:
        kind, at = read_uint(message, 0)
        if kind == messages.SYNC:
            step, at = read_uint(message, at)
            payload, _ = read_buffer(message, at)
            if step == messages.STEP1:
                self.send(messages.step2(self.doc.get_update(payload)))
            else:
                self.updates_seen += 1
                with self.received():
                    self.doc.apply_update(payload)
        elif kind == messages.AWARENESS:
            payload, _ = read_buffer(message, at)
            entries = messages.decode(message)
            assert isinstance(entries, messages.Awareness)
            for entry in entries.entries:
                self.presence[entry.client_id] = json.loads(entry.state)
                self.clocks[entry.client_id] = entry.clock
        elif kind == messages.AUTH:
            reason, _ = read_string(message, at + 1)
            self.denials.append(reason)
        elif kind == messages.EVENT:
            body, _ = read_string(message, at)
            self.events.append(json.loads(body))
        elif kind == messages.SAVED:
            self.saved, _ = read_uint(message, at)

    @contextmanager
    def received(self) -> Iterator[None]:
        """What changes the document meanwhile came from outside and is not sent back."""
        self._is_receiving = True
        try:
            yield
        finally:
            self._is_receiving = False

    def plain(self) -> dict[str, Any]:
        return {id: self.objects[id].to_py() for id in list(self.objects.keys())}

    def _on_change(self, event: Any) -> None:
        if not self._is_receiving and event.update != messages.EMPTY_UPDATE:
            self.send(messages.update(event.update))


def closed_with(receive: Callable[[], None]) -> str:
    """The name of the close code that `receive` ends in."""
    try:
        receive()
    except ProtocolError as error:
        return error.name
    return "open"
