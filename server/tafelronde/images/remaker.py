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

_PROGRAM = Path(__file__).with_name("remake.py")
_AT_ONCE = 2
_SECONDS = 90.0
_MOST_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024

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
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={},
        )
        stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
        if stdin is None or stdout is None or stderr is None:
            raise RuntimeError("the process was not given the pipes it was asked to have")
        try:
            async with asyncio.timeout(_SECONDS):
                _, answer, said = await asyncio.gather(
                    _feed(stdin, upload),
                    _read(stdout, 2 * _MOST_BYTES),
                    _read(stderr, _CHUNK_BYTES),
                )
                status = await process.wait()
        except TimeoutError:
            log.warning("picture took too long", bytes=len(upload))
            raise self._refusal("image_broken") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if said:
            log.info("picture refused", why=said.decode("utf-8", "replace"), bytes=len(upload))
        if status != 0:
            log.warning("picture ended its process", status=status, bytes=len(upload))
            raise self._refusal("image_broken")
        return answer

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


async def _feed(pipe: asyncio.StreamWriter, upload: bytes) -> None:
    try:
        pipe.write(upload)
        await pipe.drain()
    except (BrokenPipeError, ConnectionResetError):
        # It ended before it had read all; its answer or its status says why.
        pass
    finally:
        pipe.close()


async def _read(pipe: asyncio.StreamReader, most: int) -> bytes:
    """What comes, of which no more than about `most` bytes are kept."""
    read = bytearray()
    while chunk := await pipe.read(_CHUNK_BYTES):
        if len(read) < most:
            read += chunk
    return bytes(read)
