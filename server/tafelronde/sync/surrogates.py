"""Characters that take two UTF-16 units, and updates that would cut one in half.

Yjs counts text in UTF-16 units, so an update can delete, or insert between, the two halves of an
emoji. Yjs replaces the halves by two characters; yrs 0.28 (pycrdt 0.14.13) does not survive it: the
lengths of its blocks no longer add up, and everything that client ever wrote behind that place is
lost or unreadable when the document is next loaded. Six bytes are enough. So the room knows where
the pairs are and refuses what would cut one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping
from contextlib import suppress

from tafelronde.sync.scan import Id, Scan, scan_server
from tafelronde.sync.varint import Malformed, read_uint, write_uint

# What a character of four UTF-8 bytes looks like. Numbers can look like it too: then the update is
# scanned in vain.
_LIKELY_PAIR = re.compile(rb"[\xf0-\xf4][\x80-\xbf]{3}")


class Surrogates:
    """The first halves of all surrogate pairs in a document's texts, deleted ones included."""

    def __init__(self) -> None:
        self._clocks: dict[int, list[int]] = {}

    def add(self, pairs: Iterable[Id]) -> None:
        for client, clock in pairs:
            clocks = self._clocks.setdefault(client, [])
            if not clocks or clock > clocks[-1]:
                clocks.append(clock)
            elif not self._holds(clocks, clock):
                insort(clocks, clock)

    def add_from(self, update: bytes) -> None:
        """Adds the pairs of an update of the log."""
        if _LIKELY_PAIR.search(update):
            # What was taken in before it was refused can be read no more; pycrdt shows what it does.
            with suppress(Malformed):
                self.add(scan_server(update).pairs)

    def are_cut_by(self, found: Scan) -> bool:
        """Whether the update deletes half a character, or puts something between two halves."""
        if not self._clocks and not found.pairs:
            return False
        known = self._clocks
        if found.pairs:
            # An update may cut what it brings itself.
            together = Surrogates()
            together.add(found.pairs)
            if together._cuts(found):
                return True
        return bool(known) and self._cuts(found)

    def are_belied_by(self, found: Scan, state: Mapping[int, int]) -> bool:
        """Whether the update has a character of two units where a document at `state` has something
        else. Believed, it would have others' work refused that is said to cut it.
        """
        return any(
            clock < state.get(client, 0) and not self._holds(self._clocks.get(client, []), clock)
            for client, clock in found.pairs
        )

    def encode(self) -> bytes:
        """clients:uint { client:uint count:uint { clock:uint } }"""
        parts = [write_uint(len(self._clocks))]
        for client, clocks in self._clocks.items():
            parts += [write_uint(client), write_uint(len(clocks)), *map(write_uint, clocks)]
        return b"".join(parts)

    def decode(self, data: bytes, at: int) -> int:
        """Adds what `encode` wrote at index `at`; returns the index behind it."""
        clients, at = read_uint(data, at)
        for _ in range(clients):
            client, at = read_uint(data, at)
            count, at = read_uint(data, at)
            clocks = []
            for _ in range(count):
                clock, at = read_uint(data, at)
                clocks.append(clock)
            self._clocks[client] = clocks
        return at

    def _cuts(self, found: Scan) -> bool:
        for client, clock, length in found.deletes:
            clocks = self._clocks.get(client)
            if clocks is not None and (
                self._holds(clocks, clock - 1) or self._holds(clocks, clock + length - 1)
            ):
                return True
        for _, _, _, _, left, right, _, _, _ in found.items:
            if left is not None:
                clocks = self._clocks.get(left[0])
                if clocks is not None and self._holds(clocks, left[1]):
                    return True
            if right is not None:
                clocks = self._clocks.get(right[0])
                if clocks is not None and self._holds(clocks, right[1] - 1):
                    return True
        return False

    @staticmethod
    def _holds(clocks: list[int], clock: int) -> bool:
        at = bisect_left(clocks, clock)
        return at < len(clocks) and clocks[at] == clock
