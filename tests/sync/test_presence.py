"""Who is here: the server's table, and what a client may say of itself."""

from __future__ import annotations

import json

import pytest

from tafelronde.board.access import Role
from tafelronde.sync import messages
from tests.sync.peer import Hall, Peer, closed_with


@pytest.fixture
def hall() -> Hall:
    return Hall()


def seen_by(peer: Peer, other: Peer) -> dict[str, object] | None:
    return peer.presence.get(other.doc.client_id)


def test_the_server_says_who_somebody_is(hall: Hall) -> None:
    """[PRES-2] Ann cannot call herself Ben."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(user={"id": "ben", "name": "Ben"}, cursor=[1, 2])
    hall.settle()
    user = {"id": "ann", "name": "Ann", "color": 1, "role": "participant"}
    assert seen_by(ben, ann) == {"user": user, "cursor": [1, 2]}


def test_who_joins_sees_everybody_at_once(hall: Hall) -> None:
    """[PRES-3] Without anybody moving."""
    ann = hall.peer("Ann")
    ann.say(cursor=[1, 2])
    hall.settle()
    ben = hall.peer("Ben")
    hall.carry_prompts()
    ben.read_all()
    assert seen_by(ben, ann) is not None


def test_who_leaves_is_cleared_at_once(hall: Hall) -> None:
    """[PRES-3] And stays away for who comes later."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(cursor=[1, 2])
    hall.settle()
    ann.disconnect()
    hall.settle()
    assert seen_by(ben, ann) is None
    assert ann.doc.client_id in ben.presence
    cid = hall.peer("Cid")
    hall.settle()
    assert ann.doc.client_id not in cid.presence


def test_what_somebody_says_of_others_is_ignored(hall: Hall) -> None:
    """[PRES-1] The stock provider repeats everybody's state; a hostile one invents it."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(cursor=[1, 2])
    ben.say(cursor=[3, 4])
    hall.settle()
    lie = messages.AwarenessEntry(ann.doc.client_id, 99, json.dumps({"cursor": [9, 9]}))
    ben.send(messages.awareness([lie]))
    ben.send(messages.awareness([messages.AwarenessEntry(ann.doc.client_id, 100, "null")]))
    hall.settle()
    shown = seen_by(ben, ann)
    assert shown is not None and shown["cursor"] == [1, 2]


def test_an_id_that_another_holds_is_not_given_away(hall: Hall) -> None:
    """[PRES-1] Not even to who names it first thing."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(cursor=[1, 2])
    hall.settle()
    lie = messages.AwarenessEntry(ann.doc.client_id, 99, json.dumps({"cursor": [9, 9]}))
    ben.send(messages.awareness([lie]))
    hall.settle()
    shown = seen_by(ben, ann)
    assert shown is not None and shown["cursor"] == [1, 2]


def test_the_same_person_takes_over_from_a_dead_connection(hall: Hall) -> None:
    """[PRES-1] A reconnect must not wait until the old socket is noticed to be gone."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(cursor=[1, 2])
    hall.settle()
    old = ann.session
    assert old is not None
    ann.connect()
    ann.say(cursor=[5, 6])
    hall.settle()
    hall.room.leave(old)
    hall.settle()
    shown = seen_by(ben, ann)
    assert shown is not None and shown["cursor"] == [5, 6]


def test_a_viewer_shows_nothing_that_only_writing_hands_do(hall: Hall) -> None:
    """[PRES-4] Nothing on the canvas may move for a hand that may not move it."""
    ann, vic = hall.peer("Ann"), hall.peer("Vic", Role.VIEWER)
    ink = {"tool": "laser", "points": [1, 2]}
    doing = {"drag": [5, 5], "stretch": [0, 0, 9, 9], "turn": 15, "ink": ink, "editing": "n"}
    vic.say(cursor=[1, 2], selection=["n"], **doing)
    hall.settle()
    shown = seen_by(ann, vic)
    assert shown is not None and set(shown) == {"user", "cursor", "selection"}


@pytest.mark.parametrize(
    "state",
    [
        {"cursor": "here"},
        {"cursor": [1, 2, 3]},
        {"drag": [1000000000.0, 0]},
        {"zork": 1},
        {"selection": ["n"] * 201},
        {"selection": ["<b>"]},
        {"view": [1]},
        {"editing": "\ud800"},
        {"stretch": [0, 0, 0, 10]},
        {"turn": 360},
        {"ink": {"tool": "brush", "points": [1, 2]}},
        {"ink": {"tool": "pen", "points": [1] * 401}},
    ],
)
def test_unknown_and_invalid_fields_are_dropped(hall: Hall, state: dict[str, object]) -> None:
    """The person stays visible, the nonsense does not spread."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(**state)
    hall.settle()
    shown = seen_by(ben, ann)
    assert shown is not None and set(shown) == {"user"}


