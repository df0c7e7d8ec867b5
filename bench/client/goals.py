"""What was aimed at, as ratios within one run, and whether it was reached."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

AT = 5_000
SMALL, LARGE = 1_000, 10_000
_MAIN, _P95 = "main ms/s", "p95 ms"


class Figures(Protocol):
    """A run, as the goals need it; what was not measured is not a number."""

    def median(self, objects: int, cell: str, peer: str, name: str) -> float: ...

    def weight(self, peer: str) -> float: ...

    @property
    def idle_frame(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Goal:
    """`value` should be at most `most`."""

    title: str
    most: float
    value: float

    @property
    def verdict(self) -> str:
        if math.isnan(self.value):
            return "not measured"
        return "reached" if self.value <= self.most else "**not reached**"


# Against excalidraw, at the middle size.
_AGAINST = (
    ("pan, main thread", "pan", _MAIN, 0.5),
    ("remote moves, main thread", "moves", _MAIN, 0.3),
    ("pan + moves, main thread", "pan-moves", _MAIN, 0.45),
    ("drag, main thread", "drag", _MAIN, 0.5),
    ("load", "load", "ms", 0.6),
    ("zoom, p95 of a frame", "zoom", _P95, 0.25),
)


def goals(run: Figures, sizes: Sequence[int], cells: Sequence[str]) -> list[Goal]:
    """All of them, those that cannot be told from this run, too."""

    def ours(objects: int, cell: str, name: str) -> float:
        return run.median(objects, cell, "ours", name)

    against = [
        Goal(
            f"{title}, of excalidraw's at {AT:,}",
            most,
            ours(AT, cell, name) / run.median(AT, cell, "excalidraw", name),
        )
        for title, cell, name, most in _AGAINST
    ]
    weight = run.weight("ours") / run.weight("excalidraw")
    growth = [
        Goal(
            f"{cell}, main thread, {LARGE:,} of {SMALL:,} objects",
            1.4,
            ours(LARGE, cell, _MAIN) / ours(SMALL, cell, _MAIN),
        )
        for cell in ("pan", "moves")
    ]

    def worst(name: str) -> float:
        values = (ours(objects, cell, name) for objects in sizes for cell in cells)
        return _most(values) / run.idle_frame

    return [
        *against,
        Goal("initial JavaScript, of excalidraw's", 0.3, weight),
        *growth,
        Goal("the worst p95 of all cells, of an idle frame", 1.8, worst(_P95)),
        Goal("the longest frame of all cells, of an idle frame", 4, worst("longest ms")),
    ]


def tolerance(run: Figures, again: str, sizes: Sequence[int], cells: Sequence[str]) -> float:
    """By what factor two measurements of the same thing differ at most, on the main thread."""
    pairs = (
        (run.median(objects, cell, "ours", _MAIN), run.median(objects, cell, again, _MAIN))
        for objects in sizes
        for cell in cells
    )
    return _most(max(a / b, b / a) for a, b in pairs)


def _most(values: Iterable[float]) -> float:
    return max((value for value in values if not math.isnan(value)), default=math.nan)
