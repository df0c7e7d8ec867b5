"""The scenarios, in the order in which they are run."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Literal

from bench import ramp
from bench.measure import idling, joining, pointing, writing
from bench.measure.idling import Idling
from bench.measure.isolated import Figures
from bench.measure.joining import Joining
from bench.measure.pointing import Pointing
from bench.measure.writing import Writing
from bench.stage import Stage

# A fresh server of one kind.
Fresh = Callable[[], AbstractContextManager[Stage]]

_LARGE = 10_000
_RAMP_SECONDS = 4.0
_RAMP_WRITERS = 100
# Hocuspocus stores two seconds after the last change.
_STORED_SECONDS = 3.0
_LOG_WRITERS, _LOG_RATE = 20, 500


@dataclass(frozen=True, slots=True)
class Pace:
    """`seconds`: each measured window. `warm_up`: the same load before it."""

    seconds: float
    warm_up: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """`shown`: which figures the table has. `by`: which servers take part. `is_growth`: it belongs
    to the table of our own costs. `seconds`: about how long one run of it takes.
    """

    name: str
    title: str
    run: Callable[[Fresh, Pace], Figures]
    shown: tuple[str, ...]
    by: Literal["all", "ours", "persisting"] = "all"
    is_growth: bool = False
    seconds: int = 25


_DELAYS = ("p50 ms", "p95 ms", "p99 ms")
_WRITING = ("delivered %", *_DELAYS, "server CPU %", "RSS MB", "generator CPU %")
_SAVED = ("saved p50 ms", "saved p99 ms")


def _writing(boards: int, writers: int, rate: float, notes: int = 0) -> Callable[..., Figures]:
    def run(fresh: Fresh, pace: Pace) -> Figures:
        load = Writing(writers, rate, pace.seconds, pace.warm_up, notes)
        with fresh() as stage:
            return stage.measure(writing.measure, load, boards)

    return run


def _ramp(fresh: Fresh, pace: Pace) -> Figures:
    seconds = min(_RAMP_SECONDS, pace.seconds)

    def attempt(rate: int) -> Figures:
        load = Writing(_RAMP_WRITERS, rate / _RAMP_WRITERS, seconds, min(1.0, pace.warm_up))
        with fresh() as stage:
            return stage.measure(writing.measure, load)

    return ramp.highest(attempt)


def _joining(fresh: Fresh, pace: Pace) -> Figures:
    with fresh() as stage:
        return stage.measure(joining.measure, Joining(_LARGE, together=100))


def _cold(fresh: Fresh, pace: Pace) -> Figures:
    with fresh() as stage:
        stage.measure(joining.fill_board, _LARGE)
        time.sleep(_STORED_SECONDS)
        stage.restart()
        return stage.measure(joining.measure, Joining(_LARGE, together=1, is_filled=True))


def _idling(boards: int, connections: int, notes: int = 0) -> Callable[..., Figures]:
    def run(fresh: Fresh, pace: Pace) -> Figures:
        with fresh() as stage:
            load = Idling(connections, pace.seconds / 2, notes)
            return stage.measure(idling.measure, load, boards)

    return run


def _pointing(fresh: Fresh, pace: Pace) -> Figures:
    with fresh() as stage:
        load = Pointing(people=500, rate=1.0, seconds=pace.seconds, warm_up=pace.warm_up)
        return stage.measure(pointing.measure, load)


def _objects(notes: int) -> Callable[..., Figures]:
    """Work on a document of that size; then its first and its next visitor after a restart."""

    def run(fresh: Fresh, pace: Pace) -> Figures:
        with fresh() as stage:
            load = Writing(25, 5.0, pace.seconds, pace.warm_up, notes)
            figures = stage.measure(writing.measure, load)
            stage.restart()
            join = Joining(notes, together=1, is_filled=True)
            return figures | stage.measure(joining.measure, join)

    return run


def _log(moves: int) -> Callable[..., Figures]:
    """A server killed after that many moves; then the first visitor to what its log holds."""

    def run(fresh: Fresh, pace: Pace) -> Figures:
        with fresh() as stage:
            seconds = moves / _LOG_WRITERS / _LOG_RATE
            stage.measure(writing.measure, Writing(_LOG_WRITERS, _LOG_RATE, seconds, 0.0))
            stage.restart(signal.SIGKILL)
            database = stage.folder / "data/tafelronde.sqlite3"
            with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
                (rows,) = connection.execute("SELECT count(*) FROM board_log").fetchone()
            join = Joining(0, together=1, is_filled=True)
            return {"rows in the log": rows} | stage.measure(joining.measure, join)

    return run


def _board(writers: int, rate: float) -> Scenario:
    return Scenario(
        f"board-{writers}" if rate == 5 else f"board-{writers}x{rate:.0f}",
        f"one board, {writers:,} writers × {rate:.0f}/s",
        _writing(1, writers, rate),
        (*_WRITING, *_SAVED) if writers == 100 else _WRITING,
        seconds=20 + writers // 25,
    )


SCENARIOS = (
    _board(25, 5),
    _board(100, 5),
    _board(100, 40),
    _board(400, 5),
    _board(1000, 5),
    Scenario(
        "ramp",
        "one board, 100 writers, highest load delivered in full",
        _ramp,
        (
            "highest updates/s",
            "p50 ms",
            "p99 ms",
            "server CPU %",
            "server µs/update",
            "generator CPU %",
            "above updates/s",
            "above delivered %",
        ),
        seconds=100,
    ),
    Scenario(
        "boards",
        "200 boards × 5 writers × 2/s",
        _writing(200, 5, 2.0),
        _WRITING,
        seconds=35,
    ),
    Scenario(
        "join",
        "joining a board of 10,000 notes; then 100 at once",
        _joining,
        ("alone ms", "half of them ms", "all of them ms", "server CPU s", "RSS MB"),
        seconds=15,
    ),
    Scenario(
        "cold",
        "joining a board of 10,000 notes after a restart: the first, then others",
        _cold,
        ("first ms", "alone ms"),
        by="persisting",
    ),
    Scenario(
        "idle",
        "1,000 idle connections on one board",
        _idling(1, 1000),
        ("RSS MB/1,000", "PSS MB/1,000", "server CPU %"),
        seconds=15,
    ),
    Scenario(
        "loaded",
        "a board of 500 notes, 30 writers × 5/s",
        _writing(1, 30, 5.0, notes=500),
        ("delivered %", "p50 ms", "p99 ms", "server CPU %", "RSS MB", "PSS MB"),
        seconds=20,
    ),
    Scenario(
        "cursors",
        "500 people's cursors × 1/s",
        _pointing,
        ("delivered %", "p50 ms", "p99 ms", "server CPU %", "generator CPU %"),
    ),
    *(
        Scenario(
            f"growth-boards-{boards}",
            f"{boards} boards of 100 notes × 5 writers × 2/s",
            _writing(boards, 5, 2.0, notes=100),
            ("server µs/update", "p99 ms", "server CPU %", "RSS MB"),
            by="ours",
            is_growth=True,
        )
        for boards in (10, 50, 200)
    ),
    *(
        Scenario(
            f"growth-objects-{notes}",
            f"{notes:,} notes, 25 writers × 5/s; then joining after a restart",
            _objects(notes),
            ("server µs/update", "p99 ms", "server CPU %", "RSS MB", "first ms", "alone ms"),
            by="ours",
            is_growth=True,
            seconds=30,
        )
        for notes in (1_000, 10_000, 50_000)
    ),
    *(
        Scenario(
            f"growth-log-{moves}",
            f"killed after {moves:,} moves; then joining",
            _log(moves),
            ("rows in the log", "first ms", "alone ms"),
            by="ours",
            is_growth=True,
        )
        for moves in (1_000, 10_000, 100_000)
    ),
)
