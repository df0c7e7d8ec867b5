"""People moving notes: delivery, delays, and what it takes of the server."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load import wire
from bench.load.client import Client
from bench.load.counting import Span, Timetable, count, percentile, saved, updates
from bench.load.generator import Generator, Sends, clock
from bench.load.notes import Note, client_ids, filled
from bench.load.target import Target
from bench.measure.filling import fill, leave, sync_all
from bench.measure.window import Window

GRACE_SECONDS = 1.0
_SAMPLED = 16


@dataclass(frozen=True, slots=True)
class Writing:
    """`writers`: on each board, every one a connection of its own with a note of its own that it
    moves `rate` times a second. `notes`: others that lie on each board. Durations in seconds.
    """

    writers: int
    rate: float
    seconds: float
    warm_up: float
    notes: int = 0


def measure(target: Target, load: Writing) -> dict[str, float]:
    boards = target.boards
    total = len(boards) * load.writers
    ids = client_ids(total + 1, seed=total)
    notes = [Note(id) for id in ids[:total]]
    moves = math.ceil((load.warm_up + load.seconds) * load.rate) + 1
    frames = [note.moves(moves) for note in notes]
    loaders: list[Client] = []
    for number, board in enumerate(boards):
        here = notes[number * load.writers : (number + 1) * load.writers]
        loaded = list(filled(load.notes, ids[-1]))
        wanted = {note.client_id: note.first for note in here}
        if loaded:
            wanted[ids[-1]] = wire.clocks_brought(loaded[-1])[0][2]
        loaders += fill(target.port, board, loaded + [note.creation for note in here], wanted)
    generator = Generator()
    for number in range(total):
        generator.add(Client(boards[number // load.writers], target.port))
    sync_all(generator)
    generator.wait(0.3)
    leave(loaders)
    generator.wait(0.2)
    before = [client.sent for client in generator.clients]
    window = Window(target.pid)
    timetable = _play(generator, load, frames, window)
    figures = window.figures()
    figures |= _counted(generator, load, notes, timetable)
    if any(board.gives_saved for board in boards):
        figures |= _saved(generator, timetable, before)
    sent = total * load.rate * load.seconds
    figures["updates/s"] = sent / load.seconds
    figures["server µs/update"] = window.server_seconds / sent * 1e6
    figures["late p99 ms"] = percentile(sorted(generator.late), 0.99) * 1e3
    figures["hung up"] = sum(client.is_closed for client in generator.clients)
    generator.close()
    return figures


def _play(
    generator: Generator, load: Writing, frames: Sequence[Sequence[bytes]], window: Window
) -> Timetable:
    """Runs the schedule: everybody at the same rate, each at a moment of their own."""
    period = 1 / load.rate
    draw = random.Random(len(frames))
    begin = clock() + 0.1
    starts = [begin + draw.random() * period for _ in frames]
    due = sorted(
        (start + step * period, writer, step)
        for writer, start in enumerate(starts)
        for step in range(len(frames[writer]))
        if start + step * period < begin + load.warm_up + load.seconds
    )
    clients = generator.clients
    sends = Sends(
        [moment for moment, _, _ in due],
        [writer for _, writer, _ in due],
        [
            clients[writer].framed(wire.update_message(frames[writer][step]))
            for _, writer, step in due
        ],
    )
    # Making the schedule took time: begin again from now.
    shift = clock() + 0.1 - begin
    sends.due = [moment + shift for moment in sends.due]
    timetable = Timetable(
        starts=[start + shift for start in starts],
        period=period,
        begin=begin + shift + load.warm_up,
        end=begin + shift + load.warm_up + load.seconds,
        deadline=begin + shift + load.warm_up + load.seconds + GRACE_SECONDS,
    )
    generator.start_tapes()
    generator.play(sends, timetable.begin)
    generator.late = generator.late[:0]
    window.open()
    generator.play(sends, timetable.end)
    window.close()
    generator.play(sends, timetable.deadline)
    return timetable


def _counted(
    generator: Generator, load: Writing, notes: Sequence[Note], timetable: Timetable
) -> dict[str, float]:
    """Deliveries to everybody; delays to a sample of receivers, evenly spread."""
    clients = generator.clients
    writers = {note.client_id: (number, note.first) for number, note in enumerate(notes)}
    known: dict[bytes, Sequence[Span]] = {}
    every = max(1, len(clients) // _SAMPLED)
    delivered, frames, delays, expected = 0, 0, [], 0
    per_writer = [last - first for first, last in map(timetable.counted, range(len(notes)))]
    for number, client in enumerate(clients):
        counted = count(
            client.tape,
            timetable,
            updates(writers, len(client.board.prefix)),
            known,
            without=number,
            sampled=number % every == 0,
        )
        delivered += counted.delivered
        frames += counted.frames
        delays += counted.delays
        first = number // load.writers * load.writers
        expected += sum(per_writer[first : first + load.writers]) - per_writer[number]
    delays.sort()
    return {
        "delivered %": 100 * delivered / expected if expected else math.nan,
        "deliveries/s": delivered / load.seconds,
        "frames/s": frames / load.seconds,
        "p50 ms": percentile(delays, 0.5) * 1e3,
        "p95 ms": percentile(delays, 0.95) * 1e3,
        "p99 ms": percentile(delays, 0.99) * 1e3,
    }


def _saved(generator: Generator, timetable: Timetable, before: Sequence[int]) -> dict[str, float]:
    delays: list[float] = []
    total = 0
    for writer, client in enumerate(generator.clients):
        parse = saved(writer, before[writer])
        counted = count(client.tape, timetable, parse, {}, without=None, sampled=True)
        delays += counted.delays
        first, last = timetable.counted(writer)
        total += last - first
    delays.sort()
    return {
        "saved %": 100 * len(delays) / total if total else math.nan,
        "saved p50 ms": percentile(delays, 0.5) * 1e3,
        "saved p99 ms": percentile(delays, 0.99) * 1e3,
    }
