"""Ben, who works on the board that somebody attacks: his copy, and what has reached it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Map

from tafelronde.sync import messages
from tafelronde.sync.session import Session
from tafelronde.sync.varint import read_buffer, read_uint
from tests.fuzz.finding import Finding, named


def view_of(objects: Map[Any]) -> dict[str, Any]:
    """The objects as pycrdt itself writes them as JSON: quicker than field by field."""
    view: dict[str, Any] = json.loads(str(objects))
    return view


CLIENT = 77  # his first Yjs client id


@dataclass
class Ben:
    """`received`: the messages that his copy took in, in order, until somebody empties it.

    As Yjs does, he takes another client id when somebody else has written under his: after a restart
    whoever is first may.
    """

    session: Session
    received: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin(Doc(client_id=CLIENT))

    def _begin(self, doc: Doc[Any]) -> None:
        self.doc = doc
        self.objects: Map[Any] = doc.get("objects", type=Map)
        self.meta: Map[Any] = doc.get("meta", type=Map)
        # Up to which clock he has written under his id.
        self._written = 0
        # Until he has written to a room that was just made, his id is nobody's ([SYNC-15]).
        self._can_be_overtaken = True

    def comes_back(self, session: Session) -> None:
        """To a server that has started again."""
        self.session = session
        self._can_be_overtaken = True

    def read(self, message: bytes) -> None:
        """Takes in what the server sends."""
        self._take(message)
        while self._clock() > self._written:
            if not self._can_be_overtaken:
                raise Finding("somebody else wrote under a colleague's client id")
            fresh: Doc[Any] = Doc(client_id=self.doc.client_id + 1)
            fresh.apply_update(self.doc.get_update())
            self._begin(fresh)

    def write(self, message: bytes) -> None:
        """Takes in what he himself has sent."""
        self._take(message)
        self._written = self._clock()
        self._can_be_overtaken = False

    def _take(self, message: bytes) -> None:
        self.received.append(message)
        kind, at = read_uint(message, 0)
        if kind == messages.SYNC:
            step, at = read_uint(message, at)
            if step != messages.STEP1:
                try:
                    self.doc.apply_update(read_buffer(message, at)[0])
                except BaseException as error:
                    raise Finding("a colleague cannot read an update", named(error)) from error

    def _clock(self) -> int:
        return self.state().get(self.doc.client_id, 0)

    def view(self) -> dict[str, Any]:
        return view_of(self.objects)

    def state(self) -> dict[int, int]:
        """The state vector of his copy."""
        return messages.decode_state_vector(self.doc.get_state())

    def edit(self, work: Callable[[Map[Any]], None]) -> bytes:
        """What `work` does to his objects, as the message that tells it; b"" when it did nothing."""
        updates: list[bytes] = []
        watching = self.doc.observe(lambda event: updates.append(event.update))
        with self.doc.transaction():
            work(self.objects)
        self.doc.unobserve(watching)
        self._written = self._clock()
        return messages.update(updates[0]) if updates else b""
