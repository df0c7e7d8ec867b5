"""The room: who sees what, what is refused, what is logged."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pycrdt import Array, Doc, Map, Text

from tafelronde.board.access import Role
from tafelronde.sync import messages
from tafelronde.sync.log_record import decode_record
from tafelronde.sync.varint import write_string, write_uint
from tests.sync.peer import Hall, Peer, closed_with, sticky


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_a_note_written_by_one_is_read_by_the_other(hall: Hall) -> None:
    """[SYNC-3] Two peers, one note."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    hall.settle()
    ann.objects["n1"] = sticky("hello")
    hall.settle()
    assert ben.plain()["n1"]["text"] == "hello"


def test_every_step1_is_answered_even_by_an_empty_board(hall: Hall) -> None:
    """[SYNC-1] The stock provider counts itself synced only on a step2."""
    ann = hall.peer()
    ann.send_all()
    flush = hall.flush()
    assert flush is not None
    assert [reply.message[:2] for reply in flush.replies] == [b"\x00\x01"]


def test_who_asks_twice_at_once_gets_one_answer_that_holds_both(hall: Hall) -> None:
    """[SYNC-1] Otherwise a thousand questions while the disk is slow were a thousand whole boards."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ben.send(messages.step1(ann.doc.get_state()))
    ben.send(messages.step1(b"\x00"))
    ben.send(messages.step1(ann.doc.get_state()))
    ben.send_all()
    flush = hall.flush()
    assert flush is not None
    assert len(flush.replies) == 1
    newcomer: Doc[Any] = Doc()
    answer = messages.decode(flush.replies[0].message)
    assert isinstance(answer, messages.Step2)
    newcomer.apply_update(answer.update)
    assert newcomer.get("objects", type=Map).to_py() == ann.plain()


def test_a_newcomer_gets_the_board_and_the_board_gets_what_the_newcomer_has(hall: Hall) -> None:
    """[SYNC-3] Offline work of both sides meets."""
    hall.peer("Ann").objects["a"] = sticky("from the board")
    hall.settle()
    ben = hall.peer("Ben")
    ben.disconnect()
    ben.objects["b"] = sticky("written offline")
    ben.connect()
    hall.settle()
    assert set(ben.plain()) == {"a", "b"}
    assert set(hall.room.plain()[1]) == {"a", "b"}


def test_a_lone_writer_does_not_get_its_own_change_back(hall: Hall) -> None:
    """[SYNC-9] A move comes back to nobody, since nothing was added to it."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky()
    hall.settle()
    seen = ann.updates_seen
    ann.objects["n"]["at"] = [5, 5]
    hall.settle()
    assert ann.updates_seen == seen
    assert ben.plain()["n"]["at"] == [5, 5]


def test_a_burst_of_several_writers_leaves_as_one_message(hall: Hall) -> None:
    """[SYNC-9] Merged, and to everybody: each lacks the other's part."""
    ann, ben, cid = hall.peer("Ann"), hall.peer("Ben"), hall.peer("Cid")
    hall.settle()
    before = cid.updates_seen
    ann.objects["a"] = sticky("a")
    ben.objects["b"] = sticky("b")
    hall.settle()
    assert cid.updates_seen == before + 1
    assert set(ann.plain()) == set(ben.plain()) == set(cid.plain()) == {"a", "b"}


