"""The strict reading of updates: everything real passes, everything else is refused."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, merge_updates

from tafelronde.sync.scan import scan
from tafelronde.sync.varint import Malformed, write_buffer, write_string, write_uint
from tests.sync.peer import sticky


def updates_of(work: Any) -> list[bytes]:
    doc: Doc[Any] = Doc(client_id=300)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    work(doc, doc.get("objects", type=Map))
    return [*updates, doc.get_update()]


def everyday(doc: Doc[Any], objects: Map[Any]) -> None:
    objects["n"] = sticky("héllo 😀", tags=["a", "b"], deleted={"by": "x", "at": 2**40})
    text = objects["n"]["text"]
    text.insert(0, "oh ")
    del text[1:2]
    text.format(0, 2, {"bold": True})
    text.insert_embed(0, {"image": "x"})
    objects["n"]["at"] = [-1.5, 2**60]
    objects["n"]["nothing"] = None
    objects["n"]["bytes"] = b"123"
    objects["n"]["list"] = Array([1, True, {"a": [None]}])
    del objects["n"]["at"]


def test_every_kind_of_content_that_yjs_writes_is_read_to_its_end() -> None:
    """[SYNC-10] What pycrdt writes, scan reads."""
    for update in updates_of(everyday):
        scan(update)


def test_every_truncation_is_refused() -> None:
    """[SYNC-2] At every byte of every update."""
    for update in updates_of(everyday):
        for end in range(len(update)):
            with pytest.raises(Malformed):
                scan(update[:end])


def test_bytes_behind_the_end_are_refused() -> None:
    """[SYNC-2] Nothing rides along."""
    for update in updates_of(everyday):
        with pytest.raises(Malformed):
            scan(update + b"\x00")


def test_what_an_update_brings_builds_on_and_deletes_is_known() -> None:
    """The clocks, ids and ranges that a room judges by."""
    first, second, _ = updates_of(
        lambda _, objects: (
            objects.__setitem__("n", sticky("hello")),
            objects["n"]["text"].__delitem__(slice(0, 2)),
        )
    )
    created = scan(first)
    assert (created.starts, created.ends) == ({300: 0}, {300: 10})
    (note,) = created.rooted
    assert note[:2] == (300, 0) and note[-2:] == ("objects", "n")
    assert [item[6:9] for item in created.items[1:5]] == [
        ((300, 0), None, field) for field in ("type", "at", "size", "text")
    ]
    assert not created.misses({})
    erased = scan(second)
    assert erased.deletes == [(300, 5, 2)]
    assert erased.misses({}) and not erased.misses({300: 10})


def test_an_update_that_builds_on_an_unknown_item_is_noticed() -> None:
    """[SYNC-5] By its clock, its left neighbour, or its parent."""
    *_, first, second, _ = updates_of(
        lambda _, objects: (
            objects.__setitem__("a", sticky("one")),
            objects["a"]["text"].insert(3, " two"),
        )
    )
    assert scan(second).misses({})
    assert not scan(second).misses(scan(first).ends)


def test_a_merged_update_with_a_hole_is_noticed() -> None:
    """[SYNC-5] Yjs fills holes with skips."""
    one, _, three, _ = updates_of(
        lambda _, objects: [objects.__setitem__(id, sticky(id)) for id in "abc"]
    )
    holed = scan(merge_updates(one, three))
    assert holed.misses({})
    assert not holed.misses({300: 20})


def nested_any(depth: int) -> bytes:
    value = b"\x75\x01" * depth + b"\x7e"
    item = b"\x28\x01" + write_string("objects") + write_string("k") + b"\x01" + value
    return b"\x01\x01\x01\x00" + item + b"\x00"


@pytest.mark.parametrize("depth", [33, 1000, 20_000])
def test_deep_values_are_refused(depth: int) -> None:
    """[SYNC-10] 40 KB of nested lists would end the process inside pycrdt."""
    scan(nested_any(31))
    with pytest.raises(Malformed, match="deeper"):
        scan(nested_any(depth))


def test_a_chain_of_shared_types_is_refused() -> None:
    """[SYNC-10] Twenty thousand maps, each in the one before, kept a process busy for eight seconds."""
    in_objects = b"\x27\x01" + write_string("objects") + write_string("x") + b"\x01"
    chain = [b"\x27\x00\x01" + write_uint(clock) + b"\x01a\x01" for clock in range(100)]
    structs = write_uint(101) + b"\x01\x00" + in_objects + b"".join(chain)
    with pytest.raises(Malformed, match="below a field"):
        scan(b"\x01" + structs + b"\x00")


def test_deep_json_is_refused() -> None:
    """[SYNC-10] Embeds carry JSON of their own."""
    raw = ("[" * 50 + "]" * 50).encode()
    embed = b"\x05\x01" + write_string("objects") + write_buffer(raw)
    with pytest.raises(Malformed, match="deeper"):
        scan(b"\x01\x01\x01\x00" + embed + b"\x00")


HOSTILE = {
    "no bytes": b"",
    "a long form of zero": b"\x80\x00\x00",
    "a claim of a million clients": write_uint(10**6) + b"\x00",
    "a block without structs": b"\x01\x00\x01\x00\x00",
    "an empty struct": b"\x01\x01\x01\x00\x00\x00\x00",
    "two blocks of one client": b"\x02\x01\x01\x00\x00\x01\x01\x01\x01\x00\x01\x00",
    "a clock beyond 32 bits": b"\x01\x01\x01" + write_uint(2**32) + b"\x00\x01\x00",
    "an item that builds on itself": b"\x01\x01\x01\x05\x81\x01\x05\x01\x00",
    "an unknown content": b"\x01\x01\x01\x00\x0b\x01\x01a\x01\x00",
    "a subdocument": b"\x01\x01\x01\x00\x09\x01\x01a\x01g\x76\x00\x00",
    "a string that is not UTF-8": b"\x01\x01\x01\x00\x04\x01\x01a\x01\xff\x00",
    "a string longer than the message": b"\x01\x01\x01\x00\x04\x01\x01a\x7fabc\x00",
    "an unknown shared type": b"\x01\x01\x01\x00\x07\x01\x01a\x0c\x00",
    "an empty deletion": b"\x00\x01\x01\x01\x00\x00",
    "deletions out of order": b"\x00\x01\x01\x02\x05\x01\x03\x01",
    "deletions that overlap": b"\x00\x01\x01\x02\x03\x02\x04\x01",
    "deletions of a client twice": b"\x00\x02\x01\x01\x03\x01\x01\x01\x07\x01",
    "a gap that says it has neighbours": b"\x01\x01\x01\x00\x8a\x02\x00\x01\x00",
    "what is gone, under a key": b"\x01\x01\x01\x00\x20\x01\x00",
    "a BigInt": b"\x01\x01\x01\x00\x08\x01\x01a\x01\x7a" + bytes(8) + b"\x00",
    "the JSON of old": b"\x01\x01\x01\x00\x02\x01\x01a\x01\x011\x00",
    "an embed that is no JSON": b"\x01\x01\x01\x00\x05\x01\x01a\x02{,\x00",
    "an embed of NaN": b"\x01\x01\x01\x00\x05\x01\x01a\x03NaN\x00",
    "a format of -Infinity": b"\x01\x01\x01\x00\x06\x01\x01a\x04bold\x09-Infinity\x00",
    "an infinity deep inside": b'\x01\x01\x01\x00\x05\x01\x01a\x0e{"a":Infinity}\x00',
    "an XML hook": b"\x01\x01\x01\x00\x07\x01\x01a\x05\x04hook\x00",
    "a thousand clients and one": write_uint(1001)
    + b"".join(b"\x01" + write_uint(client) + b"\x00\x00\x01" for client in range(1001))
    + b"\x00",
    "a thousand gaps and one": b"\x01"
    + write_uint(1001)
    + b"\x01\x00"
    + b"\x0a\x01" * 1001
    + b"\x00",
    "a client beyond 53 bits": b"\x00\x01\xff\xff\xff\xff\xff\xff\xff\xff\x0f\x01\x00\x01",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_no_client_writes_is_refused(hostile: bytes) -> None:
    """[SYNC-2] Each with a sentence, none with an index error."""
    with pytest.raises(Malformed):
        scan(hostile)


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_noise_is_read_or_refused_and_nothing_else(noise: bytes) -> None:
    """[SYNC-2] No other exception escapes."""
    with suppress(Malformed):
        scan(noise)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_mutated_updates_are_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """[SYNC-2] One byte of a real update changed."""
    update = bytearray(data.draw(st.sampled_from(updates_of(everyday))))
    update[data.draw(st.integers(0, len(update) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Malformed):
        scan(bytes(update))


def test_everyday_values_and_others_are_read_alike() -> None:
    """[SYNC-10] What one match reads and what is read step by step is the same format."""
    values = [
        b"\x75\x02\x7d\x01\x7d\x81\x01", b"\x75\x02\x7c1234\x7b12345678", b"\x7d\x40",
        b"\x77\x03sun", b"\x77\x02\xc3\xa9", b"\x77\x41" + b"x" * 65, b"\x7e", b"\x7f", b"\x78",
        b"\x75\x03\x7d\x01\x7e\x79", b"\x76\x01\x02by\x77\x01a", b"\x74\x0212",
        b"\x75\x28" + b"\x7d\x05\x7c1234" * 20,
    ]  # fmt: skip
    fields = [b"\x28\x00\x01\x00" + write_string("at") + b"\x01" + value for value in values]
    found = scan(b"\x01" + write_uint(len(values)) + b"\x01\x05" + b"".join(fields) + b"\x00")
    assert [item[1:3] for item in found.items] == [(5 + n, 1) for n in range(len(values))]
    for field in fields:
        for end in range(len(field)):
            with pytest.raises(Malformed):
                scan(b"\x01\x01\x01\x05" + field[:end] + b"\x00")


def test_text_lengths_are_counted_as_yjs_counts_them() -> None:
    """A face is two UTF-16 units; a wrong count would break every later clock."""
    first, _ = updates_of(lambda _, objects: objects.__setitem__("t", Text("é😀")))
    assert scan(first).ends == {300: 4}
