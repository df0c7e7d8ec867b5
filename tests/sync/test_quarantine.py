"""What pycrdt cannot live with, should anything get past the scan: whose it was, and what stays."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tafelronde.sync import messages
from tafelronde.sync.log_record import LogEntry, encode_record
from tafelronde.sync.quarantine import heal
from tafelronde.sync.surrogates import Surrogates
from tests.sync.craft import item, letters, update
from tests.sync.peer import Hall, closed_with, sticky
from tests.sync.test_surrogates import cut, first_pair

MAL = 99


def with_emoji(notes: int = 3) -> Hall:
    """A board of Ann's, with an emoji in one note."""
    hall = Hall()
    ann = hall.peer("Ann")
    hall.settle()
    ann.objects["n"] = sticky("ab😀cd")
    for first in range(0, notes, 2_000):
        with ann.doc.transaction():
            for number in range(first, min(first + 2_000, notes)):
                ann.objects[f"m{number}"] = sticky("a note like any other")
    hall.settle()
    return hall


def logged(hall: Hall, received: bytes, person_id: str) -> None:
    hall.log.append(encode_record([LogEntry(received, person_id)]))


def halved(hall: Hall) -> bytes:
    """Deletes the first half of the emoji. pycrdt takes it, and what it writes then loads as less."""
    return cut(hall.peers[0].doc.client_id, first_pair(hall), 1)[3:]


def test_a_log_that_cannot_be_lived_with_loads_without_the_one_that_is_to_blame() -> None:
    """[SYNC-14] What others wrote before and after it is there, and the next snapshot is sound."""
    hall = with_emoji()
    ann = hall.peers[0]
    logged(hall, halved(hall), "mal")
    ann.objects["n"]["text"].insert(0, "later: ")
    ann.objects["m1"]["at"] = [3, 4]
    for message in list(ann.outbox):
        logged(hall, message[3:], "ann")
    ann.disconnect()
    hall.room = hall.load()
    assert hall.room.compact() is not None
    (offender,) = hall.room.take_offenders()
    assert (offender.person_id, offender.update) == ("mal", halved(hall))
    objects = hall.room.plain()[1]
    assert objects["n"]["text"] == "later: ab😀cd"
    assert objects["m1"]["at"] == [3, 4]
    assert hall.room.take_offenders() == []


def test_a_log_that_does_not_even_load_is_healed_while_loading() -> None:
    """[SYNC-14] And what its author wrote afterwards still has something to stand on."""
    hall = with_emoji()
    ann = hall.peers[0]
    type_of_n = (ann.doc.client_id, 1)
    logged(hall, update((MAL, 0, [item(letters("!"), parent=type_of_n)])), "mal")
    after = item(letters("?"), left=(ann.doc.client_id, 5), right=(ann.doc.client_id, 6))
    logged(hall, update((MAL, 1, [after])), "mal")
    hall.room = hall.load()
    assert hall.room.plain()[1]["n"]["text"] == "a?b😀cd"
    (offender,) = hall.room.take_offenders()
    assert (offender.person_id, offender.why) == ("mal", "RuntimeError")
    assert hall.room.compact() is not None


def test_what_shows_in_a_running_room_is_left_out_and_people_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """[SYNC-14] Should the guard against halved characters ever miss one."""
    hall = with_emoji()
    ann, mal = hall.peers[0], hall.peer("Mal")
    hall.settle()
    monkeypatch.setattr(Surrogates, "are_cut_by", lambda *_: False)
    mal.send(messages.update(halved(hall)))
    hall.settle()
    monkeypatch.undo()
    ann.objects["m0"]["text"].insert(0, "still here: ")
    hall.settle()
    tearing = hall.peer("Tom")
    hall.settle()
    del tearing.objects["m1"]
    assert closed_with(tearing.send_one) == "forbidden"
    assert hall.room.compact() is not None
    assert [each.person_id for each in hall.room.take_offenders()] == ["mal"]
    ann.objects["m0"]["text"].insert(0, "And ")
    hall.settle()
    newcomer = hall.peer("New")
    hall.settle()
    assert newcomer.plain()["m0"]["text"] == "And still here: a note like any other"
    assert set(newcomer.plain()) == {"n", "m0", "m1", "m2"}


def test_those_who_saw_what_was_left_out_are_told_to_delete_it() -> None:
    """[SYNC-14] Their copies then show what the board shows."""
    hall = with_emoji()
    ann = hall.peers[0]
    ann.disconnect()
    bad = update((MAL, 0, [item(letters("!"), parent=(ann.doc.client_id, 1))]))
    logged(hall, bad, "mal")
    hall.room = hall.load()
    ann.connect()
    hall.settle()
    flushed = b"".join(flush.update or b"" for flush in hall.flushes)
    assert bytes((1, MAL, 1, 0, 1)) in flushed
    assert hall.room.compact() is not None


def test_a_sound_history_and_a_snapshot_that_is_at_fault_are_not_healed() -> None:
    """Nothing is left out without need, and nothing is invented."""
    hall = with_emoji()
    history = hall.history().updates
    assert heal(history) is None
    assert heal([b"no update", *history]) is None


@pytest.mark.long
def test_ten_thousand_notes_are_healed_while_others_wait(report: Callable[[str], None]) -> None:
    """[SYNC-14] What it takes, at once and late."""
    hall = with_emoji(10_000)
    held = hall.room.held
    began = time.perf_counter()
    held.renew()
    at_once = time.perf_counter() - began
    poison = halved(hall)
    for step in range(200):
        hall.peers[0].objects["m1"]["at"] = [step, 1]
    rows = [message[3:] for message in hall.peers[0].outbox]
    began = time.perf_counter()
    healed = heal([*hall.history().updates, *rows[:150], poison, *rows[150:]])
    late = time.perf_counter() - began
    assert healed is not None
    assert len(healed.offenders) == 1
    report(
        f"a poisoned board of 10,000 notes: rebuilt without the offender in {at_once * 1000:.0f} ms; "
        f"an offender found late, among 200 rows, in {late * 1000:.0f} ms"
    )