def test_repeating_what_the_board_has_is_neither_logged_nor_sent_on(hall: Hall) -> None:
    """[SYNC-4] A reconnecting client's step2 repeats its whole delete set."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("some words")
    del ann.objects["n"]["text"][0:4]
    hall.settle()
    rows, seen = len(hall.log), ben.updates_seen
    ann.send(messages.step2(ann.doc.get_update()))
    hall.settle()
    assert (len(hall.log), ben.updates_seen) == (rows, seen)
    assert ann.session is not None
    assert ann.saved == ann.session.received


def test_author_and_time_are_the_servers_word(hall: Hall) -> None:
    """[DOC-7] Whatever the client claims."""
    hall.now = 77
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("x", author="ben", created=1, round=3)
    hall.settle()
    note = hall.room.plain()[1]["n"]
    assert (note["author"], note["created"]) == ("ann", 77)
    assert "round" not in note
    assert ann.plain()["n"]["author"] == "ann"


def test_a_stamp_cannot_be_changed_later(hall: Hall) -> None:
    """[DOC-7] The change is taken back, and its sender told the field."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky()
    hall.settle()
    ben.objects["n"]["author"] = "ben"
    hall.settle()
    assert hall.room.plain()[1]["n"]["author"] == "ann"
    assert ben.plain()["n"]["author"] == "ann"
    assert (ben.events[-1]["object"], ben.events[-1]["field"]) == ("n", "author")


def test_deleting_is_a_field_and_keeps_what_another_types(hall: Hall) -> None:
    """[DOC-6] The note is in the bin with the other's words, and comes back with them."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("tea")
    hall.settle()
    ann.objects["n"]["deleted"] = {"by": "ann", "at": 999_995}
    ben.objects["n"]["text"].insert(3, " and cake")
    hall.settle()
    assert ann.plain()["n"]["deleted"] == {"by": "ann", "at": 999_995}
    del ann.objects["n"]["deleted"]
    hall.settle()
    assert ben.plain()["n"]["text"] == "tea and cake"
    assert "deleted" not in ben.plain()["n"]


@pytest.mark.parametrize(
    "claimed",
    [{"by": "ben", "at": 999_999}, {"by": "ann", "at": 10**12}, {"by": "ann", "at": 5}],
    ids=["another", "the future", "long ago"],
)
def test_who_deleted_and_when_is_true(hall: Hall, claimed: dict[str, object]) -> None:
    """[DOC-8] A false name or a false time is replaced; one of long ago would have it purged at once."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky()
    ann.objects["n"]["deleted"] = claimed
    hall.settle()
    deleted = hall.room.plain()[1]["n"]["deleted"]
    assert deleted["by"] == "ann"
    assert 0 <= hall.now - deleted["at"] <= 60_000


def test_who_resolved_a_comment_and_when_is_true(hall: Hall) -> None:
    """[DOC-8] In the message that makes it and in any later one."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    lie = {"by": "cid", "at": 5}
    ann.objects["c"] = Map({"type": "comment", "text": Text("?"), "resolved": lie})
    hall.settle()
    assert ben.plain()["c"]["resolved"] == {"by": "ann", "at": hall.now}
    ben.objects["c"]["resolved"] = lie
    hall.settle()
    assert ann.plain()["c"]["resolved"] == {"by": "ben", "at": hall.now}


INVALID = {
    "a position of words": lambda note: note.__setitem__("at", ["here", "there"]),
    "a position that is no number": lambda note: note.__setitem__("at", [float("nan"), 0]),
    "an unknown colour": lambda note: note.__setitem__("color", "ultraviolet"),
    "an unknown field": lambda note: note.__setitem__("colour", "sun"),
    "another type": lambda note: note.__setitem__("type", "frame"),
    "a shared type in a register": lambda note: note.__setitem__("color", Array(["sun"])),
    "a required field gone": lambda note: note.__delitem__("size"),
    "a text of 5,001 characters": lambda note: note["text"].insert(0, "x" * 5001),
    "formatting": lambda note: note["text"].format(0, 2, {"bold": True}),
    "an embed": lambda note: note["text"].insert_embed(0, {"image": "x"}),
}


@pytest.mark.parametrize("change", INVALID.values(), ids=INVALID.keys())
def test_an_invalid_change_is_taken_back_before_anybody_sees_it(
    hall: Hall, change: Callable[[Any], None]
) -> None:
    """[DOC-3] [DOC-4] [DOC-5] Every document is as before, the sender's too, and so is a replay."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("hello", color="rose")
    hall.settle()
    before = hall.room.plain()
    change(ann.objects["n"])
    ben.objects["n"]["text"].insert(5, " Ben")
    hall.settle()
    note = {**before[1]["n"], "text": "hello Ben"}
    assert hall.room.plain()[1] == {"n": note}
    assert hall.replayed()[1] == {"n": note}
    assert ann.plain() == ben.plain()
    assert ann.plain()["n"]["text"] == "hello Ben"
    assert ann.events[-1]["type"] == "refused"
    assert ann.events[-1]["object"] == "n"
    assert not any(event["type"] == "refused" for event in ben.events)


