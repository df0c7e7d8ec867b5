"""A process with which one talks over pipes; it knows nothing of the environment, and never outlives its task."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

CHUNK_BYTES = 64 * 1024
# As asyncio has it: so long a line may be.
_LINE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Piped:
    """`process`, which is killed when it is no longer talked to, and its pipes."""

    process: asyncio.subprocess.Process
    stdin: asyncio.StreamWriter
    stdout: asyncio.StreamReader
    stderr: asyncio.StreamReader


@dataclass(frozen=True, slots=True)
class Ended:
    """`answer`, what it wrote; `said`, what it wrote about itself, as text."""

    status: int
    answer: bytes
    said: str


@asynccontextmanager
async def piped(command: Sequence[str], *, line_bytes: int = _LINE_BYTES) -> AsyncIterator[Piped]:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=line_bytes,
        env={},
    )
    try:
        stdin, stdout, stderr = process.stdin, process.stdout, process.stderr
        if stdin is None or stdout is None or stderr is None:
            raise RuntimeError("the process was not given the pipes it was asked to have")
        yield Piped(process, stdin, stdout, stderr)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answered(command: Sequence[str], data: bytes, *, seconds: float, most: int) -> Ended:
    """Give it `data` and take what it answers, of which no more than about `most` bytes are kept.

    Raises TimeoutError when it has not ended after `seconds`.
    """
    async with piped(command) as talk, asyncio.timeout(seconds):
        _, answer, said = await asyncio.gather(
            _feed(talk.stdin, data),
            kept(talk.stdout, most),
            kept(talk.stderr, CHUNK_BYTES),
        )
        status = await talk.process.wait()
    return Ended(status, answer, said.decode("utf-8", "replace"))


async def _feed(pipe: asyncio.StreamWriter, data: bytes) -> None:
    try:
        pipe.write(data)
        await pipe.drain()
    except (BrokenPipeError, ConnectionResetError):
        # It ended before it had read all; its answer or its status says why.
        pass
    finally:
        pipe.close()


async def kept(pipe: asyncio.StreamReader, most: int) -> bytes:
    """What comes, of which no more than about `most` bytes are kept."""
    read = bytearray()
    while chunk := await pipe.read(CHUNK_BYTES):
        if len(read) <= most:
            read += chunk
    return bytes(read)
