"""What is written is read as it was; what is read agrees with Yjs; and any bytes are read or refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Map, Text, merge_updates

from tafelronde.sync import messages
from tafelronde.sync.log_record import (
    LogEntry,
    Summary,
    decode_record,
    encode_record,
    encode_snapshot,
    join_records,
    read_history,
)
from tafelronde.sync.scan import scan
from tafelronde.sync.surrogates import Surrogates
from tafelronde.sync.varint import MAX_SAFE_INTEGER, Malformed
from tests.effort import effort
from tests.fuzz.corpus import boards
from tests.fuzz.update_tree import ANY, BIGINT, LIST, OBJECT, STRING, Tree, Value, parse

UINTS = st.integers(0, MAX_SAFE_INTEGER)
VECTORS = st.dictionaries(UINTS, UINTS, max_size=8)
SUMMARIES = st.builds(
    Summary,
    state=VECTORS,
    deletes=st.just(messages.EMPTY_UPDATE),
    tombstones=UINTS,
    objects=UINTS,
    bin_since=UINTS,
)
ENTRIES = st.builds(LogEntry, st.binary(max_size=40), st.none() | st.text(max_size=10))


# What we write ourselves


@effort(100)
@given(VECTORS, st.binary(max_size=60))
def test_each_message_of_ours_is_read_as_it_was_written(
    vector: dict[int, int], update: bytes
) -> None:
    """State vectors, and updates in both their messages."""
    asked = messages.step1(messages.encode_state_vector(vector))
    assert messages.decode(asked) == messages.Step1(vector)
    assert messages.decode(messages.step2(update)) == messages.Step2(update)
    assert messages.decode(messages.update(update)) == messages.Update(update)


@effort(100)
@given(st.lists(st.builds(messages.AwarenessEntry, UINTS, UINTS, st.text(max_size=20)), max_size=5))
def test_presence_is_read_as_it_was_written(entries: list[messages.AwarenessEntry]) -> None:
    """With any text as a state."""
    assert messages.decode(messages.awareness(entries)) == messages.Awareness(entries)


@effort(100)
@given(st.lists(st.lists(ENTRIES, max_size=3), min_size=1, max_size=3))
def test_log_rows_are_read_as_they_were_written(rows: list[list[LogEntry]]) -> None:
    """[DUR-4] One by one, and joined as one commit joins them."""
    records = [encode_record(row) for row in rows]
    assert [decode_record(record) for record in records] == rows
    assert decode_record(join_records(records)) == [entry for row in rows for entry in row]


@effort(50)
@given(SUMMARIES, st.binary(max_size=60))
def test_a_snapshot_is_read_as_it_was_written(summary: Summary, state: bytes) -> None:
    """[DUR-4] With what it says of itself."""
    history = read_history(encode_snapshot(state, Surrogates(), summary), [])
    assert (history.updates, history.summary) == ([state], summary)


# What Yjs and pycrdt write

Edit = Callable[[Doc[Any], Map[Any]], None]


def edits() -> st.SearchStrategy[list[Edit]]:
    """What people do to two texts and some registers; indices are taken modulo what is there."""
    values = st.recursive(
        st.none()
        | st.booleans()
        | st.floats(allow_nan=False)
        | st.integers(-(2**31), 2**31)
        | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=5,
    )
    places = st.integers(0, 30)

    def text_of(doc: Doc[Any], objects: Map[Any]) -> Text:
        if "note" not in objects:
            objects["note"] = Map({"text": Text("😀 begin")})
        text: Text = objects["note"]["text"]
        return text

    def insert(place: int, words: str) -> Edit:
        def work(doc: Doc[Any], objects: Map[Any]) -> None:
            text = text_of(doc, objects)
            # pycrdt counts bytes: only between characters.
            text.insert(len(str(text)[: place % (len(str(text)) + 1)].encode()), words)

        return work

    def erase(place: int, length: int) -> Edit:
        def work(doc: Doc[Any], objects: Map[Any]) -> None:
            text = text_of(doc, objects)
            start = place % (len(str(text)) + 1)
            gone = str(text)[start : start + length]
            begin = len(str(text)[:start].encode())
            if gone:
                del text[begin : begin + len(gone.encode())]

        return work

    def write(key: str, value: Any) -> Edit:
        return lambda _, objects: objects.__setitem__(key, value)

    def together(some: list[Edit]) -> Edit:
        def work(doc: Doc[Any], objects: Map[Any]) -> None:
            with doc.transaction():
                for each in some:
                    each(doc, objects)

        return work

    single = st.one_of(
        st.builds(insert, places, st.text(min_size=1, max_size=5)),
        st.builds(erase, places, st.integers(1, 8)),
        st.builds(write, st.sampled_from(["a", "b", ""]), values),
    )
    return st.lists(single | st.builds(together, st.lists(single, max_size=4)), max_size=8)


def made_by(work: list[Edit]) -> tuple[Doc[Any], list[bytes]]:
    doc: Doc[Any] = Doc(client_id=300)
    updates: list[bytes] = []
    doc.observe(lambda event: updates.append(event.update))
    for edit in work:
        edit(doc, doc.get("objects", type=Map))
    return doc, updates


@effort(120)
@given(edits(), st.randoms(use_true_random=False))
def test_the_scan_counts_as_yjs_counts(work: list[Edit], random: Any) -> None:
    """[SYNC-10] Clocks, gaps and deletions of single updates, of the whole, and of merged parts."""
    doc, updates = made_by(work)
    whole = doc.get_update()
    assert scan(whole).ends == messages.decode_state_vector(doc.get_state())
    state: dict[int, int] = {}
    for update in updates:
        found = scan(update)
        assert not found.misses(state)
        assert all(start == state.get(client, 0) for client, start in found.starts.items())
        state |= found.ends
        assert as_ranges(found.deletes) == deleted_in(update)
    assert state == scan(whole).ends
    if len(updates) > 1:
        some = random.sample(updates, random.randrange(2, len(updates) + 1))
        merged = merge_updates(*some)
        part: Doc[Any] = Doc()
        part.apply_update(merged)
        reached = messages.decode_state_vector(part.get_state())
        assert scan(merged).misses({}) or scan(merged).ends == reached


@effort(60)
@given(edits())
def test_the_scan_finds_every_character_of_two_units(work: list[Edit]) -> None:
    """[SYNC-11] Where a second reader of updates finds them."""
    _, updates = made_by(work)
    for update in updates:
        assert [tuple(pair) for pair in scan(update).pairs] == list(pairs_in(update))


def test_the_scan_reads_all_that_yjs_wrote_in_the_corpus() -> None:
    """[SYNC-10] Undo, formats, embeds, nested and XML types; odd values it may call malformed."""
    for board in boards():
        for update in (board.base, *(u for edit in board.edits for u in edit.updates)):
            tree = parse(update)
            try:
                found = scan(update)
            except Malformed:
                assert BIGINT in [value.tag for value in values_in(tree)]
                continue
            assert found.ends == {block.client: block.end() for block in tree.blocks}
            assert as_ranges(found.deletes) == deleted_in(update)


def values_in(tree: Tree) -> Iterator[Value]:
    """Not only on top: lists and objects hold others."""
    waiting = [value for each in tree.structs() if each.kind == ANY for value in each.content]
    while waiting:
        value = waiting.pop()
        yield value
        if value.tag == LIST:
            waiting += value.body
        elif value.tag == OBJECT:
            waiting += [part for _, part in value.body]


def as_ranges(deletes: Any) -> set[tuple[int, int, int]]:
    return {tuple(each) for each in deletes}


def deleted_in(update: bytes) -> set[tuple[int, int, int]]:
    return {(client, *each) for client, ranges in parse(update).deletes for each in ranges}


def pairs_in(update: bytes) -> Iterator[tuple[int, int]]:
    for block in parse(update).blocks:
        clock = block.clock
        for struct in block.structs:
            if struct.kind == STRING:
                at = clock
                for character in struct.content.decode():
                    if character > "\uffff":
                        yield block.client, at
                    at += 2 if character > "\uffff" else 1
            clock += struct.length()


# Any bytes


@pytest.mark.parametrize(
    "read",
    [messages.decode, messages.decode_state_vector, scan, decode_record, lambda b: read_history(b, [])],
    ids=["message", "state vector", "update", "log row", "snapshot"],
)  # fmt: skip
def test_any_bytes_are_read_or_refused(read: Callable[[bytes], object]) -> None:
    """[SYNC-2] Each reader returns or says why not; nothing else escapes."""

    @effort(150)
    @given(
        st.binary(max_size=200),
        st.sampled_from([b"", b"\x01", b"\x02", b"\x00\x02", b"\x01\x01\x01\x00"]),
    )
    def try_it(noise: bytes, start: bytes) -> None:
        with suppress(Malformed, messages.UnknownMessage):
            read(start + noise)

    try_it()
