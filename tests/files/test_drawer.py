"""Boards are drawn by processes of their own, within bounds."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from time import perf_counter
from typing import Any

import pytest
from PIL import Image

from tafelronde.errors import BadInput, OverBudget
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.formats import WrittenFormat
from tafelronde.files import drawer
from tafelronde.files.draw_board import fitting
from tafelronde.files.drawer import Drawer
from tests.exchange.boards import board_of
from tests.images.drawing import picture

PHOTO = picture()
BENCH = {
    "type": "sticky",
    "at": [0, 0],
    "size": [200, 200],
    "text": "Een bankje 👩‍🌾",
    "color": "sky",
}


async def picture_of(hash: str, preview: bool) -> tuple[str, bytes] | None:  # noqa: A002
    return ("image/png", PHOTO.content) if hash == PHOTO.hash else None


def photographed() -> ExchangedBoard:
    photo = {"type": "image", "at": [400, 0], "size": [60, 40], "image": PHOTO.hash}
    gone = {**photo, "at": [600, 0], "image": "c" * 64}
    known = {PHOTO.hash: "a.png", "c" * 64: "c.png"}
    return board_of({"n": BENCH, "p": photo, "q": gone}, pictures=known)


async def drawn(board: ExchangedBoard, way: WrittenFormat, **asked: Any) -> bytes:
    with await Drawer().draw(board, way, picture_of, **asked) as file:
        return file.read()


async def test_a_drawing_has_its_pictures_in_it() -> None:
    """[EXCH-15] [EXCH-16] One that went meanwhile is nothing to be seen."""
    board = photographed()
    svg = (await drawn(board, WrittenFormat.SVG)).decode()
    assert svg.endswith("</svg>\n")
    assert svg.count("data:image/png;base64,") == 1
    assert svg.count("data:image/gif;base64,") == 1
    image = Image.open(io.BytesIO(await drawn(board, WrittenFormat.PNG)))
    assert image.convert("RGB").getpixel((0, 0)) == (0xFA, 0xF7, 0xF2)
    # In a corner of the note, below its words; a unit is two pixels.
    assert image.convert("RGB").getpixel(((28 + 150) * 2, (28 + 150) * 2)) == (0xBF, 0xE0, 0xFF)


async def test_a_picture_is_as_sharp_as_asked_and_never_too_large() -> None:
    """[EXCH-16] At most 8,192 pixels on a side, and 32 million in all."""
    board = board_of({"n": BENCH})
    once = Image.open(io.BytesIO(await drawn(board, WrittenFormat.PNG, scale=1)))
    twice = Image.open(io.BytesIO(await drawn(board, WrittenFormat.PNG)))
    assert twice.size == (once.width * 2, once.height * 2)
    assert fitting(2, 100_000, 10) * 100_000 == pytest.approx(8192)
    assert fitting(2, 100_000, 100_000) ** 2 * 1e10 == pytest.approx(32_000_000)
    far = board_of({"a": BENCH, "b": {**BENCH, "at": [90_000, 300]}})
    assert Image.open(io.BytesIO(await drawn(far, WrittenFormat.PNG))).width == 8192


async def test_what_takes_too_long_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """[EXCH-18]"""
    monkeypatch.setattr(drawer, "_SECONDS", 0.0)
    with pytest.raises(BadInput, match="Choose a part of the board") as refused:
        await drawn(board_of({"n": BENCH}), WrittenFormat.PNG)
    assert refused.value.code == "drawing_too_much"


async def test_one_person_has_one_board_drawn_at_a_time() -> None:
    """[EXCH-18] Others do not wait behind them."""
    shared = Drawer()
    board = board_of({"n": BENCH})
    first = asyncio.create_task(shared.draw(board, WrittenFormat.SVG, picture_of, person="ann"))
    second = asyncio.create_task(shared.draw(board, WrittenFormat.SVG, picture_of, person="ann"))
    with pytest.raises(OverBudget):
        await second
    (await shared.draw(board, WrittenFormat.SVG, picture_of, person="bert")).close()
    (await first).close()


@pytest.mark.long
@pytest.mark.parametrize("way", [WrittenFormat.SVG, WrittenFormat.PNG])
async def test_ten_thousand_objects_are_drawn_within_the_bounds(
    way: WrittenFormat, report: Callable[[str], None]
) -> None:
    """[EXCH-18] The process has 1.5 GiB and a minute, and this is far from it."""
    text = "Note: what we would like to see in our street, in a few words. " * 2
    objects: dict[str, dict[str, Any]] = {
        f"n{n}": {**BENCH, "at": [n % 80 * 224, n // 80 * 224], "text": f"{n} {text}"}
        for n in range(6_000)
    }
    for n in range(2_000):
        ends = {"from": {"object": f"n{n}"}, "to": {"object": f"n{n + 1}"}}
        objects[f"c{n}"] = {"type": "connector", **ends, "text": "so"}
        parent = None if n == 0 else f"m{(n - 1) // 4}"
        objects[f"m{n}"] = {"type": "mindnode", "parent": parent, "text": f"Word {n}"}
    objects["m0"]["at"] = [0, -9_000]
    begun = perf_counter()
    file = await drawn(board_of(objects), way)
    report(f"10,000 objects as {way}: {len(file) / 1e6:.1f} MB in {perf_counter() - begun:.1f} s")
