"""The live document: that it goes when nobody needs it any more."""

from __future__ import annotations

import gc
from collections.abc import Callable
from weakref import ref

import pytest

from tafelronde.board.document import BoardDocument, seed_update
from tests.sync.peer import Hall, sticky


def test_a_document_that_is_let_go_is_gone_at_once() -> None:
    """A server that loads and unloads boards all day would else keep every one of them: pycrdt keeps
    what is watched, and the garbage collector cannot see it.
    """
    gc.disable()
    try:
        document = BoardDocument(1, [seed_update(7)])
        pycrdts = ref(document._doc)
        del document
        assert pycrdts() is None
    finally:
        gc.enable()


def compact_and_let_go(hall: Hall) -> None:
    hall.room.compact()
    assert hall.room.let_go()


OCCASIONS: dict[str, Callable[[Hall], object]] = {
    "a change that must not stay": lambda hall: hall.room.held.renew(),
    "a snapshot": lambda hall: hall.room.compact(),
    "nobody edits": compact_and_let_go,
}


@pytest.mark.parametrize("occasion", OCCASIONS.values(), ids=OCCASIONS.keys())
def test_a_room_holds_one_document_at_a_time(occasion: Callable[[Hall], object]) -> None:
    """The old one goes when a fresh one takes its place."""
    hall = Hall()
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    old = ref(hall.room.held.document._doc)
    occasion(hall)
    gc.collect()
    assert old() is None
    ann.objects["n"]["text"].insert(5, " again")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "hello again"
