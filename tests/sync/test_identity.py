"""Who did what: the one who delivered it first, whatever the bytes say, and whoever repeats them."""

from __future__ import annotations

import pytest

from tafelronde.sync import messages
from tafelronde.sync.log_record import decode_record
from tests.sync.craft import EMPTY_VALUE, item, letters, update
from tests.sync.peer import SEED_CLIENT, Hall, closed_with, sticky


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_work_that_another_brings_first_is_the_others(hall: Hall) -> None:
    """[DOC-7] Ann's bytes, but Mal is who delivered them; Ann repeating them changes nothing."""
    ann, mal = hall.peer("Ann"), hall.peer("Mal")
    hall.settle()
    ann.objects["n"] = sticky("mine", author="ann")
    (bytes_of_ann,) = ann.outbox
    mal.send(bytes_of_ann)
    mal.send_all()
    hall.settle()
    assert hall.room.plain()[1]["n"]["author"] == "mal"
    assert hall.flushes[-1].edits == {} or hall.flushes[-1].edits == {"n": "mal"}
    assert ann.plain() == mal.plain() == hall.room.plain()[1]


def test_work_that_a_crash_took_is_brought_back_by_whoever_has_it(hall: Hall) -> None:
    """[SYNC-3] [DOC-7] With words and all; who brings it is who it is attributed to."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    hall.settle()
    rows = len(hall.log)
    ann.objects["n"] = sticky("tea")
    hall.settle()
    ann.objects["n"]["text"].insert(3, " and cake")
    hall.settle()
    del hall.log[rows:]
    for peer in (ann, ben):
        peer.disconnect()
    hall.room = hall.load()
    ben.connect()
    hall.settle()
    note = hall.room.plain()[1]["n"]
    assert (note["text"], note["author"]) == ("tea and cake", "ben")
    ann.connect()
    hall.settle()
    assert ann.plain() == ben.plain() == hall.room.plain()[1]
    assert ann.events == ben.events == []


@pytest.mark.parametrize("ann_is_new", [True, False])
def test_whose_work_another_brought_back_goes_on_writing(hall: Hall, ann_is_new: bool) -> None:
    """[SYNC-3] [SYNC-15] The one who brought it has claimed nothing that Ann shows to be hers."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    if not ann_is_new:
        ann.objects["m"] = sticky("from before")
    hall.settle()
    rows = len(hall.log)
    ann.objects["n"] = sticky("tea")
    hall.settle()
    del hall.log[rows:]
    for peer in (ann, ben):
        peer.disconnect()
    hall.room = hall.load()
    ben.connect()
    ben.say()
    hall.settle()
    ann.connect()
    ann.say()
    ann.objects["n"]["text"].insert(3, "!")
    hall.settle()
    assert ann.plain() == ben.plain() == hall.room.plain()[1]
    assert hall.room.plain()[1]["n"]["text"] == "tea!"


def test_who_brought_it_keeps_others_from_writing_under_it(hall: Hall) -> None:
    """[SYNC-15] Until its owner comes; and presence takes no id from who has written under it."""
    ann, ben, mal = hall.peer("Ann"), hall.peer("Ben"), hall.peer("Mal")
    hall.settle()
    rows = len(hall.log)
    ann.objects["n"] = sticky("tea")
    hall.settle()
    del hall.log[rows:]
    for peer in (ann, ben, mal):
        peer.disconnect()
    hall.room = hall.load()
    ben.connect()
    hall.settle()
    mal.connect()
    hall.settle()
    clock = hall.room.held.state[ann.doc.client_id]
    forged = item(EMPTY_VALUE, parent=(ann.doc.client_id, 0), key="lock")
    mal.send(messages.update(update((ann.doc.client_id, clock, [forged]))))
    assert closed_with(mal.send_one) == "oldEpoch"
    ben.objects["own"] = sticky("Ben's")
    hall.settle()
    cid = hall.peer("Cid")
    entry = messages.AwarenessEntry(ben.doc.client_id, 1, "{}")
    cid.send(messages.awareness([entry]))
    ben.objects["own"]["text"].insert(0, "still ")
    hall.settle()
    assert hall.room.plain()[1]["own"]["text"] == "still Ben's"


