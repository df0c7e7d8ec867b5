"""Who is connected to one room, and what goes out to them: to each, to all, or to those it is meant for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tafelronde.rooms.close_codes import CloseCodes
from tafelronde.rooms.connection import Connection
from tafelronde.rooms.measures import Measures
from tafelronde.rooms.outgoing import Outgoing
from tafelronde.sync import messages
from tafelronde.sync.flush import Flush
from tafelronde.sync.session import Session

# Showing everybody to everybody grows with the square of their number. Nobody is shown more than
# this many states a second: of few people they leave at once, of 500 once a second.
_STATES_SHOWN_A_SECOND = 500
_SMALL_ROOM = 5


class FanOut:
    """The connections of one room, by the session that the room knows them by.

    A session that has left may still be named by a flush that is on its way: it gets nothing.
    """

    def __init__(self, close_codes: CloseCodes, measures: Measures) -> None:
        self._close_codes = close_codes
        self._measures = measures
        self._connections: dict[Session, Connection] = {}

    @property
    def connections(self) -> list[Connection]:
        return list(self._connections.values())

    @property
    def presence_delay(self) -> float:
        """For how many seconds what people show of themselves is gathered before it goes out."""
        size = len(self._connections)
        return size / _STATES_SHOWN_A_SECOND if size > _SMALL_ROOM else 0.0

    def add(self, connection: Connection) -> None:
        self._connections[connection.session] = connection
        self._measures.open.add(connection)
        self._measures.joins += 1

    def remove(self, connection: Connection) -> None:
        measures = self._measures
        del self._connections[connection.session]
        measures.open.discard(connection)
        measures.updates_in += connection.session.received
        if connection.close_reason is not None:
            measures.closed[connection.close_reason] += 1

    def close(self, name: str, is_meant: Callable[[Connection], bool] = lambda _: True) -> None:
        """Closes the connections that `is_meant` picks, with the close code of that name."""
        close = self._close_codes[name]
        for connection in self.connections:
            if is_meant(connection):
                connection.close(close.code, name)

    def announce(self, body: dict[str, Any]) -> None:
        """Sends an event to every connection that asked for events."""
        outgoing = Outgoing(messages.event(body))
        for session, connection in self._connections.items():
            if session.wants_events:
                self._send(connection, outgoing)

    def keep_alive(self, silent_for: float) -> None:
        """Sends traffic to peers that got none for `silent_for` seconds: they count on it."""
        now = asyncio.get_running_loop().time()
        outgoing = Outgoing(messages.KEEPALIVE)
        for connection in self._connections.values():
            if now - connection.last_sent >= silent_for:
                connection.keep_alive(outgoing)

    def show(self, entries: Sequence[messages.AwarenessEntry]) -> None:
        """Shows everybody who is here, as far as it changed."""
        outgoing = Outgoing(messages.awareness(entries))
        for connection in self._connections.values():
            connection.send_presence(outgoing, entries)

    def prompt(self, prompts: Iterable[tuple[Session, bytes]]) -> None:
        """Sends what shows no content, each to one session."""
        for session, message in prompts:
            connection = self._connections.get(session)
            if connection is not None:
                self._send(connection, Outgoing(message))

    def deliver(self, flush: Flush) -> None:
        """Sends a burst to its audience, one frame for all of them, and the answers that wait for it."""
        connections = self._connections
        if flush.update is not None:
            outgoing = Outgoing(flush.update)
            self._measures.updates_out += len(flush.audience)
            for session in flush.audience:
                connection = connections.get(session)
                if connection is not None:
                    connection.send_update(outgoing, flush.standing)
        for session, message, standing in flush.replies:
            connection = connections.get(session)
            if connection is not None:
                connection.send_update(Outgoing(message), standing)

    def tell_saved(self, flush: Flush) -> None:
        for session, count in flush.saved:
            connection = self._connections.get(session)
            if connection is not None:
                connection.send_saved(count)

    def _send(self, connection: Connection, outgoing: Outgoing) -> None:
        """An event or an answer; a peer that lets too many of them wait is sent away."""
        connection.send(outgoing)
        if connection.is_overrun:
            connection.close(self._close_codes["busy"].code, "busy")
