"""Boards as drawings: whole, well-formed, and nothing in them that a browser would run or fetch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tafelronde.board.naming import Language
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.drawing import theme
from tafelronde.exchange.drawing.page import placed, write
from tafelronde.exchange.drawing.placing import place
from tafelronde.exchange.drawing.sheet import Picture
from tafelronde.exchange.drawing.writing import Hand, Outlines, Text
from tafelronde.files.fonts import load
from tests.board.test_examples import VALID_OBJECTS
from tests.exchange.boards import board_of, lines, maps, texts, things

FONTS = load()
NAMES = {"svg", "title", "desc", "g", "rect", "path", "polygon", "ellipse", "circle", "text"}
NAMES |= {"tspan", "defs", "use", "image", "line", "clipPath"}
SVG = "{http://www.w3.org/2000/svg}"
BLANK = re.compile(r"[\s\u00ad\u200b\u2010\ufffd]+")
PIXEL = "data:image/png;base64,AAAA"


def drawn(board: ExchangedBoard, hand: Hand | None = None) -> ET.Element:
    """The drawing, read by a parser that knows no mercy."""
    marks = write(placed(board, FONTS), FONTS, hand or Text())
    return ET.fromstring("".join(PIXEL if isinstance(mark, Picture) else mark for mark in marks))


def said(drawing: ET.Element) -> str:
    """All words in it, without blanks: a word may be broken where a line is."""
    return BLANK.sub("", "".join(drawing.itertext()))


def expect_harmless(drawing: ET.Element) -> None:
    for element in drawing.iter():
        assert element.tag.removeprefix(SVG) in NAMES, element.tag
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), name
            assert name not in ("style", "class"), name
            if name.endswith("href"):
                assert value.startswith(("#picture-", "data:image/")), value
            assert "url(" not in value


@settings(max_examples=60, deadline=None)
@given(st.data(), texts)
def test_whatever_is_on_a_board_is_drawn_with_every_word(data: st.DataObject, title: str) -> None:
    """[EXCH-15] Well-formed, each word as text, no element and no address that leads outside."""
    objects = data.draw(things())
    objects |= data.draw(lines(objects)) | data.draw(maps())
    board = board_of(objects, title)
    drawing = drawn(board)
    expect_harmless(drawing)
    words = said(drawing)
    for thing in place(board.objects, FONTS.width):
        # A title of a frame is cut where its frame ends, as on the page.
        if thing.kind != "frame":
            assert BLANK.sub("", thing.text) in words
    expect_harmless(drawn(board, Outlines(FONTS, 0)))


def test_every_kind_of_object_is_drawn() -> None:
    """[EXCH-15] The examples of the schema, all at once."""
    objects = {name: each for name, each in VALID_OBJECTS.items() if "deleted" not in each}
    ids = {"n1", "n2", "c1", "m1"} - set(objects)
    objects |= {id: {"type": "sticky", "at": [0, 0], "size": [90, 90], "text": id} for id in ids}
    for hand in (Text(), Outlines(FONTS, 0), Outlines(FONTS, 100)):
        expect_harmless(drawn(board_of(objects), hand))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "]]> <![CDATA[",
        '" onload="x',
        "\x00\x07\x1b\ufffe",
        "&amp;&#x3c;",
    ],
)
def test_words_stay_words(text: str) -> None:
    """[EXCH-15] Whatever somebody wrote, wherever they wrote it."""
    address = "https://example.org/'\"><script>" if "<" in text else "https://javascript:alert(1)"
    objects: dict[str, dict[str, Any]] = {
        "a": {"type": "sticky", "at": [0, 0], "size": [200, 200], "text": text, "tags": [text]},
        "b": {"type": "frame", "at": [0, 0], "size": [900, 200], "text": text},
        "c": {"type": "text", "at": [0, 0], "size": [200, 50], "text": "", "url": address},
        "d": {"type": "image", "at": [0, 0], "size": [9, 9], "image": "a" * 64, "alt": text},
        "e": {"type": "mindnode", "parent": None, "at": [0, 0], "text": text, "icon": text[:32]},
    }
    drawing = drawn(board_of(objects, title=text))
    expect_harmless(drawing)
    assert BLANK.sub("", text.translate({0: None, 7: None, 27: None, 0xFFFE: None})) in said(
        drawing
    )


def test_a_drawing_says_what_it_is() -> None:
    """[EXCH-15] Its title, how much is in it, in which language, and what a picture shows."""
    photo = {
        "type": "image",
        "at": [0, 0],
        "size": [60, 40],
        "image": "b" * 64,
        "alt": "Een bankje",
    }
    board = board_of({"p": photo}, "Zomerfeest", Language.DUTCH, pictures={"b" * 64: "b.png"})
    drawing = drawn(board)
    assert drawing.get("lang") == "nl"
    assert drawing.findtext(f"{SVG}title") == "Zomerfeest"
    assert drawing.findtext(f"{SVG}desc") == "Een bord met 1 ding."
    assert drawing.findtext(f"{SVG}g/{SVG}title") == "Een bankje"
    [image] = drawing.iter(f"{SVG}image")
    assert image.get("href") == PIXEL


def test_a_picture_is_in_the_file_once_and_one_that_is_gone_has_its_name() -> None:
    """[EXCH-15]"""
    photos = {
        f"p{n}": {"type": "image", "at": [n * 99, 0], "size": [90, 90], "image": "b" * 64}
        for n in range(3)
    }
    photos["gone"] = {**photos["p0"], "image": "c" * 64, "alt": "Tuin"}
    drawing = drawn(board_of(photos, pictures={"b" * 64: "b.png"}))
    assert len(list(drawing.iter(f"{SVG}image"))) == 1
    corners = {use.get("clip-path") for use in drawing.iter(f"{SVG}use")}
    assert len(list(drawing.iter(f"{SVG}use"))) == 3
    # They are all of one size, and rounded alike.
    [clip] = drawing.iter(f"{SVG}clipPath")
    assert corners == {f"url(#{clip.get('id')})"}
    assert said(drawing).count("Tuin") == 2


def test_everything_lies_within_the_drawing() -> None:
    """[EXCH-15] Turned, branching, hanging out: nothing is cut."""
    turned = {"type": "shape", "at": [0, 0], "size": [400, 20], "form": "rectangle", "rotation": 90}
    box = placed(board_of({"s": turned}), FONTS).box
    assert (box.x, box.y) < (190, -190)
    assert box.x + box.w > 210
    assert box.y + box.h > 210


def test_the_colours_are_those_of_the_page() -> None:
    """[EXCH-15] In light."""
    css = Path("client/src/styles/tokens.css").read_text("utf-8")
    light = css.partition("@media (prefers-color-scheme: dark)")[0]
    pens = css.partition(".on-note {")[2].partition("}")[0]
    of_page = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light + pens))
    assert {name: of_page[name] for name in theme.TOKENS} == dict(theme.TOKENS)


def test_the_fonts_are_asked_for_the_signs_that_the_page_asks_them_for() -> None:
    """[EXCH-17]"""
    from tafelronde.files import fonts

    css = Path("client/src/styles/base.css").read_text("utf-8")
    ranges = [
        [part.strip()[2:].split("-") for part in found.split(",")]
        for found in re.findall(r"unicode-range:([^;]+);", css)
    ]
    of_page = [tuple((int(r[0], 16), int(r[-1], 16)) for r in parts) for parts in ranges]
    assert of_page == [fonts._LATIN, fonts._LATIN_EXT]
