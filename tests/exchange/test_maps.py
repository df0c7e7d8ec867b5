"""Mind maps in files lie where they lie on the board, and have the icons that the board has."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tafelronde.board.tree import forest
from tafelronde.exchange.board import part
from tafelronde.exchange.formats import Format, read, written
from tafelronde.exchange.icons import WORDS, builtin_of, icon_of
from tafelronde.exchange.layout import boxes_of
from tafelronde.exchange.map_layout import Box, map_boxes
from tafelronde.exchange.outline import Outline
from tafelronde.exchange.reading import Reading
from tafelronde.resources import SHARED_SCHEMA
from tests.exchange.boards import Objects, board_of, maps
from tests.sync.peer import SCHEMA


def node(parent: str | None, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "mindnode", "parent": parent, "text": text, **more}


def note(text: str, x: float, y: float) -> dict[str, Any]:
    return {"type": "sticky", "at": [x, y], "size": [200, 200], "text": text}


def cards(objects: Objects) -> dict[str, Box]:
    """Where the cards of a canvas lie, by their words."""
    canvas = json.loads(b"".join(written(board_of(objects), Format.CANVAS)))
    names = ("x", "y", "width", "height")
    return {each["text"]: Box(*(each[name] for name in names)) for each in canvas["nodes"]}


def middle(box: Box) -> tuple[float, float]:
    return box.x + box.w / 2, box.y + box.h / 2


def apart(a: Box, b: Box) -> bool:
    return a.x + a.w <= b.x or b.x + b.w <= a.x or a.y + a.h <= b.y or b.y + b.h <= a.y


def test_the_place_of_a_centre_is_its_middle() -> None:
    """[EXCH-2] As on the paper, and the branches are around it, in their order, on their sides."""
    found = cards(
        {
            "c": node(None, "Zomer", at=[500, 300]),
            "a": node("c", "Rechts boven", order="a0"),
            "b": node("c", "Rechts onder", order="a1"),
            "d": node("c", "Links", order="a2", side="left"),
        }
    )
    assert middle(found["Zomer"]) == pytest.approx((500, 300), abs=1)
    assert middle(found["Links"])[1] == pytest.approx(300, abs=1)
    assert found["Links"].x + found["Links"].w < found["Zomer"].x
    assert found["Rechts boven"].x > found["Zomer"].x + found["Zomer"].w
    assert found["Rechts boven"].y + found["Rechts boven"].h <= found["Rechts onder"].y


@pytest.mark.parametrize("way", ["right", "down"])
def test_a_map_in_a_file_grows_as_on_the_board(way: str) -> None:
    """[EXCH-2] A side means something only where there are two."""
    found = cards(
        {
            "c": node(None, "Zomer", at=[0, 0], layout=way),
            "a": node("c", "Een", order="a0"),
            "b": node("c", "Twee", order="a1", side="left"),
        }
    )
    centre, one, two = found["Zomer"], found["Een"], found["Twee"]
    if way == "right":
        assert one.x == two.x > centre.x + centre.w
        assert one.y + one.h <= two.y
    else:
        assert one.y == two.y > centre.y + centre.h
        assert one.x + one.w <= two.x


@settings(max_examples=40, deadline=None)
@given(maps(), st.sampled_from(["both", "right", "down"]))
def test_no_node_of_a_map_lies_on_another(objects: Objects, way: str) -> None:
    """[EXCH-2] However long its words are."""
    for id in objects:
        objects[id]["text"] *= 1 + len(id) % 3
        objects[id]["layout"] = way
    tree = forest(objects)
    for centre in tree.centres:
        boxes = map_boxes(type(tree)(centres=(centre,), children=tree.children), objects)
        for a, b in itertools.combinations(boxes.values(), 2):
            assert apart(a, b)


def test_maps_of_a_file_lie_beside_what_else_it_brings() -> None:
    """[EXCH-7] With all that hangs in them, to the left as to the right."""
    outline = "".join(
        f"- Onderwerp {map_}\n" + "".join(f"  - Tak {map_}.{n} met woorden\n" for n in range(9))
        for map_ in range(4)
    )
    notes = "".join(f"- Briefje {n}\n" for n in range(5))
    reading = read((notes + outline).encode(), Format.MARKDOWN, SCHEMA)
    boxes = boxes_of(reading.objects)
    assert reading.counts == {"sticky": 5, "mindnode": 40}
    for a, b in itertools.combinations(boxes.values(), 2):
        assert apart(a, b)
    assert min(box.x for box in boxes.values()) == min(box.y for box in boxes.values()) == 0


def test_what_a_file_places_keeps_away_from_what_it_does_not() -> None:
    """[EXCH-7] Below the branches of a map, not only below its centre."""
    branches = {f"b{n}": node("c", f"Tak {n}", order=f"a{n}") for n in range(9)}
    objects = {"c": node(None, "Zomer", at=[0, 0]), **branches, "loose": node(None, "Los")}
    told = json.dumps({"objects": objects}).encode()
    boxes = boxes_of(read(told, Format.JSON, SCHEMA).objects)
    for id in objects.keys() - {"loose"}:
        assert apart(boxes[id], boxes["loose"])


def test_a_centre_is_read_where_it_begins() -> None:
    """[EXCH-4] It reaches above its place: so it stands in the row of the note beside it."""
    outline = Outline({"n": note("Ernaast", 0, 0), "c": node(None, "Midden", at=[-300, 120])})
    assert [row.id for row in outline.rows()] == ["c", "n"]


def test_a_branch_by_itself_stays_where_it_was() -> None:
    """[EXCH-10] What is written without what it hangs under is the centre of a map."""
    objects = {
        "c": node(None, "Zomer", at=[500, 300]),
        "a": node("c", "Tak"),
        "b": node("a", "Blad"),
    }
    taken = part(objects, ["a"])
    assert set(taken) == {"a", "b"}
    assert taken["a"]["parent"] is None
    assert middle(boxes_of(taken)["a"]) == pytest.approx(middle(boxes_of(objects)["a"]), abs=1)


def freeplane(*icons: str) -> Reading:
    nodes = "".join(f'<node TEXT="{icon}"><icon BUILTIN="{icon}"/></node>' for icon in icons)
    return read(f'<map><node TEXT="x">{nodes}</node></map>'.encode(), Format.FREEMIND, SCHEMA)


def test_icons_of_maps_are_the_words_that_the_page_has_drawings_for() -> None:
    """[EXCH-6] One list for both languages, in the schema."""
    schema = json.loads((SHARED_SCHEMA / "board.schema.json").read_bytes())
    assert list(WORDS) == schema["$defs"]["mindnode"]["properties"]["icon"]["examples"]
    for word in WORDS:
        assert icon_of(builtin_of(word)) == word


def test_icons_of_freeplane_keep_their_meaning() -> None:
    """[EXCH-6] Its exclamation mark is called `yes`, its arrows `up` and `down`."""
    found = {
        each["text"]: each.get("icon")
        for each in freeplane(
            *("idea", "yes", "button_ok", "help", "up", "down", "flag-green", "emoji-1F44D", "bee")
        ).objects.values()
    }
    assert found == {
        "x": None,
        "idea": "idea",
        "yes": "❗",
        "button_ok": "yes",
        "help": "question",
        "up": "⬆️",
        "down": "⬇️",
        "flag-green": "🟢",
        "emoji-1F44D": "up",
        "bee": "🐝",
    }
    assert builtin_of("❗") == "yes"
    assert builtin_of("yes") == "button_ok"
    assert builtin_of("👍") == builtin_of("up") == "emoji-1F44D"
    assert builtin_of("heart") == builtin_of("❤") == "hearts"
    assert builtin_of("unheard-of") == "unheard-of"


def test_words_that_look_like_html_come_back_as_they_are() -> None:
    """[EXCH-6] FreeMind takes what begins with <html> for HTML, so those stand as rich text."""
    said = "<HTML> is\nwhat <b>we</b> write & read"
    file = b"".join(written(board_of({"a": node(None, said, at=[0, 0])}), Format.FREEMIND))
    assert [each["text"] for each in read(file, Format.FREEMIND, SCHEMA).objects.values()] == [said]
