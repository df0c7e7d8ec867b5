"""Has files read, each by a process of its own (`read_file.py`)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from tafelronde.errors import OverBudget, Unreadable
from tafelronde.exchange.formats import Format

_PROGRAM = Path(__file__).with_name("read_file.py")
_AT_ONCE = 2
_SECONDS = 40.0
_BUSY_SECONDS = 5.0
# Ten thousand objects with the longest of texts are a damaged answer or a made-up one.
_MOST_ANSWER_BYTES = 64 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024

log = structlog.get_logger()


class FileReader:
    """`schema`: where `board.schema.json` is. Two files are read at a time; others wait."""

    def __init__(self, schema: Path) -> None:
        self._command: tuple[str, ...] = (
            # Isolated: neither the environment nor the working directory says what is imported.
            *(sys.executable, "-I", str(_PROGRAM)),
            *("--schema", str(schema)),
        )
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._people: set[str] = set()

    async def read(
        self,
        data: bytes,
        way: Format,
        *,
        person: str | None = None,
        with_people: bool = False,
    ) -> bytes:
        """What is in a file, as JSON: `FileReading` of `web/models.py`. `with_people`: with authors,
        times and comments, for who can be believed about them.

        Raises Unreadable; OverBudget while another file of that person is being read.
        """
        with self._only_one(person):
            async with self._turns:
                answer = await self._run(data, way, with_people)
        head, _, reading = answer.partition(b"\n")
        refused = json.loads(head).get("refused")
        if refused is not None:
            line = refused["line"]
            error = Unreadable(refused["code"], refused["message"], line=line)
            error.expected, error.got = refused["expected"], refused["got"]
            raise error
        return reading

    @contextmanager
    def _only_one(self, person: str | None) -> Iterator[None]:
        if person is None:
            yield
            return
        if person in self._people:
            raise OverBudget(_BUSY_SECONDS, "Another file of yours is still being read.")
        self._people.add(person)
        try:
            yield
        finally:
            self._people.discard(person)

    async def _run(self, data: bytes, way: Format, with_people: bool) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            *("--format", way.value),
            *(["--with-people"] if with_people else []),
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
                    _feed(stdin, data),
                    _read(stdout, _MOST_ANSWER_BYTES),
                    _read(stderr, _CHUNK_BYTES),
                )
                status = await process.wait()
        except TimeoutError:
            log.warning("file took too long", bytes=len(data), format=way.value)
            raise _too_much() from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if status != 0 or len(answer) > _MOST_ANSWER_BYTES:
            log.warning(
                "file ended its process",
                status=status,
                why=said.decode("utf-8", "replace"),
                bytes=len(data),
                format=way.value,
            )
            raise _too_much()
        return answer


def _too_much() -> Unreadable:
    return Unreadable(
        "file_too_much", "Reading this file takes more time or memory than there is for it."
    )


async def _feed(pipe: asyncio.StreamWriter, data: bytes) -> None:
    try:
        pipe.write(data)
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
        if len(read) <= most:
            read += chunk
    return bytes(read)
