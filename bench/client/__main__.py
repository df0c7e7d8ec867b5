"""`python -m bench.client`, or `make bench-client`: measures the whiteboards, prints the tables. See README.md."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Playwright, async_playwright

from bench import machine
from bench.client.browser import SCREEN, browsing
from bench.client.cells import CELLS, Cell
from bench.client.crowd import PEOPLE
from bench.client.peers.all import PEERS
from bench.client.peers.peer import Peer
from bench.client.report import SIZES, save
from bench.client.results import AGAIN, Run
from bench.client.sitting import sit
from bench.load.client import NotServed
from bench.measure.isolated import Failed
from bench.peers.peer import NotInstalled
from bench.process import NotStarted
from bench.results import Results

_LONGEST_WINDOW = 10.0
_DISTURBED = 15.0
_WITH_RUNS = ("ours", "excalidraw")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for by environment variables."""

    cells: Sequence[Cell]
    sizes: Sequence[int]
    peers: Sequence[Peer]
    seconds: float
    runs: int

    @property
    def is_whole(self) -> bool:
        is_all = (len(self.cells), len(self.sizes), len(self.peers)) == (
            len(CELLS),
            len(SIZES),
            len(PEERS),
        )
        return is_all and self.runs >= 3 and self.seconds >= 3

    def sittings(self, run: int) -> list[tuple[str, Peer]]:
        """Who is measured in that run, in order: there and, in the next run, back."""
        taking_part = [peer for peer in self.peers if run == 0 or peer.name in _WITH_RUNS]
        row = [(peer.name, peer) for peer in taking_part]
        row += [(AGAIN, peer) for peer in taking_part if peer.name == "ours"]
        return row if run % 2 == 0 else row[::-1]


def wished(environment: dict[str, str]) -> Wish:
    """Reads ONLY, SIZES, SERVERS, DURATION and RUNS; a name that does not exist ends the program."""
    only, servers = _names(environment.get("ONLY")), _names(environment.get("SERVERS"))
    sizes = {int(name) for name in _names(environment.get("SIZES"))}
    unknown = (only - {cell.name for cell in CELLS}) | (servers - {peer.name for peer in PEERS})
    if unknown:
        sys.exit(
            f"unknown: {', '.join(sorted(unknown))}\n"
            f"ONLY: {', '.join(cell.name for cell in CELLS)}\n"
            f"SERVERS: {', '.join(peer.name for peer in PEERS)}"
        )
    return Wish(
        cells=[cell for cell in CELLS if not only or cell.name in only],
        sizes=sorted(sizes) or SIZES,
        peers=[peer for peer in PEERS if not servers or peer.name in servers],
        seconds=min(_LONGEST_WINDOW, float(environment.get("DURATION") or 3)),
        runs=max(1, int(environment.get("RUNS") or 3)),
    )


def _names(text: str | None) -> set[str]:
    return set(text.split(",")) if text else set()


async def measure(wish: Wish, found: Run, name: str) -> None:
    async with async_playwright() as playwright:
        version, idle = await _idle_frame(playwright, wish.seconds)
        found.kept.versions["browser"] = version
        found.add_idle_frame(idle)
        for objects in wish.sizes:
            for run in range(wish.runs):
                for label, peer in wish.sittings(run):
                    await _sit(playwright, wish, found, objects, run, label, peer)
                # After every round, so that an interrupted run is not lost.
                save(found, name)


async def _sit(
    playwright: Playwright,
    wish: Wish,
    found: Run,
    objects: int,
    run: int,
    label: str,
    peer: Peer,
) -> None:
    began = time.monotonic()
    try:
        async for cell, figures in sit(playwright, peer, objects, wish.cells, wish.seconds):
            if isinstance(figures, Failed):
                found.fail(objects, cell, label, str(figures))
                said = str(figures)
            else:
                found.add(objects, cell, label, figures)
                said = ", ".join(f"{name} {value:.0f}" for name, value in figures.items())
                if figures.get("others %", 0.0) > _DISTURBED:
                    said += "  ← others were using this machine"
            print(f"{objects} {label} run {run + 1} {cell}: {said}", flush=True)
    except (NotServed, NotStarted) as reason:
        found.fail(objects, "load", label, " ".join(str(reason).split())[-300:])
        print(f"{objects} {label} run {run + 1}: {reason}", flush=True)
    print(f"  {time.monotonic() - began:.0f} s", flush=True)


async def _idle_frame(playwright: Playwright, seconds: float) -> tuple[str, float]:
    async with browsing(playwright) as measured:
        browser = measured.page.context.browser
        await measured.begin()
        await asyncio.sleep(seconds)
        figures = await measured.end()
        return f"Chromium {browser.version if browser else ''}, headless", figures["p50 ms"]


def _installed(peers: Sequence[Peer], found: Run) -> list[Peer]:
    kept = []
    for peer in peers:
        print(f"Installing {peer.title} …", flush=True)
        try:
            found.kept.versions[peer.name] = peer.install()
        except NotInstalled as reason:
            found.kept.versions[peer.name] = f"not installed: {reason}"
            print(f"  {reason}", flush=True)
        else:
            found.add_weight(peer.name, peer.weight())
            kept.append(peer)
    return kept


def main() -> int:
    # So that whoever ends this by SIGTERM ends the running servers with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    wish = wished(dict(os.environ))
    width, height = SCREEN
    how = (
        f"{width} × {height}, software rendering, windows of {wish.seconds:g} s; medians of {wish.runs} "
        f"interleaved runs for {' and '.join(_WITH_RUNS)}, 1 for the others; {PEOPLE} people on ours"
    )
    found = Run(Results(about=[*machine.described()[:1], *machine.described()[2:3], how]))
    print("\n".join(found.kept.about), flush=True)
    if machine.is_busy():
        print("Others are using this machine, or were a minute ago.", flush=True)
    peers = _installed(wish.peers, found)
    now = dt.datetime.now(dt.UTC)
    name = f"client-{now:%Y-%m-%d}" if wish.is_whole else f"partial-client-{now:%Y-%m-%d-%H%M%S}"
    asyncio.run(measure(_with_peers(wish, peers), found, name))
    print(f"\n{save(found, name)}")
    return 0


def _with_peers(wish: Wish, peers: Sequence[Peer]) -> Wish:
    return Wish(wish.cells, wish.sizes, peers, wish.seconds, wish.runs)


if __name__ == "__main__":
    sys.exit(main())
