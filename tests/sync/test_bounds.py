"""Locks for facilitators, and boards that are full."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tafelronde.board.access import Role
from tafelronde.board.bounds import Caps
from tests.sync.peer import Hall, Peer, sticky


@pytest.fixture
def hall() -> Hall:
    return Hall()


TOUCHES: dict[str, Callable[[Peer], None]] = {
    "moves it": lambda ann: ann.objects["n"].__setitem__("at", [9, 9]),
    "types in it": lambda ann: ann.objects["n"]["text"].insert(0, "x"),
    "erases from it": lambda ann: ann.objects["n"]["text"].__delitem__(slice(0, 2)),
    "deletes it": lambda ann: ann.objects["n"].__setitem__("deleted", {"by": "ann", "at": 1}),
    "unlocks it": lambda ann: ann.objects["n"].__delitem__("lock"),
    "weakens its lock": lambda ann: ann.objects["n"].__setitem__("lock", "everyone"),
}


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=TOUCHES.keys())
def test_a_participant_cannot_touch_what_is_locked_for_facilitators(
    hall: Hall, touch: Callable[[Peer], None]
) -> None:
    """[LOCK-1] Whatever they do is taken back, and they are told; a facilitator goes on."""
    fay, ann = hall.peer("Fay", Role.FACILITATOR), hall.peer("Ann")
    fay.objects["n"] = sticky("the question", lock="facilitators")
    hall.settle()
    before = hall.room.plain()[1]
    touch(ann)
    hall.settle()
    assert hall.room.plain()[1] == before
    assert ann.plain() == fay.plain()
    assert (ann.events[-1]["code"], ann.events[-1]["object"]) == ("locked", "n")
    touch(fay)
    hall.settle()
    assert hall.room.plain()[1] != before
    assert fay.events == []


def test_a_participant_cannot_lock_for_facilitators(hall: Hall) -> None:
    """[LOCK-2] Neither what is there nor what they bring."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("mine")
    hall.settle()
    ann.objects["n"]["lock"] = "facilitators"
    ann.objects["m"] = sticky("locked from birth", lock="facilitators")
    hall.settle()
    assert "lock" not in hall.room.plain()[1]["n"]
    assert "m" not in hall.room.plain()[1]


def test_what_is_unlocked_can_be_changed_again(hall: Hall) -> None:
    """[LOCK-1] By the very next message."""
    fay, ann = hall.peer("Fay", Role.FACILITATOR), hall.peer("Ann")
    fay.objects["n"] = sticky("the question", lock="facilitators")
    hall.settle()
    ann.objects["n"]["at"] = [1, 1]
    hall.settle()
    del fay.objects["n"]["lock"]
    hall.settle()
    ann.objects["n"]["at"] = [9, 9]
    hall.settle()
    assert hall.room.plain()[1]["n"]["at"] == [9, 9]


