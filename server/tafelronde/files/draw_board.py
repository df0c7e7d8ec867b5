r"""A program of its own: a board on standard input, a drawing of it on output.

Laying out thousands of texts takes seconds, and what draws pixels is a large library that reads what
strangers made. So this runs as a process for one drawing, with bounds on memory and time, and what it
does to itself it does to nobody else. The drawing itself is `exchange/drawing/`.

    input    = length of JSON "\n" JSON *(length of address "\n" address)
    output   = *("piece " length "\n" bytes | "picture " hash " " ("small" | "whole") "\n")
               ("end\n" | "refused\n")

Each "picture" is answered by one address on input: that of the picture as `data:`, empty when it cannot
be had.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import traceback
import types
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":
    # The package's own front door opens the whole server, which this has no use for.
    _package = types.ModuleType("tafelronde")
    _package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["tafelronde"] = _package

import resvg_py

from tafelronde.board.naming import Language
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.drawing.page import Placed, placed, write
from tafelronde.exchange.drawing.sheet import Marks, Picture
from tafelronde.exchange.drawing.writing import Hand, Outlines, Text
from tafelronde.exchange.lettering.fonts import Fonts
from tafelronde.files import fonts as font_files
from tafelronde.processes.bounds import bound

_MEMORY_BYTES = 1536 * 1024 * 1024
_SECONDS = 60
# Of a picture: no browser shows more of a side, and few programs open more pixels.
_MOST_SIDE = 8192
_MOST_PIXELS = 32_000_000
# Of a drawing that is to become pixels, which is held whole.
_MOST_CHARACTERS = 128 * 1024 * 1024
# Letters of fewer pixels than this are bars.
_LEAST_LETTER = 3.0
_PIECE = 256 * 1024
# One pixel that is not seen, where a picture was there a moment ago.
_NOTHING = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


class TooMuch(Exception):
    """It would take more than there is."""


class _Talk:
    """The conversation with who started this."""

    def __init__(self, source: BinaryIO, answer: BinaryIO) -> None:
        self._source = source
        self._answer = answer

    def board(self) -> ExchangedBoard:
        told = json.loads(self._read())
        return ExchangedBoard(
            told["id"],
            told["title"],
            Language(told["language"]),
            told["objects"],
            pictures=told["pictures"],
        )

    def picture(self, wanted: Picture) -> str:
        size = "small" if wanted.preview else "whole"
        self._say(f"picture {wanted.hash} {size}\n".encode())
        return self._read().decode("ascii") or _NOTHING

    def piece(self, content: bytes) -> None:
        self._say(b"piece %d\n" % len(content) + content)

    def end(self, word: bytes = b"end\n") -> None:
        self._say(word)

    def _say(self, words: bytes) -> None:
        self._answer.write(words)
        self._answer.flush()

    def _read(self) -> bytes:
        length = int(self._source.readline())
        return self._source.read(length)


def _marks(marks: Marks, talk: _Talk) -> Iterator[str]:
    """The drawing with its pictures in it."""
    for mark in marks:
        yield talk.picture(mark) if isinstance(mark, Picture) else mark


def _pieces(parts: Iterator[str]) -> Iterator[bytes]:
    waiting: list[str] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= _PIECE:
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, length = [], 0
    yield "".join(waiting).encode("utf-8", "replace")


def _svg(drawing: Placed, fonts: Fonts, talk: _Talk) -> Iterator[bytes]:
    return _pieces(_marks(write(drawing, fonts, Text()), talk))


def fitting(wanted: float, width: float, height: float) -> float:
    """The scale of a picture of `width` by `height` units that is no larger than pictures may be."""
    return min(
        wanted,
        _MOST_SIDE / width,
        _MOST_SIDE / height,
        math.sqrt(_MOST_PIXELS / (width * height)),
    )


def _png(drawing: Placed, fonts: Fonts, talk: _Talk, wanted: float) -> bytes:
    _, _, width, height = drawing.box
    scale = fitting(wanted, width, height)
    hand: Hand = Outlines(fonts, _LEAST_LETTER / scale)
    parts: list[str] = []
    length = 0
    for part in _marks(write(drawing, fonts, hand, sharpness=scale, scale=scale), talk):
        parts.append(part)
        length += len(part)
        if length > _MOST_CHARACTERS:
            raise TooMuch
    whole = "".join(parts)
    parts.clear()
    # It has all that it needs: neither fonts nor files of this machine are asked for anything.
    return resvg_py.svg_to_bytes(
        svg_string=whole,
        width=max(1, round(width * scale)),
        height=max(1, round(height * scale)),
        skip_system_fonts=True,
    )


def main(words: list[str], source: BinaryIO, answer: BinaryIO) -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--format", choices=("svg", "png"), required=True)
    asked.add_argument("--scale", type=float, required=True)
    wish = asked.parse_args(words)
    fonts = font_files.load()
    bound(_MEMORY_BYTES, _SECONDS)
    talk = _Talk(source, answer)
    try:
        drawing = placed(talk.board(), fonts)
        if wish.format == "png":
            picture = _png(drawing, fonts, talk, wish.scale)
            for at in range(0, len(picture), _PIECE):
                talk.piece(picture[at : at + _PIECE])
        else:
            for piece in _svg(drawing, fonts, talk):
                talk.piece(piece)
    except (TooMuch, MemoryError):
        talk.end(b"refused\n")
        return
    except Exception as error:  # noqa: BLE001
        # A fault of ours, or of a library. Its words may quote the board: only places are told.
        last = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"{type(error).__qualname__} in {last.name}, line {last.lineno}")
        sys.exit(1)
    talk.end()


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