INCOMPLETE = {
    "no type": Map({"at": [0, 0]}),
    "an unknown type": Map({"type": "cloud"}),
    "a missing text": Map({"type": "sticky", "at": [0, 0], "size": [1, 1]}),
    "a string for a text": Map({"type": "sticky", "at": [0, 0], "size": [1, 1], "text": "x"}),
    "no map at all": Text("hello"),
    "a plain value": {"type": "sticky"},
}


@pytest.mark.parametrize("made", INCOMPLETE, ids=INCOMPLETE)
def test_an_incomplete_object_is_not_created(hall: Hall, made: str) -> None:
    """[DOC-2] It disappears from its maker's board too; the maker goes on working."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    hall.settle()
    value = INCOMPLETE[made]
    ann.objects["bad"] = type(value)(value.to_py()) if isinstance(value, Map) else value
    hall.settle()
    ann.objects["good"] = sticky("fine")
    hall.settle()
    assert set(hall.room.plain()[1]) == {"good"} == set(ben.plain())
    assert "bad" not in ann.objects
    assert ann.events[0]["code"] == "invalid"


@pytest.mark.parametrize("id", ["", "a b", "é", "x" * 65, "__proto__"])
def test_an_object_has_an_id_that_every_reader_can_hold(hall: Hall, id: str) -> None:
    """[DOC-2] Of `__proto__` a browser makes no field, so that nobody there would see the object."""
    ann = hall.peer("Ann")
    hall.settle()
    ann.objects[id] = sticky()
    hall.settle()
    assert hall.room.plain()[1] == ann.plain() == {}
    assert ann.events[-1]["code"] == "invalid"


def test_taking_a_key_out_closes_its_sender_and_touches_nothing(hall: Hall) -> None:
    """[DOC-6] Ben goes on typing in the very note that Ann tried to tear out."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ben.objects["n"]["text"].insert(5, " Ben")
    ben.send_all()
    del ann.objects["n"]
    assert closed_with(ann.send_one) == "forbidden"
    ann.disconnect()
    hall.settle()
    ben.objects["n"]["text"].insert(0, "oh ")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "oh hello Ben"
    assert hall.replayed()[1]["n"]["text"] == "oh hello Ben"


@pytest.mark.parametrize(
    "tear",
    [
        lambda ann: ann.objects.__setitem__("n", sticky("mine")),
        lambda ann: ann.objects["n"].__setitem__("text", Text("mine")),
        lambda ann: ann.objects["n"].__setitem__("text", "mine"),
        lambda ann: ann.objects["n"].__delitem__("text"),
    ],
    ids=["a new map", "a new text", "a string for the text", "no text"],
)
def test_replacing_is_taking_out(hall: Hall, tear: Callable[[Peer], None]) -> None:
    """[DOC-6] An entry under an old id, or a text, that somebody's editor may be bound to."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    tear(ann)
    assert closed_with(ann.send_one) == "forbidden"
    assert hall.room.plain()[1]["n"]["text"] == "hello"


@pytest.mark.parametrize("root", ["meta", "other"])
def test_content_outside_the_objects_closes_its_sender(hall: Hall, root: str) -> None:
    """[DOC-1] [DOC-6] Nothing of it is in the document."""
    ann = hall.peer("Ann")
    hall.settle()
    before = hall.room.compact()
    ann.doc.get(root, type=Map)["x"] = 1
    assert closed_with(ann.send_one) == "forbidden"
    assert hall.room.compact() == before


def test_content_outside_the_objects_cannot_hide_behind_what_is_known(hall: Hall) -> None:
    """[DOC-1] An item whose first unit the board has, and whose others would lie in another root."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky()
    hall.settle()
    last = messages.decode_state_vector(ann.doc.get_state())[ann.doc.client_id] - 1
    item = b"\x08\x01" + write_string("elsewhere") + write_uint(5) + b"\x78" * 5
    update = b"\x01\x01" + write_uint(ann.doc.client_id) + write_uint(last) + item + b"\x00"
    ann.send(messages.update(update))
    assert closed_with(ann.send_one) == "forbidden"