@pytest.mark.parametrize("state", ["{", "[]", "7", '"x"', "[" * 4000])
def test_a_state_that_is_no_object_shows_the_person_only(hall: Hall, state: str) -> None:
    """Broken JSON harms nobody."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.send(messages.awareness([messages.AwarenessEntry(ann.doc.client_id, 1, state)]))
    hall.settle()
    shown = seen_by(ben, ann)
    assert shown is not None and set(shown) == {"user"}


def test_a_state_beyond_the_limit_closes_its_sender(hall: Hall) -> None:
    """[SYNC-2] 8 KB is a lot of cursor."""
    ann = hall.peer("Ann")
    hall.settle()
    ann.say(selection=["x" * 9000])
    assert closed_with(ann.send_one) == "tooLarge"


def test_several_moves_between_two_drains_leave_as_one(hall: Hall) -> None:
    """And everybody gets them, the mover too [PRES-5]."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    hall.settle()
    for step in range(5):
        ann.say(cursor=[step, step])
    ann.send_all()
    hall.carry_prompts()
    assert len(ben.inbox) == len(ann.inbox) == 1
    hall.settle()
    shown = seen_by(ann, ann)
    assert shown is not None and shown["cursor"] == [4, 4]


def test_asking_who_is_here_is_answered(hall: Hall) -> None:
    """y-protocols' queryAwareness."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(cursor=[1, 2])
    hall.settle()
    ben.presence.clear()
    ben.send(b"\x03")
    hall.settle()
    assert seen_by(ben, ann) is not None


def test_who_comes_back_with_the_clock_they_left_with_is_news(hall: Hall) -> None:
    """[PRES-3] The stock provider repeats its last state; by y-protocols' rule others must take it."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.say(cursor=[1, 2])
    hall.settle()
    left_with = ben.clocks[ann.doc.client_id]
    ann.disconnect()
    hall.settle()
    assert ben.clocks[ann.doc.client_id] == left_with
    ann.connect()
    again = messages.AwarenessEntry(ann.doc.client_id, left_with, json.dumps({"cursor": [1, 2]}))
    ann.send(messages.awareness([again]))
    hall.settle()
    assert seen_by(ben, ann) is not None
    assert ben.clocks[ann.doc.client_id] == left_with + 1


def test_who_comes_back_with_the_last_of_all_clocks_says_nothing_that_nobody_could_read(
    hall: Hall,
) -> None:
    """[PRES-3] A clock beyond 53 bits would cost everybody the whole message."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    last = messages.awareness([messages.AwarenessEntry(ann.doc.client_id, 2**53 - 1, "{}")])
    ann.send(last)
    hall.settle()
    assert seen_by(ben, ann) is not None
    ann.disconnect()
    ann.connect()
    ann.send(last)
    ben.say(cursor=[1, 2])
    hall.settle()
    assert seen_by(ann, ben) is not None
    assert seen_by(ben, ann) is None
