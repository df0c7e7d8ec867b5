"""What newer versions of other programs write: `files/README.md` says which, and after what."""

from __future__ import annotations

import re

import pytest

from tafelronde.exchange.formats import Format, read, written
from tests.exchange.boards import Objects, board_of
from tests.exchange.test_files import FILES, by_text, read_file, remarks
from tests.sync.peer import SCHEMA


def test_every_file_is_in_the_list_that_says_where_it_comes_from() -> None:
    """A file whose program nobody knows shows nothing."""
    listed = re.findall(r"`([\w.]+)`", (FILES / "README.md").read_text())
    assert {each.name for each in FILES.iterdir()} - {"README.md"} <= set(listed)


def test_a_map_of_freeplane_keeps_its_attributes_and_tags() -> None:
    """[EXCH-6] What is said beside the words of a node is words; styles and bookmarks are not."""
    reading = read_file("freeplane_1_12.mm")
    nodes = by_text(reading)
    assert nodes["Grond"]["text"] == "Grond\nkosten: 120\nwie: Fatma"
    assert nodes["Grond"]["tags"] == ["voorjaar", "zwaar werk"]
    assert (nodes["Grond"]["side"], nodes["Mensen"]["side"]) == ("right", "left")
    assert len(reading.objects) == 12
    assert remarks(reading) == {"encrypted_left_out": (1, 78), "link_left_out": (1, 79)}


def test_a_note_that_was_typed_keeps_its_lines() -> None:
    """[EXCH-6] Freeplane's notes in Markdown are no HTML: a line is a line."""
    text = by_text(read_file("freeplane_1_12.mm"))["Compost"]["text"]
    assert text == "Compost\n- eerst zeven\n- dan scheppen & harken\n\nNiet in de regen."


def test_cells_of_a_table_in_a_node_stay_apart() -> None:
    """[EXCH-6] A row of a table is a line."""
    text = by_text(read_file("freeplane_1_12.mm"))["Een rijtje fruit"]["text"]
    assert text == "Een rijtje fruit\nappel peer\nlangs het pad"


def test_a_clone_has_the_words_of_its_original() -> None:
    """[EXCH-6] Freeplane writes them once; without them the clone would be an empty node."""
    objects = read_file("freeplane_1_12.mm").objects
    [people] = [id for id, each in objects.items() if each["text"] == "Mensen"]
    clones = {id: each["text"] for id, each in objects.items() if each["parent"] == people}
    firsts = [text.split("\n")[0] for text in clones.values()]
    assert firsts == ["Compost", "Een rijtje fruit", "Geheim", "Folder"]
    under = [each["text"] for each in objects.values() if each["parent"] in clones]
    assert under == ["Wormen", "eigen tak"]


def test_a_clone_of_nothing_is_an_empty_node() -> None:
    """[EXCH-8] Nor does one that is its own original go on for ever."""
    told = (
        '<map><node TEXT="x"><node ID="a" TREE_ID="b"/><node ID="c" CONTENT_ID="c"/></node></map>'
    )
    texts = [each["text"] for each in read(told.encode(), Format.FREEMIND, SCHEMA).objects.values()]
    assert texts == ["x", "", ""]


def test_several_maps_hang_under_one_node_for_other_programs() -> None:
    """[EXCH-6] These know one map a file; whoever moves that node under another has one map then."""
    node = {"type": "mindnode", "parent": None}
    maps: Objects = {
        "a": {**node, "text": "Een", "at": [0, 0]},
        "b": {**node, "text": "Twee", "at": [900, 0], "links": ["a"]},
        "c": {"type": "mindnode", "parent": "b", "text": "Tak", "side": "left"},
    }
    told = b"".join(written(board_of(maps, "Feest"), Format.FREEMIND)).decode()
    assert told.count('<node ID="tafelronde-maps" TEXT="Feest">') == told.count("</map>") == 1
    reading = read(told.encode(), Format.FREEMIND, SCHEMA)
    assert (reading.title, set(by_text(reading))) == ("Feest", {"Een", "Twee", "Tak"})
    linked = told.replace(
        '<node ID="ID_a"', '<arrowlink DESTINATION="tafelronde-maps"/><node ID="ID_a"'
    )
    again = by_text(read(linked.encode(), Format.FREEMIND, SCHEMA))
    assert again["Twee"]["links"] == [again["Een"]["id"]]
    moved = told.replace(">\n<node", '>\n<node TEXT="Boven">\n<node', 1).replace(
        "</map>", "</node></map>"
    )
    under = by_text(read(moved.encode(), Format.FREEMIND, SCHEMA))
    assert under["Feest"]["parent"] == under["Boven"]["id"]
    assert under["Een"]["parent"] == under["Feest"]["id"]