def test_the_version_cannot_be_overwritten(hall: Hall) -> None:
    """[DOC-6] `meta` is the server's, by any path."""
    ann = hall.peer("Ann")
    hall.settle()
    ann.meta["version"] = 2
    assert closed_with(ann.send_one) == "forbidden"
    assert hall.room.plain()[0] == {"version": 1}


@pytest.mark.parametrize("kind", ["update", "step2"])
def test_a_viewers_change_is_dropped_with_a_reason(hall: Hall, kind: str) -> None:
    """[SYNC-6] By either message; the socket stays and goes on receiving."""
    ann, vic = hall.peer("Ann"), hall.peer("Vic", Role.VIEWER)
    ann.objects["n"] = sticky("hello")
    hall.settle()
    vic.objects["mine"] = sticky("vic was here")
    change = vic.outbox.pop()
    vic.send(change if kind == "update" else messages.step2(vic.doc.get_update()))
    hall.settle()
    assert set(hall.room.plain()[1]) == {"n"}
    assert vic.events[-1]["code"] == "read_only"
    ann.objects["n"]["at"] = [3, 4]
    hall.settle()
    assert vic.plain()["n"]["at"] == [3, 4]


def test_a_viewer_may_repeat_what_the_board_has(hall: Hall) -> None:
    """[SYNC-6] Structs and deletions alike; a deletion the board lacks is a change."""
    ann, vic = hall.peer("Ann"), hall.peer("Vic", Role.VIEWER)
    ann.objects["n"] = sticky("hello")
    del ann.objects["n"]["text"][0:2]
    hall.settle()
    vic.send(messages.step2(vic.doc.get_update()))
    hall.settle()
    assert vic.events == []
    del vic.objects["n"]["text"][0:1]
    hall.settle()
    assert [event["code"] for event in vic.events] == ["read_only"]
    assert hall.room.plain()[1]["n"]["text"] == "llo"


def test_a_stock_client_is_told_in_its_own_way(hall: Hall) -> None:
    """[SYNC-8] y-protocols' auth message, and nothing from 100 up."""
    vic = hall.peer("Vic", Role.VIEWER, wants_events=False)
    hall.settle()
    vic.objects["n"] = sticky()
    hall.settle()
    assert len(vic.denials) == 1
    assert vic.events == []
    assert vic.saved == 0


def test_an_update_without_its_predecessor_is_asked_for(hall: Hall) -> None:
    """[SYNC-5] Neither stored half nor lost: the answer to step1 brings both."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    hall.settle()
    settled = ann.saved
    ann.objects["a"] = sticky("first")
    ann.objects["b"] = sticky("second")
    ann.outbox.popleft()  # lost on the way
    ann.send_all()
    hall.flush()
    assert hall.room.plain()[1] == {}
    assert ann.saved == settled
    hall.settle()
    assert set(ben.plain()) == {"a", "b"}
    assert ann.session is not None
    assert ann.saved == ann.session.received


def test_an_answer_that_still_lacks_something_ends_the_connection(hall: Hall) -> None:
    """[SYNC-5] Nobody is asked for ever."""
    ann = hall.peer("Ann")
    hall.settle()
    ann.objects["a"] = sticky()
    ann.objects["b"] = sticky()
    _, second = ann.outbox.popleft(), ann.outbox.popleft()
    assert ann.session is not None
    hall.room.receive(ann.session, second)
    answer = messages.step2(second[3:])
    name = closed_with(lambda: hall.room.receive(ann.session, answer))  # type: ignore[arg-type]
    assert name == "missingPredecessors"
    assert hall.room.plain()[1] == {}


def test_counts_wait_for_the_log(hall: Hall) -> None:
    """[DUR-1] [DUR-2] Before the flush is logged nobody knows anything of a change."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    hall.settle()
    ann.objects["n"] = sticky()
    ann.send_all()
    hall.carry_prompts()
    assert not ben.inbox
    flush = hall.flush()
    assert flush is not None and flush.record is not None
    assert ann.session is not None
    assert (ann.session, ann.session.received) in flush.saved


