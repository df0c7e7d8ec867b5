"""Who is here and what they point at: awareness, with the server holding the table.

A client's word about itself is checked against `presence.schema.json`, field by field, and its
`user` is written by the server; its word about anybody else is ignored (the stock provider repeats
everybody's state, and a hostile one would invent it). What changed leaves in one message: several
moves of one cursor between two drains are one, and only the last of them is looked into, so that a
hall full of moving cursors costs little.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tafelronde.board.access import Action
from tafelronde.sync.messages import AwarenessEntry, awareness
from tafelronde.sync.session import Session
from tafelronde.sync.varint import MAX_SAFE_INTEGER

GONE = "null"
_REMEMBERED_GONE = 10_000
# What only someone who may write can be doing.
_WRITING = ("drag", "stretch", "turn", "ink", "editing")


class PresenceTooLarge(ValueError):
    """A presence state beyond the limit of wire.json; the text says how large."""


@dataclass(slots=True)
class _Held:
    """`said`: what the client sent, not looked into yet. `shown`: what others may see of it.

    `heard`: the client's own clock. Others are told that plus `ahead`: whoever comes back says the
    clock that they left with, which the others would take for old news.
    """

    session: Session
    heard: int
    ahead: int
    said: str | None
    shown: str

    @property
    def clock(self) -> int:
        return self.heard + self.ahead


class Presence:
    """The table of presence states, keyed by Yjs client id; each id belongs to one connection.

    `fields`: for each field a client may send, a function that says whether a value is valid.
    `max_length`: of one state, as the client sent it, in characters.
    """

    def __init__(self, fields: Mapping[str, Callable[[Any], bool]], max_length: int) -> None:
        self._fields = fields
        self._max_length = max_length
        self._held: dict[int, _Held] = {}
        self._everyone: bytes | None = None
        # Ids that changed since the last drain.
        self._changed: dict[int, None] = {}
        # The clock that each id was cleared with, of those that left last.
        self._gone: OrderedDict[int, int] = OrderedDict()

    def hear(self, session: Session, entries: Iterable[AwarenessEntry]) -> None:
        """Takes in what `session` says about itself; the first id it names becomes its own.

        Raises `PresenceTooLarge`.
        """
        for client_id, clock, state in entries:
            if session.awareness_id is None and not self._claim(session, client_id):
                continue
            if client_id != session.awareness_id:
                continue
            held = self._held.get(client_id)
            if held is not None and (clock < held.heard or (clock == held.heard and state != GONE)):
                continue
            ahead = held.ahead if held else max(0, self._gone.get(client_id, -1) + 1 - clock)
            if clock + ahead > MAX_SAFE_INTEGER:
                # No peer could read it, nor anything else in the same message.
                continue
            if state == GONE:
                self._clear(client_id, clock)
                continue
            if len(state) > self._max_length:
                raise PresenceTooLarge(f"{len(state)} characters of presence")
            if held is None:
                self._gone.pop(client_id, None)
                self._held[client_id] = _Held(session, clock, ahead, state, "")
            else:
                held.heard, held.said = clock, state
            self._changed[client_id] = None

    def leave(self, session: Session) -> None:
        """Clears at once what the connection showed."""
        client_id = session.awareness_id
        if client_id is None:
            return
        held = self._held.get(client_id)
        if held is not None and held.session is session:
            # y-protocols lets an equal clock remove a state, and only that.
            self._clear(client_id, held.heard)

    def everyone(self) -> bytes | None:
        """All states in one message, for who joins; None when nobody is here.

        What changed since the last `drain` may be missing in it: the next one goes to who joins, too.
        So it is made once between two drains, and not for each of a thousand who come back at once.
        """
        if self._everyone is None and self._held:
            entries = [self._entry(id, held) for id, held in self._held.items()]
            self._everyone = awareness(entries)
        return self._everyone

    @property
    def has_changed(self) -> bool:
        """Whether `drain` would return something."""
        return bool(self._changed)

    def drain(self) -> list[AwarenessEntry]:
        """What changed since the last call."""
        changed, self._changed = self._changed, {}
        if changed:
            self._everyone = None
        entries = []
        for client_id in changed:
            held = self._held.get(client_id)
            if held is not None:
                entries.append(self._entry(client_id, held))
            elif client_id in self._gone:
                entries.append(AwarenessEntry(client_id, self._gone[client_id], GONE))
        while len(self._gone) > _REMEMBERED_GONE:
            self._gone.popitem(last=False)
        return entries

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

    def _clear(self, client_id: int, clock: int) -> None:
        held = self._held.pop(client_id, None)
        if held is not None:
            self._changed[client_id] = None
            self._gone[client_id] = clock + held.ahead

    def _entry(self, client_id: int, held: _Held) -> AwarenessEntry:
        if held.said is not None:
            held.shown = self._clean(held.session, held.said)
            held.said = None
        return AwarenessEntry(client_id, held.clock, held.shown)

    def _clean(self, session: Session, state: str) -> str:
        """The state as others may see it: known, valid fields, and the server's word on who it is."""
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
