"""Has files read, each by a process of its own (`read_file.py`)."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import structlog

from tafelronde.errors import Unreadable
from tafelronde.exchange.formats import Format
from tafelronde.processes.one_each import OneEach
from tafelronde.processes.piped import answered

_PROGRAM = Path(__file__).with_name("read_file.py")
_AT_ONCE = 2
_SECONDS = 40.0
# Ten thousand objects with the longest of texts are a damaged answer or a made-up one.
_MOST_ANSWER_BYTES = 64 * 1024 * 1024

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
        self._one = OneEach("Another file of yours is still being read.")

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
        with self._one.of(person):
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

    async def _run(self, data: bytes, way: Format, with_people: bool) -> bytes:
        command = (
            *self._command,
            *("--format", way.value),
            *(["--with-people"] if with_people else []),
        )
        try:
            ended = await answered(command, data, seconds=_SECONDS, most=_MOST_ANSWER_BYTES)
        except TimeoutError:
            log.warning("file took too long", bytes=len(data), format=way.value)
            raise _too_much() from None
        if ended.status != 0 or len(ended.answer) > _MOST_ANSWER_BYTES:
            log.warning(
                "file ended its process",
                status=ended.status,
                why=ended.said,
                bytes=len(data),
                format=way.value,
            )
            raise _too_much()
        return ended.answer


def _too_much() -> Unreadable:
    return Unreadable(
        "file_too_much", "Reading this file takes more time or memory than there is for it."
    )
