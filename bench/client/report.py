"""A run as it is kept: figures and tables in `bench/results/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.client.cells import CELLS
from bench.client.goals import goals, tolerance
from bench.client.results import AGAIN, Run, details, tables
from bench.results import write

SIZES: Sequence[int] = (1_000, 5_000, 10_000)
_RESULTS = Path(__file__).parents[1] / "results"
_NAMES = [cell.name for cell in CELLS]


def shown(run: Run) -> str:
    """What a reader compares first."""
    differ = tolerance(run, AGAIN, SIZES, _NAMES)
    line = (
        f"Tafelronde measured twice: the main thread's figures differ by at most {differ:.2f}×; "
        f"others took at most {run.others():.0f}% of a core in any window"
    )
    told = Run(replace(run.kept, about=[*run.kept.about, line]))
    return tables(told, SIZES, CELLS, goals(run, SIZES, _NAMES))


def save(run: Run, name: str) -> str:
    """Writes `name`.md and `name`.json; returns what they show."""
    text = shown(run)
    write(run.kept, f"{text}\n{details(run, SIZES, CELLS)}", _RESULTS, name)
    return text
