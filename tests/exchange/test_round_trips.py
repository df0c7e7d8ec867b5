"""What is written is read back: all of it in our own format, elsewhere what the format can hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tafelronde.board.naming import Language
from tafelronde.board.tree import forest
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.formats import Format, read, written
from tafelronde.exchange.reading import Reading
from tests.board.test_examples import OBJECT, VALID_OBJECTS
from tests.exchange.boards import Objects, board_of, lines, maps, normal, texts, things
from tests.sync.peer import SCHEMA


def back(board: ExchangedBoard, way: Format) -> Reading:
    """What is read from what was written."""
    reading = read(b"".join(written(board, way)), way, SCHEMA)
    for id, each in reading.objects.items():
        assert OBJECT.is_valid(each), (id, each)
    assert reading.remarks == ()
    return reading


def bag(parts: Iterable[Any]) -> list[Any]:
    return sorted(parts, key=repr)


def titles_above(each: Mapping[str, Any], objects: Mapping[str, Mapping[str, Any]]) -> list[str]:
    titles: list[str] = []
    while "frame" in each:
        each = objects[each["frame"]]
        titles.append(each["text"].strip())
    return titles


def from_corner(objects: Mapping[str, Mapping[str, Any]]) -> dict[str, list[float]]:
    """Where things are, as from the corner of all of them."""
    places = {id: each["at"] for id, each in objects.items() if "at" in each}
    left, top = (min((at[axis] for at in places.values()), default=0) for axis in (0, 1))
    return {id: [at[0] - left, at[1] - top] for id, at in places.items()}


@settings(max_examples=40, deadline=None)
@given(st.data(), texts)
def test_our_own_file_loses_nothing(data: st.DataObject, title: str) -> None:
    """[EXCH-1] Every object, every field, where it lies."""
    objects = data.draw(things())
    objects |= data.draw(lines(objects)) | data.draw(maps())
    board = board_of(objects, title)
    reading = back(board, Format.JSON)
    assert reading.objects == board.objects
    assert (reading.title, reading.board) == (title, "board")


def test_every_kind_of_object_is_in_our_own_file() -> None:
    """[EXCH-1] The examples of the schema, all at once; but what is in the bin stays there."""
    objects = {name: each for name, each in VALID_OBJECTS.items() if "deleted" not in each}
    ids = {"n1", "n2", "c1", "m1"} - set(objects)
    objects |= {id: {"type": "sticky", "at": [0, 0], "size": [9, 9], "text": id} for id in ids}
    board = board_of(objects)
    assert {each["type"] for each in board.objects.values()} == set(SCHEMA.types)
    assert back(board, Format.JSON).objects == board.objects


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_canvas_keeps_cards_groups_and_edges(data: st.DataObject) -> None:
    """[EXCH-2] Words, places, sizes, the colours of notes, what leads where with which words."""
    objects = data.draw(things())
    objects |= data.draw(lines(objects))
    reading = back(board_of(objects), Format.CANVAS)

    def seen(found: Mapping[str, Mapping[str, Any]]) -> list[Any]:
        places = from_corner(found)
        return bag(
            (
                each["type"] == "frame",
                each["text"],
                places[id],
                each["size"],
                each.get("color") if each["type"] == "frame" else None,
            )
            for id, each in found.items()
            if each["type"] != "connector"
        )

    assert seen(reading.objects) == seen(objects)
    assert led(reading.objects) == led(objects)
    notes = {each["text"]: each["color"] for each in objects.values() if each["type"] == "sticky"}
    read_notes = {each["text"]: each for each in reading.objects.values() if "at" in each}
    for text, color in notes.items():
        assert read_notes[text]["color"] == color


def led(objects: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    """The lines: from which words to which, and how they look."""
    return bag(
        (
            *(objects[each[end]["object"]]["text"] for end in ("from", "to")),
            each["to"].get("side"),
            each.get("text", ""),
            each.get("startHead", "none"),
            each.get("endHead", "arrow"),
        )
        for each in objects.values()
        if each["type"] == "connector"
    )


@settings(max_examples=40, deadline=None)
@given(maps())
def test_a_map_on_a_canvas_is_cards_with_lines(objects: Objects) -> None:
    """[EXCH-2] A line from each node to what hangs under it."""
    reading = back(board_of(objects), Format.CANVAS)
    cards = bag(each["text"] for each in reading.objects.values() if each["type"] == "sticky")
    assert cards == bag(each["text"] for each in objects.values())
    branches = {
        (
            reading.objects[each["from"]["object"]]["text"],
            reading.objects[each["to"]["object"]]["text"],
        )
        for each in reading.objects.values()
        if each.get("endHead") == "none"
    }
    assert branches == {
        (objects[each["parent"]]["text"], each["text"])
        for each in objects.values()
        if each["parent"] is not None
    }


@settings(max_examples=40, deadline=None)
@given(things(), st.sampled_from(list(Language)))
def test_a_table_keeps_a_row_for_each_thing(objects: Objects, language: Language) -> None:
    """[EXCH-3] Words, kind, colour, tags, frame, group, place and size, in both languages."""
    reading = back(board_of(objects, language=language), Format.CSV)

    def seen(found: Mapping[str, Mapping[str, Any]]) -> list[Any]:
        places = from_corner(found)
        return bag(
            (
                each["type"],
                normal(each["text"]),
                each.get("color"),
                each.get("tags"),
                titles_above(each, found),
                places[id],
                each["size"],
                bag(
                    normal(other["text"])
                    for other in found.values()
                    if "group" in each and other.get("group") == each["group"]
                ),
            )
            for id, each in found.items()
        )

    assert seen(reading.objects) == seen(objects)


@settings(max_examples=40, deadline=None)
@given(st.data(), texts)
def test_an_outline_in_markdown_keeps_words_and_order(data: st.DataObject, title: str) -> None:
    """[EXCH-4] What stands under which heading, with tags and relations; notes stay notes."""
    objects = data.draw(things(("sticky", "text")))
    for each in objects.values():
        # Deeper than six headings there is none.
        if len(titles_above(each, objects)) > 4:
            each.pop("frame")
    objects |= {
        id: each for id, each in data.draw(lines(objects)).items() if each["type"] == "connector"
    }
    reading = back(board_of(objects, title), Format.MARKDOWN)

    def seen(found: Mapping[str, Mapping[str, Any]]) -> list[Any]:
        return bag(
            (each["type"], normal(each["text"]), each.get("tags"), titles_above(each, found))
            for each in found.values()
            if each["type"] != "connector"
        )

    assert seen(reading.objects) == seen(objects)
    assert reading.title == " ".join(title.split())
    relations = [[*map(normal, parts[:2]), *parts[3:]] for parts in led(reading.objects)]
    assert bag(relations) == bag([[*map(normal, parts[:2]), *parts[3:]] for parts in led(objects)])


def trees(objects: Mapping[str, Mapping[str, Any]]) -> list[list[tuple[int, str]]]:
    """Of each map its nodes, in order, with how deep they hang."""
    tree = forest(objects)
    found: list[list[tuple[int, str]]] = []
    for centre in tree.centres:
        nodes: list[tuple[int, str]] = []
        waiting = [(0, centre)]
        while waiting:
            level, id = waiting.pop()
            nodes.append((level, normal(objects[id]["text"])))
            waiting.extend((level + 1, child) for child in reversed(tree.children.get(id, ())))
        found.append(nodes)
    return found


@settings(max_examples=40, deadline=None)
@given(maps())
def test_maps_keep_their_branches_in_markdown_and_opml(objects: Objects) -> None:
    """[EXCH-4] [EXCH-5] In order. A centre without branches comes back as a note."""
    bare = {id for id in objects if not any(each["parent"] == id for each in objects.values())}
    centres = {id for id, each in objects.items() if each["parent"] is None}
    kept = {id: each for id, each in objects.items() if id not in bare & centres}
    for way in (Format.MARKDOWN, Format.OPML):
        reading = back(board_of(objects), way)
        nodes = {id: each for id, each in reading.objects.items() if each["type"] == "mindnode"}
        assert bag(trees(nodes)) == bag(trees(kept))
        notes = [normal(each["text"]) for each in reading.objects.values() if "size" in each]
        assert bag(notes) == bag(normal(objects[id]["text"]) for id in bare & centres)


@settings(max_examples=40, deadline=None)
@given(maps(), texts)
def test_a_map_for_freemind_keeps_all_that_it_knows(objects: Objects, title: str) -> None:
    """[EXCH-6] Order, sides, colours, icons and links; several maps are several again."""
    board = board_of(objects, title)
    reading = back(board, Format.FREEMIND)
    maps_of_board = trees(board.objects)
    looks = {normal(each["text"]): each for each in reading.objects.values()}
    assert bag(trees(reading.objects)) == bag(maps_of_board)
    if len(maps_of_board) > 1:
        assert normal(reading.title or "") == normal(title)
    for each in objects.values():
        found = looks[normal(each["text"])]
        for name in ("color", "icon", "side"):
            assert found.get(name) == each.get(name), name
        linked = [normal(reading.objects[id]["text"]) for id in found.get("links", [])]
        assert linked == [normal(objects[id]["text"]) for id in each.get("links", [])]


@pytest.mark.parametrize("way", [Format.OPML, Format.FREEMIND])
@settings(max_examples=40, deadline=None)
@given(objects=things())
def test_a_board_without_maps_is_an_outline(way: Format, objects: Objects) -> None:
    """[EXCH-5] [EXCH-6] Frames with what lies in them: nothing is refused for want of a map."""
    reading = back(board_of(objects, "Zomerfeest"), way)
    found = [normal(each["text"]) for each in reading.objects.values()]
    if way is Format.FREEMIND and "Zomerfeest" in found:
        found.remove("Zomerfeest")
    assert bag(found) == bag(normal(each["text"]) for each in objects.values())
