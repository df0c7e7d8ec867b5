"""Many people's cursors on one board: awareness, without any change of the document."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load import wire
from bench.load.client import Client
from bench.load.counting import Span, Timetable, count, cursors, percentile
from bench.load.generator import Generator, Sends, clock
from bench.load.notes import client_ids
from bench.load.target import Target
from bench.measure.filling import sync_all
from bench.measure.window import Window
from bench.measure.writing import GRACE_SECONDS

_SAMPLED = 16


@dataclass(frozen=True, slots=True)
class Pointing:
    """`people`, each moving a cursor `rate` times a second. Durations in seconds."""

    people: int
    rate: float
    seconds: float
    warm_up: float


def measure(target: Target, load: Pointing) -> dict[str, float]:
    (board,) = target.boards
    ids = client_ids(load.people, seed=load.people)
    generator = Generator()
    for _ in ids:
        generator.add(Client(board, target.port))
    sync_all(generator)
    generator.wait(0.3)
    draw = random.Random(load.people)
    period = 1 / load.rate
    whole = load.warm_up + load.seconds
    offsets = [draw.random() * period for _ in ids]
    due = sorted(
        (offset + step * period, person, step)
        for person, offset in enumerate(offsets)
        for step in range(math.ceil(whole * load.rate))
        if offset + step * period < whole
    )
    frames = [
        generator.clients[person].framed(_moved(ids[person], person, step))
        for _, person, step in due
    ]
    begin = clock() + 0.1
    sends = Sends([begin + at for at, _, _ in due], [person for _, person, _ in due], frames)
    timetable = Timetable(
        starts=[begin + offset for offset in offsets],
        period=period,
        begin=begin + load.warm_up,
        end=begin + whole,
        deadline=begin + whole + GRACE_SECONDS,
    )
    window = Window(target.pid)
    generator.start_tapes()
    generator.play(sends, timetable.begin)
    window.open()
    generator.play(sends, timetable.end)
    window.close()
    generator.play(sends, timetable.deadline)
    figures = window.figures() | _counted(generator, ids, timetable)
    figures["states/s"] = load.people * load.rate
    figures["hung up"] = sum(client.is_closed for client in generator.clients)
    generator.close()
    return figures


def _moved(client_id: int, person: int, step: int) -> bytes:
    state = {
        "user": {"name": f"Person {person}", "color": person % 12},
        "cursor": [step, person],
    }
    return wire.awareness_message(client_id, step + 1, json.dumps(state, separators=(",", ":")))


def _counted(generator: Generator, ids: list[int], timetable: Timetable) -> dict[str, float]:
    """Counts a sample of receivers: every state of everybody's, or a later one of theirs."""
    clients = generator.clients
    parse = cursors({id: person for person, id in enumerate(ids)}, len(clients[0].board.prefix))
    known: dict[bytes, Sequence[Span]] = {}
    per_person = [last - first for first, last in map(timetable.counted, range(len(ids)))]
    delays: list[float] = []
    delivered, expected = 0, 0
    for person in range(0, len(clients), max(1, len(clients) // _SAMPLED)):
        counted = count(clients[person].tape, timetable, parse, known, without=person, sampled=True)
        delivered += counted.delivered
        delays += counted.delays
        expected += sum(per_person) - per_person[person]
    delays.sort()
    return {
        "delivered %": 100 * delivered / expected if expected else math.nan,
        "p50 ms": percentile(delays, 0.5) * 1e3,
        "p95 ms": percentile(delays, 0.95) * 1e3,
        "p99 ms": percentile(delays, 0.99) * 1e3,
    }
