"""The messages: one per frame, whole, in their shortest form; numbers as in wire.json."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafelronde.sync import messages
from tafelronde.sync.varint import (
    MAX_SAFE_INTEGER,
    Malformed,
    read_buffer,
    read_string,
    read_uint,
    write_string,
    write_uint,
)
from tests.sync.peer import SHARED, WIRE

PROTOCOL = (SHARED.parent / "docs" / "PROTOCOL.md").read_text()


@given(st.integers(0, MAX_SAFE_INTEGER))
def test_an_integer_is_read_as_it_was_written(value: int) -> None:
    """lib0's varUint, there and back."""
    assert read_uint(write_uint(value), 0) == (value, len(write_uint(value)))


@given(st.text())
def test_a_string_is_read_as_it_was_written(text: str) -> None:
    """Its length is that of the UTF-8 bytes, not of the characters."""
    assert read_string(write_string(text), 0)[0] == text


@pytest.mark.parametrize("bad", [b"", b"\x80", b"\x80\x00", b"\xff" * 9 + b"\x01"])
def test_an_integer_that_is_cut_off_or_overlong_is_refused(bad: bytes) -> None:
    """[SYNC-2] Two encodings of one value would let readers disagree."""
    with pytest.raises(Malformed):
        read_uint(bad, 0)


def test_a_buffer_longer_than_its_message_is_refused() -> None:
    """[SYNC-2] pycrdt's own decoder would slice it short."""
    with pytest.raises(Malformed):
        read_buffer(b"\x05abc", 0)


def test_each_message_is_read_as_it_was_written() -> None:
    """What the server writes in y-protocols' format it also reads."""
    vector = {1: 5, 2**50: 7}
    encoded = messages.encode_state_vector(vector)
    assert messages.decode(messages.step1(encoded)) == messages.Step1(vector)
    assert messages.decode(messages.step2(b"xy")) == messages.Step2(b"xy")
    assert messages.decode(messages.update(b"xy")) == messages.Update(b"xy")
    entries = [messages.AwarenessEntry(3, 4, '{"é":1}')]
    assert messages.decode(messages.awareness(entries)) == messages.Awareness(entries)
    assert messages.decode(b"\x03") == messages.QueryAwareness()
    assert messages.decode(messages.KEEPALIVE) == messages.Awareness([])


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"\x00",
        b"\x00\x00\x05a",
        b"\x00\x02\x01a!",
        b"\x03\x00",
        b"\x01\x01\x05",
        b"\x00\x00\x04\x02\x01\x05\x01",
        b"\x00\x00\x05\x02\x01\x05\x01\x05",
    ],
)
def test_a_malformed_message_is_refused(bad: bytes) -> None:
    """[SYNC-2] Cut off, with something behind it, or a state vector that repeats itself."""
    with pytest.raises(Malformed):
        messages.decode(bad)


@pytest.mark.parametrize("unknown", [b"\x02\x00\x01a", b"\x00\x03\x00", b"\x64\x00", b"\x09"])
def test_a_message_that_no_client_sends_is_unknown(unknown: bytes) -> None:
    """[SYNC-2] Auth and our own messages go one way."""
    with pytest.raises(messages.UnknownMessage):
        messages.decode(unknown)


def test_the_numbers_are_those_of_the_wire_file() -> None:
    """One source of truth for both languages."""
    numbers = WIRE["messages"]
    assert [numbers[name] for name in ("sync", "awareness", "auth")] == [
        messages.SYNC,
        messages.AWARENESS,
        messages.AUTH,
    ]
    assert (numbers["queryAwareness"], numbers["event"], numbers["saved"]) == (
        messages.QUERY_AWARENESS,
        messages.EVENT,
        messages.SAVED,
    )
    steps = WIRE["syncMessages"]
    assert (steps["step1"], steps["step2"], steps["update"]) == (
        messages.STEP1,
        messages.STEP2,
        messages.UPDATE,
    )


def test_the_protocol_page_names_what_the_wire_file_names() -> None:
    """Every close code and message of wire.json, with its meaning, and no other."""
    rows = re.findall(r"^\| (\d+) \| (\w+) \| (yes|no) \| (.+) \|$", PROTOCOL, re.MULTILINE)
    assert {
        name: (int(code), permanent == "yes", meaning) for code, name, permanent, meaning in rows
    } == {
        name: (entry["code"], entry["permanent"], entry["meaning"])
        for name, entry in WIRE["closeCodes"].items()
    }
    listed = re.findall(r"^\| (\d+) \| (\w+) \| (?!yes|no)", PROTOCOL, re.MULTILINE)
    assert {name: int(number) for number, name in listed} == WIRE["messages"]
