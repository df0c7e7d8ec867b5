"""A drawing of a board beside the board itself, in the same browser."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page

from tafelronde.exchange.lettering.clusters import clusters
from tafelronde.exchange.lettering.fonts import Fonts
from tafelronde.files.fonts import load
from tests.browser.seeding import Note, Thing
from tests.browser.table import Table

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
LONG = "In de straat waar wij wonen, zo vertelde een bewoonster, kent iedereen elkaar bij naam; dat is 'n rijkdom. "
TEXTS = [
    "Ontmoeting op een bankje",
    "Wat maakt een goede dag in onze straat?",
    "naïef coördinatie reünie façade garçon €uro",
    "één café òf ëen föhn, de ĳsvrije Łódź-weg",
    "e\u0301e\u0301n cafe\u0301 o\u0308pera met losse tekens n\u0303",
    "👩‍🌾 en 👨‍👩‍👧‍👦 en 🏳️‍🌈 en 🇳🇱🇧🇪 👍🏽 ❤️ ☂ ⌚ ✅",
    "👍👍👍👍 goed😀😀zo 1️⃣ 2️⃣ 💡❓ klaar",
    "Hottentottententententoonstellingsmakersopleidingsgetuigschrift",
    "https://example.org/een/heel/lang/pad?met=vragen&en=antwoorden#en-een-anker",
    "stads-en-dorpsraad - zelf–bewust—en …zo",
    "en/of 1/2 km/h a/b/c and/or input/output/uitvoer",
    "half-life 3-D T-shirt e-mail A-B-C e-mail-adres/naam-tje",
    "eerste\n\nderde\n",
    "\n\nonderaan",
    "trailing   spaties   hier   en    daar   ",
    "    ingesprongen regel met woorden",
    '(haakjes) [vierkant] {krul} "aanhaling" «guillemets»',
    "50% 3,5 €12,50 $100 -5 10-12 2024-11-24 12:30",
    "foo.bar.baz foo,bar foo;bar foo:bar foo!bar foo?bar",
    "user@example.org en www.voorbeeld.nl/pad/naar/iets",
    "a\u00a0b\u00a0c d vaste\u00a0spaties\u00a0breken niet",
    "nul\u200bbreedte\u200bspatie en\u2060niet hier",
    "x=y+z*w|v~t^s`r C++ C# F# .NET @naam #hash",
    "wow!!! echt??? ja... nou; goed: dan",
    "→ pijl ← links • punt ✓ vink ½ ¾ ² °C",
    "l'été d'accord 'n huis z’n „naam” en ‘zo’",
    "–5 tot –10 °C; 5 ± 2 №7 §3 ¶",
    "aa‑bb‐cc vast koppelteken en zacht",
    "a -b -- c --- d ---- e",
    "Привет мир, это просто текст на доске",
    "Ελληνικά κείμενο εδώ για δοκιμή",
    "مرحبا بالعالم هذا نص عربي طويل",
    "WWWWWWWW MMMMMMMM iiiiiiii llllllll",
    "AVATAR To. Ty, We; kerning-paren LT",
    "fi fl ffi -> => 3x4 (c) 1:2",
    "一期一会という言葉は、茶道から来ました。また明日、と言って別れる。",
    "我们的街道上，大家都认识彼此；这很好！今天 12:30 见（在广场）",
    "우리 동네에서 좋은 하루란 무엇일까요? 함께 먹고 이야기해요.",
    "één\ttab\ten nog een",
    "kort",
    LONG * 3,
    LONG * 6,
    LONG * 29,
]

LINES = """() => {
  const found = [];
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const thing of [...document.querySelectorAll(".thing")].sort((a, b) => a.style.zIndex - b.style.zIndex)) {
    const box = thing.querySelector(".sheet, .words");
    if (box === null) continue;
    const text = [...box.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    const size = parseFloat(getComputedStyle(box).fontSize);
    const zoom = new DOMMatrix(getComputedStyle(thing.parentElement).transform).a;
    const lines = [];
    let last = -Infinity;
    for (const { segment, index } of segmenter.segment(text.data)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + segment.length);
      const rect = [...range.getClientRects()].at(-1);
      if (rect === undefined || segment === "\\n") continue;
      const middle = rect.top + rect.height / 2;
      if (middle - last > size * zoom * 0.65) lines.push("");
      last = middle;
      lines[lines.length - 1] += segment;
    }
    found.push([size, lines.map((line) => line.trim()).filter((line) => line !== "")]);
  }
  return found;
}"""

# The boxes of all that is drawn with lines, in board units: on the board, and in its drawing.
DRAWN = ", ".join(
    f".thing svg:not(.lucide) > {name}" for name in ("path", "polygon", "ellipse", "circle")
)
BOXES = """([own, drawing]) => {
  const boxes = (within, selector, zoom, x, y) => [...within.querySelectorAll(selector)].map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return [(left - x) / zoom, (top - y) / zoom, (right - x) / zoom, (bottom - y) / zoom];
  });
  const shapes = ["path", "polygon", "ellipse", "circle"];
  const world = document.querySelector(".thing").parentElement;
  const { a: zoom, e: x, f: y } = new DOMMatrix(getComputedStyle(world).transform);
  const paper = document.querySelector(".paper").getBoundingClientRect();
  const board = boxes(world, own, zoom, paper.left + x, paper.top + y);
  const parsed = new DOMParser().parseFromString(drawing, "image/svg+xml").documentElement;
  const shown = document.importNode(parsed, true);
  document.body.append(shown);
  const { left, top } = shown.getBoundingClientRect();
  const { x: begin, y: above } = shown.viewBox.baseVal;
  const drawn = boxes(shown, shapes.join(), 1, left - begin, top - above);
  shown.remove();
  return [board, drawn];
}"""


def export(page: Page, table: Table, **asked: str) -> str:
    answer = page.request.get(
        f"{table.house.server.url}/api/boards/{table.board.id}/export",
        params={"format": "svg", **asked},
    )
    assert answer.ok, answer.text()
    return answer.text()


def test_lines_break_at_the_same_words_as_on_the_board(
    table: Table, report: Callable[[str], None]
) -> None:
    """[EXCH-17] Forty texts, as notes, words on the paper, in shapes and in maps: same lines, same size.

    Given the same fonts: what is in a script of which this machine has none is left out.
    """
    things: list[Note | Thing] = []
    fonts = load()
    known = [text for text in TEXTS if _has_all_of(fonts, text)]
    if len(known) < len(TEXTS):
        report(f"lines of drawings: {len(TEXTS) - len(known)} texts left out for want of fonts")
    for number, text in enumerate(known):
        column, row = number % 10, number // 10
        large = [620, 700] if len(text) > 2_000 else [200, 200]
        at = [column * 215, row * 215] if len(text) <= 2_000 else [2_900, 0]
        order = f"b{number:02}"
        things.append(Thing("sticky", {"at": at, "size": large, "order": f"{order}1"}, text))
        if len(text) > 400:
            continue
        below = [column * 215, 900 + row * 215]
        fields: dict[str, Any] = {"at": below, "size": [190, 40], "order": f"{order}2"}
        things.append(Thing("text", {**fields, "fontSize": 14 + number % 5}, text))
        shape = {"at": [column * 215, 1800 + row * 150], "size": [210, 140], "form": "hexagon"}
        things.append(Thing("shape", {**shape, "order": f"{order}3"}, text))
        node = {"parent": None, "at": [2_350 + column % 2 * 280, row * 900 + column * 85]}
        things.append(Thing("mindnode", {**node, "order": f"{order}4"}, text))
    table.put_down(*things)
    size = {"width": 3_700, "height": 4_300}
    anna = table.seat("Anna", viewport=size, sees_notes=False)
    anna.page.keyboard.press("Shift+Digit1")
    anna.page.wait_for_function(
        "count => document.querySelectorAll('.thing .sheet, .thing .words').length === count",
        arg=len(things),
    )
    seen = anna.page.evaluate(LINES)
    drawing = ET.fromstring(export(anna.page, table))
    drawn = [
        [
            float(text.get("font-size", 0)),
            [line for line in _rows(text) if line],
        ]
        for text in drawing.iter(f"{SVG}text")
    ]
    different = [(a, b) for a, b in zip(seen, drawn, strict=True) if plain(a) != plain(b)]
    assert different == []


def _has_all_of(fonts: Fonts, text: str) -> bool:
    lines = (list(clusters(line.replace("\t", ""))) for line in text.split("\n"))
    return all(glyph.font >= 0 for line in lines for glyph in fonts.shaped(line, 400))


def _rows(text: ET.Element) -> list[str]:
    """The lines of a text: what has the same height stands on the same, between tabs."""
    rows: dict[str, list[str]] = {}
    for span in text.iter(f"{SVG}tspan"):
        rows.setdefault(span.get("y", ""), []).append(span.text or "")
    return ["\t".join(parts).strip() for parts in rows.values()]


def plain(seen: list[Any]) -> tuple[float, list[str]]:
    """Without what is not seen at the end of a line."""
    return seen[0], [line.strip("\u200b\t ") for line in seen[1]]


def test_lines_strokes_and_shapes_lie_where_they_lie_on_the_board(table: Table) -> None:
    """[EXCH-15] The same ways, the same outlines, turned alike; branches of maps grow alike."""
    points = [v for n in range(60) for v in (n * 5, 60 + 40 * math.sin(n / 6), 0.5)]
    pressed = [v for n in range(40) for v in (n * 6, 40 + 30 * math.cos(n / 5), n / 40)]
    shape: dict[str, Any] = {"size": [200, 140], "fill": "sun", "width": 4}
    ends = {"from": {"object": "s1"}, "to": {"object": "s2"}}
    branches: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("m0", "Samen eten", {}),
        ("m0", "Rust", {"side": "left"}),
        ("m1", "Met de buren, elke woensdag in het wijkcentrum", {}),
        ("m1", "Recept", {}),
        ("m2", "Een boek", {"links": ["m4"]}),
        ("m0", "Buiten", {}),
    )
    table.put_down(
        Thing("stroke", {"at": [0, 0], "size": [295, 105], "points": points}, id="p1"),
        Thing(
            "stroke", {"at": [0, 120], "size": [234, 70], "points": pressed, "width": 8}, id="p2"
        ),
        Thing("shape", {**shape, "at": [340, 0], "form": "ellipse", "rotation": 30}, id="s1"),
        Thing("shape", {**shape, "at": [900, 260], "form": "speech", "rotation": 200}, id="s2"),
        Thing("connector", ends, id="c1"),
        Thing("connector", {**ends, "path": "elbow", "startHead": "dot", "width": 5}, id="c2"),
        Thing("connector", {**ends, "path": "curve"}, id="c3"),
        Thing("mindnode", {"parent": None, "at": [500, 600], "order": "a0"}, "Goede dag", id="m0"),
        *(
            Thing("mindnode", {"parent": parent, "order": f"a{n}", **more}, words, id=f"m{n}")
            for n, (parent, words, more) in enumerate(branches, 1)
        ),
    )
    anna = table.seat("Anna", viewport={"width": 1_600, "height": 1_100})
    anna.page.keyboard.press("Shift+Digit1")
    # Two strokes, two shapes, three lines with four heads, six branches and a cross-link.
    count = 2 + 2 + 3 + 4 + 6 + 1
    anna.page.wait_for_function(
        "([drawn, count]) => document.querySelectorAll(drawn).length === count",
        arg=[DRAWN, count],
    )
    board, drawn = anna.page.evaluate(BOXES, [DRAWN, export(anna.page, table)])
    assert len(board) == len(drawn) == count
    for box in board:
        near = [other for other in drawn if other == pytest.approx(box, abs=1)]
        assert near, (box, drawn)
