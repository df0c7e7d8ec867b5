"""Sets of clock ranges, as delete sets are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from tafelronde.sync.scan import Range
from tafelronde.sync.varint import write_uint


class RangeSet:
    """Which clocks of which clients are in; built once, then asked."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        by_client: dict[int, list[tuple[int, int]]] = {}
        for client, clock, length in ranges:
            by_client.setdefault(client, []).append((clock, clock + length))
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[int, list[int]] = {}
        for client, spans in by_client.items():
            starts: list[int] = []
            ends: list[int] = []
            for start, end in sorted(spans):
                if ends and start <= ends[-1]:
                    ends[-1] = max(ends[-1], end)
                else:
                    starts.append(start)
                    ends.append(end)
            self._starts[client] = starts
            self._ends[client] = ends

    def covers(self, wanted: Range) -> bool:
        """Whether every clock of `wanted` is in the set."""
        client, clock, length = wanted
        starts = self._starts.get(client)
        if starts is None:
            return False
        at = bisect_right(starts, clock) - 1
        return at >= 0 and self._ends[client][at] >= clock + length

    def encode(self) -> bytes:
        """As the delete set of an update: clients:uint { client:uint ranges:uint { clock:uint
        length:uint } }
        """
        parts = [write_uint(len(self._starts))]
        for client, starts in self._starts.items():
            parts += [write_uint(client), write_uint(len(starts))]
            for start, end in zip(starts, self._ends[client], strict=True):
                parts += [write_uint(start), write_uint(end - start)]
        return b"".join(parts)
