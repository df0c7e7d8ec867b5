"""What of a board is written as an outline: its maps, or all of it where it has none.

OPML and FreeMind's files hold words under words and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.outline import Outline


class Entry(NamedTuple):
    """Some words, on what level (1 is the outermost). `fields` are those of the object."""

    id: str
    level: int
    text: str
    fields: dict[str, Any]


def entries(board: ExchangedBoard) -> Iterator[Entry]:
    """Each before what stands under it. Things without words, and lines, are left out."""
    outline = Outline(board.objects)
    if outline.tree.centres:
        waiting = [(id, 1) for id in reversed(outline.tree.centres)]
        while waiting:
            id, level = waiting.pop()
            each = board.objects[id]
            yield Entry(id, level, each["text"], dict(each))
            below = outline.tree.children.get(id, ())
            waiting.extend((child, level + 1) for child in reversed(below))
        return
    for row in outline.rows():
        each = board.objects[row.id]
        text = words_of(each)
        if each["type"] != "connector" and (text.strip() or row.id in outline.under):
            yield Entry(row.id, row.level, text, dict(each))


def words_of(each: Any) -> str:
    """What can be read on an object: the words on it, or those about what is to be seen."""
    text: str = each.get("alt", "") if each["type"] == "image" else each.get("text", "")
    if "url" in each and not text.strip():
        return str(each["url"])
    return text
