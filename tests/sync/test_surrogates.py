"""Characters of two units: nobody cuts one in half, and nobody puts one where it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tafelronde.sync import messages
from tafelronde.sync.scan import MAX_CLIENTS, scan
from tafelronde.sync.surrogates import Surrogates
from tafelronde.sync.varint import Malformed, write_uint
from tests.sync.craft import item, letters, update
from tests.sync.peer import Hall, closed_with, sticky


@pytest.fixture
def hall() -> Hall:
    return Hall()


def cut(client: int, clock: int, length: int) -> bytes:
    """An update that deletes `length` units of `client` from `clock` on."""
    ranges = write_uint(client) + b"\x01" + write_uint(clock) + write_uint(length)
    return messages.update(b"\x00\x01" + ranges)


def between(client: int, clock: int) -> bytes:
    """An update of client 99 that inserts a letter behind `clock`, before the unit that follows."""
    ids = write_uint(client) + write_uint(clock) + write_uint(client) + write_uint(clock + 1)
    return messages.update(b"\x01\x01\x63\x00\xc4" + ids + b"\x01x\x00")


CUTS = {
    "the second half": lambda client, pair: cut(client, pair + 1, 1),
    "the first half": lambda client, pair: cut(client, pair, 1),
    "up to the first half": lambda client, pair: cut(client, pair - 2, 3),
    "from the second half on": lambda client, pair: cut(client, pair + 1, 2),
    "a letter in between": between,
}


@pytest.mark.parametrize("cutting", CUTS.values(), ids=CUTS.keys())
@pytest.mark.parametrize("known_from", ["the running room", "the log", "the snapshot"])
def test_a_character_cannot_be_cut_in_half(
    hall: Hall, cutting: Callable[[int, int], bytes], known_from: str
) -> None:
    """[SYNC-11] Six bytes would make the whole board unreadable when it is next loaded."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("ab😀cd")
    ann.objects["m"] = sticky("another")
    hall.settle()
    if known_from == "the snapshot":
        hall.snapshot = hall.room.compact()
        hall.log.clear()
    if known_from != "the running room":
        hall.room = hall.load()
    pair = first_pair(hall)
    mal = hall.peer("Mal")
    hall.settle()
    mal.send(cutting(ann.doc.client_id, pair))
    assert closed_with(mal.send_one) == "malformed"
    assert hall.room.plain()[1]["n"]["text"] == "ab😀cd"
    assert hall.room.compact() is not None


def test_what_the_server_itself_wrote_is_known_from_the_log_however_large() -> None:
    """[SYNC-11] What takes back many people's deletions is of more clients than any message may be."""
    smile = item(letters("😀"), parent="objects")
    large = update(*((client, 0, [smile]) for client in range(1, MAX_CLIENTS + 2)))
    with pytest.raises(Malformed):
        scan(large)
    known = Surrogates()
    known.add_from(large)
    message = messages.decode(cut(MAX_CLIENTS + 1, 1, 1))
    assert isinstance(message, messages.Update)
    assert known.are_cut_by(scan(message.update))


def first_pair(hall: Hall) -> int:
    """The clock of the first half of the only emoji on the board."""
    pairs = [pair for update in hall.history().updates for pair in scan(update).pairs]
    return pairs[0][1]


def test_a_character_of_which_half_is_here_is_refused(hall: Hall) -> None:
    """[SYNC-11] Mal repeats a clock with other letters, so that what is new begins in an emoji."""
    mal = hall.peer("Mal")
    mal.objects["n"] = sticky("abcd")
    hall.settle()
    client, end = (
        mal.doc.client_id,
        messages.decode_state_vector(mal.doc.get_state())[mal.doc.client_id],
    )
    repeated = write_uint(client) + write_uint(end - 2)
    last = write_uint(client) + write_uint(end - 3)
    item = b"\x84" + last + b"\x06" + "x😀y".encode()
    mal.send(messages.update(b"\x01\x01" + repeated + item + b"\x00"))
    assert closed_with(mal.send_one) == "malformed"
    assert hall.room.plain()[1]["n"]["text"] == "abcd"
    assert hall.room.compact() is not None


def test_whole_characters_come_and_go(hall: Hall) -> None:
    """[SYNC-11] Deleting an emoji, and writing around it, is ordinary work."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("ab😀cd👩‍🚀")
    hall.settle()
    text = ben.objects["n"]["text"]
    text.insert(len("ab😀".encode()), "!")
    del text[2 : 2 + len("😀".encode())]
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "ab!cd👩‍🚀"
    assert hall.room.compact() is not None


def test_a_state_vector_that_ends_inside_a_character_is_answered_all_the_same(hall: Hall) -> None:
    """[SYNC-1] [SYNC-2] With a diff or with the whole board, but never with a crash."""
    ann = hall.peer("Ann")
    ann.objects["n"] = sticky("ab😀cd")
    hall.settle()
    odd = messages.encode_state_vector({ann.doc.client_id: first_pair(hall) + 1})
    mal = hall.peer("Mal")
    mal.outbox.clear()
    mal.send(messages.step1(odd))
    mal.send_one()
    flush = hall.flush()
    assert flush is not None
    assert len(flush.replies) == 1
    assert hall.room.plain()[1]["n"]["text"] == "ab😀cd"
    assert hall.room.compact() is not None


@pytest.mark.parametrize("rest", ["", "ef"], ids=["all of it known", "some of it new"])
def test_a_character_that_is_said_to_be_where_letters_are_is_refused(hall: Hall, rest: str) -> None:
    """[SYNC-11] Believed, it had whoever then wrote between those letters refused."""
    mal, ben = hall.peer("Mal"), hall.peer("Ben")
    mal.objects["n"] = sticky("abcd")
    hall.settle()
    client = mal.doc.client_id
    end = messages.decode_state_vector(mal.doc.get_state())[client]
    claimed = item(letters("😀d" + rest), left=(client, end - 4))
    mal.send(messages.update(update((client, end - 3, [claimed]))))
    assert closed_with(mal.send_one) == "malformed"
    ben.objects["n"]["text"].insert(2, "y")
    assert closed_with(ben.send_one) == "open"
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "abycd"


@pytest.mark.parametrize("known_from", ["the running room", "the log", "the snapshot"])
def test_who_repeats_a_character_that_is_here_is_welcome(hall: Hall, known_from: str) -> None:
    """[SYNC-3] [SYNC-11] One who comes back tells all there is, also what others have deleted."""
    ann, ben = hall.peer("Ann"), hall.peer("Ben")
    ann.objects["n"] = sticky("ab😀cd😀")
    hall.settle()
    del ben.objects["n"]["text"][2 : 2 + len("😀".encode())]
    whole = ann.doc.get_update()
    hall.settle()
    if known_from == "the snapshot":
        hall.snapshot = hall.room.compact()
        hall.log.clear()
    if known_from != "the running room":
        hall.room = hall.load()
    again = hall.peer("Ann")
    hall.settle()
    again.send(messages.update(whole))
    again.objects["n"]["text"].insert(0, "x")
    hall.settle()
    assert hall.room.plain()[1]["n"]["text"] == "xabcd😀"
