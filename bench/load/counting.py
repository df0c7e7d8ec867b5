"""What the tapes say: which steps reached whom, and how long after they were due.

A *step* is one update of a writer (a clock of its Yjs client id), one cursor position, or one of its
own messages that is saved. Every writer's steps are numbered from 0, and whatever arrives covers a
range of them, however servers merge: so an update counts as delivered to a receiver when its clock
was in something that arrived there, once, whether alone or in a merged message. Of cursors, a later
one stands for the earlier ones: servers may skip what is out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bench.load import wire
from bench.load.client import Tape


class Span(NamedTuple):
    """Steps `first` to before `end` of one writer."""

    writer: int
    first: int
    end: int


Parse = Callable[[bytes], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Timetable:
    """When each writer's steps are due: step k at `starts[writer] + k * period`.

    Only steps due in [`begin`, `end`) count, and only what arrived before `deadline`.
    """

    starts: Sequence[float]
    period: float
    begin: float
    end: float
    deadline: float

    def counted(self, writer: int) -> tuple[int, int]:
        """The first step that counts, and the one behind the last."""
        start = self.starts[writer]
        return self._steps_before(self.begin - start), self._steps_before(self.end - start)

    def _steps_before(self, seconds: float) -> int:
        return max(0, -int(-seconds // self.period))

    def due(self, writer: int, step: int) -> float:
        return self.starts[writer] + step * self.period


@dataclass(slots=True)
class Count:
    """`delivered`: steps that arrived. `delays`: seconds from due to arrived, of all or a sample.

    `frames`: how many frames carried them.
    """

    delivered: int = 0
    frames: int = 0
    delays: list[float] = field(default_factory=list)


def count(
    tape: Tape,
    timetable: Timetable,
    parse: Parse,
    known: dict[bytes, Sequence[Span]],
    *,
    without: int | None,
    sampled: bool,
) -> Count:
    """What one connection received of the steps that count.

    `known`: what `parse` said of frames seen before, shared over tapes. `without`: a writer whose
    steps are not counted, the connection's own. `sampled`: whether delays are wanted.
    """
    result = Count()
    reached: dict[int, int] = {}
    for time, frame in tape.frames():
        spans = known.get(frame)
        if spans is None:
            spans = known[frame] = _within(timetable, parse(_payload(frame)))
        if not spans or time > timetable.deadline:
            continue
        result.frames += 1
        for writer, first, end in spans:
            begin = max(first, reached.get(writer, 0))
            if end <= begin:
                continue
            reached[writer] = end
            if writer == without:
                continue
            result.delivered += end - begin
            if sampled:
                due = timetable.due
                result.delays += [time - due(writer, step) for step in range(begin, end)]
    return result


def updates(writers: dict[int, tuple[int, int]], skip: int) -> Parse:
    """Reads sync messages. `writers`: by client id, the writer's number and its first move's clock.

    `skip`: the length of what stands before each message.
    """

    def parse(payload: bytes) -> list[Span]:
        spans = []
        for client, start, end in wire.update_clocks(payload, skip):
            if client in writers:
                writer, first = writers[client]
                spans.append(Span(writer, start - first, end - first))
        return spans

    return parse


def saved(writer: int, before: int) -> Parse:
    """Reads messages 101 of a connection that had sent `before` messages when step 0 was due."""

    def parse(payload: bytes) -> list[Span]:
        settled = wire.saved_count(payload, 0)
        return [] if settled is None else [Span(writer, 0, settled - before)]

    return parse


def cursors(writers: dict[int, int], skip: int) -> Parse:
    """Reads awareness messages of states whose cursor's x is the number of the step."""

    def parse(payload: bytes) -> list[Span]:
        steps = wire.cursor_steps(payload, skip)
        return [Span(writers[client], 0, step + 1) for client, step in steps if client in writers]

    return parse


def _payload(frame: bytes) -> bytes:
    span = wire.frame_end(frame, 0)
    # Binary data only: a close or a pong carries no message.
    return frame[span[0] : span[1]] if span is not None and frame[0] == 0x82 else b""


def _within(timetable: Timetable, spans: Iterable[Span]) -> list[Span]:
    kept = []
    for writer, first, end in spans:
        begin_counted, end_counted = timetable.counted(writer)
        span = Span(writer, max(first, begin_counted), min(end, end_counted))
        if span.first < span.end:
            kept.append(span)
    return kept


def percentile(values: Sequence[float], share: float) -> float:
    """Of sorted `values`; the nearest rank. Not a number when there are none."""
    if not values:
        return float("nan")
    return values[min(len(values) - 1, int(share * len(values)))]
