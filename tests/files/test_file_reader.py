"""Files are read by processes of their own, and what one does to its process it does to nobody else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest

from tafelronde.errors import OverBudget, Unreadable
from tafelronde.exchange.formats import Format
from tafelronde.files import file_reader
from tafelronde.files.file_reader import FileReader
from tafelronde.resources import SHARED_SCHEMA


@pytest.fixture
def reader() -> FileReader:
    return FileReader(SHARED_SCHEMA / "board.schema.json")


async def told(reader: FileReader, data: bytes, way: Format, **more: Any) -> Any:
    return json.loads(await reader.read(data, way, **more))


async def test_what_is_in_a_file_is_told_as_json(reader: FileReader) -> None:
    """[EXCH-11]"""
    reading = await told(reader, b"# Party\n\n- Bench\n- Music", Format.MARKDOWN)
    assert reading["title"] == "Party"
    assert reading["counts"] == {"sticky": 2}
    assert [each["text"] for each in reading["objects"]] == ["Bench", "Music"]


async def test_a_refusal_comes_with_all_that_is_known_of_it(reader: FileReader) -> None:
    """[EXCH-8]"""
    with pytest.raises(Unreadable) as refused:
        await reader.read(b"<opml>\n<!ENTITY", Format.OPML)
    error = refused.value
    assert (error.code, error.line, error.expected) == ("file_malformed", 2, "XML")
    assert error.message.count("line 2") == 1


@pytest.mark.long
async def test_who_has_a_large_file_read_holds_up_nobody(
    reader: FileReader, report: Callable[[str], None]
) -> None:
    """[EXCH-8] Lists in lists, ten megabytes of them: hundreds once taken apart, but not here."""
    data = b'{"nodes":[' + b"[[]]," * 2_000_000 + b"1]}"
    begun = perf_counter()
    reading = asyncio.create_task(told(reader, data, Format.CANVAS))
    longest = 0.0
    while not reading.done():
        step = perf_counter()
        await asyncio.sleep(0)
        longest = max(longest, perf_counter() - step)
    remarks = (await reading)["remarks"]
    assert remarks == [{"code": "object_left_out", "count": 2_000_001, "line": None}]
    report(
        f"10 MB of lists in lists: {perf_counter() - begun:.1f} s, during which others waited "
        f"{longest * 1000:.0f} ms at most"
    )


async def test_who_crashes_the_process_is_told_so(
    reader: FileReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[EXCH-8] It ends, or does not come to an end: either way there is an answer."""
    monkeypatch.setattr(file_reader, "_SECONDS", 0.0)
    with pytest.raises(Unreadable) as refused:
        await reader.read(b"x", Format.CSV)
    assert refused.value.code == "file_too_much"


async def test_one_person_has_one_file_read_at_a_time(reader: FileReader) -> None:
    """[EXCH-8] Others do not wait behind them."""
    first = asyncio.create_task(reader.read(b"- a", Format.MARKDOWN, person="ann"))
    await asyncio.sleep(0)
    with pytest.raises(OverBudget):
        await reader.read(b"- b", Format.MARKDOWN, person="ann")
    await asyncio.gather(first, reader.read(b"- c", Format.MARKDOWN, person="ben"))
    await reader.read(b"- d", Format.MARKDOWN, person="ann")


async def test_only_who_can_be_believed_brings_authors(reader: FileReader) -> None:
    """[EXCH-12]"""
    note = {"type": "sticky", "at": [0, 0], "size": [9, 9], "text": "", "author": "ann"}
    file = json.dumps({"objects": {"a": note}}).encode()
    for with_people in (True, False):
        [found] = (await told(reader, file, Format.JSON, with_people=with_people))["objects"]
        assert ("author" in found) is with_people
