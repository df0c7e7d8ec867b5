"""Trees of nodes of any size, drawn without a gap too much: the method of Atze van der Ploeg,
"Drawing Non-layered Tidy Trees in Linear Time" (Software: Practice and Experience 44, 2014), with the
names of that article. The page's layout is the same method, so that both come to the same places.

No function calls itself: a map can be as deep as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Spacing = Callable[["Node", "Node"], float]


@dataclass(slots=True, eq=False)
class Node:
    """`across`: its extent beside its siblings; `along`: towards its children. After `lay_out`, `x` is
    its middle from that of the root, and `y` where it begins.
    """

    id: str
    across: float
    along: float
    children: list[Node] = field(default_factory=list)
    x: float = 0
    y: float = 0
    prelim: float = 0
    mod: float = 0
    shift: float = 0
    change: float = 0
    # The threads and extreme nodes of the contours, with the sum of modifiers at those.
    tl: Node | None = None
    tr: Node | None = None
    el: Node | None = None
    er: Node | None = None
    msel: float = 0
    mser: float = 0

    @property
    def bottom(self) -> float:
        return self.y + self.along


@dataclass(slots=True)
class _Low:
    """The lowest siblings seen from the right, the nearest first."""

    y: float
    index: int
    next: _Low | None


def lay_out(root: Node, spacing: Spacing) -> None:
    """Give every node below `root` its place."""
    order = [root]
    for node in order:
        for child in node.children:
            child.y = node.y + node.along
            order.append(child)
    for node in reversed(order):
        _first_walk(node, spacing)
    _second_walk(root)


def _first_walk(node: Node, spacing: Spacing) -> None:
    if not node.children:
        node.el = node.er = node
        node.msel = node.mser = 0
        return
    lows: _Low | None = None
    for index, child in enumerate(node.children):
        extreme = child.el if index == 0 else child.er
        lowest = extreme.bottom if extreme is not None else child.bottom
        if index > 0:
            _separate(node, index, lows, spacing)
        while lows is not None and lowest >= lows.y:
            lows = lows.next
        lows = _Low(lowest, index, lows)
    _add_child_spacing(node)
    _position_root(node)


def _separate(parent: Node, index: int, lows: _Low | None, spacing: Spacing) -> None:
    """Move the subtree of child `index` to the right of all before it."""
    right: Node | None = parent.children[index - 1]
    left: Node | None = parent.children[index]
    first, subtree = parent.children[index - 1], parent.children[index]
    right_mods, left_mods = first.mod, subtree.mod
    beginning = True
    while right is not None and left is not None:
        if lows is not None and right.bottom > lows.y:
            lows = lows.next
        distance = (
            (right_mods + right.prelim)
            - (left_mods + left.prelim)
            + right.across / 2
            + left.across / 2
            + spacing(right, left)
        )
        if distance > 0 or (distance < 0 and beginning):
            left_mods += distance
            subtree.mod += distance
            subtree.msel += distance
            subtree.mser += distance
            _distribute(parent, index, 0 if lows is None else lows.index, distance)
        beginning = False
        right_bottom, left_bottom = right.bottom, left.bottom
        if right_bottom <= left_bottom:
            right = right.children[-1] if right.children else right.tr
            if right is not None:
                right_mods += right.mod
        if right_bottom >= left_bottom:
            left = left.children[0] if left.children else left.tl
            if left is not None:
                left_mods += left.mod
    if right is None and left is not None:
        _set_left_thread(parent, index, left, left_mods)
    elif left is None and right is not None:
        _set_right_thread(parent, index, right, right_mods)


def _distribute(parent: Node, index: int, sibling: int, distance: float) -> None:
    """Share what was moved among the siblings between."""
    between = index - sibling
    if between > 1:
        part = distance / between
        parent.children[sibling + 1].shift += part
        parent.children[index].shift -= part
        parent.children[index].change -= distance - part


def _set_left_thread(parent: Node, index: int, left: Node, left_mods: float) -> None:
    first, current = parent.children[0], parent.children[index]
    extreme = first.el or first
    extreme.tl = left
    difference = left_mods - left.mod - first.msel
    extreme.mod += difference
    extreme.prelim -= difference
    first.el, first.msel = current.el, current.msel


def _set_right_thread(parent: Node, index: int, right: Node, right_mods: float) -> None:
    current, before = parent.children[index], parent.children[index - 1]
    extreme = current.er or current
    extreme.tr = right
    difference = right_mods - right.mod - current.mser
    extreme.mod += difference
    extreme.prelim -= difference
    current.er, current.mser = before.er, before.mser


def _add_child_spacing(node: Node) -> None:
    shift = change = 0.0
    for child in node.children:
        shift += child.shift
        change += shift + child.change
        child.mod += change


def _position_root(node: Node) -> None:
    """In the middle above its children."""
    first, last = node.children[0], node.children[-1]
    node.prelim = (
        first.prelim + first.mod - first.across / 2 + last.mod + last.prelim + last.across / 2
    ) / 2
    node.el, node.msel = first.el, first.msel
    node.er, node.mser = last.er, last.mser


def _second_walk(root: Node) -> None:
    waiting: list[tuple[Node, float]] = [(root, -root.mod - root.prelim)]
    while waiting:
        node, above = waiting.pop()
        total = above + node.mod
        node.x = total + node.prelim
        waiting.extend((child, total) for child in node.children)


def within(root: Node) -> Sequence[Node]:
    """All but the root."""
    found = list(root.children)
    for node in found:
        found.extend(node.children)
    return found
