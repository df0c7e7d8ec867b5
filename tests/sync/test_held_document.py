"""Boards that nobody edits: served from bytes, live from the first change on."""

from __future__ import annotations

from itertools import count
from typing import Any

import pytest
from pycrdt import Doc

from tafelronde.board.access import Role
from tafelronde.board.document import BoardDocument
from tafelronde.sync import messages
from tafelronde.sync.held_document import MAX_READ_UPDATES, HeldDocument
from tafelronde.sync.log_record import NEVER, LogEntry, encode_record, read_history
from tafelronde.sync.surrogates import Surrogates
from tafelronde.sync.varint import Malformed
from tests.sync.peer import Hall, Peer, sticky


@pytest.fixture
def hall() -> Hall:
    """A board of three notes, one of them in the bin, some words erased; nobody is on it."""
    hall = Hall()
    ann = hall.peer("Ann")
    for id in ("a", "b", "c"):
        ann.objects[id] = sticky(f"note {id} 😀")
    hall.settle()
    del ann.objects["a"]["text"][0:2]
    ann.objects["c"]["deleted"] = {"by": "ann", "at": 950_000}
    hall.settle()
    ann.disconnect()
    return hall


def fold(hall: Hall) -> None:
    """Folds the log into a snapshot."""
    hall.snapshot = hall.room.compact()
    hall.log.clear()


def come_again(hall: Hall, peer: Peer) -> None:
    """The server was started anew; `peer` comes back with all it has."""
    hall.room = hall.load()
    peer.connect()
    hall.settle()


@pytest.fixture(params=["a snapshot", "a snapshot and rows behind it", "rows alone"])
def stored(request: pytest.FixtureRequest, hall: Hall) -> Hall:
    """The board as it may lie in storage, loaded by a new process."""
    if request.param != "rows alone":
        fold(hall)
    if request.param == "a snapshot and rows behind it":
        ann = hall.peers[0]
        ann.connect()
        ann.objects["b"]["at"] = [7, 7]
        del ann.objects["b"]["text"][0:2]
        hall.settle()
        ann.disconnect()
    hall.room = hall.load()
    return hall


def test_a_board_that_is_only_looked_at_holds_no_live_document(stored: Hall) -> None:
    """[MEM-1] A viewer, a newcomer and somebody who lacks nothing see all of it."""
    expected = stored.replayed()[1]
    vic, new, ann = stored.peer("Vic", Role.VIEWER), stored.peer("New"), stored.peers[0]
    ann.connect()
    stored.settle()
    vic.send(messages.step2(vic.doc.get_update()))
    stored.settle()
    assert not stored.room.held.is_live
    assert expected == vic.plain() == new.plain() == ann.plain()
    assert vic.events == []
    assert new.session is not None
    assert new.saved == new.session.received


def test_who_lacks_nothing_gets_no_content(stored: Hall) -> None:
    """[SYNC-1] The answer is the delete set, as a live document would give it."""
    ann = stored.peers[0]
    ann.connect()
    ann.send_all()
    flush = stored.flush()
    assert flush is not None
    (reply,) = flush.replies
    answer = messages.decode(reply.message)
    assert isinstance(answer, messages.Step2)
    assert answer.update[:1] == b"\x00"
    newcomer: Doc[Any] = Doc()
    newcomer.apply_update(stored.room.held.full_update())
    before = newcomer.get_update()
    newcomer.apply_update(answer.update)
    assert newcomer.get_update() == before


def test_the_first_change_makes_it_live_and_nothing_is_lost(stored: Hall) -> None:
    """[MEM-1] What was there, what is new, and what the bin holds."""
    before = stored.replayed()[1]
    ann, ben = stored.peers[0], stored.peer("Ben")
    ann.connect()
    stored.settle()
    ann.objects["d"] = sticky("a fourth")
    ben.objects["a"]["at"] = [5, 5]
    stored.settle()
    assert stored.room.held.is_live
    assert ann.plain() == ben.plain() == stored.room.plain()[1] == stored.replayed()[1]
    assert set(ann.plain()) == {*before, "d"}
    assert ann.plain()["a"] == {**before["a"], "at": [5, 5]}


def test_a_copy_that_stands_elsewhere_gets_what_it_lacks(stored: Hall) -> None:
    """[SYNC-1] It has a part of the board, and something of its own."""
    old = stored.peer("Old")
    old.disconnect()
    old.doc.apply_update(stored.history().updates[0])
    old.objects["mine"] = sticky("written offline")
    old.connect()
    stored.settle()
    assert set(old.plain()) == {"a", "b", "c", "mine"} == set(stored.room.plain()[1])


def test_a_viewers_deletion_is_refused_from_bytes_too(stored: Hall) -> None:
    """[SYNC-6] What it erases in its own copy is a change that the board lacks."""
    vic = stored.peer("Vic", Role.VIEWER)
    stored.settle()
    before = stored.room.plain()
    del vic.objects["b"]["text"][0:1]
    stored.settle()
    assert [event["code"] for event in vic.events] == ["read_only"]
    assert stored.room.plain() == before


