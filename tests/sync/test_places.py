"""What no client can have written is refused before pycrdt sees it; what clients write never is."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Doc, Map, Text

from tafelronde.errors import Poisoned, ProtocolError
from tafelronde.sync import messages
from tafelronde.sync.log_record import LogEntry, encode_record
from tafelronde.sync.places import Places
from tafelronde.sync.scan import scan
from tafelronde.sync.varint import Malformed, write_uint
from tests.sync.craft import EMPTY_VALUE, item, letters, update
from tests.sync.peer import Hall, closed_with, sticky

MAL = 99


@pytest.fixture
def hall() -> Hall:
    """A board with two notes of Ann's, whose structs are known: see `places_of`."""
    hall = Hall()
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello", color="sun")
    ann.objects["m"] = sticky("world", color="sun")
    hall.settle()
    return hall


def places_of(hall: Hall, note: str) -> dict[str, tuple[int, int]]:
    """The ids of what Ann's notes are made of: the map, two registers, and five letters."""
    of = hall.peers[0].doc.client_id
    first = 0 if note == "n" else 11
    names = ("map", "type", "at", "size", "text")
    places = {name: (of, first + clock) for clock, name in enumerate(names)}
    return (
        places
        | {f"letter {n}": (of, first + 5 + n) for n in range(5)}
        | {"color": (of, first + 10)}
    )


def test_the_places_are_where_these_tests_look_for_them(hall: Hall) -> None:
    """Else what they craft would be refused for other reasons."""
    mal = hall.peer("Mal")
    hall.settle()
    at = {note: places_of(hall, note) for note in "nm"}
    for clock, note in enumerate("nm"):
        between = item(letters("!"), left=at[note]["letter 1"], right=at[note]["letter 2"])
        mal.send(messages.update(update((MAL, clock, [between]))))
        hall.settle()
        assert hall.room.plain()[1][note]["text"][2] == "!"
    mal.send(
        messages.update(update((MAL, 2, [item(EMPTY_VALUE, left=at["m"]["color"], key="color")])))
    )
    hall.settle()
    assert (mal.events[-1]["object"], mal.events[-1]["field"]) == ("m", "color")


Crafted = Callable[[dict[str, tuple[int, int]], dict[str, tuple[int, int]]], bytes]

CRAFTED: dict[str, Crafted] = {
    "between letters of two texts": lambda n, m: update(
        (MAL, 0, [item(letters("!"), left=n["letter 0"], right=m["letter 1"])])
    ),
    "a letter beside a colour": lambda n, m: update((MAL, 0, [item(letters("!"), left=n["color"])])),
    "a colour beside a letter": lambda n, m: update(
        (MAL, 0, [item(EMPTY_VALUE, left=n["letter 4"])])
    ),
    "an entry before another": lambda n, m: update((MAL, 0, [item(EMPTY_VALUE, right=n["color"])])),
    "a letter in a map": lambda n, m: update((MAL, 0, [item(letters("!"), parent=n["map"])])),
    "a field of a text": lambda n, m: update(
        (MAL, 0, [item(EMPTY_VALUE, parent=n["text"], key="at")])
    ),
    "a field of a colour": lambda n, m: update(
        (MAL, 0, [item(EMPTY_VALUE, parent=n["color"], key="at")])
    ),
    "a field of a letter": lambda n, m: update(
        (MAL, 0, [item(letters("!"), right=n["letter 0"]), item(EMPTY_VALUE, parent=(MAL, 0), key="at")])
    ),
    "neighbours the wrong way round": lambda n, m: update(
        (MAL, 0, [item(letters("!"), left=n["letter 3"], right=n["letter 1"])])
    ),
    "neighbours that never were": lambda n, m: update(
        (MAL, 0, [item(letters("!"), left=n["letter 0"], right=n["letter 3"])])
    ),
    "the first in a text that has letters, twice": lambda n, m: update(
        (MAL, 0, [item(letters("!"), parent=n["text"]), item(letters("?"), parent=n["text"])])
    ),
    "the first under a key, twice": lambda n, m: update(
        (MAL, 0, [item(EMPTY_VALUE, parent=n["map"], key="lock")] * 2)
    ),
    "several values under one key": lambda n, m: update(
        (MAL, 0, [item(b"\x08\x02\x7e\x7e", parent=n["map"], key="lock")])
    ),
    "letters under a key": lambda n, m: update(
        (MAL, 0, [item(letters("!"), parent=n["map"], key="lock")])
    ),
    "items that wait for each other": lambda n, m: update(
        (MAL, 0, [item(letters("!"), left=(98, 0))]), (98, 0, [item(letters("?"), left=(MAL, 0))])
    ),
}  # fmt: skip


