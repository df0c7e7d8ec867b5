"""What pictures cost: made anew by their process, and kept in the database beside others' edits.

    python -m scripts.measure_images [postgresql+asyncpg://user@host/empty_database]

Without an address SQLite is measured, in a folder that is deleted afterwards.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter

from tafelronde.board.images import Picture
from tafelronde.images.remaker import Remaker
from tafelronde.resources import SHARED_SCHEMA
from tafelronde.storage.boards import Board, create_board
from tafelronde.storage.database import Database
from tafelronde.storage.images import Holder, ImageStore
from tafelronde.storage.update_log import Append, UpdateLog

NOW = 1
PLENTY = 10**12
TIMES = 10


def photograph(width: int, height: int) -> Image.Image:
    """As uneven as a photograph: soft noise."""
    small = Image.frombytes("RGB", (width // 4, height // 4), os.urandom(width * height // 16 * 3))
    blurred = small.filter(ImageFilter.GaussianBlur(3))
    return blurred.resize((width, height), Image.Resampling.BICUBIC)


def encoded(image: Image.Image, as_format: str, **options: Any) -> bytes:
    to = io.BytesIO()
    image.save(to, as_format, **options)
    return to.getvalue()


async def measure_remaking() -> None:
    remaker = Remaker(json.loads((SHARED_SCHEMA / "wire.json").read_bytes())["images"])
    uploads = {
        "a drawing of 60 × 40": encoded(Image.new("RGB", (60, 40)), "PNG"),
        "a photograph of 12 MP": encoded(photograph(4000, 3000), "JPEG", quality=90),
        "the same, pasted as PNG": encoded(photograph(4000, 3000), "PNG"),
        "a photograph of 48 MP": encoded(photograph(8064, 6048), "JPEG", quality=90),
        "a PNG of 48 MP": encoded(photograph(8000, 6000), "PNG", compress_level=1),
    }
    for name, upload in uploads.items():
        begun = time.perf_counter()
        made = await remaker.remake(upload)
        seconds = time.perf_counter() - begun
        print(
            f"{name}: {len(upload) / 1e6:.1f} MB in, {len(made.content) / 1e6:.2f} MB "
            f"{made.media_type} out, {seconds:.2f} s"
        )


def picture(size: int) -> Picture:
    content = os.urandom(size)
    name = hashlib.sha256(content).hexdigest()
    return Picture(name, "image/jpeg", 1, 1, content, os.urandom(30_000))


def median(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.1f} ms"


async def measure_store(store: ImageStore, board: Board) -> None:
    holder = Holder("board", board.id)
    for size in (300_000, 1_000_000, 8_000_000):
        took: dict[str, list[float]] = {"keep": [], "read": [], "preview": []}
        for one in [picture(size) for _ in range(TIMES)]:
            moments = [time.perf_counter()]
            await store.add(board.id, one, quota=PLENTY, now=NOW)
            moments.append(time.perf_counter())
            for preview in (False, True):
                await store.read(holder, one.hash, preview=preview)
                moments.append(time.perf_counter())
            for name, begun, ended in zip(took, moments, moments[1:], strict=False):
                took[name].append(ended - begun)
        shown = ", ".join(f"{name} {median(seconds)}" for name, seconds in took.items())
        print(f"{size / 1e6:.1f} MB: {shown}")


async def measure_edits(database: Database, store: ImageStore, board: Board) -> None:
    """How long a commit of edits takes, alone and while pictures come in."""
    log, waits = UpdateLog(database), list[float]()

    async def edit() -> None:
        while True:
            begun = time.perf_counter()
            await log.append([Append(board.id, board.epoch, bytes(200), {}, NOW)])
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(0.002)

    editing = asyncio.create_task(edit())
    for name, pictures in (("alone", 0), ("while pictures of 1 MB come in", 15)):
        waits.clear()
        for one in [picture(1_000_000) for _ in range(pictures)]:
            await store.add(board.id, one, quota=PLENTY, now=NOW)
            await asyncio.sleep(0.05)
        if not pictures:
            await asyncio.sleep(1)
        slow = sorted(waits)[int(len(waits) * 0.99)]
        print(f"a commit of edits {name}: {median(waits)}, p99 {slow * 1000:.1f} ms")
    editing.cancel()
    await asyncio.gather(editing, return_exceptions=True)


async def main(url: str) -> None:
    await measure_remaking()
    database = Database(url)
    await database.open()
    await database.migrate()
    async with database.write() as connection:
        board = await create_board(
            connection, title="x", language="en", created_by=None, seed=b"seed", now=NOW
        )
    store = ImageStore(database)
    await measure_store(store, board)
    await measure_edits(database, store, board)
    await database.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        asyncio.run(main(sys.argv[1] if sys.argv[1:] else f"sqlite+aiosqlite:///{folder}/measured"))
