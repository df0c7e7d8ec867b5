"""How the client's bench counts: frames, aims, the board, and what a page loads."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from bench.client.browser import frames
from bench.client.goals import AT, goals, tolerance
from bench.client.hands import to_and_fro
from bench.client.layout import laid_out, order
from bench.client.peers.excalidraw import scene
from bench.client.peers.tldraw import records
from bench.client.results import AGAIN, Run
from bench.client.together import joined
from bench.client.weight import entry, weight
from bench.results import Results


def _run(**mains: float) -> Run:
    run = Run(Results(about=[]))
    for peer, main in mains.items():
        run.add(
            AT, "pan", peer.replace("_", " "), {"main ms/s": main, "p95 ms": 20, "longest ms": 60}
        )
    run.add_idle_frame(16.0)
    return run


def test_frames_are_what_lies_between_two_times() -> None:
    figures = frames([0.0, 10.0, 20.0, 30.0, 130.0])
    assert figures == {"p50 ms": 10.0, "p95 ms": 100.0, "longest ms": 100.0}


def test_a_page_that_showed_one_frame_only_has_no_lengths() -> None:
    assert all(math.isnan(value) for value in frames([5.0]).values())


def test_an_aim_is_reached_when_the_ratio_is_small_enough() -> None:
    found = {goal.title: goal for goal in goals(_run(ours=100, excalidraw=200), [AT], ["pan"])}
    pan = found[f"pan, main thread, of excalidraw's at {AT:,}"]
    assert (pan.value, pan.verdict) == (0.5, "reached")
    assert found["the worst p95 of all cells, of an idle frame"].value == 20 / 16
    worse = goals(_run(ours=101, excalidraw=200), [AT], ["pan"])
    assert worse[0].verdict == "**not reached**"


def test_what_was_not_measured_is_neither_reached_nor_missed() -> None:
    assert {goal.verdict for goal in goals(Run(Results(about=[])), [AT], ["pan"])} == {
        "not measured"
    }


def test_measured_twice_the_tolerance_is_how_far_the_two_are_apart() -> None:
    assert tolerance(_run(ours=100, ours_again=125), AGAIN, [AT], ["pan"]) == 1.25
    assert tolerance(_run(ours=125, ours_again=100), AGAIN, [AT], ["pan"]) == 1.25


def test_runs_of_one_size_each_make_a_whole_one() -> None:
    small = Results(["a machine"], {"ours": "1"}, {"1000 pan": {"ours": [{"p95 ms": 17.0}]}})
    large = Results(["a machine"], {"ours": "1"}, {"5000 pan": {"ours": [{"p95 ms": 18.0}]}})
    assert set(joined([small, large]).runs) == {"1000 pan", "5000 pan"}
    with pytest.raises(ValueError, match="expected"):
        joined([small, Results(["another machine"], {"ours": "1"})])


def test_a_hand_swings_to_both_sides_and_comes_back() -> None:
    places, place = [], 0.0
    for beat in range(200):
        place += to_and_fro(beat, reach=1000, step=20)
        places.append(place)
    assert (max(places), min(places), places[-1]) == (1000, -1000, 0)


@pytest.mark.parametrize("objects", [1_000, 10_000])
def test_the_board_is_the_same_each_time_with_a_connector_to_four_notes(objects: int) -> None:
    layout = laid_out(objects)
    assert layout == laid_out(objects)
    assert (len(layout.notes), len(layout.connectors)) == (objects * 4 // 5, objects // 5)
    assert all(line.start != line.end for line in layout.connectors)
    middle = layout.notes[layout.in_the_middle].middle
    assert math.hypot(*middle) < 100


def test_a_higher_place_has_a_greater_order() -> None:
    orders = [order(place) for place in range(0, 200_000, 61)]
    assert orders == sorted(orders)
    assert len(set(orders)) == len(orders)


def test_all_whiteboards_get_every_note_and_every_connector() -> None:
    layout = laid_out(1_000)
    kinds = [element["type"] for element in scene(layout)]
    assert (kinds.count("rectangle"), kinds.count("text"), kinds.count("arrow")) == (800, 800, 200)
    found = records(layout)
    shapes = [record["type"] for record in found if record["typeName"] == "shape"]
    assert (shapes.count("note"), shapes.count("arrow")) == (800, 200)
    assert len(found) - len(shapes) == 400


def test_a_page_weighs_what_it_imports_at_once_and_not_what_comes_later(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    files = {
        "index.html": '<script type="module" crossorigin src="/assets/index-a.js"></script>',
        "assets/index-a.js": 'import{a}from"./b.js";import"./c.js";const later=()=>import("./d.js");',
        "assets/b.js": 'export{a}from"./c.js";',
        "assets/c.js": "export const a=1;",
        "assets/d.js": "export const d=2;" * 100,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    wanted = sum(
        len(gzip.compress(files[f"assets/{name}.js"].encode(), 9)) for name in ("index-a", "b", "c")
    )
    assert weight([entry(tmp_path)]) == wanted
