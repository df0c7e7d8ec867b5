"""Whom the Yjs client ids of a board belong to.

Two contents under one clock would divide the board for good, and the second one to arrive would count
as known and be lost: so each id is one person's, and none goes on behind what a closed epoch shares
with this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tafelronde.errors import ProtocolError

# Whom the server's own ids belong to: no person has this id.
_SERVER = "the server"


class ClientIds:
    """`new`: random ids for the server's own changes. `closed_clocks`: for the ids of closed epochs,
    the highest clock that this epoch still shares with them.
    """

    def __init__(self, new: Callable[[], int], closed_clocks: Mapping[int, int]) -> None:
        self._new = new
        self._closed_clocks = closed_clocks
        # Who writes under which id, as far as it showed since this room was made.
        self._writers: dict[int, str] = {}
        # Who brought what is new under an id in an answer, with all else that a crash took: it may be
        # another's, who comes later.
        self._bringers: dict[int, str] = {}

    def own(self) -> int:
        """One for a life of the server's document: a reused id could give two contents to one clock
        after a crash.
        """
        client_id = self._new()
        self._writers[client_id] = _SERVER
        return client_id

    def note(self, client_id: int | None, person_id: str) -> None:
        """A connection's presence has the id of its document: nobody else writes under it from now on,
        unless somebody did before.
        """
        if client_id is not None and client_id not in self._writers:
            self._writers[client_id] = person_id
            self._bringers.pop(client_id, None)

    def check(self, ends: Mapping[int, int], person_id: str, state: Mapping[int, int]) -> None:
        """What is new under an id is of whoever wrote under it first. Others may repeat what is there,
        and bring what a crash took, since that is another life of the room.

        `ends`: up to which clock an update goes, by id. Raises `ProtocolError`.
        """
        writers, bringers = self._writers, self._bringers
        for client, end in ends.items():
            owner = writers.get(client) or bringers.get(client, person_id)
            if owner != person_id and end > state.get(client, 0):
                raise ProtocolError("oldEpoch", "changes under the client id of another")

    def claim(
        self,
        ends: Mapping[int, int],
        person_id: str,
        state: Mapping[int, int],
        *,
        is_answer: bool,
    ) -> None:
        """Notes who writes what is new of an update that was checked and is taken in. One that is
        refused gives no claim: else whoever comes first after a restart could shut everybody out.

        `is_answer`: it is all that this person's copy has and the board lacked, others' work too. That
        claims an id only until its owner shows presence under it.
        """
        claimed = self._bringers if is_answer else self._writers
        for client, end in ends.items():
            if end > state.get(client, 0) and client not in self._writers:
                claimed[client] = person_id

    def are_of_old_epoch(self, clocks: Mapping[int, int]) -> bool:
        """Whether a copy or an update with these clocks is from before the board was restored."""
        closed = self._closed_clocks
        # Few boards were ever restored, and this is asked for every update.
        return bool(closed) and any(
            clock > closed.get(client, clock) for client, clock in clocks.items()
        )
