"""What a copy and a template take along."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from pycrdt import Doc, Map, Text

from tafelronde.board.copies import as_template, authors_of, copied, copy_seed
from tafelronde.board.document import BoardDocument
from tafelronde.board.images import images_of
from tests.board.test_examples import VALID_OBJECTS, document
from tests.sync.peer import SCHEMA

GONE = {"by": "ann", "at": 5}
Objects = dict[str, dict[str, Any]]


def note(**fields: Any) -> dict[str, Any]:
    return {"type": "sticky", "at": [0, 0], "size": [200, 200], "text": "", **fields}


def line(start: dict[str, Any], end: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"type": "connector", "from": start, "to": end, **fields}


def board() -> Objects:
    """A question in a frame, two answers, a line between them, and talk about one of them."""
    return {
        "frame": {"type": "frame", "at": [0, 0], "size": [900, 900], "text": "Why?"},
        "one": note(frame="frame", author="ann", created=1, text="One", lock="facilitators"),
        "two": note(frame="frame", author="ben", created=2, text="Two", tags=["later"]),
        "line": line({"object": "one"}, {"object": "two"}, author="ben", created=3),
        "loose": line({"at": [0, 0]}, {"object": "two"}),
        "talk": {"type": "comment", "on": "one", "text": "Sure?", "author": "cas", "created": 4},
        "reply": {
            "type": "comment",
            "on": "one",
            "reply": "talk",
            "text": "Yes",
            "resolved": {"by": "dik", "at": 9},
        },
    }


def test_a_copy_has_what_is_on_the_board_with_who_wrote_it() -> None:
    """[COPY-1]"""
    assert copied(board()) == board()
    assert authors_of(copied(board())) == {"ann", "ben", "cas", "dik"}


def test_a_copy_leaves_the_bin_behind_and_what_hung_on_what_is_in_it() -> None:
    """[COPY-2] A line to a deleted note is not seen, and neither are words about it."""
    objects = board()
    objects["one"]["deleted"] = GONE
    assert set(copied(objects)) == {"frame", "two", "loose"}
    objects = board()
    objects["frame"]["deleted"] = GONE
    kept = copied(objects)
    assert "frame" not in kept["one"], "it lies on the paper now"
    assert kept["one"]["text"] == "One"


def test_what_a_copy_takes_is_not_the_boards_own() -> None:
    """So that nothing that is done to the one reaches the other."""
    objects = board()
    objects["frame"]["deleted"] = GONE
    copied(objects)
    assert objects["one"]["frame"] == "frame"


def test_cross_links_of_a_mind_map_lead_to_what_is_there() -> None:
    node = {"type": "mindnode", "parent": None, "at": [0, 0], "text": "", "links": ["b", "c"]}
    other = {"type": "mindnode", "parent": "a", "text": ""}
    kept = copied({"a": node, "b": other, "c": {**other, "deleted": GONE}})
    assert kept["a"]["links"] == ["b"]


def test_a_template_is_prepared_material_without_people() -> None:
    """[COPY-4] No authors, no times, no talk; locks and texts as they were prepared."""
    kept = as_template(board())
    assert set(kept) == {"frame", "one", "two", "line", "loose"}
    assert authors_of(kept) == set()
    assert not any({"author", "created", "round", "source"} & set(each) for each in kept.values())
    assert kept["one"] == note(frame="frame", text="One", lock="facilitators")


def test_a_copy_is_a_document_like_the_original_with_a_history_of_its_own() -> None:
    """[COPY-3] Every kind of object, in one update of one new client."""
    before = {name: each for name, each in VALID_OBJECTS.items() if "deleted" not in each}
    seed = copy_seed(77, before, SCHEMA)
    made = BoardDocument(1, [seed])
    meta, after = made.plain()
    assert meta == {"version": document()["$defs"]["meta"]["properties"]["version"]["const"]}
    assert after == before
    assert made.images() == images_of(before.values()) != set()
    peer: Doc[Any] = Doc()
    peer.apply_update(seed)
    assert Doc(client_id=5).get_state() != peer.get_state()
    for id, each in peer.get("objects", type=Map).items():
        assert isinstance(each, Map)
        for name, field in SCHEMA.types[each["type"]].fields.items():
            if name in each:
                assert isinstance(each[name], Text) is field.is_text, (id, name)


def test_a_copy_of_nothing_is_a_new_board() -> None:
    assert BoardDocument(1, [copy_seed(7, {}, SCHEMA)]).plain() == ({"version": 1}, {})


def test_ten_thousand_notes_are_copied_in_one_go(report: Callable[[str], None]) -> None:
    """[COPY-3] One update, which the server logs as one row."""
    objects = {f"note{n}": note(at=[n, n], text=f"Note {n}", author="ann") for n in range(10_000)}
    begun = perf_counter()
    seed = copy_seed(7, copied(objects), SCHEMA)
    seconds = perf_counter() - begun
    made = BoardDocument(1, [seed])
    assert made.size == 10_000
    begun = perf_counter()
    assert made.images() == set()
    report(
        f"a copy of 10,000 notes: {seconds * 1000:.0f} ms, {len(seed) / 1e6:.1f} MB; looking for "
        f"pictures in it: {(perf_counter() - begun) * 1000:.0f} ms"
    )
