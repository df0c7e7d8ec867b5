"""What a worker is about to do, in a file that outlives it: whoever dies in a message has left word."""

from __future__ import annotations

import json
import mmap
import struct
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.fuzz.trial import Step

_SIZE = 32 * 1024 * 1024
# steps taken over all, trial, bytes of its steps, bytes of the books
_HEAD = struct.Struct("<QQQQ")
_BOOKS_AT, _STEPS_AT = _HEAD.size, 256 * 1024
_STEP = struct.Struct("<BI")
_WHO = ("mal", "ben", "check", "compact", "let go", "restart")


class WriteAhead:
    """One worker writes, its parent reads. `note` costs a copy into memory and no system call."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        if create:
            with path.open("wb") as file:
                file.truncate(_SIZE)
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)
        self._steps = self._trial = self._length = self._books = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._map.close()

    def begin(self, trial: int) -> None:
        """Forgets the steps of the trial before."""
        self._trial, self._length = trial, 0
        self._write_head()

    def note(self, step: Step) -> None:
        record = _STEP.pack(_WHO.index(step.who), len(step.message)) + step.message
        start = _STEPS_AT + self._length
        self._map[start : start + len(record)] = record
        self._length += len(record)
        self._steps += 1
        self._write_head()

    def keep_books(self, books: dict[str, Any]) -> None:
        """What was counted so far."""
        encoded = json.dumps(books).encode()
        self._map[_BOOKS_AT : _BOOKS_AT + len(encoded)] = encoded
        self._books = len(encoded)
        self._write_head()

    def _write_head(self) -> None:
        self._map[: _HEAD.size] = _HEAD.pack(self._steps, self._trial, self._length, self._books)

    # The parent's side

    def progress(self) -> int:
        """Grows with every step."""
        return self._read_head()[0]

    def trial(self) -> int:
        return self._read_head()[1]

    def books(self) -> dict[str, Any]:
        length = self._read_head()[3]
        read: dict[str, Any] = json.loads(self._map[_BOOKS_AT : _BOOKS_AT + length] or b"{}")
        return read

    def steps(self) -> list[Step]:
        """Those of the trial that runs or ran; the last one may not have ended."""
        at, end = _STEPS_AT, _STEPS_AT + self._read_head()[2]
        steps = []
        while at < end:
            who, length = _STEP.unpack_from(self._map, at)
            at += _STEP.size
            steps.append(Step(_WHO[who], self._map[at : at + length]))
            at += length
        return steps

    def _read_head(self) -> tuple[int, int, int, int]:
        steps, trial, length, books = _HEAD.unpack_from(self._map)
        return steps, trial, length, books