@pytest.mark.parametrize("crafted", CRAFTED.values(), ids=CRAFTED.keys())
@pytest.mark.parametrize("known_from", ["the running room", "the log", "the snapshot"])
def test_what_no_client_can_have_written_is_refused(
    hall: Hall, crafted: Crafted, known_from: str
) -> None:
    """[SYNC-12] The board is untouched, whatever the room knows it from."""
    if known_from == "the snapshot":
        hall.snapshot = hall.room.compact()
        hall.log.clear()
    if known_from != "the running room":
        hall.room = hall.load()
    before = hall.room.plain()
    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(crafted(places_of(hall, "n"), places_of(hall, "m"))))
    with pytest.raises(ProtocolError) as closed:
        mal.send_one()
    assert closed.value.name == "malformed"
    assert not isinstance(closed.value, Poisoned), "it was found out by applying it"
    assert hall.room.plain() == before
    assert not hall.room.has_work or hall.flush() is not None
    ben = hall.peer("Ben")
    hall.settle()
    ben.objects["n"]["text"].insert(2, "y")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "heyllo"


def test_who_knows_an_item_knows_what_it_stands_beside(hall: Hall) -> None:
    """[SYNC-12] Otherwise the order was another for who loaded the board than for who was there."""
    n, mal = places_of(hall, "n"), hall.peer("Mal")
    hall.settle()
    beside_last = item(letters("!"), left=n["letter 4"])
    mal.send(messages.update(update((98, 0, [beside_last]))))
    assert closed_with(mal.send_one) == "open"
    # Of Ann's letters this names only the first; but what it names on its right stands by her last.
    mal.send(
        messages.update(update((MAL, 0, [item(letters("?"), left=n["letter 0"], right=(98, 0))])))
    )
    assert closed_with(mal.send_one) == "malformed"


GONE_ON: dict[str, tuple[Crafted, Crafted]] = {
    "in another text": (
        lambda n, m: update((MAL, 0, [item(letters("!"), left=n["letter 4"])])),
        lambda n, m: update((MAL, 0, [item(letters("!?"), left=m["letter 4"])])),
    ),
    "at the beginning of another text": (
        lambda n, m: update((MAL, 0, [item(letters("!"), parent=n["text"])])),
        lambda n, m: update((MAL, 0, [item(letters("!?"), parent=m["text"])])),
    ),
    "under another key": (
        lambda n, m: update((MAL, 0, [item(EMPTY_VALUE, left=n["color"])])),
        lambda n, m: update((MAL, 0, [item(b"\x01\x02", parent=n["map"], key="at")])),
    ),
    "under the same key of another note": (
        lambda n, m: update((MAL, 0, [item(b"\x01\x01", parent=n["map"], key="lock")])),
        lambda n, m: update((MAL, 0, [item(b"\x01\x02", parent=m["map"], key="lock")])),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("begun", "gone_on"), GONE_ON.values(), ids=GONE_ON.keys())
@pytest.mark.parametrize("known_from", ["the running room", "the snapshot"])
def test_what_is_half_here_goes_on_where_it_began(
    hall: Hall, begun: Crafted, gone_on: Crafted, known_from: str
) -> None:
    """[SYNC-12] The room took the rest for a value of one note, and whoever loads it, of another."""
    n, m = places_of(hall, "n"), places_of(hall, "m")
    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(begun(n, m)))
    hall.settle()
    if known_from == "the snapshot":
        hall.snapshot = hall.room.compact()
        hall.log.clear()
        hall.room = hall.load()
        mal.connect()
        hall.settle()
    mal.send(messages.update(gone_on(n, m)))
    assert closed_with(mal.send_one) == "malformed"


@pytest.mark.parametrize("known_from", ["the running room", "the log", "the snapshot"])
def test_what_goes_on_where_it_began_is_welcome(hall: Hall, known_from: str) -> None:
    """[SYNC-3] Yjs tells what was typed, or overwritten, in one go as one, of which a part is here."""
    ann, ben = hall.peers[0], hall.peer("Ben")
    hall.settle()
    ann.objects["n"]["text"].insert(0, "a")
    ann.objects["n"]["lock"] = "everyone"
    ann.objects["m"]["text"].insert(3, "x")
    ann.objects["n"]["at"] = [1, 1]
    hall.settle()
    ann.disconnect()
    if known_from == "the snapshot":
        hall.snapshot = hall.room.compact()
        hall.log.clear()
    if known_from != "the running room":
        hall.room = hall.load()
        ben.connect()
        hall.settle()
    for step in range(3):
        ann.objects["n"]["at"] = [step, 2]
    ann.objects["m"]["text"].insert(4, "yz")
    ann.connect()
    ann.send(messages.step2(ann.doc.get_update()))
    hall.settle()
    note = hall.room.plain()[1]["n"]
    assert (note["at"], note["text"], note["lock"]) == ([2, 2], "ahello", "everyone")
    assert ann.plain() == ben.plain() == hall.room.plain()[1]
    assert ann.events == ben.events == []


