"""Hands that work on the paper: with a mouse, with the keyboard alone, or with fingers.

They do the same things by different ways, so that one test tells what must hold for all of them.
Each does one thing at a time and looks at nothing but its own screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from playwright.sync_api import Keyboard as KeyboardDevice
from playwright.sync_api import expect

from tests.browser.pages.board import BoardPage, Point
from tests.browser.touch import Fingers
from tests.deadline import soon


class Hands(Protocol):
    """`by` is in steps of the device; compare where a note ends up, not how far it went."""

    def __init__(self, board: BoardPage) -> None: ...

    def create(self, text: str) -> None:
        """Put a new note with that text on the paper, and be done with it."""

    def begin_note(self) -> None:
        """Make a note; the cursor is in it."""

    def open(self, text: str) -> None:
        """Begin to write in a note; the cursor is behind its last letter."""

    def type(self, text: str) -> None: ...

    def done(self) -> None:
        """Be done with writing."""

    def remove(self, text: str) -> None: ...

    def lift(self, text: str) -> None:
        """Move a note some way and do not let go of it yet."""

    def drop(self) -> None:
        """Let go of what was lifted."""

    def move_all(self, *texts: str) -> None:
        """Select these notes, which are all there are, and move them together."""

    def resize(self, text: str) -> None:
        """Make a note larger."""

    def recolor(self, text: str, color: str) -> None: ...

    def undo(self) -> None: ...

    def redo(self) -> None: ...

    def press(self, key: str) -> None:
        """Press the button with this message on it."""


class _Typing:
    """What is the same for all: letters come from a keyboard, on a screen or not."""

    def __init__(self, board: BoardPage) -> None:
        self.board = board
        self.page = board.page
        self.keys: KeyboardDevice = board.page.keyboard

    def type(self, text: str) -> None:
        self.keys.type(text)

    def create(self, text: str) -> None:
        self.begin_note()
        self.type(text)
        self.done()

    def begin_note(self) -> None:
        raise NotImplementedError

    def done(self) -> None:
        raise NotImplementedError


class _Buttons(_Typing):
    """Undo, redo, colours and the bin as buttons; `press` is how this hand presses one."""

    def remove(self, text: str) -> None:
        self.choose(text)
        self.press("delete")

    def recolor(self, text: str, color: str) -> None:
        self.choose(text)
        self.press(f"color_{color}")

    def undo(self) -> None:
        self.press("undo")

    def redo(self) -> None:
        self.press("redo")

    def choose(self, text: str) -> None:
        raise NotImplementedError

    def press(self, key: str) -> None:
        raise NotImplementedError


class Mouse(_Buttons):
    """A mouse; the keyboard only for letters."""

    def begin_note(self) -> None:
        self.page.mouse.dblclick(*self.board.bare_spot())
        expect(self.board.editor).to_be_focused()

    def open(self, text: str) -> None:
        self.page.mouse.dblclick(*self.board.spot_of(text))
        expect(self.board.editor).to_be_focused()

    def done(self) -> None:
        self.page.mouse.click(*self.board.bare_spot())
        expect(self.board.editor).to_have_count(0)

    def choose(self, text: str) -> None:
        self.page.mouse.click(*self.board.spot_of(text))
        self.board.expect_selected(text)

    def press(self, key: str) -> None:
        self.board.button(key).click()

    def lift(self, text: str) -> None:
        x, y = self.board.spot_of(text)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 120, y + 60, steps=6)

    def drop(self) -> None:
        self.page.mouse.up()

    @contextmanager
    def holding(self, key: str) -> Iterator[None]:
        """Meanwhile a key is held down."""
        self.keys.down(key)
        yield
        self.keys.up(key)

    def move_all(self, *texts: str) -> None:
        self.surround(*texts)
        self.board.expect_selected(*texts)
        self.lift(texts[0])
        self.drop()

    def surround(self, *texts: str) -> None:
        """Draw a frame on the paper that touches these notes."""
        boxes = [self.board.note(text).bounding_box() for text in texts]
        known = [box for box in boxes if box is not None]
        assert len(known) == len(texts)
        left = min(box["x"] for box in known) - 15
        top = min(box["y"] for box in known) - 15
        right = max(box["x"] + box["width"] for box in known) - 15
        bottom = max(box["y"] + box["height"] for box in known) - 15
        self.page.mouse.move(left, top)
        self.page.mouse.down()
        self.page.mouse.move(right, bottom, steps=6)
        self.page.mouse.up()

    def resize(self, text: str) -> None:
        self.choose(text)
        handle = self.page.locator("[data-handle=se]").bounding_box()
        assert handle is not None
        x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + 80, y + 60, steps=6)
        self.page.mouse.up()


class Keyboard(_Typing):
    """Nothing but keys, and what they show to have the focus."""

    def begin_note(self) -> None:
        self.to_paper()
        self.keys.press("n")
        expect(self.board.editor).to_be_focused()

    def open(self, text: str) -> None:
        self.go_to(text)
        self.keys.press("Enter")
        expect(self.board.editor).to_be_focused()

    def done(self) -> None:
        self.keys.press("Escape")
        expect(self.board.editor).to_have_count(0)
        expect(self.board.list).to_be_focused()

    def remove(self, text: str) -> None:
        self.go_to(text)
        self.keys.press("Delete")

    def lift(self, text: str) -> None:
        self.go_to(text)
        self.keys.down("Shift")
        for _ in range(5):
            self.keys.down("ArrowRight")

    def drop(self) -> None:
        self.keys.up("ArrowRight")
        self.keys.up("Shift")

    def move_all(self, *texts: str) -> None:
        self.to_paper()
        self.keys.press("Control+a")
        self.board.expect_selected(*texts)
        # Both held: they move once, when the first is let go.
        self.keys.down("ArrowDown")
        self.keys.down("ArrowRight")
        self.keys.up("ArrowRight")
        self.keys.up("ArrowDown")

    def resize(self, text: str) -> None:
        self.go_to(text)
        self.keys.press("Alt+Shift+ArrowRight")
        self.keys.press("Alt+Shift+ArrowDown")

    def recolor(self, text: str, color: str) -> None:
        self.go_to(text)
        expect(self.board.format_bar).to_be_visible()
        self.keys.press("Alt+F10")
        expect(self.board.format_bar.locator(":focus")).to_have_count(1)
        self.press(f"color_{color}")
        self.keys.press("Escape")
        expect(self.board.list).to_be_focused()

    def undo(self) -> None:
        self.keys.press("Control+z")

    def redo(self) -> None:
        self.keys.press("Control+Shift+z")

    def press(self, key: str) -> None:
        self.tab_to(self.board.words(key))
        self.keys.press("Enter")

    def go_to(self, text: str) -> None:
        """Walk the notes in reading order until this one has the focus."""
        self.to_paper()
        self.keys.press("Home")
        soon(lambda: self.board.focused_text() is not None, "a note has the focus")
        for _ in range(self.board.notes.count()):
            if self.board.focused_text() == text:
                return
            self.keys.press("Tab")
        raise AssertionError(f"The keyboard does not come to “{text}”")

    def to_paper(self) -> None:
        self._tab_until(lambda: bool(self.board.list.evaluate("e => e === document.activeElement")))

    def tab_to(self, label: str) -> None:
        """Go on with Tab until what bears this label has the focus."""
        self._tab_until(lambda: self.focus_label() == label)

    def focus_label(self) -> str:
        label: str = self.page.evaluate(
            "() => document.activeElement.ariaLabel ?? document.activeElement.innerText.trim()"
        )
        return label

    def _tab_until(self, there: Callable[[], bool]) -> None:
        for _ in range(80):
            if there():
                return
            self.keys.press("Tab")
        raise AssertionError("The Tab key does not lead there")


class Touch(_Buttons):
    """One finger or two, and the keyboard on the screen for letters."""

    def __init__(self, board: BoardPage) -> None:
        super().__init__(board)
        self.fingers = Fingers(board.page)
        self._lifted = Point(0, 0)

    def begin_note(self) -> None:
        self.fingers.tap_twice(self.board.bare_spot())
        expect(self.board.editor).to_be_focused()

    def open(self, text: str) -> None:
        self.fingers.tap_twice(self.board.spot_of(text))
        expect(self.board.editor).to_be_focused()

    def done(self) -> None:
        self.fingers.tap(self.board.bare_spot())
        expect(self.board.editor).to_have_count(0)

    def choose(self, text: str) -> None:
        self.fingers.tap(self.board.spot_of(text))
        self.board.expect_selected(text)

    def press(self, key: str) -> None:
        self.board.button(key).tap()

    def lift(self, text: str) -> None:
        start = self.board.spot_of(text)
        self._lifted = Point(start.x - 20, start.y + 50)
        self.fingers.press(start)
        self.fingers.slide(start, self._lifted)

    def drop(self) -> None:
        self.fingers.let_go()

    def move_all(self, *texts: str) -> None:
        raise NotImplementedError("Fingers select one note at a time")

    def resize(self, text: str) -> None:
        self.choose(text)
        handle = self.page.locator("[data-handle=se]").bounding_box()
        assert handle is not None
        corner = Point(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        self.fingers.press(corner)
        self.fingers.slide(corner, Point(corner.x + 30, corner.y + 40))
        self.fingers.let_go()
