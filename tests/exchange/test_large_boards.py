"""Ten thousand objects, written piece by piece."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest

from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.formats import Format, written
from tests.exchange.boards import board_of


@pytest.fixture(scope="module")
def large() -> ExchangedBoard:
    """Frames with notes, lines between them, and a map of two thousand nodes."""
    objects: dict[str, dict[str, Any]] = {}
    for n in range(6_000):
        at = [n % 80 * 224, n // 80 * 224]
        text = f"Note {n}: what we would like to see in our street, in a few words. " * 2
        objects[f"n{n}"] = {"type": "sticky", "at": at, "size": [200, 200], "text": text}
        objects[f"n{n}"] |= {"author": f"p{n % 50}", "tags": ["street"], "frame": f"f{n % 100}"}
    for n in range(100):
        objects[f"f{n}"] = {"type": "frame", "at": [n * 900, 0], "size": [800, 800], "text": f"{n}"}
    for n in range(1_900):
        ends = {"from": {"object": f"n{n}"}, "to": {"object": f"n{n + 1}"}}
        objects[f"c{n}"] = {"type": "connector", **ends, "text": "so"}
    for n in range(2_000):
        parent = None if n == 0 else f"m{(n - 1) // 4}"
        objects[f"m{n}"] = {
            "type": "mindnode",
            "parent": parent,
            "text": f"Word {n}",
            "order": "a0",
        }
    objects["m0"]["at"] = [0, 0]
    assert len(objects) == 10_000
    return board_of(objects, names={f"p{n}": f"Person {n}" for n in range(50)})


@pytest.mark.parametrize("way", list(Format))
def test_a_board_of_ten_thousand_objects_is_written_in_bounded_memory(
    large: ExchangedBoard, way: Format, report: Callable[[str], None]
) -> None:
    """[EXCH-9] Beside the board itself no more than an index of it: the file is never whole."""
    begun = perf_counter()
    length = sum(map(len, written(large, way)))
    seconds = perf_counter() - begun
    tracemalloc.start()
    largest = max(map(len, written(large, way)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    report(
        f"10,000 objects as {way.value}: {length / 1e6:.1f} MB in {seconds * 1000:.0f} ms, "
        f"at most {peak / 1e6:.1f} MB beside the board"
    )
    assert peak < 25_000_000
    assert largest < 200_000


def test_frames_in_frames_and_lines_on_lines_take_no_longer() -> None:
    """[EXCH-9] Ten thousand deep, which nobody draws and anybody can write."""
    frame = {"type": "frame", "at": [0, 0], "size": [9, 9], "text": "x"}
    deep: dict[str, dict[str, Any]] = {
        f"f{n}": {**frame, "frame": f"f{n + 1}"} for n in range(5_000)
    }
    deep["f4999"]["frame"] = "f0"
    for n in range(5_000):
        ends = {"from": {"object": f"c{n + 1}"}, "to": {"at": [0, 0]}}
        deep[f"c{n}"] = {"type": "connector", **ends}
    deep["c4999"]["from"] = {"at": [0, 0]}
    board = board_of(deep)
    begun = perf_counter()
    for way in Format:
        assert sum(map(len, written(board, way)))
    assert perf_counter() - begun < 10
