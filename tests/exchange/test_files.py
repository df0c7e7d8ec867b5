"""Files as Freeplane, FreeMind, Obsidian, outliners and spreadsheets write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tafelronde.exchange.formats import Format, format_of, read, written
from tafelronde.exchange.reading import Reading
from tests.board.test_examples import OBJECT
from tests.exchange.boards import board_of
from tests.sync.peer import SCHEMA

FILES = Path(__file__).with_name("files")


def read_file(name: str, way: Format | None = None) -> Reading:
    way = way or format_of(name)
    assert way is not None
    reading = read((FILES / name).read_bytes(), way, SCHEMA)
    assert all(OBJECT.is_valid(each) for each in reading.objects.values())
    return reading


def by_text(reading: Reading) -> dict[str, dict[str, Any]]:
    """The objects by the first line of their words, with their ids."""
    return {
        each.get("text", "").split("\n", 1)[0]: {"id": id, **each}
        for id, each in reading.objects.items()
    }


def remarks(reading: Reading) -> dict[str, tuple[int, int | None]]:
    return {remark.code: (remark.count, remark.line) for remark in reading.remarks}


def test_a_map_of_freeplane_is_read_with_all_that_nodes_have() -> None:
    """[EXCH-6] Rich text, notes, icons, links and colours; nodes of its styles are none of the map."""
    reading = read_file("freeplane.mm")
    nodes = by_text(reading)
    assert list(nodes) == [
        "Buurtfeest",
        "Eten & drinken <samen>",
        "Soep van Fatma",
        "Koffie",
        "Muziek",
        "Harmonie",
        "Geluid",
        "Plattegrond",
    ]
    food, soup, music = (
        nodes[name] for name in ("Eten & drinken <samen>", "Soep van Fatma", "Muziek")
    )
    assert (food["side"], food["color"], food["icon"]) == ("right", "green", "idea")
    assert soup["text"] == "Soep van Fatma\nen brood"
    assert soup["parent"] == food["id"]
    assert soup["links"] == [nodes["Harmonie"]["id"]]
    assert nodes["Koffie"]["text"] == "Koffie\nen thee\nVraag het buurthuis\n• kopjes\n• lepels"
    assert (music["side"], music["color"]) == ("left", "blue")
    assert music["text"] == "Muziek\nhttps://example.org/harmonie"
    assert nodes["Harmonie"]["icon"] == "🎺"
    assert nodes["Geluid"]["links"] == [nodes["Koffie"]["id"]]
    assert remarks(reading) == {"icon_left_out": (2, 27), "picture_left_out": (1, 67)}


def test_a_map_of_freemind_is_read() -> None:
    """[EXCH-6] Letters by their numbers, HTML in an attribute, links by ids of its own."""
    reading = read_file("freemind.mm")
    nodes = by_text(reading)
    assert list(nodes) == ["Café", "Rechts", "Twee", "Links"]
    assert nodes["Twee"]["text"] == "Twee\nregels"
    assert (nodes["Rechts"]["side"], nodes["Links"]["side"]) == ("right", "left")
    assert nodes["Rechts"]["links"] == [nodes["Links"]["id"]]
    assert reading.remarks == ()


def test_a_canvas_of_obsidian_is_read() -> None:
    """[EXCH-2] Groups hold what lies in them; a file elsewhere is its name; what is unknown is told."""
    reading = read_file("obsidian.canvas")
    things = by_text(reading)
    assert things["Ideeën"]["at"] == [0, 0]
    assert things["# Bankje"]["frame"] == things["Kaal"]["frame"] == things["Ideeën"]["id"]
    assert [things[name]["color"] for name in ("# Bankje", "Kaal", "Paars")] == [
        "rose",
        "white",
        "lilac",
    ]
    assert "frame" not in things["Notities/Plan.md#Budget"]
    [card] = [each for each in reading.objects.values() if "url" in each]
    assert card["url"] == "https://example.org/vijver"
    first, second = (each for each in reading.objects.values() if each["type"] == "connector")
    assert first["from"] == {"object": things["# Bankje"]["id"], "side": "right"}
    assert (first["text"], first["color"]) == ("leidt tot", "teal")
    assert (second["startHead"], second["endHead"]) == ("arrow", "none")
    assert remarks(reading) == {
        "file_as_name": (1, 6),
        "object_left_out": (1, 9),
        "line_left_out": (1, 14),
    }


def test_an_empty_canvas_is_an_empty_board() -> None:
    assert read(b"", Format.CANVAS, SCHEMA).objects == {}


def test_an_outline_is_read_in_the_encoding_that_it_names() -> None:
    """[EXCH-5] Words under words are a map, words by themselves notes, categories tags."""
    reading = read_file("outliner.opml")
    things = by_text(reading)
    assert reading.title == "Vergadering"
    assert reading.counts == {"mindnode": 3, "sticky": 2}
    assert things["Opening"]["text"] == "Opening\nVijf minuten\nop tijd"
    assert things["Begroting"]["tags"] == ["geld", "2025", "dringend"]
    assert things["Het buurthuis"]["text"] == "Het buurthuis\nhttps://example.org/huis"


def test_a_notebook_in_markdown_is_read() -> None:
    """[EXCH-4] Headings in headings, lists in lists, tasks, links, relations, matter in front."""
    reading = read_file("notebook.md")
    things = by_text(reading)
    assert reading.title == "Zomerfeest"
    assert things["Wensen"]["tags"] == ["belangrijk"]
    assert things["Zorgen"]["frame"] == things["Wensen"]["id"]
    assert things["Een inleiding over"]["type"] == "text"
    assert things["Een bankje #vijver"]["text"] == "Een bankje #vijver\nbij het water"
    assert things["Eerst"]["type"] == "sticky"
    assert {"☐ Muziek regelen", "☑ Vergunning"} <= set(things)
    assert things["van onderdeel"]["parent"] == things["onderdeel"]["id"]
    assert things["onderdeel"]["parent"] == things["Dan"]["id"]
    assert things["Dan"]["frame"] == things["Eerst"]["frame"] == things["Wensen"]["id"]
    [card] = [each for each in reading.objects.values() if "url" in each]
    assert card["url"] == "https://example.org/regels"
    [line] = [each for each in reading.objects.values() if each["type"] == "connector"]
    assert line["from"]["object"] == things["Later"]["id"]
    assert line["to"]["object"] == things["Eerst"]["id"]
    assert remarks(reading) == {"words_left_out": (1, 22), "picture_left_out": (1, 30)}


def test_a_dutch_spreadsheet_is_read() -> None:
    """[EXCH-3] `;`, Dutch heads and colours, groups, frames, tags; each thing that is not taken."""
    reading = read_file("excel_nl.csv")
    things = by_text(reading)
    bench, music = things["Een bankje bij de vijver"], things["Muziek"]
    assert (bench["color"], bench["tags"]) == ("sun", ["natuur", "rust"])
    assert bench["frame"] == things["Buiten"]["id"]
    assert music["text"] == "Muziek\nen dans"
    assert music["group"] == bench["group"]
    assert "group" not in things["=SOM(1"]
    assert remarks(reading) == {"column_left_out": (1, 1), "color_left_out": (1, 5)}


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("excel_sep.csv", ['Say "hello"']),
        ("excel_windows.csv", ["Een café", "naïef € 5"]),
        ("excel_unicode.txt", ["Vlak", "Één"]),
    ],
)
def test_what_excel_saves_is_read(name: str, texts: list[str]) -> None:
    """[EXCH-3] A line that names the comma, Windows' letters, UTF-16 with tabs."""
    reading = read_file(name, Format.CSV)
    assert [each["text"] for each in reading.objects.values()] == texts
    assert reading.remarks == ()


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "'=", "''-"])
def test_no_cell_is_a_formula(begin: str) -> None:
    """[EXCH-3] An apostrophe before it, which is taken off again when the table is read."""
    text = f"{begin}cmd|' /C calc'!A0"
    board = board_of({"a": {"type": "sticky", "at": [-5, -5], "size": [200, 200], "text": text}})
    table = b"".join(written(board, Format.CSV))
    row = table.decode("utf-8-sig").splitlines()[1]
    assert row.lstrip('"').startswith("'")
    assert ",-5,-5,200,200," in row, "numbers stay numbers"
    [note] = read(table, Format.CSV, SCHEMA).objects.values()
    assert note["text"] == text


def test_things_without_a_place_lie_beside_each_other_and_in_their_frames() -> None:
    """[EXCH-7] Nothing hides anything, and what belongs to a frame lies in it."""
    rows = "text,frame\n" + "".join(f"Note {n},Theme {n % 3}\n" for n in range(30)) + "Loose,\n"
    objects = read(rows.encode(), Format.CSV, SCHEMA).objects
    boxes = {id: (*each["at"], *each["size"]) for id, each in objects.items()}

    def apart(a: str, b: str) -> Any:
        (ax, ay, aw, ah), (bx, by, bw, bh) = boxes[a], boxes[b]
        return ax + aw <= bx or bx + bw <= ax or ay + ah <= by or by + bh <= ay

    for a in objects:
        for b in objects:
            if a != b and objects[a]["type"] == objects[b]["type"]:
                assert apart(a, b), (a, b)
        if "frame" in objects[a]:
            (x, y, w, h), (fx, fy, fw, fh) = boxes[a], boxes[objects[a]["frame"]]
            assert fx <= x and fy <= y and x + w <= fx + fw and y + h <= fy + fh
    assert min(x for x, *_ in boxes.values()) == min(y for _, y, *_ in boxes.values()) == 0
