"""Connections that say nothing: what each costs in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bench.load import wire
from bench.load.client import Client
from bench.load.generator import Generator
from bench.load.notes import client_ids, filled
from bench.load.target import Target
from bench.measure.filling import fill, leave, sync_all
from bench.measure.window import Window
from bench.process import memory

_FILLER = client_ids(1, seed=5)[0]
_FIRST = 20


@dataclass(frozen=True, slots=True)
class Idling:
    """`connections`: over all boards. `notes`: on each board. `seconds`: how long CPU is watched."""

    connections: int
    seconds: float
    notes: int = 0


def measure(target: Target, load: Idling) -> dict[str, float]:
    boards = target.boards
    loaders: list[Client] = []
    if load.notes:
        updates = list(filled(load.notes, _FILLER))
        wanted = {_FILLER: wire.clocks_brought(updates[-1])[0][2]}
        for board in boards:
            loaders += fill(target.port, board, updates, wanted)
    generator = Generator()
    # The first ones make the server load and compile what every connection needs.
    for number in range(_FIRST):
        generator.add(Client(boards[number % len(boards)], target.port))
    sync_all(generator)
    generator.wait(1.0)
    before = memory(target.pid)
    for number in range(load.connections):
        generator.add(Client(boards[number % len(boards)], target.port))
    sync_all(generator)
    leave(loaders)
    generator.wait(1.0)
    window = Window(target.pid)
    window.open()
    generator.wait(load.seconds)
    window.close()
    figures = window.figures()
    grown = {name: figures[f"{name.upper()} MB"] - before[name] for name in ("rss", "pss")}
    thousands = load.connections / 1000
    figures["RSS MB/1,000"] = grown["rss"] / thousands if thousands else math.nan
    figures["PSS MB/1,000"] = grown["pss"] / thousands if thousands else math.nan
    generator.close()
    return figures
