"""Sticky notes and their moves as real updates, made by pycrdt before the clock runs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent

from bench.load.wire import clocks_brought

# 32-bit ids, as Yjs clients draw them: five bytes on the wire.
_CLIENT_IDS = range(2**31, 2**32)
_NOTES_A_TRANSACTION = 250


def client_ids(count: int, seed: int) -> list[int]:
    return random.Random(seed).sample(_CLIENT_IDS, count)


class Note:
    """A note of one Yjs client, whole in its first update, then moved by setting `at`.

    `creation`: that update. `first`: the clock of the first move; every move is one clock long.
    """

    def __init__(self, client_id: int) -> None:
        self.client_id = client_id
        self._doc: Doc[Any] = Doc(client_id=client_id)
        self._updates: list[bytes] = []
        self._subscription = self._doc.observe(self._on_update)
        self._note = _add(self._doc, f"note{client_id}", client_id)
        (self.creation,) = self._updates
        self._random = random.Random(client_id)
        ((_, _, self.first),) = clocks_brought(self.creation)

    def moves(self, count: int) -> list[bytes]:
        """That many further moves, one update each, 34 to 40 bytes."""
        self._updates.clear()
        draw = self._random.uniform
        for _ in range(count):
            # Quarters: exact as 32-bit floats, which is how Yjs then writes them.
            self._note["at"] = [round(draw(-8000, 8000) * 4) / 4, round(draw(-8000, 8000) * 4) / 4]
        moves, self._updates = self._updates, []
        return moves

    def _on_update(self, event: TransactionEvent) -> None:
        self._updates.append(event.update)


def filled(count: int, client_id: int) -> Iterator[bytes]:
    """`count` notes of one client, as updates of some 45 KB each."""
    doc: Doc[Any] = Doc(client_id=client_id)
    updates: list[bytes] = []
    subscription = doc.observe(lambda event: updates.append(event.update))
    for begin in range(0, count, _NOTES_A_TRANSACTION):
        with doc.transaction():
            for number in range(begin, min(begin + _NOTES_A_TRANSACTION, count)):
                _add(doc, f"filled{number}", number)
        yield from updates
        updates.clear()
    doc.unobserve(subscription)


def _add(doc: Doc[Any], id: str, number: int) -> Map[Any]:
    objects: Map[Any] = doc.get("objects", type=Map)
    objects[id] = Map(
        {
            "type": "sticky",
            "at": [float(number % 100 * 220), float(number // 100 % 100 * 220)],
            "size": [200.0, 200.0],
            "color": "sun",
            "text": Text(f"What note {number} says, in a line of its own"),
        }
    )
    note: Map[Any] = objects[id]
    return note