def test_a_chain_of_overwritten_values_is_not_gone_through_again_and_again(hall: Hall) -> None:
    """[SYNC-13] 100 KB of this kept a process, and would keep every browser, busy for 32 seconds."""
    n = places_of(hall, "n")
    fields = [item(EMPTY_VALUE, parent=n["map"], key=key) for key in ("lock", "frame")]
    chain = [item(EMPTY_VALUE, left=(98, clock), key="lock") for clock in range(2_000)]
    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(update((98, 0, [*fields, *chain]))))
    assert closed_with(mal.send_one) == "open"
    overtaken = [item(EMPTY_VALUE, left=(98, 0), key="lock")] * 2_000
    mal.send(messages.update(update((MAL, 0, overtaken))))
    assert closed_with(mal.send_one) == "malformed"


def test_values_that_follow_each_other_are_not_joined_one_by_one(hall: Hall) -> None:
    """[SYNC-13] 48 KB of this kept a process busy for 1.7 seconds. Yjs sends them as one."""

    def chain(client: int, length: int) -> bytes:
        first = item(EMPTY_VALUE, parent=places_of(hall, "n")["map"], key="frame")
        behind = [item(EMPTY_VALUE, left=(client, clock)) for clock in range(length)]
        return update((client, 0, [first, *behind]))

    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(chain(98, 1_000)))
    assert closed_with(mal.send_one) == "open"
    mal.send(messages.update(chain(MAL, 8_000)))
    assert closed_with(mal.send_one) == "malformed"


def test_letters_that_follow_each_other_are_not_joined_one_by_one(hall: Hall) -> None:
    """[SYNC-13] Letters are joined quicker; so there may be more of them."""

    def chain(client: int, length: int) -> bytes:
        first = item(letters("y"), left=places_of(hall, "n")["letter 4"])
        behind = [item(letters("y"), left=(client, clock)) for clock in range(length)]
        return update((client, 0, [first, *behind]))

    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(chain(98, 8_000)))
    assert closed_with(mal.send_one) == "open"
    mal.send(messages.update(chain(MAL, 12_000)))
    assert closed_with(mal.send_one) == "malformed"


def test_a_text_cannot_be_made_to_load_in_the_square_of_its_length() -> None:
    """[SYNC-13] 160 KB of this took a third of a second to come in and half a minute to be loaded."""
    hall = Hall()
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("x" * 3_000)
    hall.settle()
    of = ann.doc.client_id
    wide = [item(letters("y"), left=(of, 5), right=(of, 3_004 - n)) for n in range(2_000)]
    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(update((MAL, 0, wide))))
    assert closed_with(mal.send_one) == "malformed"


def test_letters_are_not_taken_out_one_by_one_before_everything_else() -> None:
    """[SYNC-13] Each makes pycrdt move all that stands behind it: 400 KB of this took six seconds."""
    hall = Hall()
    ann = hall.peer("Ann")
    hall.settle()
    for text in range(20):
        ann.objects[f"t{text}"] = sticky("x" * 5_000)
    for first in range(0, 10_000, 1_000):
        with ann.doc.transaction():
            for number in range(first, first + 1_000):
                ann.objects[f"n{number}"] = sticky()
    hall.settle()
    of = ann.doc.client_id
    first_letters = [5 + text * (5 + 5_000) for text in range(20)]
    every_second = [first + at for first in first_letters for at in range(1, 4_999, 2)]

    def erasing(units: list[int]) -> bytes:
        ranges = b"".join(write_uint(unit) + b"\x01" for unit in units)
        return b"\x00\x01" + write_uint(of) + write_uint(len(units)) + ranges

    mal = hall.peer("Mal")
    hall.settle()
    mal.send(messages.update(erasing(every_second)))
    assert closed_with(mal.send_one) == "malformed"
    assert hall.room.plain()[1]["t0"]["text"] == "x" * 5_000
    # A week of work offline is in bounds, and so is telling it again together with everything else.
    for units in (every_second[:5_000], every_second[:5_001]):
        ann.send(messages.update(erasing(units)))
        assert closed_with(ann.send_one) == "open"
    hall.settle()
    assert hall.room.plain()[1]["t0"]["text"] == "x" * (5_000 - 2_499)


def test_who_was_overtaken_often_while_offline_is_still_welcome(hall: Hall) -> None:
    """[SYNC-3] [SYNC-13] Others moved the note two thousand times meanwhile."""
    ann, ben = hall.peers[0], hall.peer("Ben")
    hall.settle()
    ben.disconnect()
    ben.objects["n"]["at"] = [1, 1]
    ben.objects["n"]["text"].insert(5, " Ben")
    for step in range(2_000):
        ann.objects["n"]["at"] = [step, 0]
    hall.settle()
    ben.connect()
    hall.settle()
    assert ben.events == []
    assert ben.plain() == ann.plain() == hall.room.plain()[1]


