"""`python -m bench.readme`: the tables of the newest whole run, shortened, into the README.

It needs no server and measures nothing; `tests/packaging/test_readme.py` holds the README to it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.peers.all import PEERS
from bench.plan import SCENARIOS
from bench.results import Results, markdown

ROOT = Path(__file__).parents[1]
_BEGIN, _END = "<!-- bench: begin -->\n", "<!-- bench: end -->"

# What a reader compares first; the whole tables have the rest.
_HEADLINES: Mapping[str, Sequence[str]] = {
    "board-25": ("p99 ms", "server CPU %"),
    "board-100": ("p99 ms", "server CPU %", "saved p99 ms"),
    "board-100x40": ("delivered %", "p99 ms", "server CPU %"),
    "board-400": ("delivered %", "p99 ms", "server CPU %"),
    "board-1000": ("delivered %", "p99 ms"),
    "ramp": ("highest updates/s",),
    "boards": ("delivered %", "p95 ms", "server CPU %"),
    "join": ("alone ms", "all of them ms"),
    "cold": ("first ms", "alone ms"),
    "idle": ("RSS MB/1,000",),
    "loaded": ("p99 ms", "server CPU %", "RSS MB"),
    "cursors": ("delivered %", "p99 ms", "server CPU %"),
}


def newest(folder: Path = ROOT / "bench/results") -> Path | None:
    """The file of the newest whole run; None when there is none."""
    return max(folder.glob("20*.json"), default=None)


def tables(run: Path) -> str:
    """What the README says of a run: machine, versions, and both tables."""
    results = Results(**json.loads(run.read_text("utf-8")))
    scenarios = [
        replace(each, shown=tuple(_HEADLINES.get(each.name, each.shown))) for each in SCENARIOS
    ]
    shown = markdown(results, scenarios, PEERS)
    return f"{shown}\nAll figures: [{run.stem}](bench/results/{run.stem}.md).\n"


def within(readme: str, text: str) -> str:
    """The README with `text` where its tables stand."""
    before, found, rest = readme.partition(_BEGIN)
    _, ended, after = rest.partition(_END)
    if not (found and ended):
        raise ValueError(f"expected the lines {_BEGIN.strip()} and {_END} in the README")
    return f"{before}{found}\n{text}\n{ended}{after}"


def main() -> int:
    run = newest()
    if run is None:
        sys.exit("no whole run in bench/results/; `make bench` makes one")
    readme = ROOT / "README.md"
    readme.write_text(within(readme.read_text("utf-8"), tables(run)), "utf-8")
    print(f"README.md has the tables of {run.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
