"""Has boards drawn, each by a process of its own (`draw_board.py`)."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import IO

import structlog

from tafelronde.errors import BadInput
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.formats import WrittenFormat
from tafelronde.processes.one_each import OneEach
from tafelronde.processes.piped import CHUNK_BYTES, kept, piped

_PROGRAM = Path(__file__).with_name("draw_board.py")
_AT_ONCE = 2
_SECONDS = 90.0
_MOST_BYTES = 512 * 1024 * 1024
_IN_MEMORY = 1024 * 1024
# An answer to a picture has a hundred characters at most.
_LINE_BYTES = 512 * 1024

PictureOf = Callable[[str, bool], Awaitable[tuple[str, bytes] | None]]
"""The media type and the content of a picture by its hash, or of its preview; None when it is gone."""

log = structlog.get_logger()


class Drawer:
    """Two boards are drawn at a time; others wait."""

    def __init__(self) -> None:
        # Isolated: neither the environment nor the working directory says what is imported.
        self._command: tuple[str, ...] = (sys.executable, "-I", str(_PROGRAM))
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._one = OneEach("Another drawing of yours is still being made.")

    async def draw(
        self,
        board: ExchangedBoard,
        way: WrittenFormat,
        picture_of: PictureOf,
        *,
        scale: float = 2,
        person: str | None = None,
    ) -> IO[bytes]:
        """A file, open at its beginning, that is gone once it is closed. `scale`: pixels of a board
        unit, of a PNG; fewer where the board is too large for that.

        Raises BadInput (`drawing_too_much`); OverBudget while another board of that person is drawn.
        """
        with self._one.of(person):
            told = await asyncio.to_thread(_told, board)
            async with self._turns:
                # Small ones never see a disk; of no other is more than a piece in memory.
                drawn = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
                try:
                    await self._run(told, way, scale, picture_of, drawn)
                except BaseException:
                    drawn.close()
                    raise
        drawn.seek(0)
        return drawn

    async def _run(
        self,
        told: bytes,
        way: WrittenFormat,
        scale: float,
        picture_of: PictureOf,
        drawn: IO[bytes],
    ) -> None:
        command = (*self._command, *("--format", way.value, "--scale", str(scale)))
        status: int | None = None
        whole = False
        async with piped(command, line_bytes=_LINE_BYTES) as talk:
            said = asyncio.create_task(kept(talk.stderr, CHUNK_BYTES))
            try:
                async with asyncio.timeout(_SECONDS):
                    whole = await _talk(talk.stdin, talk.stdout, told, picture_of, drawn)
                    talk.stdin.close()
                    status = await talk.process.wait()
            except TimeoutError:
                log.warning("drawing took too long", bytes=len(told), format=way.value)
                raise too_much() from None
            finally:
                if talk.process.returncode is None:
                    talk.process.kill()
                why = (await said).decode("utf-8", "replace")
        if status != 0 or not whole:
            size = len(told)
            log.warning("drawing was not made", status=status, why=why, bytes=size, format=way)
            raise too_much()


async def _talk(
    stdin: asyncio.StreamWriter,
    stdout: asyncio.StreamReader,
    told: bytes,
    picture_of: PictureOf,
    drawn: IO[bytes],
) -> bool:
    """Tell the process the board and what it asks for. True when it came to the end."""
    try:
        await _tell(stdin, told)
        length = 0
        while line := await stdout.readline():
            word, *rest = line.split()
            if word == b"end":
                return True
            if word == b"picture":
                found = await picture_of(rest[0].decode("ascii"), rest[1] == b"small")
                await _tell(stdin, b"" if found is None else _address(*found))
            elif word == b"piece":
                piece = await stdout.readexactly(int(rest[0]))
                length += len(piece)
                if length > _MOST_BYTES:
                    return False
                await asyncio.to_thread(drawn.write, piece)
            else:
                return False
    except (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError):
        # It ended before it was done; its status says why.
        return False
    return False


async def _tell(stdin: asyncio.StreamWriter, content: bytes) -> None:
    stdin.write(b"%d\n" % len(content))
    stdin.write(content)
    await stdin.drain()


def _address(media_type: str, content: bytes) -> bytes:
    return f"data:{media_type};base64,".encode("ascii") + base64.b64encode(content)


def _told(board: ExchangedBoard) -> bytes:
    return json.dumps(
        {
            "id": board.id,
            "title": board.title,
            "language": board.language.value,
            "objects": board.objects,
            "pictures": dict(board.pictures),
        }
    ).encode()


def too_much() -> BadInput:
    """More than is ever drawn."""
    return BadInput(
        "drawing_too_much",
        "Drawing this takes more time or memory than there is for it. Choose a part of the board, or "
        "a smaller scale.",
    )