def test_a_lock_against_accidents_is_anybodys(hall: Hall) -> None:
    """[LOCK-3] The server does not stand in the way of who takes it off."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("mine", lock="everyone")
    hall.settle()
    del ben.objects["n"]["lock"]
    hall.settle()
    assert "lock" not in hall.room.plain()[1]["n"]


def test_a_full_board_takes_no_more_objects_and_loses_none() -> None:
    """[CAP-1] Moving, typing and deleting go on."""
    hall = Hall(caps=Caps(objects=2, bytes=2**20))
    ann = hall.peer("Ann")
    for id in ("a", "b", "c"):
        ann.objects[id] = sticky(id)
    hall.settle()
    assert set(hall.room.plain()[1]) == {"a", "b"} == set(ann.plain())
    assert ann.events[-1]["code"] == "full"
    ann.objects["a"]["at"] = [5, 5]
    ann.objects["b"]["text"].insert(1, "!")
    ann.objects["b"]["deleted"] = {"by": "ann", "at": 1}
    hall.settle()
    assert hall.room.plain()[1]["a"]["at"] == [5, 5]
    assert hall.room.plain()[1]["b"]["text"] == "b!"


def test_a_board_of_too_many_bytes_does_not_grow() -> None:
    """[CAP-2] What is there can be moved, erased and deleted."""
    hall = Hall(caps=Caps(objects=100, bytes=3000))
    ann = hall.peer("Ann")
    ann.objects["a"] = sticky("x" * 2500)
    hall.settle()
    ann.objects["b"] = sticky("y" * 500)
    ann.objects["a"]["text"].insert(0, "z" * 500)
    hall.settle()
    assert set(hall.room.plain()[1]) == {"a"}
    assert hall.room.plain()[1]["a"]["text"] == "x" * 2500
    ann.objects["a"]["at"] = [5, 5]
    del ann.objects["a"]["text"][0:2400]
    hall.settle()
    note = hall.room.plain()[1]["a"]
    assert (note["at"], note["text"]) == ([5, 5], "x" * 100)
    hall.room.compact()
    ann.objects["b"] = sticky("there is room again")
    hall.settle()
    assert set(hall.room.plain()[1]) == {"a", "b"}


def test_a_board_of_too_many_deleted_parts_does_not_grow() -> None:
    """[CAP-3] Moving goes on, though it leaves something behind each time."""
    hall = Hall(caps=Caps(objects=100, bytes=2**20, tombstones=20))
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("x" * 60)
    hall.settle()
    for letter in range(25):
        del ann.objects["n"]["text"][letter : letter + 1]
    hall.settle()
    ann.objects["m"] = sticky()
    ann.objects["n"]["text"].insert(0, "more")
    hall.settle()
    assert set(hall.room.plain()[1]) == {"n"} == set(ann.plain())
    assert hall.room.plain()[1]["n"]["text"] == "x" * 35
    assert [event["code"] for event in ann.events] == ["full", "full"]
    ann.objects["n"]["at"] = [5, 5]
    hall.settle()
    assert hall.room.plain()[1]["n"]["at"] == [5, 5]


def test_deleted_parts_side_by_side_are_one() -> None:
    """[CAP-3] A note that is moved a thousand times leaves no thousand parts."""
    hall = Hall(caps=Caps(objects=100, bytes=2**20, tombstones=20))
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    for step in range(1_000):
        ann.objects["n"]["at"] = [step, 0]
    hall.settle()
    ann.objects["m"] = sticky("there is room")
    hall.settle()
    assert ann.events == []
    assert set(hall.room.plain()[1]) == {"n", "m"}


def test_who_comes_back_and_repeats_all_deletions_adds_none() -> None:
    """[CAP-3] Each reconnecting client tells the whole delete set."""
    hall = Hall(caps=Caps(objects=100, bytes=2**20, tombstones=20))
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("x" * 40)
    for letter in range(15):
        del ann.objects["n"]["text"][letter : letter + 1]
    hall.settle()
    for step in range(10):
        ben.disconnect()
        ben.objects["n"]["at"] = [step, 1]
        ben.connect()
        hall.settle()
    ben.objects["n"]["text"].insert(0, "y")
    hall.settle()
    assert ben.events == []


def test_far_beyond_a_cap_a_board_can_only_be_read() -> None:
    """[CAP-4] Nothing that anybody sends makes it larger, and nothing of it is lost."""
    hall = Hall(caps=Caps(objects=100, bytes=2_000))
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    for step in range(200):
        ann.objects["n"]["at"] = [step, 0]
    hall.settle()
    assert ann.events[-1]["code"] == "full"
    size, rows = hall.room.held.size, len(hall.log)
    assert size < 3_200
    ben.objects["n"]["at"] = [9_999, 0]
    hall.settle()
    assert (hall.room.held.size, len(hall.log)) == (size, rows)
    assert hall.room.plain()[1]["n"]["text"] == "hello"
    hall.room.compact()
    ben.connect()
    hall.settle()
    assert hall.room.plain()[1]["n"]["at"] == [9_999, 0]
