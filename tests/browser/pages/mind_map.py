"""A mind map on the paper, as one person sees it, and as it is on the server's disk."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Keyboard, Locator, expect

from tafelronde.board.tree import forest
from tests.browser.pages.board import Box, Point
from tests.browser.seeding import Thing
from tests.browser.table import Seated, Table
from tests.deadline import soon

_BOX = """node => {
  const { left, top, width, height } = node.style;
  return [left, top, width, height].map(parseFloat);
}"""

# A map to begin with.
STREET = """
Street
  Trees
    Apple
    Pear
  Benches
  Play
    Swing
"""


def nodes(outline: str, **centre: Any) -> list[Thing]:
    """The map that `outline` (indented by two blanks) describes, as things to put down."""
    found: list[Thing] = []
    above: list[str] = []
    for number, line in enumerate(outline.strip("\n").splitlines()):
        words = line.strip()
        level = (len(line) - len(line.lstrip())) // 2
        del above[level:]
        place = {"at": [0, 0], **centre} if level == 0 else {}
        parent = above[-1] if above else None
        fields = {"parent": parent, "order": f"a{number:02}", **place}
        found.append(Thing("mindnode", fields, words, f"node{number:02}"))
        above.append(f"node{number:02}")
    return found


class MindMap:
    """The nodes are named by their words."""

    def __init__(self, seated: Seated, table: Table) -> None:
        self.seated = seated
        self.page = seated.page
        self.keys: Keyboard = seated.page.keyboard
        self._table = table
        self.nodes: Locator = seated.page.locator(".thing.mindnode")
        self.editor: Locator = seated.paper.get_by_role(
            "textbox", name=seated.words("board_text_text")
        )

    def node(self, words: str) -> Locator:
        return self.nodes.filter(has=self.page.locator(f".words:text-is({words!r})"))

    def choose(self, words: str) -> None:
        self.node(words).locator(".words").click()
        self.expect_chosen(words)

    def expect_chosen(self, words: str) -> None:
        expect(self.node(words)).to_have_attribute("aria-selected", "true")
        expect(self.page.locator("[aria-selected=true]")).to_have_count(1)

    def write(self, words: str) -> None:
        """What is being written, and Enter."""
        expect(self.editor).to_be_focused()
        self.keys.type(words)
        self.keys.press("Enter")
        expect(self.editor).to_have_count(0)

    def box(self, words: str) -> Box:
        return Box(*self.node(words).evaluate(_BOX))

    def spot(self, words: str, part: float = 0.5) -> Point:
        """A spot of the screen on the node, `part` of its height from its top."""
        box = self.node(words).bounding_box()
        assert box is not None
        return Point(box["x"] + box["width"] / 2, box["y"] + box["height"] * part)

    def drag(self, words: str, to: Point) -> None:
        """Take the node to that spot and do not let go of it yet."""
        x, y = self.spot(words)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 8, y + 8)
        self.page.mouse.move(*to, steps=6)

    def expect_sees(self, *words: str) -> None:
        """These nodes are on the paper and no others."""
        seen: list[str] = []

        def there() -> bool:
            seen[:] = self.nodes.locator(".words").all_inner_texts()
            return sorted(seen) == sorted(words)

        try:
            soon(there, f"{self.seated.name} sees the nodes {words}")
        except AssertionError as reason:
            reason.add_note(f"What was seen: {seen}")
            raise

    def expect_grows(self, words: str, side: str) -> None:
        """It stands at that side of the centre of its map, for everybody."""
        expect(self.node(words).locator(".knob.add")).to_have_class(re.compile(rf"\b{side}\b"))

    def expect_kept(self, outline: str) -> None:
        """The maps on the server's disk are these, indented by two blanks."""
        wanted = [line.rstrip() for line in outline.strip("\n").splitlines()]
        seen: list[str] = []

        def there() -> bool:
            seen[:] = _outline(self._table)
            return seen == wanted

        try:
            soon(there, "the map is kept so")
        except AssertionError as reason:
            reason.add_note("It is kept as:\n" + "\n".join(seen))
            raise


def _outline(table: Table) -> list[str]:
    objects = table.house.server.objects(table.board)
    tree = forest(objects)
    lines: list[str] = []
    waiting = [(id, 0) for id in reversed(tree.centres)]
    while waiting:
        id, level = waiting.pop()
        lines.append("  " * level + objects[id]["text"].replace("\n", " / "))
        waiting += [(child, level + 1) for child in reversed(tree.children.get(id, ()))]
    return lines
