"""Who is here and what they point at: awareness, with the server holding the table.

A client's word about itself is checked against `presence.schema.json`, field by field, and its
`user` is written by the server; its word about anybody else is ignored (the stock provider repeats
everybody's state, and a hostile one would invent it). What changed leaves in one message: several
moves of one cursor between two drains are one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tafelronde.board.access import Action
from tafelronde.sync.messages import AwarenessEntry, awareness
from tafelronde.sync.session import Session

GONE = "null"
# What only someone who may write can be doing.
_WRITING = ("drag", "editing")


class PresenceTooLarge(ValueError):
    """A presence state beyond the limit of wire.json; the text says how large."""


@dataclass(slots=True)
class _Held:
    session: Session
    clock: int
    state: str


class Presence:
    """The table of presence states, keyed by Yjs client id; each id belongs to one connection.

    `fields`: for each field a client may send, a function that says whether a value is valid.
    `max_bytes`: of one state, as the client sent it.
    """

    def __init__(self, fields: Mapping[str, Callable[[Any], bool]], max_bytes: int) -> None:
        self._fields = fields
        self._max_bytes = max_bytes
        self._held: dict[int, _Held] = {}
        self._changed: dict[int, AwarenessEntry] = {}

    def hear(self, session: Session, entries: Iterable[AwarenessEntry]) -> None:
        """Takes in what `session` says about itself; the first id it names becomes its own.

        Raises `PresenceTooLarge`.
        """
        for entry in entries:
            if session.awareness_id is None and not self._claim(session, entry.client_id):
                continue
            if entry.client_id != session.awareness_id:
                continue
            held = self._held.get(entry.client_id)
            if held is not None and entry.clock < held.clock:
                continue
            if held is not None and entry.clock == held.clock and entry.state != GONE:
                continue
            self._set(session, entry.client_id, entry.clock, self._clean(session, entry.state))

    def leave(self, session: Session) -> None:
        """Clears at once what the connection showed."""
        client_id = session.awareness_id
        if client_id is None:
            return
        held = self._held.get(client_id)
        if held is not None and held.session is session:
            self._set(session, client_id, held.clock + 1, GONE)

    def everyone(self) -> bytes | None:
        """All states as one awareness message, for who joins; None when nobody shows any."""
        if not self._held:
            return None
        return awareness(
            [AwarenessEntry(id, held.clock, held.state) for id, held in self._held.items()]
        )

    def drain(self) -> bytes | None:
        """What changed since the last call as one awareness message, or None."""
        if not self._changed:
            return None
        message = awareness(list(self._changed.values()))
        self._changed.clear()
        return message

    def _claim(self, session: Session, client_id: int) -> bool:
        """Whether `session` may speak for `client_id`: nobody does, or an older tab of the person."""
        held = self._held.get(client_id)
        if held is not None and held.session.person.id != session.person.id:
            return False
        if held is not None:
            held.session.awareness_id = None
            held.session = session
        session.awareness_id = client_id
        return True

    def _set(self, session: Session, client_id: int, clock: int, state: str) -> None:
        if state == GONE:
            self._held.pop(client_id, None)
        else:
            self._held[client_id] = _Held(session, clock, state)
        self._changed[client_id] = AwarenessEntry(client_id, clock, state)

    def _clean(self, session: Session, state: str) -> str:
        """The state as others may see it: known, valid fields, and the server's word on who it is."""
        if state == GONE:
            return GONE
        if len(state) > self._max_bytes:
            raise PresenceTooLarge(f"{len(state)} characters of presence")
        try:
            said = json.loads(state)
        except (ValueError, RecursionError):
            # Not JSON: the person is here all the same, and says nothing about what they do.
            said = {}
        if not isinstance(said, dict):
            said = {}
        person = session.person
        may_write = person.may(Action.WRITE_OBJECTS)
        shown: dict[str, Any] = {
            "user": {
                "id": person.id,
                "name": person.name,
                "color": person.color,
                "role": person.role.value,
            }
        }
        for name, is_valid in self._fields.items():
            if name in said and is_valid(said[name]) and (may_write or name not in _WRITING):
                shown[name] = said[name]
        return json.dumps(shown, separators=(",", ":"))