def test_notes_of_all_versions_of_freemind_are_read() -> None:
    """[EXCH-6] As rich text, and as the hook that they were before."""
    nodes = by_text(read_file("freemind_notes.mm"))
    assert nodes["Vergadering"]["text"] == "Vergadering\nIn het buurthuis"
    assert nodes["Agenda"]["text"] == "Agenda\nvoorzitter: Mieke"
    assert nodes["Oud"]["text"] == "Oud\nUit een versie van vroeger"


def test_a_canvas_with_keys_of_newer_versions_is_read() -> None:
    """[EXCH-2] Groups in groups, all six colours, both ends of a line; other keys mean nothing here."""
    reading = read_file("obsidian_newer.canvas")
    things = by_text(reading)
    colors = {
        name: things[name]["color"] for name in ("Een", "Twee", "Drie", "Vier", "Vijf", "Zes")
    }
    assert list(colors.values()) == ["rose", "apricot", "sun", "mint", "sky", "lilac"]
    assert things["Zes"]["text"] == "Zes\n\n- [ ] taak\n- [x] klaar"
    inner = things["Een"]["frame"]
    assert reading.objects[inner]["frame"] == things["Vier"]["frame"] == things["Werkplaats"]["id"]
    assert "frame" not in things["Bijlagen/plein.png"]
    both = things["wisselen"]
    assert (both["startHead"], both.get("endHead", "arrow")) == ("arrow", "arrow")
    assert both["text"] == "wisselen\naf"
    assert remarks(reading) == {"picture_left_out": (1, 3), "file_as_name": (1, 11)}


def test_spreadsheets_quote_and_part_cells_each_in_their_way() -> None:
    """[EXCH-3] Windows' letters with `;`, tabs with all text quoted, commas and lines in cells."""
    dutch = by_text(read_file("excel_nl_windows.csv"))
    assert dutch["Een café € 3"]["color"] == "rose"
    assert dutch['Zij zei "ja"; meteen']["frame"] == dutch["Straat"]["id"]
    tabs = by_text(read_file("libreoffice_tabs.csv"))
    assert tabs["Eerste regel"]["text"] == "Eerste regel\ntweede regel"
    assert tabs["Eerste regel"]["tags"] == ["water", "groen"]
    assert 'Een "bank", dus' in tabs
    sheets = read_file("google_sheets.csv")
    found = by_text(sheets)
    assert list(found) == ["Paint the wall, twice", "Two", "=IMPORTXML"]
    assert (found["Two"]["text"], found["Two"]["color"]) == ("Two\nlines", "sun")
    assert remarks(sheets) == {"column_left_out": (1, 1), "color_left_out": (1, 2)}


def test_the_name_above_a_table_is_no_note() -> None:
    """[EXCH-3] Numbers names each of its tables above the heads, which come again."""
    reading = read_file("numbers.csv")
    things = by_text(reading)
    assert list(things) == ["Buiten", "Een pleintje", "Binnen", "Een zaaltje, warm", "Een bank"]
    assert things["Een bank"]["frame"] == things["Een pleintje"]["frame"] == things["Buiten"]["id"]
    assert reading.title == "Tabel 1"
    assert remarks(reading) == {"words_left_out": (1, 6)}


