"""Files that are damaged, wrong, or made to do harm: a clear message, in time and within memory."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Callable
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tafelronde.errors import Unreadable
from tafelronde.exchange.formats import Format, read
from tafelronde.exchange.reading import MOST_BYTES, MOST_OBJECTS, Reading, without_people
from tafelronde.resources import SHARED_SCHEMA
from tests.board.test_examples import OBJECT
from tests.exchange.test_files import FILES
from tests.sync.peer import SCHEMA

BOMB = """<?xml version="1.0"?>
<!DOCTYPE map [
<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<map><node TEXT="&c;"/></map>"""
REACHING = '<!DOCTYPE opml [\n<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<opml>&x;</opml>'


def refused(data: bytes | str, way: Format) -> tuple[str, int | None]:
    """The code and the line of the refusal."""
    with pytest.raises(Unreadable) as caught:
        read(data.encode() if isinstance(data, str) else data, way, SCHEMA)
    error = caught.value
    if error.line is not None:
        assert f"line {error.line}" in error.message
    return error.code, error.line


def nested(levels: int, begin: str, end: str) -> str:
    return begin * levels + end * levels


@pytest.mark.parametrize("way", [Format.FREEMIND, Format.OPML])
@pytest.mark.parametrize(("file", "line"), [(BOMB, 3), (REACHING, 2)])
def test_entities_are_refused(way: Format, file: str, line: int) -> None:
    """[EXCH-8] Neither unfolded nor fetched."""
    assert refused(file, way) == ("file_entities", line)


@pytest.mark.parametrize(
    ("way", "file"),
    [
        (Format.FREEMIND, "<map>" + nested(10_000, '<node TEXT="x">\n', "</node>") + "</map>"),
        (Format.OPML, "<opml><body>" + nested(10_000, '<outline text="x">\n', "</outline>")),
        (Format.MARKDOWN, "".join(f"{'  ' * level}- x\n" for level in range(3_000))),
        (Format.JSON, nested(100_000, "[\n", "]")),
        (Format.CANVAS, '{"nodes":' + nested(100_000, '[{"a":\n', "}]") + "}"),
    ],
)
def test_ten_thousand_levels_are_refused_with_the_line(way: Format, file: str) -> None:
    """[EXCH-8]"""
    code, line = refused(file, way)
    assert code == "file_too_deep"
    assert line is not None


def test_the_page_knows_how_large_a_file_may_be() -> None:
    """[EXCH-8] What would be refused is not sent."""
    wire = json.loads((SHARED_SCHEMA / "wire.json").read_bytes())
    assert wire["files"]["maxBytes"] == MOST_BYTES


@pytest.mark.parametrize("way", list(Format))
def test_a_file_that_is_too_large_is_not_looked_at(way: Format) -> None:
    """[EXCH-8]"""
    assert refused(b" " * (MOST_BYTES + 1), way) == ("file_too_large", None)


@pytest.mark.parametrize(
    ("way", "file", "line"),
    [
        (Format.CSV, "x\n" * (MOST_OBJECTS + 1), MOST_OBJECTS + 1),
        (Format.MARKDOWN, "- x\n" * (MOST_OBJECTS + 1), MOST_OBJECTS + 1),
        (
            Format.OPML,
            "<opml><body>\n" + '<outline text="x"/>\n' * (MOST_OBJECTS + 1),
            MOST_OBJECTS + 2,
        ),
        (
            Format.FREEMIND,
            '<map><node TEXT="x">\n' + '<node TEXT="x"/>\n' * MOST_OBJECTS,
            MOST_OBJECTS + 1,
        ),
    ],
)
def test_more_things_than_boards_take_are_refused_with_the_line(
    way: Format, file: str, line: int
) -> None:
    """[EXCH-8]"""
    assert refused(file, way) == ("file_too_many", line)


@pytest.mark.parametrize("way", [Format.JSON, Format.CANVAS, Format.MARKDOWN])
def test_another_encoding_is_named_with_the_byte(way: Format) -> None:
    """[EXCH-8] Only tables are taken in Windows' letters: spreadsheets write no others."""
    with pytest.raises(Unreadable, match="byte 12, on line 2") as caught:
        read("- one\n- caf\xe9".encode("cp1252"), way, SCHEMA)
    assert (caught.value.code, caught.value.line) == ("file_encoding", 2)


@pytest.mark.parametrize("way", [Format.CSV, Format.MARKDOWN, Format.JSON, Format.CANVAS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_is_read_in_utf_8_and_with_its_mark_in_utf_16(way: Format, encoding: str) -> None:
    """[EXCH-8]"""
    texts = {
        Format.CSV: "text\ncafé 🙂",
        Format.MARKDOWN: "- café 🙂",
        Format.JSON: '{"objects":{"a":{"type":"sticky","at":[0,0],"size":[9,9],"text":"café 🙂"}}}',
        Format.CANVAS: '{"nodes":[{"id":"a","type":"text","text":"café 🙂",'
        '"x":0,"y":0,"width":9,"height":9}]}',
    }
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    [note] = read(mark + texts[way].encode(encoding), way, SCHEMA).objects.values()
    assert note["text"] == "café 🙂"


@pytest.mark.parametrize(
    ("way", "file", "code", "line"),
    [
        (Format.JSON, '{\n"objects": {"a": }}', "file_malformed", 2),
        (Format.JSON, "[1, 2]", "file_unknown", None),
        (Format.JSON, '{"objects": NaN}', "file_malformed", None),
        (Format.JSON, "1" * 5_000, "file_malformed", None),
        (Format.CANVAS, '{"nodes": 3}', "file_unknown", None),
        (Format.CANVAS, '{"nodes": [],\n"edges": [}', "file_malformed", 2),
        (Format.OPML, "<opml>\n<body>\n</opml>", "file_malformed", 3),
        (Format.OPML, "<html/>", "file_unknown", 1),
        (Format.OPML, '<?xml version="1.0" encoding="klingon"?><opml/>', "file_encoding", 1),
        (Format.OPML, '<?xml version="1.0" encoding="shift_jis"?><opml/>', "file_encoding", 1),
        (Format.FREEMIND, "<svg/>", "file_unknown", 1),
        (Format.FREEMIND, "", "file_malformed", 1),
        (Format.FREEMIND, '<map>\n<node TEXT="\x01"/></map>', "file_malformed", 2),
        (Format.CSV, 'text\nfine\n"' + "x\n" * 80_000, "file_malformed", 3),
        (Format.CSV, "a" + "," * 300, "file_malformed", 1),
        (Format.CSV, "a\0b\xe9".encode("latin1").decode("latin1"), None, None),
    ],
)
def test_what_is_wrong_is_said_with_the_line(
    way: Format, file: str, code: str | None, line: int | None
) -> None:
    """[EXCH-8]"""
    if code is None:
        assert refused(file.encode("latin1"), way) == ("file_encoding", 1)
    else:
        assert refused(file, way) == (code, line)


def test_half_a_character_is_taken_for_none() -> None:
    """[EXCH-8] JSON can escape what no document can hold."""
    files = {
        Format.JSON: '{"title":"\\ud800","objects":{"a":{"type":"sticky","at":[0,0],"size":[9,9],'
        '"text":"a\\udc00b","tags":["\\ud83d"]}}}',
        Format.CANVAS: '{"nodes":[{"id":"a","type":"text","text":"a\\udc00b","x":0,"y":0,'
        '"width":9,"height":9}]}',
    }
    for way, file in files.items():
        reading = read(file.encode(), way, SCHEMA)
        json.dumps([reading.title, *reading.objects.values()], ensure_ascii=False).encode()
        assert reading.objects.popitem()[1]["text"] == "a\ufffdb"  # type: ignore[attr-defined]


def test_a_file_of_ours_is_believed_as_far_as_the_schema_goes() -> None:
    """[EXCH-1] What is not valid is left out, alone, and said; what is too long is cut."""
    note = {"type": "sticky", "at": [0, 0], "size": [9, 9], "text": "x"}
    objects = {
        "good": {**note, "author": "somebody", "lock": "facilitators"},
        "long": {**note, "text": "x" * 6_000},
        "color": {**note, "color": "plaid", "extra": {"deep": [1]}},
        "unplaced": {"type": "sticky", "text": "x", "size": [9, 9], "at": "here"},
        "strange": {"type": "volcano"},
        "bad id!": note,
        "gone": {**note, "deleted": {"by": "p", "at": 1}},
        "line": {"type": "connector", "from": {"object": "good"}, "to": {"object": "gone"}},
        "said": {"type": "comment", "on": "good", "text": "Hm"},
        "nothing": None,
    }
    reading = read(json.dumps({"objects": objects}, indent=1).encode(), Format.JSON, SCHEMA)
    assert set(reading.objects) == {"good", "long", "color", "said"}
    assert len(reading.objects["long"]["text"]) == 5_000
    assert reading.objects["color"] == note
    assert {remark.code: remark.count for remark in reading.remarks} == {
        "text_cut": 1,
        "field_left_out": 2,
        "object_left_out": 5,
        "bin_left_out": 1,
    }
    fresh = without_people(reading)
    assert fresh.objects["good"] == note
    assert "said" not in fresh.objects
    assert fresh.remarks[-1].code == "comments_left_out"


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(list(Format)))
def test_whatever_comes_is_read_or_refused(data: st.DataObject, way: Format) -> None:
    """[EXCH-8] Files with parts cut out, doubled, or changed: valid objects, or one error of ours."""
    files = sorted(FILES.iterdir())
    source = bytearray(data.draw(st.sampled_from(files)).read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        at, end = sorted(data.draw(st.integers(0, len(source))) for _ in range(2))
        match data.draw(st.integers(0, 2)):
            case 0:
                del source[at:end]
            case 1:
                source[end:end] = source[at:end]
            case _:
                source[at:at] = data.draw(st.binary(max_size=6))
    try:
        reading = read(bytes(source), way, SCHEMA)
    except Unreadable:
        return
    assert all(OBJECT.is_valid(each) for each in reading.objects.values())


SLOW: dict[str, tuple[Format, Callable[[int], str]]] = {
    "tags": (Format.MARKDOWN, lambda n: "#a " * (n // 3) + "\\"),
    "headings": (Format.MARKDOWN, lambda n: "# " + " #" * (n // 2) + "x"),
    "pictures": (Format.MARKDOWN, lambda n: "![" * (n // 2)),
    "blanks": (Format.MARKDOWN, lambda n: "- x" + " " * n + "y"),
    "lines": (Format.MARKDOWN, lambda n: "\n" * n),
    "quotes": (Format.CSV, lambda n: '"' * n),
    "cells": (Format.CSV, lambda n: "a;" * (n // 2)),
    "brackets": (Format.CANVAS, lambda n: '{"nodes":[' + "[]," * (n // 3) + "1]}"),
    "groups": (
        Format.CANVAS,
        lambda n: json.dumps(
            {
                "nodes": [
                    {"id": f"{i}", "type": "group", "x": 0, "y": 0, "width": 9, "height": 9 + i}
                    for i in range(10_000)
                ]
            }
        ),
    ),
    "nobodies": (
        Format.JSON,
        lambda n: json.dumps({"objects": {f"bad {i}": {} for i in range(n // 15)}}),
    ),
    "chain": (
        Format.JSON,
        lambda n: json.dumps(
            {
                "objects": {
                    f"c{i}": {
                        "type": "connector",
                        "from": {"object": f"c{i + 1}"},
                        "to": {"at": [0, 0]},
                    }
                    for i in range(9_999)
                }
            }
        ),
    ),
    "elements": (Format.FREEMIND, lambda n: "<map><node>" + "<i/>" * (n // 4)),
    "rich": (
        Format.FREEMIND,
        lambda n: '<map><node TEXT="' + "&lt;html>&lt;a " * (n // 15) + '"/></map>',
    ),
    "said": (
        Format.FREEMIND,
        lambda n: "<map><node>" + '<attribute NAME="a" VALUE="b"/>' * (n // 31) + "</node></map>",
    ),
    "markup": (
        Format.OPML,
        lambda n: f'<opml><outline text="{"&lt;a href=http://" * (n // 17)}"/></opml>',
    ),
    "addresses": (
        Format.OPML,
        lambda n: f'<opml><outline text="&lt;a {"href=&quot;http://&quot;" * (n // 24)}"/></opml>',
    ),
    "attributes": (Format.OPML, lambda n: "<opml " + "".join(f"a{i}='' " for i in range(n // 10))),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_is_made_to_take_long_does_not(name: str, report: Callable[[str], None]) -> None:
    """[EXCH-8] Two megabytes of it, in seconds, and in memory of the file's own order."""
    way, make = SLOW[name]
    data = make(2_000_000).encode()
    begun = perf_counter()
    outcome = _outcome(data, way)
    seconds = perf_counter() - begun
    assert seconds < 10
    report(f"{len(data) / 1e6:.1f} MB of {name} ({way.value}): {seconds:.1f} s, {outcome}")


def _outcome(data: bytes, way: Format) -> str:
    try:
        reading = read(data, way, SCHEMA)
    except Unreadable as error:
        return error.code
    return f"{len(reading.objects)} objects"


def test_reading_takes_memory_in_proportion(report: Callable[[str], None]) -> None:
    """[EXCH-8] Ten thousand notes from a table."""
    rng = random.Random(7)
    rows = "".join(f"Note {n};{rng.choice(['geel', 'blauw'])};{n % 40}\n" for n in range(9_900))
    data = ("tekst;kleur;kader\n" + rows).encode()
    tracemalloc.start()
    reading: Reading = read(data, Format.CSV, SCHEMA)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(reading.objects) == 9_940
    assert peak < 60_000_000
    report(f"reading 9,900 rows: at most {peak / 1e6:.0f} MB at once")
