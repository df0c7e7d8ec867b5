"""Medians, the two tables, and the files they are kept in."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.measure.isolated import Figures
from bench.peers.peer import Peer
from bench.plan import Scenario

REFERENCE = "hocuspocus"
# Shares and the generator's own figures are no merit of a server: they get no ratio.
_WITHOUT_RATIO = ("%", "above", "rows")


@dataclass(slots=True)
class Results:
    """`runs`: by scenario and server, the figures of each run. `failures`: why there are none."""

    about: list[str]
    versions: dict[str, str] = field(default_factory=dict)
    runs: dict[str, dict[str, list[Figures]]] = field(default_factory=dict)
    failures: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def add(self, scenario: str, server: str, figures: Figures) -> None:
        self.runs.setdefault(scenario, {}).setdefault(server, []).append(figures)

    def fail(self, scenario: str, server: str, why: str) -> None:
        self.failures.setdefault(scenario, {}).setdefault(server, []).append(why)

    def median(self, scenario: str, server: str, name: str) -> float:
        """Not a number when no run has it."""
        runs = self.runs.get(scenario, {}).get(server, [])
        values = [run[name] for run in runs if not math.isnan(run.get(name, math.nan))]
        return statistics.median(values) if values else math.nan

    def as_json(self) -> dict[str, Any]:
        return {
            "about": self.about,
            "versions": self.versions,
            "runs": self.runs,
            "failures": self.failures,
        }


def markdown(results: Results, scenarios: Sequence[Scenario], peers: Sequence[Peer]) -> str:
    compared = [scenario for scenario in scenarios if not scenario.is_growth]
    grown = [scenario for scenario in scenarios if scenario.is_growth]
    parts = ["\n".join(f"- {line}" for line in results.about)]
    parts.append("\n".join(f"- {name}: {text}" for name, text in results.versions.items()))
    if compared:
        parts.append(_comparison(results, compared, peers))
    if grown:
        parts.append(_growth(results, [*_by_people(scenarios), *grown]))
    notes = _failures(results)
    if notes:
        parts.append(notes)
    return "\n\n".join(parts) + "\n"


def write(results: Results, text: str, folder: Path, name: str) -> Path:
    """Writes `name`.md and `name`.json; returns the former."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(results.as_json(), indent=1) + "\n", "utf-8")
    path = folder / f"{name}.md"
    path.write_text(f"# Measured {name}\n\n{text}", "utf-8")
    return path


def _comparison(results: Results, scenarios: Sequence[Scenario], peers: Sequence[Peer]) -> str:
    """In parentheses: times what Hocuspocus without a store has."""
    lines = [
        "| scenario | figure | " + " | ".join(peer.title for peer in peers) + " |",
        "|---|---|" + "---:|" * len(peers),
    ]
    for scenario in scenarios:
        for at, name in enumerate(scenario.shown):
            base = results.median(scenario.name, REFERENCE, name)
            cells = [_cell(results, scenario.name, peer.name, name, base) for peer in peers]
            if any(cell != "–" for cell in cells) or at == 0:
                lines.append(_row(scenario.title if at == 0 else "", name, cells))
    return "\n".join(lines)


def _growth(results: Results, scenarios: Sequence[Scenario]) -> str:
    names = list(dict.fromkeys(name for scenario in scenarios for name in scenario.shown))
    lines = [
        "| our own cost | " + " | ".join(names) + " |",
        "|---|" + "---:|" * len(names),
    ]
    for scenario in scenarios:
        values = [results.median(scenario.name, "ours", name) for name in names]
        shown = [
            _number(value) if name in scenario.shown else ""
            for name, value in zip(names, values, strict=True)
        ]
        lines.append(f"| {scenario.title} | " + " | ".join(shown) + " |")
    return "\n".join(lines)


def _by_people(scenarios: Sequence[Scenario]) -> list[Scenario]:
    """The first rows of the second table: how cost grows with the number of writers."""
    shown = ("server µs/update", "p99 ms", "server CPU %", "RSS MB")
    return [
        Scenario(scenario.name, scenario.title, scenario.run, shown)
        for scenario in scenarios
        if scenario.name in ("board-25", "board-100", "board-400", "board-1000")
    ]


def _failures(results: Results) -> str:
    lines = [
        f"- {scenario}, {server}: {'; '.join(dict.fromkeys(reasons))}"
        for scenario, servers in results.failures.items()
        for server, reasons in servers.items()
    ]
    return "\n".join(["Not measured:", "", *lines]) if lines else ""


def _cell(results: Results, scenario: str, server: str, name: str, base: float) -> str:
    value = results.median(scenario, server, name)
    if math.isnan(value):
        return "failed" if server in results.failures.get(scenario, {}) else "–"
    text = _number(value)
    has_ratio = server != REFERENCE and (name == "server CPU %" or not _is_share(name))
    if has_ratio and not math.isnan(base) and base > 0:
        text += f" ({_number(value / base)}×)"
    return text


def _is_share(name: str) -> bool:
    return any(part in name for part in _WITHOUT_RATIO)


def _row(title: str, name: str, cells: Sequence[str]) -> str:
    return f"| {title} | {name} | " + " | ".join(cells) + " |"


def _number(value: float) -> str:
    if math.isnan(value):
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"
