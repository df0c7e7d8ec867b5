"""Which way letters run. The page writes from left to right; what runs the other way lies in it.

After the bidirectional algorithm (UAX #9) for paragraphs from left to right, without embeddings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_BACKWARDS = ("R", "AL")
_NUMBERS = ("EN", "AN", "ES", "ET", "CS")


@dataclass(frozen=True, slots=True)
class Run:
    """The clusters from `begin` to before `end`."""

    begin: int
    end: int
    backwards: bool


def runs_of(parts: Sequence[str]) -> list[Run]:
    """The runs of one line, from left to right."""
    if all(part.isascii() for part in parts):
        return [Run(0, len(parts), backwards=False)] if parts else []
    levels = _levels(parts)
    runs: list[tuple[int, Run]] = []
    begin = 0
    for index in range(1, len(parts) + 1):
        if index == len(parts) or levels[index] != levels[begin]:
            runs.append((levels[begin], Run(begin, index, backwards=levels[begin] == 1)))
            begin = index
    return _in_sight(runs)


def _levels(parts: Sequence[str]) -> list[int]:
    """0 from left to right, 1 the other way, 2 for numbers within that."""
    kinds = [unicodedata.bidirectional(part[0]) for part in parts]
    levels = [0] * len(parts)
    last = "L"
    for index, kind in enumerate(kinds):
        if kind in _BACKWARDS or kind == "L":
            last = kind
        if kind in _BACKWARDS:
            levels[index] = 1
        elif kind in ("EN", "AN") and last != "L":
            levels[index] = 2
    return _with_neutrals(kinds, levels)


def _with_neutrals(kinds: Sequence[str], levels: list[int]) -> list[int]:
    """What has no direction of its own goes with both its neighbours, if they agree."""
    index = 0
    while index < len(kinds):
        if kinds[index] == "L" or levels[index] > 0 or kinds[index] == "EN":
            index += 1
            continue
        end = index
        while end < len(kinds) and levels[end] == 0 and kinds[end] not in ("L", "EN"):
            end += 1
        before = levels[index - 1] if index > 0 else 0
        after = levels[end] if end < len(kinds) else 0
        if before > 0 and after > 0:
            within = 2 if before == after == 2 and kinds[index] in _NUMBERS else 1
            levels[index:end] = [within] * (end - index)
        index = end
    return levels


def _in_sight(runs: Sequence[tuple[int, Run]]) -> list[Run]:
    """In the order in which they stand: a stretch that runs backwards is turned as a whole."""
    ordered: list[Run] = []
    stretch: list[Run] = []
    for level, run in runs:
        if level > 0:
            stretch.append(run)
            continue
        ordered.extend(reversed(stretch))
        stretch = []
        ordered.append(run)
    return [*ordered, *reversed(stretch)]
