"""`python -m bench`, or `make bench`: runs the scenarios and prints the tables. See README.md."""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import machine, results
from bench.measure.isolated import Failed
from bench.peers.all import PEERS
from bench.peers.peer import NotInstalled, Peer
from bench.plan import SCENARIOS, Pace, Scenario
from bench.process import NotStarted
from bench.stage import stage

# The ratios that count are between these two: medians of several runs, one after the other.
_HEADLINE = ("ours", results.REFERENCE)
_LONGEST_WINDOW = 10.0
_RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for by environment variables."""

    scenarios: Sequence[Scenario]
    peers: Sequence[Peer]
    pace: Pace
    runs: int

    @property
    def is_whole(self) -> bool:
        is_all = len(self.scenarios) == len(SCENARIOS) and len(self.peers) == len(PEERS)
        return is_all and self.runs >= 3 and self.pace.seconds >= 5

    def runs_of(self, peer: Peer) -> int:
        return self.runs if peer.name in _HEADLINE else 1

    def takes_part(self, peer: Peer, scenario: Scenario) -> bool:
        if scenario.by == "ours":
            return peer.name == "ours"
        return scenario.by == "all" or peer.persists

    @property
    def minutes(self) -> float:
        return (
            sum(
                (scenario.seconds + self.pace.seconds - 8)
                * (1 if scenario.is_growth else self.runs_of(peer))
                for scenario in self.scenarios
                for peer in self.peers
                if self.takes_part(peer, scenario)
            )
            / 60
        )


def wished(environment: dict[str, str]) -> Wish:
    """Reads ONLY, SERVERS, DURATION and RUNS; a name that does not exist ends the program."""
    seconds = min(_LONGEST_WINDOW, float(environment.get("DURATION") or 8))
    only = _names(environment.get("ONLY"))
    servers = _names(environment.get("SERVERS"))
    known = {scenario.name for scenario in SCENARIOS} | {"growth"}
    unknown = (only - known) | (servers - {peer.name for peer in PEERS})
    if unknown:
        sys.exit(
            f"unknown: {', '.join(sorted(unknown))}\n"
            f"ONLY: {', '.join(scenario.name for scenario in SCENARIOS)}, growth\n"
            f"SERVERS: {', '.join(peer.name for peer in PEERS)}"
        )
    return Wish(
        scenarios=[
            scenario
            for scenario in SCENARIOS
            if not only or scenario.name in only or (scenario.is_growth and "growth" in only)
        ],
        peers=[peer for peer in PEERS if not servers or peer.name in servers],
        pace=Pace(seconds, min(2.0, seconds)),
        runs=max(1, int(environment.get("RUNS") or 3)),
    )


def _names(text: str | None) -> set[str]:
    return set(text.split(",")) if text else set()


def main() -> int:
    # So that whoever ends this by SIGTERM ends the running server with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    wish = wished(dict(os.environ))
    found = results.Results(about=[*machine.described(), *_how(wish)])
    if machine.is_busy():
        found.about.append("**others were using this machine: the figures mean little**")
    print("\n".join(found.about), flush=True)
    peers = _installed(wish.peers, found)
    print(f"This takes about {wish.minutes:.0f} minutes.", flush=True)
    now = dt.datetime.now(dt.UTC)
    name = f"{now:%Y-%m-%d}" if wish.is_whole else f"partial-{now:%Y-%m-%d-%H%M%S}"
    text = ""
    for scenario in wish.scenarios:
        _run(scenario, peers, wish, found)
        text = results.markdown(found, wish.scenarios, peers)
        # After every scenario, so that an interrupted run is not lost.
        path = results.write(found, text, _RESULTS, name)
        print(f"  … in {path}", flush=True)
    print(f"\n{text}")
    return 0


def _how(wish: Wish) -> list[str]:
    return [
        (
            f"windows of {wish.pace.seconds:g} s after {wish.pace.warm_up:g} s of the same load; "
            f"medians of {wish.runs} interleaved runs for {' and '.join(_HEADLINE)}, 1 for the others"
        )
    ]


def _installed(peers: Sequence[Peer], found: results.Results) -> list[Peer]:
    kept = []
    for peer in peers:
        print(f"Installing {peer.title} …", flush=True)
        try:
            found.versions[peer.name] = peer.install()
        except NotInstalled as reason:
            found.versions[peer.name] = f"not installed: {reason}"
            print(f"  {reason}", flush=True)
        else:
            kept.append(peer)
    return kept


def _run(scenario: Scenario, peers: Sequence[Peer], wish: Wish, found: results.Results) -> None:
    """Interleaved: one run of each server, then the next run of each, the other way round."""
    taking_part = [peer for peer in peers if wish.takes_part(peer, scenario)]
    most = 1 if scenario.is_growth else wish.runs
    for run in range(most):
        for peer in taking_part if run % 2 == 0 else reversed(taking_part):
            if run >= wish.runs_of(peer):
                continue
            began = time.monotonic()
            try:
                figures = scenario.run(partial(stage, peer), wish.pace)
            except (Failed, NotStarted) as reason:
                why = " ".join(str(reason).split())[-300:]
                found.fail(scenario.name, peer.name, why)
                said = f"failed: {why}"
            else:
                found.add(scenario.name, peer.name, figures)
                said = ", ".join(
                    f"{name} {figures[name]:.3g}" for name in scenario.shown if name in figures
                )
            spent = time.monotonic() - began
            print(f"{scenario.name} {peer.name} run {run + 1} ({spent:.0f} s): {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