def test_a_notebook_that_is_indented_with_tabs_is_read() -> None:
    """[EXCH-4] Tasks in tasks, other marks, a callout; properties of the file are none of its words."""
    reading = read_file("obsidian_tabs.md")
    things = by_text(reading)
    assert things["☑ Zaad kopen"]["parent"] == things["☐ Zaaien %%nog doen%%"]["id"]
    asking = things["Vragen bij [[Buurthuis|het buurthuis]]"]
    assert asking["parent"] == things["☐ Bakjes zoeken ^bakjes"]["id"]
    assert things["Oogsten"]["tags"] == ["herfst"]
    assert things["[!note] Let op"]["text"] == "[!note] Let op\nNiet te vroeg."
    assert len(things) == 7
    assert (reading.title, remarks(reading)) == ("Tuinplan", {"picture_left_out": (1, 17)})


def test_what_logseq_keeps_for_itself_is_on_no_note() -> None:
    """[EXCH-4] Which item is folded and what it is called; what people noted with it stays."""
    reading = read_file("logseq.md")
    things = by_text(reading)
    assert [each["text"] for each in reading.objects.values()] == [
        "Begroting",
        "Subsidie\nbedrag:: 500",
        "TODO Offerte vragen\neen tweede regel",
        "[[Muziek]] zoeken",
    ]
    assert things["Subsidie"]["parent"] == things["Begroting"]["id"]
    assert (reading.title, reading.remarks) == ("Buurtplan", ())


def test_a_line_of_dashes_at_the_top_hides_nothing() -> None:
    """[EXCH-4] Only between two such lines, with names in front of them, are properties."""
    assert list(by_text(read_file("begins_with_rule.md"))) == [
        "Geen kop, maar een lijn.",
        "Een",
        "Twee",
    ]
    two_lines = read(b"---\n\nWoorden\n\n---\n\nMeer\n", Format.MARKDOWN, SCHEMA)
    assert [each["text"] for each in two_lines.objects.values()] == ["Woorden", "Meer"]


def test_outliners_say_beside_the_words_what_is_done() -> None:
    """[EXCH-5] A mark as in other outlines; notes stand below, an empty title is none."""
    reading = read_file("dynalist.opml")
    assert reading.title is None
    assert [each["text"] for each in reading.objects.values()] == [
        "Markt",
        "☑ Kraam huren",
        "☐ Zeil meenemen",
        "[Het plein](https://example.org/plein) @mieke\n**achter** de kerk\n\nlinks",
    ]
    omni = read_file("omnioutliner.opml")
    assert omni.title == "Verhuizing"
    assert by_text(omni)["Inpakken"]["text"] == "Inpakken\nEerst de zolder\ndan de kelder"
    assert {"Dozen & tape", "Kilo's < 20"} <= set(by_text(omni))


def test_of_words_in_html_the_words_are_read() -> None:
    """[EXCH-5] Workflowy writes bold, colours and links so; a sign that only looks like it stays."""
    assert [each["text"] for each in read_file("workflowy.opml").objects.values()] == [
        "Feest & muziek\nOm acht uur\nop het plein",
        "☑ Vergunning",
        "Zie het plein https://example.org/plein",
        "1 < 2",
    ]


@pytest.mark.parametrize(
    "text", ["<b>vet</b> & dun", "&lt;", "a <br> b", "1 < 2 && 3", "&amp;amp;"]
)
def test_words_that_look_like_html_come_back_from_our_own_outline(text: str) -> None:
    """[EXCH-5] They are written so that no outliner takes them for HTML."""
    board = board_of({"a": {"type": "sticky", "at": [0, 0], "size": [200, 200], "text": text}})
    [note] = read(b"".join(written(board, Format.OPML)), Format.OPML, SCHEMA).objects.values()
    assert note["text"] == text


@pytest.mark.parametrize("way", [Format.OPML, Format.FREEMIND])
def test_a_number_that_is_no_letter_harms_nothing(way: Format) -> None:
    """[EXCH-8] However many digits it has."""
    text = f"&lt;html&gt;&lt;b&gt;&amp;#{'9' * 4_900};"
    outline = f'<opml><body><outline text="{text}"/></body></opml>'
    told = outline if way is Format.OPML else f'<map><node TEXT="{text}"/></map>'
    assert len(read(told.encode(), way, SCHEMA).objects) == 1
