"""What of a board goes into a file: what is on it now, or a part of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tafelronde.board.copies import copied
from tafelronde.board.naming import Language
from tafelronde.board.tree import branch, forest
from tafelronde.exchange.map_layout import map_boxes

Objects = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ExchangedBoard:
    """`objects`: plain JSON, without what is in the bin. `names`: of their authors, by id. `pictures`:
    what the file of each picture is called, by its hash.
    """

    id: str
    title: str
    language: Language
    objects: Objects
    names: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)

    def author(self, id: str) -> str:
        """The name of who made an object; empty when it is not known."""
        return self.names.get(self.objects[id].get("author", ""), "")


def lying(objects: Objects) -> dict[str, dict[str, Any]]:
    """What is on the board, of all its objects, lowest first: a board that did not change is the same
    file again. Nodes of a map hang where they are seen to hang.
    """
    tree = forest(objects)
    kept = dict(sorted(copied(objects).items(), key=_rank))
    for id, parent in tree.parents.items():
        kept[id]["parent"] = parent
    for id, at in tree.places.items():
        kept[id].update(parent=None, at=list(at))
    return kept


def _rank(item: tuple[str, Mapping[str, Any]]) -> tuple[bool, str, str]:
    """Frames lie below all else."""
    id, each = item
    return each["type"] != "frame", each.get("order", ""), id


def part(objects: Objects, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Those of `objects` that are named, with what lies in the frames and hangs under the nodes of maps
    among them, what is said about it, and the lines between.
    """
    within = _held(objects)
    tree = forest(objects)
    chosen: dict[str, None] = {}
    waiting = [id for id in ids if id in objects]
    while waiting:
        id = waiting.pop()
        if id in chosen:
            continue
        chosen[id] = None
        waiting.extend(within.get(id, ()))
        waiting.extend(branch(tree, id))
    # A node whose own parent stays behind becomes the centre of what comes along, where it was.
    boxes = map_boxes(tree, objects)
    taken: dict[str, dict[str, Any]] = {}
    for id, each in objects.items():
        if id in chosen or _is_between(each, chosen):
            taken[id] = dict(each)
    for id, each in taken.items():
        if (
            each["type"] == "mindnode"
            and each["parent"] is not None
            and each["parent"] not in taken
        ):
            x, y, w, h = boxes[id]
            each.update(parent=None, at=[x + w / 2, y + h / 2])
    return copied(taken)


def _held(objects: Objects) -> dict[str, list[str]]:
    """What lies in each frame, and is said about each thing."""
    held: dict[str, list[str]] = {}
    for id, each in objects.items():
        for name in ("frame", "on", "reply"):
            if name in each:
                held.setdefault(each[name], []).append(id)
    return held


def _is_between(each: Mapping[str, Any], chosen: Mapping[str, None]) -> bool:
    if each["type"] != "connector":
        return False
    return all(end.get("object") in chosen for end in (each["from"], each["to"]))
