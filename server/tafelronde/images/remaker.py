"""Has uploaded pictures made anew, each by a process of its own (`remake.py`)."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from tafelronde.board.images import Picture
from tafelronde.errors import BadInput, TafelrondeError
from tafelronde.processes.piped import answered

_PROGRAM = Path(__file__).with_name("remake.py")
_AT_ONCE = 2
_SECONDS = 90.0
_MOST_BYTES = 8 * 1024 * 1024

log = structlog.get_logger()


class Remaker:
    """`limits`: the `images` of `wire.json`.

    Memory and processors are lent to two pictures at a time; others wait.
    """

    def __init__(self, limits: Mapping[str, Any]) -> None:
        self._command: tuple[str, ...] = (
            # Isolated: neither the environment nor the working directory says what is imported.
            *(sys.executable, "-I", str(_PROGRAM)),
            *("--pixels", str(limits["maxPixels"])),
            *("--side", str(limits["maxSide"])),
            *("--preview", str(limits["previewSide"])),
            *("--most", str(_MOST_BYTES)),
        )
        self._max_pixels: int = limits["maxPixels"]
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def remake(self, upload: bytes) -> Picture:
        """The picture in `upload`, made anew.

        Raises BadInput with the code `image_unknown`, `image_broken` or `image_too_many_pixels`.
        """
        async with self._turns:
            answer = await self._run(upload)
        header, _, parts = answer.partition(b"\n")
        told = json.loads(header)
        if "refused" in told:
            raise self._refusal(told["refused"])
        size = told["sizes"][0]
        content, preview = parts[:size], parts[size:]
        return Picture(
            hash=hashlib.sha256(content).hexdigest(),
            media_type=told["type"],
            width=told["width"],
            height=told["height"],
            content=content,
            preview=preview or None,
        )

    async def _run(self, upload: bytes) -> bytes:
        try:
            ended = await answered(self._command, upload, seconds=_SECONDS, most=2 * _MOST_BYTES)
        except TimeoutError:
            log.warning("picture took too long", bytes=len(upload))
            raise self._refusal("image_broken") from None
        if ended.said:
            log.info("picture refused", why=ended.said, bytes=len(upload))
        if ended.status != 0:
            log.warning("picture ended its process", status=ended.status, bytes=len(upload))
            raise self._refusal("image_broken")
        return ended.answer

    def _refusal(self, code: str) -> TafelrondeError:
        match code:
            case "image_unknown":
                return BadInput(
                    code,
                    "This is no picture of a kind that boards take.",
                    expected="PNG, JPEG, WebP, GIF or AVIF",
                )
            case "image_too_many_pixels":
                return BadInput(
                    code,
                    "This picture has more pixels than boards take.",
                    expected=f"at most {self._max_pixels} pixels",
                )
            case _:
                return BadInput("image_broken", "This picture is damaged, or not whole.")
