"""Tables as spreadsheets read and write them: a row for each thing with words.

In the language of the board: a Dutch spreadsheet parts cells by `;`, an English one by `,`. Any of
`,` `;` and tab is read, with heads in either language, in any order; without heads each row is a note.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any

from tafelronde.board.naming import Language
from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Unreadable
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.colors import NOTES, PENS, nearest
from tafelronde.exchange.decoding import clean, decoded
from tafelronde.exchange.layout import boxes_of, whole_number
from tafelronde.exchange.nesting import words_of
from tafelronde.exchange.outline import Outline
from tafelronde.exchange.reading import Gathering, Reading
from tafelronde.exchange.words import (
    ALSO,
    ALSO_COLORS,
    ALSO_PENS,
    COLORS,
    COLUMNS,
    TYPES,
    understood,
)
from tafelronde.exchange.words import PENS as PENS_IN_WORDS

_DELIMITERS = {Language.DUTCH: ";", Language.ENGLISH: ","}
_READ_DELIMITERS = ("\t", ";", ",")
_LIKE_NOTES = ("sticky", "frame")
_NUMBERS = ("x", "y", "w", "h")
_HEADS = understood(COLUMNS, ALSO)
_TYPES = understood(TYPES, {})
_NOTE_COLORS = understood(COLORS, ALSO_COLORS)
_PEN_COLORS = understood(PENS_IN_WORDS, ALSO_PENS)

# What a spreadsheet would run as a formula begins so. An apostrophe before it makes it words; one that
# was there already gets a second, so that reading takes off what writing put there.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")

_MOST_COLUMNS = 200


def write(board: ExchangedBoard, *, mark: bool = True) -> Iterator[str]:
    """The file, in pieces; with `mark`, by which Excel knows UTF-8."""
    if mark:
        yield "\ufeff"
    line = _Line(_DELIMITERS[board.language])
    columns = COLUMNS[board.language]
    yield line.of(list(columns.values()))
    outline = Outline(board.objects)
    boxes = boxes_of(board.objects, outline.tree)
    groups: dict[str, str] = {}
    for row in outline.rows():
        each = board.objects[row.id]
        text = words_of(each)
        if each["type"] == "connector" or not (text.strip() or each["type"] == "frame"):
            continue
        frame = board.objects.get(each.get("frame", ""), {})
        group = each.get("group")
        cells = {
            "text": text,
            "type": TYPES[board.language][each["type"]],
            "color": _color_word(each, board.language),
            "tags": ", ".join(each.get("tags", ())),
            "frame": frame["text"] if frame.get("type") == "frame" else "",
            "group": groups.setdefault(group, str(len(groups) + 1)) if group else "",
            "author": board.author(row.id),
            "id": row.id,
        }
        numbers = {
            name: whole_number(value) for name, value in zip(_NUMBERS, boxes[row.id], strict=True)
        }
        yield line.of([numbers[n] if n in numbers else _safe(cells[n]) for n in columns])


class _Line:
    """One line at a time; the standard library writes to a file."""

    def __init__(self, delimiter: str) -> None:
        self._file = io.StringIO(newline="")
        self._writer = csv.writer(self._file, delimiter=delimiter, lineterminator="\r\n")

    def of(self, cells: Sequence[object]) -> str:
        self._writer.writerow(cells)
        line = self._file.getvalue()
        self._file.seek(0)
        self._file.truncate()
        return line


def _safe(text: str) -> str:
    # A line end that is no "\n" would be taken for the end of the row.
    text = clean(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _color_word(each: Mapping[str, Any], language: Language) -> str:
    color = each.get("color", "sun" if each["type"] == "sticky" else "")
    words = COLORS if each["type"] in _LIKE_NOTES else PENS_IN_WORDS
    return words[language].get(color, "")


def read(data: bytes, schema: BoardSchema) -> Reading:
    """Raises Unreadable."""
    text = decoded(data, or_windows=True)
    first, _, rest = text.partition("\n")
    skipped = 0
    # Excel understands a first line that names what parts the cells.
    if (named := re.fullmatch(r'"?sep=(.)"?', first.strip(), re.IGNORECASE)) is not None:
        delimiter, text, skipped = named[1], rest, 1
    else:
        delimiter = _delimiter(text)
    reader = _Reader(schema)
    rows = chain(_rows(text, delimiter, skipped), [(0, [])])
    for (line, row), (_, following) in pairwise(rows):
        if _is_name(row, following):
            reader.begin_table(line, row)
        else:
            reader.take(line, row)
    return reader.gathering.reading()


def _is_name(row: list[str], following: list[str]) -> bool:
    """Numbers writes the name of each table above its heads."""
    heads = _heads(following) or []
    return len(list(filter(str.strip, row))) == 1 and sum(head is not None for head in heads) > 1


def _delimiter(text: str) -> str:
    """What parts the cells of the first row that is not empty, outside of quotes. Where that is but one
    cell, of the second, if those are heads.
    """
    first = text.lstrip("\n")[:65_536]
    plain = re.sub(r'"[^"]*"', "", first).split("\n", 2)
    if not any(delimiter in plain[0] for delimiter in _READ_DELIMITERS) and len(plain) > 1:
        delimiter = max(_READ_DELIMITERS, key=plain[1].count)
        if _is_name(plain[:1], plain[1].split(delimiter)):
            return delimiter
    return max(_READ_DELIMITERS, key=plain[0].count)


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line on which it begins."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = rows.line_num + 1 + skipped
        try:
            row = next(rows, None)
        except csv.Error as error:
            raise Unreadable(
                "file_malformed",
                "A cell of this table does not end: is a quote never closed?",
                line=line,
                expected="a closing quote",
                got=str(error),
            ) from error
        if row is None:
            return
        if len(row) > _MOST_COLUMNS:
            raise Unreadable(
                "file_malformed",
                "This is no table: a row has more cells than anybody reads.",
                line=line,
                expected=f"at most {_MOST_COLUMNS} cells",
                got=f"{len(row)} cells",
            )
        if any(cell.strip() for cell in row):
            yield line, [_unguarded(clean(cell)) for cell in row]


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


class _Reader:
    def __init__(self, schema: BoardSchema) -> None:
        self.gathering = Gathering(schema)
        # By column; None when the table has no heads.
        self._heads: list[str | None] | None = None
        self._is_begun = False
        self._frames: dict[str, str] = {}
        self._groups: dict[str, str] = {}

    def begin_table(self, line: int, row: list[str]) -> None:
        """What comes next are heads. The name of the first table is that of the file."""
        if self._is_begun or self.gathering.title is not None:
            self.gathering.remark("words_left_out", line)
        else:
            self.gathering.title = _title("".join(row))
        self._is_begun = False

    def take(self, line: int, row: list[str]) -> None:
        if not self._is_begun:
            self._is_begun = True
            self._heads = _heads(row)
            if self._heads is not None:
                for head, cell in zip(self._heads, row, strict=True):
                    if head is None and cell.strip():
                        self.gathering.remark("column_left_out", line)
                return
        if self._heads is None:
            words = [cell.strip() for cell in row if cell.strip()]
            self.gathering.add({"type": "sticky", "text": "\n".join(words)}, line)
            return
        cells: dict[str, str] = {}
        for head, cell in zip(self._heads, row, strict=False):
            if head is not None and cell.strip():
                cells.setdefault(head, cell)
        self._take_cells(line, cells)

    def _take_cells(self, line: int, cells: Mapping[str, str]) -> None:
        kind = _TYPES.get(cells.get("type", "").strip().lower(), "sticky")
        text = cells.get("text", "")
        if not text.strip() and kind != "frame":
            return
        if kind == "frame":
            title = _title(text)
            # Named by a row before it already, or a second of that name.
            if title in self._frames and "at" not in self.gathering.objects[self._frames[title]]:
                frame = self.gathering.objects[self._frames[title]]
                frame.update(self._looks(line, kind, cells, frame=frame))
                return
            id = self.gathering.add(
                {"type": "frame", "text": title, **self._looks(line, kind, cells)}, line
            )
            self._frames.setdefault(title, id)
            return
        fields = {"type": kind if kind in ("text", "shape") else "sticky", "text": text}
        if kind == "shape":
            fields["form"] = "rectangle"
        self.gathering.add({**fields, **self._looks(line, fields["type"], cells)}, line)

    def _looks(
        self,
        line: int,
        kind: str,
        cells: Mapping[str, str],
        frame: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        color = self._color(line, kind, cells.get("color", "").strip())
        if color is not None:
            fields["color"] = color
        fields |= self.gathering.tags(re.split("[,;]", cells.get("tags", "")), line)
        title = _title(cells.get("frame", ""))
        if title:
            around = self._frame(title, line)
            if self.gathering.objects[around] is not frame:
                fields["frame"] = around
        group = cells.get("group", "").strip()
        if group:
            fields["group"] = self._groups.setdefault(group, f"g{len(self._groups) + 1}")
        numbers = {name: self._number(line, cells.get(name)) for name in _NUMBERS}
        x, y, w, h = (numbers[name] for name in _NUMBERS)
        if x is not None and y is not None:
            fields["at"] = [x, y]
        if w is not None and h is not None:
            fields["size"] = [w, h]
        return fields

    def _frame(self, title: str, line: int) -> str:
        if title not in self._frames:
            self._frames[title] = self.gathering.add({"type": "frame", "text": title}, line)
        return self._frames[title]

    def _color(self, line: int, kind: str, word: str) -> str | None:
        if not word:
            return None
        among = NOTES if kind in _LIKE_NOTES else PENS
        words = _NOTE_COLORS if kind in _LIKE_NOTES else _PEN_COLORS
        color = words.get(word.lower()) or nearest(word, among)
        if color is not None:
            return color
        self.gathering.remark("color_left_out", line)
        return None

    def _number(self, line: int, cell: str | None) -> float | None:
        if cell is None:
            return None
        try:
            value = float(cell.strip().replace(",", "."))
        except ValueError:
            self.gathering.remark("number_left_out", line)
            return None
        if not math.isfinite(value) or abs(value) > 1_000_000:
            self.gathering.remark("number_left_out", line)
            return None
        return whole_number(value)


def _title(text: str) -> str:
    return " ".join(text.split())


def _heads(row: list[str]) -> list[str | None] | None:
    """What the columns stand for, if this row says so."""
    heads = [_HEADS.get(cell.strip().lower()) for cell in row]
    known = [head for head in heads if head is not None]
    if len(known) != len(set(known)):
        heads = [head if head not in heads[:at] else None for at, head in enumerate(heads)]
    if "text" in known:
        return heads
    if len(set(known)) < 2 or None not in heads:
        return None
    # Its own name for what the notes say: the first that is nothing else.
    heads[heads.index(None)] = "text"
    return heads