def test_a_copy_of_a_closed_epoch_is_refused_by_what_it_names() -> None:
    """[SYNC-7] Client 1 went on to clock 50 before the restore took it back to 9."""
    hall = Hall(closed_clocks={1: 9})
    old = hall.peer("Old")
    old.outbox.clear()
    old.send(messages.step1(messages.encode_state_vector({1: 50})))
    assert closed_with(old.send_one) == "oldEpoch"


def test_a_copy_from_before_the_parting_is_welcome() -> None:
    """[SYNC-7] What both epochs share is no offence."""
    hall = Hall(closed_clocks={1: 9})
    early = hall.peer("Early")
    early.outbox.clear()
    early.send(messages.step1(messages.encode_state_vector({1: 9, 999: 3})))
    assert closed_with(early.send_one) == "open"


def test_a_change_by_a_closed_client_id_is_refused() -> None:
    """[SYNC-7] Even without ever having sent a state vector."""
    hall = Hall(closed_clocks={1: 0})
    old = hall.peer("Old")
    old.outbox.clear()
    old.objects["n"] = sticky()
    assert closed_with(old.send_one) == "oldEpoch"
    assert hall.room.plain()[1] == {}


def test_the_log_keeps_what_was_received_and_what_the_server_did(hall: Hall) -> None:
    """[DUR-5] The row of a refused change holds both halves, and who sent the one."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky()
    hall.settle()
    ann.objects["n"]["color"] = "ultraviolet"
    received = ann.outbox[-1][3:]
    hall.settle()
    entries = decode_record(hall.log[-1])
    assert [entry.person_id for entry in entries] == ["ann", None]
    assert entries[0].update == received


def test_a_snapshot_is_the_same_board_without_the_weight_of_what_was_overwritten(
    hall: Hall,
) -> None:
    """[DUR-4] And the room goes on from it."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    for step in range(200):
        ann.objects["n"]["at"] = [step, step]
    hall.settle()
    before = hall.room.plain()
    state = hall.room.compact()
    assert hall.room.plain() == before
    assert state is not None
    assert len(state) < 2000
    ann.objects["n"]["at"] = [7, 7]
    hall.settle()
    assert hall.room.plain()[1]["n"]["at"] == [7, 7]


def test_what_lay_in_the_bin_long_enough_is_purged(hall: Hall) -> None:
    """[DOC-9] And what is younger stays."""
    ann = hall.peer("Ann")
    for name, hall.now in (("old", 100_000), ("young", 500_000)):
        ann.objects[name] = sticky()
        ann.objects[name]["deleted"] = {"by": "ann", "at": hall.now}
        hall.settle()
    ann.disconnect()
    assert hall.room.purge(before=200_000) == 1
    hall.flush()
    assert set(hall.replayed()[1]) == {"young"}


def test_edits_name_who_changed_which_object_last(hall: Hall) -> None:
    """Who edited last is kept beside the document, not in it."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ben.objects["n"]["text"].insert(0, "oh ")
    hall.settle()
    assert hall.flushes[-1].edits == {"n": "ben"}


def test_bytes_in_a_register_are_no_json(hall: Hall) -> None:
    """[DOC-3] A CRDT can hold what JSON cannot say."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ann.objects["n"]["color"] = b"sun"
    hall.settle()
    assert ann.events[-1]["field"] == "color"
    assert "color" not in hall.room.plain()[1]["n"]
