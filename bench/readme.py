"""`python -m bench.readme`: the tables of the newest whole runs, shortened, into the README.

One run is of the server, the other of the client. It needs no server and measures nothing;
`tests/packaging/test_readme.py` holds the README to it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.client import report
from bench.client.results import Run
from bench.peers.all import PEERS
from bench.plan import SCENARIOS
from bench.results import Results, markdown

ROOT = Path(__file__).parents[1]
SERVER, CLIENT = "bench", "bench-client"

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


def newest(folder: Path = ROOT / "bench/results", prefix: str = "") -> Path | None:
    """The file of the newest whole run of the server, or with `client-` of the client; None when
    there is none.
    """
    return max(folder.glob(f"{prefix}20*.json"), default=None)


def tables(run: Path) -> str:
    """What the README says of a run: machine, versions, and both tables."""
    results = Results(**json.loads(run.read_text("utf-8")))
    scenarios = [
        replace(each, shown=tuple(_HEADLINES.get(each.name, each.shown))) for each in SCENARIOS
    ]
    shown = markdown(results, scenarios, PEERS)
    return f"{shown}\nAll figures: [{run.stem}](bench/results/{run.stem}.md).\n"


def client_tables(run: Path) -> str:
    """What the README says of a run of the client: versions, a table for each size, and the aims."""
    results = Results(**json.loads(run.read_text("utf-8")))
    shown = report.shown(Run(results))
    return f"{shown}\nAll figures: [{run.stem}](bench/results/{run.stem}.md).\n"


def within(readme: str, text: str, name: str) -> str:
    """The README with `text` where the tables of that `name` stand."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, found, rest = readme.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"expected the lines {begin.strip()} and {end} in the README")
    return f"{before}{found}\n{text}\n{ended}{after}"


def all_within(readme: str) -> str:
    """The README with the tables of the newest whole runs, of each kind that there is."""
    if (run := newest()) is not None:
        readme = within(readme, tables(run), SERVER)
    if (run := newest(prefix="client-")) is not None:
        readme = within(readme, client_tables(run), CLIENT)
    return readme


def main() -> int:
    readme = ROOT / "README.md"
    readme.write_text(all_within(readme.read_text("utf-8")), "utf-8")
    print("README.md has the tables of the newest whole runs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