def typists(hall: Hall, seed: int, steps: int) -> None:
    """Peers who write in the same two texts, at the same places, each behind by its own delay."""
    draw = random.Random(seed)
    peers = [hall.peer(name) for name in ("Ben", "Cid", "Dee", "Eve")]
    hall.settle()
    for _ in range(steps):
        peer = draw.choice(peers)
        choice = draw.random()
        if choice < 0.5:
            text = peer.objects[draw.choice("nm")]["text"]
            before = str(text)
            if draw.random() < 0.7 or len(before) < 3:
                at = draw.choice([0, 2, len(before), draw.randint(0, len(before))])
                text.insert(len(before[:at].encode()), draw.choice(["x", "yz", "é", "😀"]))
            else:
                start = draw.randrange(len(before) - 1)
                del text[len(before[:start].encode()) : len(before[: start + 1].encode())]
        elif choice < 0.7 and peer.outbox:
            peer.send_one()
        elif choice < 0.85:
            peer.read_all()
        elif choice < 0.95:
            hall.flush()
        elif peer.session is None:
            peer.connect()
        elif choice < 0.97:
            peer.disconnect()
    for peer in peers:
        if peer.session is None:
            peer.connect()
    hall.settle()


@pytest.mark.parametrize("seed", range(12))
def test_people_who_write_at_one_place_at_once_are_never_refused(hall: Hall, seed: int) -> None:
    """[SYNC-3] [SYNC-12] Nothing is taken back either, and all end with the same."""
    typists(hall, seed, steps=250)
    assert all(peer.events == [] for peer in hall.peers)
    assert all(peer.plain() == hall.room.plain()[1] for peer in hall.peers)
    assert hall.replayed() == hall.room.plain()


def test_the_order_of_letters_is_known_as_pycrdt_has_it(hall: Hall) -> None:
    """[SYNC-12] Every insertion is one letter, different from all others, so the order can be read."""
    ann, ben = hall.peers[0], hall.peer("Ben")
    hall.settle()
    draw = random.Random(5)
    written: dict[tuple[int, int], str] = {}
    for number in range(400):
        peer = draw.choice([ann, ben])
        text = peer.objects["n"]["text"]
        clock = messages.decode_state_vector(peer.doc.get_state()).get(peer.doc.client_id, 0)
        letter = chr(0x4E00 + number)
        before = str(text)
        text.insert(len(before[: draw.choice([0, 1, len(before) // 2])].encode()), letter)
        written[peer.doc.client_id, clock] = letter
        if draw.random() < 0.3:
            hall.settle()
    hall.settle()
    known = Places()
    for each in hall.history().updates:
        known.take(each)
    order = known.order(places_of(hall, "n")["text"])
    assert "".join(written[unit] for unit in order if unit in written) + "hello" == "".join(
        sorted(str(ben.objects["n"]["text"]), key="hello".__contains__)
    )


def test_what_was_there_before_it_was_refused_goes_on_as_it_is() -> None:
    """A board of before the rule: the letter between two texts is there, and people write on."""
    old: Doc[Any] = Doc(client_id=1)
    objects: Map[Any] = old.get("objects", type=Map)
    objects["n"] = Map({"type": "sticky", "at": [0, 0], "size": [9, 9], "text": Text("hello")})
    objects["m"] = Map({"type": "sticky", "at": [0, 0], "size": [9, 9], "text": Text("world")})
    known = Places()
    known.take(old.get_update())
    known.take(update((MAL, 0, [item(letters("!"), left=(1, 5), right=(1, 16))])))
    # Behind it, and between it and what it stands beside.
    known.check(scan(update((98, 0, [item(letters("?"), left=(MAL, 0))]))))
    known.check(scan(update((98, 0, [item(letters("?"), left=(MAL, 0), right=(1, 16))]))))
    with pytest.raises(Malformed):
        known.check(scan(update((98, 0, [item(letters("?"), left=(1, 5), right=(1, 16))]))))


def test_a_board_that_holds_what_cannot_be_read_any_more_can_be_written_on() -> None:
    """What was taken in before it was refused must not close everybody's connection."""
    hall = Hall()
    bigint = item(b"\x08\x01\x7a" + bytes(7) + b"\x05", parent=(5, 0), key="old")
    odd = item(b"\x07\x01", parent="objects", key="o")
    hall.log.append(encode_record([LogEntry(update((5, 0, [odd, bigint])), "ann")]))
    hall.room = hall.load()
    ann = hall.peer("Ann")
    hall.settle()
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ann.objects["n"]["text"].insert(2, "y")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "heyllo"
