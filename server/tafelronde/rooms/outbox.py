"""What waits for a peer that does not take it at once: bounded, and merged where it can be.

Updates collapse into one diff, presence into the latest state of each person, counts into the last.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from tafelronde.rooms.outgoing import Outgoing
from tafelronde.sync import messages
from tafelronde.sync.messages import AwarenessEntry

# Beyond this the queued updates are dropped, and the peer gets one diff when it reads again.
MAX_UPDATE_BYTES = 256 * 1024
# Events and answers cannot be merged. A peer that lets this many wait is better off reconnecting.
MAX_CONTROL_MESSAGES = 1000


class Outbox:
    """Made when something has to wait, and thrown away when it is empty: most peers need none."""

    __slots__ = ("_control", "_presence", "_saved", "_update_bytes", "_updates")

    def __init__(self) -> None:
        self._control: deque[Outgoing] = deque()
        self._updates: deque[Outgoing] = deque()
        self._update_bytes = 0
        self._presence: dict[int, AwarenessEntry] = {}
        self._saved: int | None = None

    @property
    def is_overrun(self) -> bool:
        return len(self._control) > MAX_CONTROL_MESSAGES

    @property
    def has_updates(self) -> bool:
        return bool(self._updates)

    @property
    def waiting_bytes(self) -> int:
        """How much waits, messages shared with others included."""
        return (
            self._update_bytes
            + sum(len(each.message) for each in self._control)
            + sum(len(entry.state) for entry in self._presence.values())
        )

    def add(self, outgoing: Outgoing) -> None:
        """An event, an answer, a question: kept until it is sent."""
        self._control.append(outgoing)

    def add_update(self, outgoing: Outgoing) -> bool:
        """False when there are too many: then all of them are dropped, for one diff later."""
        if self._updates and self._update_bytes + len(outgoing.message) > MAX_UPDATE_BYTES:
            self._updates.clear()
            self._update_bytes = 0
            return False
        self._updates.append(outgoing)
        self._update_bytes += len(outgoing.message)
        return True

    def add_presence(self, entries: Iterable[AwarenessEntry]) -> None:
        """Only the latest state of each person matters."""
        for entry in entries:
            self._presence[entry.client_id] = entry

    def set_saved(self, count: int) -> None:
        """Message 101; only the last count matters."""
        self._saved = count

    def next(self) -> bytes | None:
        """The next message, None when nothing waits."""
        if self._control:
            return self._control.popleft().message
        if self._updates:
            outgoing = self._updates.popleft()
            self._update_bytes -= len(outgoing.message)
            return outgoing.message
        if self._presence:
            entries = list(self._presence.values())
            self._presence.clear()
            return messages.awareness(entries)
        if self._saved is not None:
            count, self._saved = self._saved, None
            return messages.saved(count)
        return None