def test_repeating_what_others_did_is_nobodys_edit(hall: Hall) -> None:
    """[SYNC-4] [DOC-7] Neither author nor last editor changes by telling it again."""
    ann, mal = hall.peer("Ann"), hall.peer("Mal")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    rows = len(hall.log)
    mal.send(messages.step2(mal.doc.get_update()))
    hall.settle()
    assert len(hall.log) == rows
    assert hall.room.plain()[1]["n"]["author"] == "ann"


@pytest.mark.parametrize("field", ["author", "created"])
def test_a_stamp_prepared_before_the_servers_came_does_not_replace_it(
    hall: Hall, field: str
) -> None:
    """[DOC-7] Two writes in one burst, the second beside the first: it is taken back."""
    ann = hall.peer("Ann")
    hall.settle()
    ann.objects["n"] = sticky("x", **{field: 1 if field == "created" else "ben"})
    ann.objects["n"][field] = 2 if field == "created" else "cid"
    hall.settle()
    note = hall.room.plain()[1]["n"]
    assert (note["author"], note["created"]) == ("ann", hall.now)
    assert ann.plain()["n"] == note
    assert ann.events[-1]["field"] == field


def test_nobody_writes_as_the_server(hall: Hall) -> None:
    """[SYNC-15] Its client id is in every stamp; what comes under it is not the server's."""
    ann, mal = hall.peer("Ann"), hall.peer("Mal")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    state = hall.room.held.state
    (server,) = state.keys() - {ann.doc.client_id, mal.doc.client_id, SEED_CLIENT}
    forged = item(EMPTY_VALUE, parent=(ann.doc.client_id, 0), key="lock")
    mal.send(messages.update(update((server, state[server], [forged]))))
    assert closed_with(mal.send_one) == "oldEpoch"
    ann.objects["m"] = sticky("stamped all the same")
    hall.settle()
    assert hall.room.plain()[1]["m"]["author"] == "ann"


def test_nobody_writes_under_the_client_id_of_somebody_else_who_is_here(hall: Hall) -> None:
    """[SYNC-15] Else what Ann types next, under the same clocks, would count as known and be lost."""
    ann, mal = hall.peer("Ann"), hall.peer("Mal")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    clock = hall.room.held.state[ann.doc.client_id]
    letter = item(letters("!"), left=(ann.doc.client_id, 5), right=(ann.doc.client_id, 6))
    mal.send(messages.update(update((ann.doc.client_id, clock, [letter]))))
    assert closed_with(mal.send_one) == "oldEpoch"
    ann.objects["n"]["text"].insert(5, " Ann")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "hello Ann"


def test_nor_while_that_person_is_offline(hall: Hall) -> None:
    """[SYNC-15] What Ann writes meanwhile is not lost when she comes back."""
    ann, mal = hall.peer("Ann"), hall.peer("Mal")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ann.disconnect()
    ann.objects["n"]["text"].insert(5, " Ann")
    clock = hall.room.held.state[ann.doc.client_id]
    letter = item(letters("!"), left=(ann.doc.client_id, 5), right=(ann.doc.client_id, 6))
    mal.send(messages.step2(update((ann.doc.client_id, clock, [letter]))))
    assert closed_with(mal.send_one) == "oldEpoch"
    ann.connect()
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "hello Ann"


def test_what_is_refused_gives_no_claim_to_a_client_id(hall: Hall) -> None:
    """[SYNC-2] [SYNC-15] Mal is the first after a restart; that keeps nobody else from writing."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    ann.disconnect()
    hall.room = hall.load()
    mal = hall.peer("Mal")
    hall.settle()
    clock = hall.room.held.state[ann.doc.client_id]
    in_meta = item(EMPTY_VALUE, parent="meta", key="version")
    mal.send(messages.update(update((ann.doc.client_id, clock, [in_meta]))))
    assert closed_with(mal.send_one) == "forbidden"
    ann.objects["n"]["text"].insert(5, " Ann")
    ann.connect()
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "hello Ann"


def test_one_person_may_use_a_client_id_on_two_connections(hall: Hall) -> None:
    """[SYNC-15] A page that reconnects before its old socket is known to be gone."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("hello")
    hall.settle()
    old = ann.session
    ann.connect()
    assert old is not ann.session
    ann.objects["n"]["text"].insert(5, "!")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "hello!"
    assert [entry.person_id for entry in decode_record(hall.log[-1])] == ["ann"]
