"""Clients joining a large board: how long until each has all of it.

Somebody has all of it when the first step2 is there and, with it and updates, as many bytes as the
notes amount to: a server that answers before it has loaded the board is not done with that answer.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass

from bench.load import wire
from bench.load.client import Client
from bench.load.joiner import hang_up, join
from bench.load.notes import client_ids, filled
from bench.load.target import Target
from bench.measure.filling import fill, leave
from bench.measure.window import Window

_FILLER = client_ids(1, seed=4)[0]
_ALONE = 5
# A whole document is a little smaller than the updates it was made by.
_COMPACTED = 0.9


@dataclass(frozen=True, slots=True)
class Joining:
    """`notes`: on the board. `together`: how many join at the same moment, after some did alone.
    `is_filled`: they are there already, from before a restart, and nobody has joined since.
    """

    notes: int
    together: int
    is_filled: bool = False


def fill_board(target: Target, notes: int) -> dict[str, float]:
    """Puts the notes on the board and leaves it: for a measurement after a restart."""
    leave(_fill(target, notes))
    return {}


def measure(target: Target, load: Joining) -> dict[str, float]:
    (board,) = target.boards
    # Somebody stays throughout: a board that is loaded is what the later ones meet.
    stays = [] if load.is_filled else _fill(target, load.notes)
    wanted = sum(map(len, filled(load.notes, _FILLER))) * _COMPACTED
    figures: dict[str, float] = {}
    first: list[socket.socket] = []
    if load.is_filled:
        (delay,), first = join(target.port, board, 1, wanted)
        figures["first ms"] = delay * 1e3
    alone = []
    for _ in range(_ALONE):
        (delay,), joined = join(target.port, board, 1, wanted)
        alone.append(delay)
        hang_up(joined)
    figures["alone ms"] = sorted(alone)[_ALONE // 2] * 1e3
    if load.together > 1:
        window = Window(target.pid)
        window.open()
        delays, joined = join(target.port, board, load.together, wanted)
        window.close()
        hang_up(joined)
        measured = window.figures()
        figures["half of them ms"] = delays[len(delays) // 2] * 1e3
        figures["all of them ms"] = delays[-1] * 1e3
        figures["server CPU s"] = window.server_seconds
        figures["generator CPU %"] = measured["generator CPU %"]
        figures["RSS MB"] = measured["RSS MB"]
    leave(stays)
    hang_up(first)
    return figures


def _fill(target: Target, notes: int) -> list[Client]:
    updates = list(filled(notes, _FILLER))
    end = wire.clocks_brought(updates[-1])[0][2]
    return fill(target.port, target.boards[0], updates, {_FILLER: end})
