"""Markdown (https://spec.commonmark.org/): the board as an outline for people and for notebooks.

Frames are headings, notes are items of lists, texts are paragraphs, maps are lists in lists, lines are
items that begin with an arrow, tags stand behind the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tafelronde.board.schema import BoardSchema
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.decoding import decoded
from tafelronde.exchange.markdown_reading import MarkdownReader
from tafelronde.exchange.nesting import words_of
from tafelronde.exchange.outline import Outline
from tafelronde.exchange.reading import MOST_LEVELS, Reading

_MOST_HEADING = 6
# Inside of a word an underscore is an underscore.
_INLINE = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_BLOCK = re.compile(r"(\s*)([-+>#=~]|\d+(?=[.)]))")
# What would be a tag, or end a heading.
_MARK = re.compile(r"#(?=\S|$)")
# An arrow in front would make a relation of it, and has no escape of its own.
_ARROW = re.compile(r"\s*[→←↔—](?= )")
_KEY = re.compile(r"[^\s:#-][^:]*:(\s|$)|---\s*$|#")
_PROPERTY = re.compile(r"([\w-]+):: (.*)")
_ARROWS = {(False, True): "→", (True, False): "←", (True, True): "↔", (False, False): "—"}


def write(board: ExchangedBoard) -> Iterator[str]:
    """The file, in pieces."""
    yield f"# {_line(board.title)}\n"
    yield from _Writer(board).pieces()


def read(data: bytes, schema: BoardSchema) -> Reading:
    """Raises Unreadable."""
    reader = MarkdownReader(schema)
    lines = decoded(data).split("\n")
    begin, title = _matter(lines)
    for number, line in enumerate(lines[begin:], begin + 1):
        reader.take(number, line)
    reading = reader.reading()
    return replace(reading, title=title) if title and reading.title is None else reading


def _matter(lines: list[str]) -> tuple[int, str | None]:
    """How many lines are about the file: what notebooks keep there stands before its words, and may
    name it. Obsidian sets it between two lines of dashes, Logseq at the top.
    """
    if lines[0].rstrip() == "---":
        # A line that nothing ends is only a line.
        ends = (at for at, line in enumerate(lines) if at and line.rstrip() == "---")
        return (next(ends, -1) + 1 if _KEY.match("\n".join(lines[1:2])) else 0), None
    title = None
    for at, line in enumerate(lines):
        if (found := _PROPERTY.fullmatch(line)) is None:
            return at, title
        if found[1] == "title":
            title = found[2].strip()
    return len(lines), title


class _Writer:
    def __init__(self, board: ExchangedBoard) -> None:
        self._board = board
        self._objects = board.objects
        self._outline = Outline(board.objects)
        # For each frame, how many frames it lies in; for what stands in a list, its depth there.
        self._depths: dict[str | None, int] = {None: 0}
        self._indents: dict[str, int] = {}

    def pieces(self) -> Iterator[str]:
        was_list = False
        for row in self._outline.rows(self._leaves_first):
            each = self._objects[row.id]
            match each["type"]:
                case "frame":
                    depth = self._depths[row.parent] + 1
                    self._depths[row.id] = depth
                    marks = "#" * min(_MOST_HEADING, depth + 1)
                    yield f"\n{marks} {_line(each['text'])}{_tags(each)}\n"
                    was_list = False
                case "text" if words_of(each).strip():
                    yield f"\n{_paragraph(each)}{_tags(each)}\n"
                    was_list = False
                case "connector":
                    relation = self._relation(each)
                    if relation is not None:
                        yield from self._item(row.parent, relation, was_list)
                        was_list = True
                case _:
                    text = words_of(each).strip()
                    if text or each["type"] == "mindnode":
                        yield from self._item(row.parent, _words(text) + _tags(each), was_list)
                        deeper = self._indents.get(row.parent or "", -1) + 1
                        # Deeper than anybody reads, all stands on one level: each would be longer.
                        self._indents[row.id] = min(deeper, MOST_LEVELS - 2)
                        was_list = True
                        yield from self._links(row.id, each)

    def _leaves_first(self, ids: list[str]) -> list[str]:
        """What stands behind a heading lies under it: so frames come last."""
        is_frame = [self._objects[id]["type"] == "frame" for id in ids]
        return [
            *(id for id, frame in zip(ids, is_frame, strict=True) if not frame),
            *(id for id, frame in zip(ids, is_frame, strict=True) if frame),
        ]

    def _item(self, parent: str | None, words: str, was_list: bool) -> Iterator[str]:
        indent = "  " * (self._indents.get(parent or "", -1) + 1)
        lines = words.split("\n")
        if not was_list:
            yield "\n"
        yield f"{indent}- {lines[0]}".rstrip() + "\n"
        for line in lines[1:]:
            yield f"{indent}  {line}\n" if line.strip() else "\n"

    def _links(self, id: str, each: Mapping[str, Any]) -> Iterator[str]:
        for link in each.get("links", ()):
            name = _name(self._objects.get(link, {}))
            if name:
                yield from self._item(id, f"→ {name}", True)

    def _relation(self, each: Mapping[str, Any]) -> str | None:
        """A line between two things that have names, written under the first."""
        begin, end = (
            self._objects.get(each[name].get("object", ""), {}) for name in ("from", "to")
        )
        name = _name(end)
        if not name or not _name(begin):
            return None
        heads = (each.get("startHead", "none") != "none", each.get("endHead", "arrow") != "none")
        label = _line(each.get("text", ""))
        return f"{_ARROWS[heads]} " + (f"*{label}*: " if label else "") + name


def _name(each: Mapping[str, Any]) -> str:
    """The first line of what is on it, by which others refer to it."""
    if not each or each["type"] == "connector":
        return ""
    return _words(words_of(each).strip().split("\n", 1)[0])


def _paragraph(each: Mapping[str, Any]) -> str:
    text = words_of(each).strip()
    if "url" in each:
        return f"[{_line(text)}]({each['url']})"
    # An empty line would end it.
    return "\n".join(line if line.strip() else "\\" for line in _words(text).split("\n"))


def _tags(each: Mapping[str, Any]) -> str:
    words = ("-".join(tag.replace("#", " ").split()) for tag in each.get("tags", ()))
    return "".join(f" #{word}" for word in words if word)


def _line(text: str) -> str:
    return _words(" ".join(text.split()))


def _words(text: str) -> str:
    """Words that mean nothing but themselves."""
    return "\n".join(_escaped(line.rstrip()) for line in text.split("\n"))


def _escaped(line: str) -> str:
    line = _INLINE.sub(lambda found: f"\\{found[0]}", line)
    line = _MARK.sub("\\#", line)
    if (arrow := _ARROW.match(line)) is not None:
        return f"{line[: arrow.end() - 1]}&#{ord(line[arrow.end() - 1])};{line[arrow.end() :]}"
    block = _BLOCK.match(line)
    if block is None:
        return line
    if block[2][0].isdigit():
        return f"{line[: block.end()]}\\{line[block.end() :]}"
    return f"{block[1]}\\{line[len(block[1]) :]}"
