"""The board as a list in reading order: `client/src/board/outline.ts` lists it in the same way.

What lies in a frame stands under it, a line under the thing that it begins at, and a node of a map
under its parent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tafelronde.board.tree import Forest, forest
from tafelronde.exchange.layout import boxes_of
from tafelronde.exchange.map_layout import Box

Objects = Mapping[str, Mapping[str, Any]]


# What a line hangs on that is not there does not count: that line stands by itself.
_NOTHING = {"type": "connector"}


@dataclass(frozen=True, slots=True)
class Row:
    """`level`: 1 is the outermost. `parent`: what it stands under, None for the outermost."""

    id: str
    level: int
    parent: str | None


class Outline:
    """`under`: by id, and by None for the outermost, what stands right under it, in order."""

    def __init__(self, objects: Objects, tree: Forest | None = None) -> None:
        self.tree = forest(objects) if tree is None else tree
        self._objects = objects
        self._outermost = self._circles()
        gathered: dict[str | None, list[str]] = {}
        for id in objects:
            if id not in self.tree.parents and objects[id]["type"] != "comment":
                gathered.setdefault(self._parent(id), []).append(id)
        boxes = boxes_of(objects, self.tree)
        self.under: dict[str | None, list[str]] = {
            parent: self._ordered(several, boxes) for parent, several in gathered.items()
        }
        for parent, nodes in self.tree.children.items():
            self.under.setdefault(parent, []).extend(nodes)

    def rows(
        self, sorted_by: Callable[[list[str]], Iterable[str]] = iter, begin: str | None = None
    ) -> Iterator[Row]:
        """All of it, each before what stands under it. `sorted_by` may order siblings otherwise."""
        waiting = [Row(id, 1, begin) for id in reversed(list(sorted_by(self.under.get(begin, []))))]
        while waiting:
            row = waiting.pop()
            yield row
            below = list(sorted_by(self.under.get(row.id, [])))
            waiting.extend(Row(id, row.level + 1, row.id) for id in reversed(below))

    def _ordered(self, ids: list[str], boxes: Mapping[str, Box]) -> list[str]:
        """The lines that begin at a thing are read before what lies in it."""
        lines = [id for id in ids if self._begins_at(id) is not None]
        others = [id for id in ids if self._begins_at(id) is None]
        return [*in_reading_order(lines, boxes), *in_reading_order(others, boxes)]

    def _begins_at(self, id: str) -> str | None:
        each = self._objects[id]
        begins: str | None = each["from"].get("object") if each["type"] == "connector" else None
        return begins

    def _parent(self, id: str) -> str | None:
        begins = self._begins_at(id)
        if begins is not None and self._objects.get(begins, _NOTHING)["type"] != "connector":
            return begins
        frame = self._frame(id)
        if frame is not None and self._objects[id]["type"] == "frame":
            return None if id in self._outermost else frame
        return frame

    def _frame(self, id: str) -> str | None:
        frame: str = self._objects[id].get("frame", "")
        is_there = frame in self._objects and self._objects[frame]["type"] == "frame"
        return frame if is_there else None

    def _circles(self) -> set[str]:
        """Of frames that lie in each other, those with the smallest id: they count as the outermost."""
        found: set[str] = set()
        seen: set[str] = set()
        for id, each in self._objects.items():
            path: dict[str, None] = {}
            at: str | None = id if each["type"] == "frame" else None
            while at is not None and at not in seen:
                seen.add(at)
                path[at] = None
                at = self._frame(at)
            if at in path:
                walked = list(path)
                found.add(min(walked[walked.index(at) :]))
        return found


def in_reading_order(ids: Iterable[str], boxes: Mapping[str, Box]) -> list[str]:
    """Rows from the top, each from the left. A row is what begins above the middle of its first."""
    read: list[str] = []
    row: list[str] = []
    middle = float("-inf")

    def finish() -> None:
        read.extend(sorted(row, key=lambda id: (boxes[id].x, boxes[id].y, id)))
        row.clear()

    for id in sorted(ids, key=lambda id: (boxes[id].y, boxes[id].x, id)):
        box = boxes[id]
        if box.y > middle:
            finish()
            middle = box.y + box.h / 2
        row.append(id)
    finish()
    return read
