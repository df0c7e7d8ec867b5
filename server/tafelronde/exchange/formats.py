"""Every format that boards are written in and read from, by its short name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Unreadable
from tafelronde.exchange import csv_table, freemind, json_board, json_canvas, markdown, opml
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.reading import MOST_BYTES, Reading


class Format(StrEnum):
    """What is written and read. Also how a file's name ends."""

    JSON = "json"
    CANVAS = "canvas"
    MARKDOWN = "md"
    CSV = "csv"
    OPML = "opml"
    FREEMIND = "mm"


class WrittenFormat(StrEnum):
    """All that a board can be had as: what is also read, and two drawings, which are not."""

    JSON = "json"
    CANVAS = "canvas"
    MARKDOWN = "md"
    CSV = "csv"
    OPML = "opml"
    FREEMIND = "mm"
    SVG = "svg"
    PNG = "png"

    @property
    def is_drawn(self) -> bool:
        return self in (WrittenFormat.SVG, WrittenFormat.PNG)


@dataclass(frozen=True, slots=True)
class _Way:
    media_type: str
    write: Callable[[ExchangedBoard], Iterator[str]]
    read: Callable[[bytes, BoardSchema], Reading]


_WAYS: Mapping[Format, _Way] = {
    Format.JSON: _Way("application/json", json_board.write, json_board.read),
    Format.CANVAS: _Way("application/json", json_canvas.write, json_canvas.read),
    Format.MARKDOWN: _Way("text/markdown; charset=utf-8", markdown.write, markdown.read),
    Format.CSV: _Way("text/csv; charset=utf-8", csv_table.write, csv_table.read),
    Format.OPML: _Way("text/x-opml", opml.write, opml.read),
    Format.FREEMIND: _Way("application/x-freemind", freemind.write, freemind.read),
}

_ALSO = {"markdown": Format.MARKDOWN, "txt": Format.MARKDOWN, "tsv": Format.CSV}

# So many characters at a time: what is sent piece by piece costs something for each.
_PIECE = 64 * 1024


_DRAWN_TYPES = {WrittenFormat.SVG: "image/svg+xml", WrittenFormat.PNG: "image/png"}


def media_type(format: WrittenFormat) -> str:  # noqa: A002 - it is the word of the interface
    return _DRAWN_TYPES[format] if format.is_drawn else _WAYS[Format(format)].media_type


def format_of(name: str) -> Format | None:
    """The format that a file's name promises; None when it does not say."""
    ending = name.rpartition(".")[2].lower()
    known = {each.value: each for each in Format} | _ALSO
    return known.get(ending) if "." in name else None


def written(
    board: ExchangedBoard,
    format: Format,  # noqa: A002 - as above, and in all that calls this
) -> Iterator[bytes]:
    """The board as a file, in pieces of about the same size."""
    waiting: list[str] = []
    length = 0
    for piece in _WAYS[format].write(board):
        waiting.append(piece)
        length += len(piece)
        if length >= _PIECE:
            # What cannot be written in UTF-8 came from no keyboard.
            yield "".join(waiting).encode("utf-8", "replace")
            waiting, length = [], 0
    yield "".join(waiting).encode("utf-8", "replace")


def read(
    data: bytes,
    format: Format,  # noqa: A002 - as above, and in all that calls this
    schema: BoardSchema,
) -> Reading:
    """What is in a file. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise too_large()
    return _WAYS[format].read(data, schema)


def too_large() -> Unreadable:
    """More than is ever read."""
    return Unreadable(
        "file_too_large",
        "This file is too large to bring to a board.",
        expected=f"at most {MOST_BYTES} bytes",
    )
