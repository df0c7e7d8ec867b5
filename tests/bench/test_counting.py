"""The bench counts what arrived, however servers merge and cut it."""

from __future__ import annotations

from pycrdt import merge_updates

from bench.load import wire
from bench.load.client import Tape
from bench.load.counting import Timetable, count, updates
from bench.load.joiner import Joiner
from bench.load.notes import Note
from bench.load.target import Board

# One move a second from 100.0; those due from 102 to before 107 count: five of them.
_TIMETABLE = Timetable(starts=[100.0], period=1.0, begin=102.0, end=107.0, deadline=108.0)


def _frame(message: bytes) -> bytes:
    """A server's frame, unmasked."""
    size = len(message)
    return bytes((0x82, size) if size < 126 else (0x82, 126, size >> 8, size & 255)) + message


def _count(note: Note, received: list[tuple[float, bytes]]) -> tuple[int, list[float]]:
    tape = Tape(b"")
    for time, data in received:
        tape.times.append(time)
        tape.chunks.append(data)
    parse = updates({note.client_id: (0, note.first)}, 0)
    counted = count(tape, _TIMETABLE, parse, {}, without=None, sampled=True)
    return counted.delivered, counted.delays


def test_a_move_is_one_clock_and_about_forty_bytes() -> None:
    """What is replayed is what a Yjs client would send for a moved note."""
    note = Note(3_000_000_000)
    for number, move in enumerate(note.moves(300)):
        at = note.first + number
        assert wire.clocks_brought(move) == [(note.client_id, at, at + 1)]
        assert 32 <= len(move) <= 46


def test_every_move_in_a_merged_update_counts_once_and_from_when_it_was_due() -> None:
    """Merging loses no delivery; moves before and after the window are none; repeats are none."""
    note = Note(3_000_000_000)
    merged = _frame(wire.update_message(merge_updates(*note.moves(10))))
    delivered, delays = _count(note, [(107.5, merged), (107.6, merged)])
    assert delivered == 5
    assert delays == [5.5, 4.5, 3.5, 2.5, 1.5]


def test_a_frame_that_comes_in_pieces_counts_when_its_last_byte_is_there() -> None:
    """Reads end anywhere: within a head, within a payload, behind several frames."""
    note = Note(3_000_000_000)
    stream = b"".join(_frame(wire.update_message(move)) for move in note.moves(7))
    received = [(103.0 + number / 100, bytes((byte,))) for number, byte in enumerate(stream)]
    delivered, delays = _count(note, received)
    assert delivered == 5
    assert round(delays[-1], 6) == round(received[-1][0] - 106.0, 6)


def test_what_comes_after_the_deadline_is_not_delivered() -> None:
    """A server that answers too late has not kept up."""
    note = Note(3_000_000_000)
    merged = _frame(wire.update_message(merge_updates(*note.moves(7))))
    assert _count(note, [(108.1, merged)]) == (0, [])


def test_an_empty_answer_before_the_board_is_loaded_is_not_the_board() -> None:
    """Who joins is done with the first step2 and all bytes, not with the step2 alone."""
    joiner = Joiner(Board("/"), 1, wanted=40)
    joiner.socket.close()
    joiner.take_frames(memoryview(_frame(wire.EMPTY_STEP2)))
    assert not joiner.has_all
    content = _frame(wire.update_message(bytes(60)))
    joiner.take_frames(memoryview(content[:-1]))
    assert not joiner.has_all
    joiner.take_frames(memoryview(content[-1:]))
    assert joiner.has_all
