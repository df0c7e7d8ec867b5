"""The tree that the mind nodes of a board form, whatever people did to it at once. Rules [TREE-n].

Everybody writes `parent` and `order` of one node, without asking anybody. Two who do so at once can
hang two branches into each other, or throw away the branch into which another hangs something. So the
tree is never stored: it is read from the nodes as they stand, and whoever reads the same nodes reads
the same tree. `client/src/board/tree.ts` is the same reading; `shared_schema/examples/trees/` holds
what both must make of it.

Ids and orders are letters, digits, `-` and `_`: Python and JavaScript compare them alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Objects = Mapping[str, Mapping[str, Any]]
Place = tuple[float, float]

# Where a node hangs that has no living node above it and no centre in the bin. No id is empty.
_NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Forest:
    """The maps of a board.

    `centres`: one id a map, in order. `children`: of each node that has any, in order. `parents`: what
    each node but a centre hangs under. `lost`: those that do not hang where they say, because that is
    gone. `places`: where a map lies whose centre was thrown away, by the node that stands in for it.
    """

    centres: tuple[str, ...] = ()
    children: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parents: Mapping[str, str] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    places: Mapping[str, Place] = field(default_factory=dict)


def forest(objects: Objects) -> Forest:
    """The forest of `objects` (plain JSON, those in the bin too). Takes time in proportion to them."""
    nodes = {id: each for id, each in objects.items() if each.get("type") == "mindnode"}
    living = [id for id, each in nodes.items() if "deleted" not in each]
    above = _Ascent(nodes)
    # What each living node hangs on: a living node, a centre in the bin, or nowhere.
    on = {id: above(id) for id in living if nodes[id]["parent"] is not None}
    on.update(dict.fromkeys(_rings(on), _NOWHERE))
    lost = {id for id, hold in on.items() if hold != nodes[id]["parent"] or _is_gone(nodes, hold)}

    def rank(id: str) -> tuple[str, str]:
        return nodes[id].get("order") or "", id

    centres = sorted((id for id in living if id not in on), key=rank)
    places = _stand_ins(nodes, on, centres, rank)
    roots = _Roots(on)
    parents = {id: roots(hold) if id in lost else hold for id, hold in on.items()}
    return Forest(
        centres=tuple(sorted([*centres, *places], key=rank)),
        children=_children(parents, rank),
        parents=parents,
        lost=frozenset(lost),
        places=places,
    )


class _Ascent:
    """Finds what a node hangs on: its parent or, where that is in the bin, the next above that lives;
    the id of a centre in the bin; `_NOWHERE` when there is neither.
    """

    def __init__(self, nodes: Objects) -> None:
        self._nodes = nodes
        self._known: dict[str, str] = {}

    def __call__(self, id: str) -> str:
        passed: list[str] = []
        at = self._nodes[id]["parent"]
        while (end := self._end(at)) is None:
            # A ring all in the bin leads nowhere.
            self._known[at] = _NOWHERE
            passed.append(at)
            at = self._nodes[at]["parent"]
        self._known.update(dict.fromkeys(passed, end))
        return end

    def _end(self, at: str) -> str | None:
        if (known := self._known.get(at)) is not None:
            return known
        node = self._nodes.get(at)
        if node is None:
            return _NOWHERE
        return at if "deleted" not in node or node["parent"] is None else None


def _rings(on: Mapping[str, str]) -> list[str]:
    """Of every ring in which nodes hang on each other, the one with the smallest id: there it is cut."""
    seen: set[str] = set()
    cut: list[str] = []
    for start in on:
        path: dict[str, None] = {}
        at = start
        while at in on and at not in seen:
            seen.add(at)
            path[at] = None
            at = on[at]
        if at in path:
            walked = list(path)
            cut.append(min(walked[walked.index(at) :]))
    return cut


def _stand_ins(
    nodes: Objects, on: dict[str, str], centres: list[str], rank: Callable[[str], tuple[str, str]]
) -> dict[str, Place]:
    """Hang what hangs on no living node under a centre, and make one where there is none.

    Of those whose centre is in the bin the first becomes their centre, where that was. The others
    go under the first centre of the board. Changes `on`, and returns where the new centres lie.
    """
    adrift: dict[str, list[str]] = {}
    for id, hold in on.items():
        if _is_gone(nodes, hold):
            adrift.setdefault(hold, []).append(id)
    places: dict[str, Place] = {}
    for hold, several in adrift.items():
        if hold == _NOWHERE and centres:
            first = centres[0]
        else:
            first = min(several, key=rank)
            places[first] = _place(nodes[first if hold == _NOWHERE else hold])
        for id in several:
            on[id] = first
    for id in places:
        del on[id]
    return places


def _is_gone(nodes: Objects, hold: str) -> bool:
    return hold == _NOWHERE or "deleted" in nodes[hold]


def _place(node: Mapping[str, Any]) -> Place:
    x, y = node.get("at") or (0, 0)
    return (x, y)


class _Roots:
    """Finds the centre above a node, given what each hangs on; there are no rings any more."""

    def __init__(self, on: Mapping[str, str]) -> None:
        self._on = on
        self._known: dict[str, str] = {}

    def __call__(self, id: str) -> str:
        passed = []
        while id in self._on and id not in self._known:
            passed.append(id)
            id = self._on[id]
        root = self._known.get(id, id)
        self._known.update(dict.fromkeys(passed, root))
        return root


def _children(
    parents: Mapping[str, str], rank: Callable[[str], tuple[str, str]]
) -> dict[str, tuple[str, ...]]:
    gathered: dict[str, list[str]] = {}
    for id, parent in parents.items():
        gathered.setdefault(parent, []).append(id)
    return {id: tuple(sorted(several, key=rank)) for id, several in gathered.items()}


def branch(tree: Forest, id: str) -> Iterable[str]:
    """`id` and all that hangs under it, each before what hangs under it, in order."""
    waiting = [id]
    while waiting:
        at = waiting.pop()
        yield at
        waiting.extend(reversed(tree.children.get(at, ())))
