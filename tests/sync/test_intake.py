"""What pycrdt has taken in and is then taken back, or could not be judged, leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Map

from tafelronde.board.access import Role
from tafelronde.sync import messages
from tafelronde.sync.content import STRING
from tafelronde.sync.scan import Id, scan
from tafelronde.sync.varint import write_string, write_uint
from tests.sync.craft import item, update
from tests.sync.peer import Hall, Peer, sticky


@pytest.fixture
def hall() -> Hall:
    return Hall()


def expect_taken_back(hall: Hall, mal: Peer, act: Callable[[], None]) -> None:
    """What `act` does is refused as invalid, and nobody's copy has it, not even one made from the log."""
    before = hall.room.plain()
    act()
    hall.settle()
    assert [event["code"] for event in mal.events] == ["invalid"]
    assert hall.room.plain() == before == hall.replayed()
    assert mal.plain() == before[1]
    late = hall.peer("Late")
    hall.settle()
    assert late.plain() == before[1]
    assert hall.room.compact() is not None


def formats(key: str, json: str) -> bytes:
    return b"\x06" + write_string(key) + write_string(json)


def embed(json: str) -> bytes:
    return b"\x05" + write_string(json)


# An empty map, as an element of a text.
NESTED = b"\x07\x01"


def new_note_with(change: Callable[[Map[Any]], None]) -> Callable[[Peer], None]:
    def act(peer: Peer) -> None:
        with peer.doc.transaction():
            peer.objects["rich"] = sticky("hello")
            change(peer.objects["rich"])

    return act


@pytest.mark.parametrize(
    "act",
    [
        new_note_with(lambda note: note["text"].format(0, 2, {"bold": True})),
        new_note_with(lambda note: note["text"].insert_embed(2, {"image": "x"})),
    ],
    ids=["formatting", "an embed"],
)
def test_a_new_note_whose_text_is_more_than_letters_is_taken_back(
    hall: Hall, act: Callable[[Peer], None]
) -> None:
    """[DOC-5] pycrdt tells nothing of a text that came with its note."""
    hall.peer("Ann").objects["n"] = sticky("hello")
    mal = hall.peer("Mal")
    hall.settle()
    expect_taken_back(hall, mal, lambda: act(mal))


@pytest.mark.parametrize(
    "content",
    [formats("bold", "true"), embed("{}"), NESTED, embed('"' + "\\u005b" * 33 + '"')],
    ids=[
        "formatting",
        "an embed",
        "a map",
        "an embed of brackets that are written otherwise later",
    ],
)
def test_nothing_but_letters_is_put_behind_the_last_letter(hall: Hall, content: bytes) -> None:
    """[DOC-5] Formatting there changes nothing to be seen, and pycrdt tells nothing of it."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    mal = hall.peer("Mal")
    hall.settle()
    behind = update((mal.doc.client_id, 0, [item(content, left=last_letter(hall))]))

    def act() -> None:
        with mal.received():
            mal.doc.apply_update(behind)
        mal.send(messages.update(behind))

    expect_taken_back(hall, mal, act)
    ann.objects["n"]["text"].insert(5, " all")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "hello all"
    assert ann.events == []


def test_formatting_that_its_own_update_deletes_is_nothing(hall: Hall) -> None:
    """[DOC-5] Whoever took it back before they came online has a plain text."""
    hall.peer("Ann").objects["n"] = sticky("hello")
    mal = hall.peer("Mal")
    hall.settle()
    own = mal.doc.client_id
    deletes = b"\x01" + write_uint(own) + b"\x01\x00\x01"
    bold = item(formats("bold", "true"), left=last_letter(hall))
    mal.send(messages.update(update((own, 0, [bold]), deletes=deletes)))
    hall.settle()
    assert mal.events == []
    assert hall.room.plain()[1]["n"]["text"] == "hello"


def test_what_takes_back_may_be_larger_than_any_message(hall: Hall) -> None:
    """[LOCK-1] [SYNC-2] Mal deletes 126,000 single letters, and moves what is locked, in one update."""
    fay, mal = hall.peer("Fay", Role.FACILITATOR), hall.peer("Mal")
    fay.objects["locked"] = sticky("stay")
    hall.settle()
    fay.objects["locked"]["lock"] = "facilitators"
    for number in range(28):
        with fay.doc.transaction():
            fay.objects[f"n{number}"] = sticky("")
            text = fay.objects[f"n{number}"]["text"]
            for _ in range(4_500):
                text.insert(0, "x")
        hall.settle()
    before = hall.room.plain()
    with mal.doc.transaction():
        for number in range(28):
            del mal.objects[f"n{number}"]["text"][0:4_500]
        mal.objects["locked"]["at"] = [5, 5]
    hall.settle()
    assert [event["code"] for event in mal.events] == ["locked"]
    assert hall.room.plain() == before == hall.replayed()


def last_letter(hall: Hall) -> Id:
    """The Yjs id of the last letter on a board with one text."""
    (run,) = (each for each in scan(hall.room.held.full_update()).items if each[3] == STRING)
    client, clock, length, *_ = run
    return client, clock + length - 1