def test_repeating_what_changes_that_met_deleted_is_no_change(hall: Hall) -> None:
    """[SYNC-6] Of two positions set at once one goes, which no update says."""
    fold(hall)
    ann, ben = hall.peers[0], hall.peer("Ben")
    ann.connect()
    hall.settle()
    ann.objects["a"]["at"] = [1, 1]
    ben.objects["a"]["at"] = [2, 2]
    hall.settle()
    vic = hall.peer("Vic", Role.VIEWER)
    hall.settle()
    come_again(hall, vic)
    assert vic.events == []
    assert vic.plain() == hall.replayed()[1]


def test_what_is_let_go_comes_back_as_it_was(hall: Hall) -> None:
    """[MEM-1] Only when all of it is in a snapshot; then as often as one likes."""
    ann = hall.peers[0]
    ann.connect()
    hall.settle()
    ann.objects["a"]["at"] = [1, 1]
    hall.settle()
    assert not hall.room.let_go()
    for step in range(3):
        ann.objects["a"]["text"].insert(0, f"{step}")
        ann.send_all()
        assert not hall.room.let_go()
        hall.settle()
        fold(hall)
        assert hall.room.let_go()
        assert hall.room.plain()[1] == ann.plain() == hall.replayed()[1]
    assert ann.plain()["a"]["text"].startswith("210")


def test_a_live_document_counts_for_what_it_takes(hall: Hall) -> None:
    """[MEM-2] And its bytes for no more than they are."""
    fold(hall)
    live = hall.room.held.memory
    assert hall.room.let_go()
    assert hall.room.held.memory == hall.room.held.size < live / 10


def test_a_snapshot_says_how_many_objects_there_are(hall: Hall) -> None:
    """Deleted ones included; where rows lie behind it, only the live document knows."""
    fold(hall)
    hall.room = hall.load()
    assert hall.room.held.objects == 3
    assert hall.room.held.tombstones == 2  # letters
    ann = hall.peers[0]
    ann.connect()
    ann.objects["d"] = sticky()
    hall.settle()
    assert hall.room.held.objects == 4
    hall.room = hall.load()
    assert hall.room.held.objects is None


def test_the_bin_is_looked_through_only_when_something_may_lie_there_long_enough(
    hall: Hall,
) -> None:
    """[DOC-9] A snapshot says since when; what is added later lies there since now at the earliest."""
    hall.now = 980_000
    assert hall.room.purge(before=100) == 0
    fold(hall)
    hall.room = hall.load()
    assert hall.room.held.bin_since == 950_000
    assert hall.room.purge(before=950_001) == 1
    assert hall.room.held.bin_since == NEVER
    hall.flush()
    fold(hall)
    assert set(hall.replayed()[1]) == {"a", "b"}
    assert hall.load().held.bin_since == 980_000


def test_a_snapshot_of_the_version_before_is_read_and_written_anew(hall: Hall) -> None:
    """It says nothing of itself: its bytes are the document all the same."""
    fold(hall)
    full = hall.room.held.full_update()
    surrogates = Surrogates()
    surrogates.add_from(full)
    hall.snapshot = b"\x01" + surrogates.encode() + full
    expected = hall.replayed()[1]
    hall.room = hall.load()
    assert hall.room.held.needs_snapshot
    assert hall.room.held.bin_since == 0
    vic = hall.peer("Vic", Role.VIEWER)
    hall.settle()
    assert vic.plain() == expected == hall.room.plain()[1]
    fold(hall)
    assert not hall.load().held.needs_snapshot


def test_a_damaged_snapshot_is_noticed_before_anybody_gets_it(hall: Hall) -> None:
    """One bit is enough, wherever it is."""
    fold(hall)
    assert hall.snapshot is not None
    for at in (1, 6, len(hall.snapshot) - 1):
        damaged = bytearray(hall.snapshot)
        damaged[at] ^= 4
        with pytest.raises(Malformed):
            read_history(bytes(damaged), [])


def test_a_long_log_is_read_by_a_live_document(hall: Hall) -> None:
    """[MEM-1] Reading it update by update would keep everybody waiting."""
    writer = BoardDocument(99)
    entries = []
    for step in range(MAX_READ_UPDATES + 1):
        with writer.server_change() as updates:
            writer.objects["z"] = step
        entries += [LogEntry(update, None) for update in updates]
    ids = count(5000)
    long = HeldDocument(read_history(None, [encode_record(entries)]), lambda: next(ids))
    short = HeldDocument(read_history(None, [encode_record(entries[:9])]), lambda: next(ids))
    assert (long.is_live, short.is_live) == (True, False)
    assert (long.state, short.state) == ({99: MAX_READ_UPDATES + 1}, {99: 9})
