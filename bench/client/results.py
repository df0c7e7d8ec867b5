"""The figures of a run: which run they are of, their medians, and the tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from bench.client.goals import Goal
from bench.results import Results

AGAIN = "ours again"
TITLES: Mapping[str, str] = {
    "ours": "Tafelronde",
    AGAIN: "Tafelronde, once more",
    "excalidraw": "excalidraw",
    "tldraw": "tldraw",
}
_WEIGHT, _IDLE = "initial JavaScript", "idle"


class Titled(Protocol):
    """A cell, as the tables need it."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


class Run:
    """A run's figures, kept as the server's bench keeps its own."""

    def __init__(self, kept: Results) -> None:
        self.kept = kept

    def add(self, objects: int, cell: str, peer: str, figures: dict[str, float]) -> None:
        self.kept.add(_key(objects, cell), peer, figures)

    def fail(self, objects: int, cell: str, peer: str, why: str) -> None:
        self.kept.fail(_key(objects, cell), peer, why)

    def add_weight(self, peer: str, size: int) -> None:
        self.kept.add(_WEIGHT, peer, {"kB": size / 1e3})

    def add_idle_frame(self, milliseconds: float) -> None:
        self.kept.add(_IDLE, "blank page", {"p50 ms": milliseconds})

    def median(self, objects: int, cell: str, peer: str, name: str) -> float:
        return self.kept.median(_key(objects, cell), peer, name)

    def weight(self, peer: str) -> float:
        return self.kept.median(_WEIGHT, peer, "kB")

    @property
    def idle_frame(self) -> float:
        return self.kept.median(_IDLE, "blank page", "p50 ms")

    def failed(self, objects: int, cell: str, peer: str) -> bool:
        return peer in self.kept.failures.get(_key(objects, cell), {})

    def others(self) -> float:
        """The most that others took of a core while anything was measured, in %."""
        shares = [
            figures["others %"]
            for by_peer in self.kept.runs.values()
            for runs in by_peer.values()
            for figures in runs
            if "others %" in figures
        ]
        return max(shares, default=math.nan)


def tables(run: Run, sizes: Sequence[int], cells: Sequence[Titled], goals: Sequence[Goal]) -> str:
    """Machine and versions, a table for each size, and the goals."""
    parts = ["\n".join(f"- {line}" for line in run.kept.about)]
    parts.append("\n".join(f"- {name}: {text}" for name, text in run.kept.versions.items()))
    peers = [name for name in TITLES if not math.isnan(run.weight(name))]
    weights = ", ".join(f"{TITLES[name]} {run.weight(name):.0f} kB" for name in peers)
    parts.append(f"Initial JavaScript, gzip: {weights}.")
    parts += [_table(run, objects, cells) for objects in sizes]
    if goals:
        parts.append(_goals(goals))
    return "\n\n".join(parts) + "\n"


def details(run: Run, sizes: Sequence[int], cells: Sequence[Titled]) -> str:
    """What the tables leave out: the longest frames, and whose time it was."""
    names = ("longest ms", "main CPU ms/s", "browser CPU ms/s", "others %")
    lines = [
        "| objects | cell | whiteboard | " + " | ".join(names) + " |",
        "|---:|---|---|" + "---:|" * len(names),
    ]
    for objects in sizes:
        for cell in cells:
            for peer, title in TITLES.items():
                values = [run.median(objects, cell.name, peer, name) for name in names]
                if not all(map(math.isnan, values)):
                    shown = " | ".join(f"{value:.0f}" for value in values)
                    lines.append(f"| {objects:,} | {cell.title} | {title} | {shown} |")
    return "\n".join(lines) + "\n"


def _key(objects: int, cell: str) -> str:
    return f"{objects} {cell}"


def _table(run: Run, objects: int, cells: Sequence[Titled]) -> str:
    titles = " | ".join(cell.title for cell in cells)
    lines = [f"| {objects:,} objects | load | {titles} |", "|---|---:|" + "---:|" * len(cells)]
    for peer, title in TITLES.items():
        load = run.median(objects, "load", peer, "ms")
        if math.isnan(load) and not run.failed(objects, "load", peer):
            continue
        shown = [_cell(run, objects, cell.name, peer) for cell in cells]
        first = f"{load:.0f}" if not math.isnan(load) else _why(run, objects, "load", peer)
        lines.append(f"| {title} | {first} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def _cell(run: Run, objects: int, cell: str, peer: str) -> str:
    p50, p95, main = (
        run.median(objects, cell, peer, name) for name in ("p50 ms", "p95 ms", "main ms/s")
    )
    if math.isnan(main):
        return _why(run, objects, cell, peer)
    return f"{p50:.0f}/{p95:.0f} · {main:.0f}"


def _why(run: Run, objects: int, cell: str, peer: str) -> str:
    reasons = run.kept.failures.get(_key(objects, cell), {}).get(peer, ["–"])
    return reasons[0]


def _goals(goals: Sequence[Goal]) -> str:
    lines = ["| aim | at most | measured | |", "|---|---:|---:|---|"]
    lines += [
        f"| {goal.title} | {goal.most:g} | {goal.value:.2f} | {goal.verdict} |" for goal in goals
    ]
    return "\n".join(lines)
