"""What changed in a room since its last flush, and the stamps that the server adds to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tafelronde.board.document import BoardDocument, Changes
from tafelronde.sync.log_record import LogEntry
from tafelronde.sync.session import Session

# A time that differs from ours by more than this is not when it happened here. What was done offline
# happens when it arrives: a time of long ago could have an object purged before anybody saw it gone.
CLOCK_TOLERANCE_MS = 60_000
# The fields that say who did something and when.
_MOMENTS = ("deleted", "resolved")


@dataclass(slots=True)
class Burst:
    """`entries`: for the log, in order. `updates`: what others lack, in the same order.

    `writers`: whose connections it came from. `edits`: person id by object id.
    """

    entries: list[LogEntry] = field(default_factory=list)
    updates: list[bytes] = field(default_factory=list)
    writers: set[Session] = field(default_factory=set)
    edits: dict[str, str] = field(default_factory=dict)
    _authors: dict[str, str] = field(default_factory=dict)
    _moments: dict[tuple[str, str], str] = field(default_factory=dict)

    def receive(self, session: Session, received: bytes, effect: bytes) -> None:
        """Adds an update as it came, and its effect on the document."""
        self.writers.add(session)
        self.entries.append(LogEntry(received, session.person.id))
        self.updates.append(effect)

    def add_server(self, update: bytes) -> None:
        """Adds a change of the server's own, behind what caused it."""
        self.entries.append(LogEntry(update, None))
        self.updates.append(update)

    def note(self, changes: Changes, person_id: str) -> None:
        """Remembers who made, deleted and resolved what, until `stamp`."""
        for id in changes.created:
            self._authors[id] = self.edits[id] = person_id
            for name in _MOMENTS:
                self._moments[id, name] = person_id
        for id, names in changes.fields.items():
            self.edits[id] = person_id
            for name in _MOMENTS:
                if name in names:
                    self._moments[id, name] = person_id

    def stamp(self, document: BoardDocument, now: int) -> list[bytes]:
        """Writes author and time on what is new, and the truth on who deleted or resolved; each once.

        `now`: Unix milliseconds. Returns the server's updates, to be added to the burst.
        """
        if not (self._authors or self._moments):
            return []
        objects = document.objects
        with document.server_change() as updates:
            for id, author in self._authors.items():
                if id in objects:
                    made = objects[id]
                    made["author"] = author
                    made["created"] = now
                    if "round" in made:
                        del made["round"]
            for (id, name), person_id in self._moments.items():
                moment = objects[id].get(name) if id in objects else None
                if moment is None:
                    continue
                is_now = abs(moment["at"] - now) <= CLOCK_TOLERANCE_MS
                if moment["by"] != person_id or not is_now:
                    at = int(min(moment["at"], now)) if is_now else now
                    objects[id][name] = {"by": person_id, "at": at}
        self._authors.clear()
        self._moments.clear()
        return updates
