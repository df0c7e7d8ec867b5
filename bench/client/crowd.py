"""Fifty people on one board, in a process of their own: they fill it, point all over it, and move notes.

Each is a Yjs client on a WebSocket with an awareness state. Half of them are movers: each has made a
share of the notes, complete, before anybody looks, and moves them in turn when told to.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any

from pycrdt import Doc, Map, Text, TransactionEvent

from bench.client.layout import SIDE, Layout, laid_out, order
from bench.client.peers.peer import MOVERS, MOVES_A_SECOND
from bench.load import wire
from bench.load.client import Client, NotServed
from bench.load.generator import Generator
from bench.load.notes import client_ids
from bench.load.target import Board
from bench.measure.filling import sync_all
from bench.process import pin_server_core
from tafelronde.sync.varint import read_buffer

PEOPLE = 50
# The people and the server take what the browser leaves of the processor.
NICE = 10
# As often as our own client says where its pointer is.
_POINTS_A_SECOND = 15
_TURN_SECONDS = 1 / 60
_REACH = 30
_FILL_SECONDS = 60.0
# Of one mover, in both windows with moves, with what comes before and after them.
_MOST_MOVES = 20 * MOVES_A_SECOND // MOVERS


@dataclass(frozen=True, slots=True)
class Where:
    """A board of a running server, and how large it is to be."""

    port: int
    board: Board
    objects: int


class Crowd:
    """The people, seen from the bench."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def move(self, going: bool) -> None:
        """Starts or stops the movers; `NotServed` when the crowd has met an error meanwhile."""
        if self._pipe.poll():
            raise NotServed(str(self._pipe.recv()))
        self._pipe.send(going)


@contextmanager
def crowd(where: Where) -> Iterator[Crowd]:
    """All of them, when the board is full; they leave at the end."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, where), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(2 * _FILL_SECONDS):
            raise NotServed("the people did not fill the board in time")
        said = ours.recv()
        if said != "ready":
            raise NotServed(said)
        yield Crowd(ours)
    except EOFError:
        raise NotServed("the people ended by themselves") from None
    finally:
        process.kill()
        process.join()
        ours.close()


class _Share:
    """What one mover has made, and the updates by which it moves that. `ends`: clock behind the last."""

    def __init__(self, layout: Layout, mover: int, client_id: int) -> None:
        self._doc: Doc[Any] = Doc(client_id=client_id)
        self._updates: list[bytes] = []
        subscription = self._doc.observe(self._keep)
        objects: Map[Any] = self._doc.get("objects", type=Map)
        own = range(mover, len(layout.notes), MOVERS)
        with self._doc.transaction():
            for number in own:
                objects[f"note{number}"] = _note(layout, number)
            if mover == 0:
                for number in range(len(layout.connectors)):
                    objects[f"line{number}"] = _connector(layout, number)
        (self.creation,) = self._updates
        ((_, _, self.end),) = wire.clocks_brought(self.creation)
        self._updates.clear()
        for step in range(_MOST_MOVES):
            number = own[step % len(own)]
            note, turn = layout.notes[number], step + mover
            place = [note.x + _REACH * math.cos(turn), note.y + _REACH * math.sin(turn)]
            objects[f"note{number}"]["at"] = [round(value * 4) / 4 for value in place]
        self.moves = iter(self._updates)
        self._doc.unobserve(subscription)

    def _keep(self, event: TransactionEvent) -> None:
        self._updates.append(event.update)


class _People:
    def __init__(self, where: Where) -> None:
        layout = laid_out(where.objects)
        self._width = max(note.x for note in layout.notes)
        self._height = max(note.y for note in layout.notes)
        self._ids = client_ids(PEOPLE, seed=where.objects)
        self._shares = [_Share(layout, mover, self._ids[mover]) for mover in range(MOVERS)]
        self._generator = Generator()
        self._pointed = [0] * PEOPLE
        self._moved = 0
        for _ in self._ids:
            self._generator.add(Client(where.board, where.port))
        sync_all(self._generator)
        for mover, share in enumerate(self._shares):
            self._say(mover, wire.update_message(share.creation))
        self._wait_until_full(where)

    def live(self, pipe: Pipe) -> None:
        """Points, and moves notes while told to, for ever."""
        begun = time.monotonic()
        moving: float | None = None
        while True:
            now = time.monotonic()
            self._point(now - begun)
            if moving is not None:
                self._move(now - moving)
            if pipe.poll():
                moving = now if pipe.recv() else None
                self._moved = 0
            self._generator.turn(max(0.0, now + _TURN_SECONDS - time.monotonic()))

    def _point(self, seconds: float) -> None:
        for person in range(PEOPLE):
            due = int(seconds * _POINTS_A_SECOND + person / PEOPLE)
            if due <= self._pointed[person]:
                continue
            self._pointed[person] = due
            turn = seconds / 3 + person
            cursor = [round(self._width * math.sin(turn)), round(self._height * math.cos(1.3 * turn))]
            state = json.dumps({"cursor": cursor}, separators=(",", ":"))
            self._say(person, wire.awareness_message(self._ids[person], due, state))

    def _move(self, seconds: float) -> None:
        due = int(seconds * MOVES_A_SECOND)
        for number in range(self._moved, due):
            mover = number % MOVERS
            self._say(mover, wire.update_message(next(self._shares[mover].moves)))
        self._moved = max(self._moved, due)

    def _say(self, person: int, message: bytes) -> None:
        client = self._generator.clients[person]
        client.send_now(message)
        client.socket.setblocking(False)

    def _wait_until_full(self, where: Where) -> None:
        """Until a newcomer is given everything."""
        wanted = {share_id: share.end for share_id, share in zip(self._ids, self._shares, strict=False)}
        newcomer = Client(where.board, where.port)
        self._generator.add(newcomer)
        end = time.monotonic() + _FILL_SECONDS
        while True:
            self._generator.pump(lambda: newcomer.is_synced, _FILL_SECONDS, "a step2")
            update, _ = read_buffer(newcomer.step2, 2)
            ends = {id: last for id, _, last in wire.clocks_brought(update)}
            if all(ends.get(id, 0) >= last for id, last in wanted.items()):
                break
            if time.monotonic() > end:
                raise NotServed("what the people put down did not come back")
            self._generator.wait(0.05)
            newcomer.is_synced = False
            newcomer.send_now(wire.EMPTY_STEP1)
            newcomer.socket.setblocking(False)


def _run(pipe: Pipe, where: Where) -> None:
    pin_server_core()
    os.nice(NICE)
    try:
        people = _People(where)
        pipe.send("ready")
        people.live(pipe)
    except NotServed as reason:
        pipe.send(str(reason))


def _note(layout: Layout, number: int) -> Map[Any]:
    note = layout.notes[number]
    return Map(
        {
            "type": "sticky",
            "at": [float(note.x), float(note.y)],
            "size": [float(SIDE), float(SIDE)],
            "color": "sun",
            "order": order(number),
            "text": Text(note.text),
        }
    )


def _connector(layout: Layout, number: int) -> Map[Any]:
    line = layout.connectors[number]
    return Map(
        {
            "type": "connector",
            "from": {"object": f"note{line.start}", "side": "auto"},
            "to": {"object": f"note{line.end}", "side": "auto"},
            "order": order(len(layout.notes) + number),
            "text": Text(""),
        }
    )
