"""The board: the paper with its notes, and the bars around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages.share import SharePanel
from tests.browser.words import Words
from tests.deadline import soon

# Where a note lies, in board units: the same on every screen, however it is zoomed.
_BOX = """note => {
  const { left, top, width, height } = note.style;
  return [left, top, width, height].map(parseFloat);
}"""


class Box(NamedTuple):
    """Left, top, width and height."""

    x: float
    y: float
    w: float
    h: float


class Point(NamedTuple):
    x: float
    y: float


class BoardPage:
    """What one person sees of a board. Places are in board units unless they are called `spot`."""

    def __init__(self, page: Page, words: Words, name: str) -> None:
        self.page = page
        self.words = words
        self.name = name
        self.paper: Locator = page.locator(".paper")
        # Without a note in it the list is a group: an empty list box would promise too much.
        self.list: Locator = page.get_by_label(words("board_notes"))
        self.notes: Locator = self.list.get_by_role("option")
        self.editor: Locator = self.paper.get_by_role("textbox", name=words("board_note_text"))
        self.state: Locator = page.locator(".state")
        self.tools: Locator = page.get_by_role("group", name=words("toolbar"), exact=True)
        self.format_bar: Locator = page.get_by_label(words("format_bar"), exact=True)
        self.question: Locator = page.get_by_role("alertdialog")
        self.outline: Locator = page.get_by_role("region", name=words("board_outline"))
        self.search: Locator = page.get_by_role("search")
        self.rows: Locator = self.outline.get_by_role("treeitem")
        self.words_in_list: Locator = self.outline.get_by_role("textbox")
        self.bin: Locator = page.get_by_role("region", name=words("bin_things"))
        self.pictures: Locator = page.locator(".thing.image")
        self.coming: Locator = page.locator(".arrival")
        self.toast: Locator = page.locator(".toast")
        self.dialog: Locator = page.get_by_role("dialog")
        self.share = SharePanel(page, words)

    # What is there

    def note(self, text: str) -> Locator:
        return self.notes.filter(has_text=text)

    def row(self, text: str) -> Locator:
        """What lies on the board, in the list."""
        return self.rows.filter(has=self.page.get_by_text(text, exact=True))

    def button(self, key: str) -> Locator:
        return self.button_named(self.words(key))

    def menu_item(self, key: str) -> Locator:
        return self.page.get_by_role("menuitem", name=self.words(key))

    def open_bin(self) -> None:
        """The list of what was thrown away, by the board's menu."""
        self.button("menu").click()
        self.menu_item("menu_bin").click()
        expect(self.bin).to_be_visible()

    def close_dialog(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.dialog).to_have_count(0)

    def color(self, color: str) -> Locator:
        return self.format_bar.get_by_role("button", name=self.words(f"color_{color}"))

    def button_of_people(self, count: int) -> Locator:
        """The button with the faces, when so many people are here."""
        return self.button_named(self.words("people_here", count=count))

    def button_named(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def pointer_of(self, name: str) -> Locator:
        """The live cursor of somebody else."""
        return self.page.locator(".cursor").filter(has_text=name)

    def writes(self, name: str) -> Locator:
        """The sign on a note that `name` is writing in it."""
        return self.page.get_by_text(self.words("board_writes", name=name), exact=True)

    # What holds

    def expect_open(self) -> None:
        """The board is there and everything of it is saved."""
        expect(self.state).to_have_text(self.words("state_saved"))

    def expect_state(self, state: str) -> None:
        expect(self.state).to_have_text(self.words(f"state_{state}"))

    def expect_texts(self, *texts: str) -> None:
        """These notes lie on the paper and no others, in whatever order."""
        seen: list[str] = []

        def there() -> bool:
            seen[:] = self.notes.all_inner_texts()
            return sorted(seen) == sorted(texts)

        try:
            soon(there, f"{self.name} sees the notes {texts}")
        except AssertionError as reason:
            reason.add_note(f"What was seen: {seen}")
            raise

    def box(self, text: str) -> Box:
        return Box(*self.note(text).evaluate(_BOX))

    def expect_box(self, text: str, holds: Callable[[Box], bool]) -> Box:
        """Wait until the note's place and size are such; return them."""
        seen = self.box(text)

        def there() -> bool:
            nonlocal seen
            seen = self.box(text)
            return holds(seen)

        try:
            soon(there, f"{self.name} sees “{text}” where it should be")
        except AssertionError as reason:
            reason.add_note(f"It was seen at {seen}")
            raise
        return seen

    def expect_at(self, text: str, box: Box) -> None:
        self.expect_box(text, lambda seen: seen == box)

    def expect_color(self, text: str, color: str) -> None:
        expect(self.note(text)).to_have_attribute("style", _background(color))

    def expect_current_row(self, text: str) -> None:
        """The list has the keyboard, at this row."""

        def there() -> bool:
            return bool(self.page.evaluate(_CURRENT_ROW) == text)

        soon(there, f"the keyboard of {self.name} is at “{text}”")

    def expect_selected(self, *texts: str) -> None:
        def there() -> bool:
            return sorted(self.notes.and_(self._chosen()).all_inner_texts()) == sorted(texts)

        soon(there, f"{self.name} has selected {texts}")

    def expect_in_view(self, what: Locator) -> None:
        """All of it is on the screen and under no bar."""

        def there() -> bool:
            return bool(what.evaluate(_IN_VIEW))

        soon(there, f"{self.name} sees all of {what}")

    def expect_buttons_easy_to_press(self) -> None:
        """No button is too small for a finger, under another thing or out of view."""
        hard: list[str] = []

        def none() -> bool:
            hard[:] = self.page.evaluate(_HARD_TO_PRESS)
            return not hard

        try:
            soon(none, "every button can be pressed with a finger")
        except AssertionError as reason:
            reason.add_note("\n".join(hard))
            raise

    # Where things are on the screen

    def spot_of(self, text: str) -> Point:
        """The middle of a note, in pixels of the screen."""
        box = self.note(text).bounding_box()
        assert box is not None
        return Point(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def bare_spot(self) -> Point:
        """A spot of bare paper around which a new note covers nothing."""
        x, y = self.page.evaluate(_BARE_SPOT)
        return Point(x, y)

    def focused_text(self) -> str | None:
        """The text of the note that the keyboard is at."""
        text: str | None = self.list.evaluate(
            "list => document.getElementById(list.getAttribute('aria-activedescendant'))?.innerText"
        )
        return text

    def caret(self) -> tuple[str, str]:
        """What stands before and behind the caret in the note that is being written in."""
        before, behind = self.editor.evaluate(
            "field => [field.value.slice(0, field.selectionStart), field.value.slice(field.selectionEnd)]"
        )
        return before, behind

    def put_caret(self, index: int) -> None:
        """Put the caret behind so many letters, as the arrow keys do."""
        self.page.keyboard.press("Control+Home")
        for _ in range(index):
            self.page.keyboard.press("ArrowRight")

    def zoom(self) -> float:
        """How many pixels a board unit takes."""
        scale: Any = self.page.evaluate(
            "() => Number(/scale\\(([\\d.]+)\\)/.exec(document.querySelector('.scaled').style.transform)[1])"
        )
        return float(scale)

    def expect_zoom(self, zoom: float) -> None:
        soon(
            lambda: abs(self.zoom() / zoom - 1) < 0.001, f"{self.name} sees the paper at {zoom:.0%}"
        )

    def _chosen(self) -> Locator:
        return self.page.locator("[aria-selected=true]")


def _background(color: str) -> re.Pattern[str]:
    return re.compile(rf"var\(--note-{color}\)")


_CURRENT_ROW = """() => {
  const tree = document.activeElement;
  if (tree?.role !== "tree") return null;
  return document.getElementById(tree.getAttribute("aria-activedescendant"))?.querySelector(".text").innerText;
}"""

# The spot with room for a whole note all around that is nearest to the middle; where there is none
# (on a phone) the one with the most room.
_BARE_SPOT = """() => {
  const taken = [...document.querySelectorAll(
    ".thing, .editor, .empty button, header .island, .toolbar, .toolbar .tools, .corner > *, .bar, .toast, .question, .outline, .search, .comments, .mark")]
    .map(element => element.getBoundingClientRect());
  const half = 100 * Number(/scale\\(([\\d.]+)\\)/.exec(document.querySelector(".scaled").style.transform)[1]) + 12;
  const apart = (x, y, t) => Math.max(t.left - x, x - t.right, t.top - y, y - t.bottom);
  const spots = [];
  for (let x = 10; x <= innerWidth - 10; x += 10)
    for (let y = 10; y <= innerHeight - 10; y += 10) {
      const room = Math.min(half, ...taken.map(t => apart(x, y, t)));
      spots.push({ x, y, room, far: Math.hypot(x - innerWidth / 2, y - innerHeight / 2) });
    }
  const best = spots.sort((a, b) => b.room - a.room || a.far - b.far)[0];
  return [best.x, best.y];
}"""

_IN_VIEW = """element => {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  if (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight) return false;
  // A little within: on the corners themselves are the handles of a chosen note.
  const [x1, y1, x2, y2] = [left + 30, top + 30, right - 30, bottom - 30];
  const corners = [[x1, y1], [x2, y1], [x1, y2], [x2, y2]];
  return corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y)));
}"""

_HARD_TO_PRESS = """() => [...document.querySelectorAll("button, a, input")].flatMap(button => {
  const { x, y, width, height } = button.getBoundingClientRect();
  if (width === 0) return [];
  const top = document.elementFromPoint(x + width / 2, y + height / 2);
  const name = button.ariaLabel ?? button.innerText;
  const where = `${name} at ${Math.round(x)},${Math.round(y)}, ${Math.round(width)}×${Math.round(height)}`;
  if (!button.contains(top)) return [`${where}: covered or out of view`];
  return width < 44 || height < 40 ? [`${where}: too small`] : [];
})"""
