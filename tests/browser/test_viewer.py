"""Who reads along sees everything and is offered nothing that would change it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.pages.board import BoardPage, Box
from tests.browser.pages.join import JoinPage
from tests.browser.seeding import Note
from tests.browser.table import Seated, Table
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def test_the_door_of_a_viewers_link_says_what_it_is_for(
    table: Table, arrive: Callable[..., Visitor]
) -> None:
    """[UI-13] [PAGE-4] The button says “Have a look”, and the board says “read only”."""
    visitor = arrive()
    visitor.goes_to(f"/j/{table.board.tokens['viewer']}")
    door = JoinPage(visitor.page, visitor.words)
    door.name.fill("Vera")
    door.look.click()
    board = BoardPage(visitor.page, visitor.words, "Vera")
    board.expect_state("reading")
    expect(visitor.page.get_by_text(visitor.words("board_empty_reading"))).to_be_visible()


def test_a_viewer_sees_what_happens_and_is_offered_no_tool(table: Table) -> None:
    """[UI-13] No note tool, no undo, no sharing, no colours on a chosen note, no field in the list."""
    table.put_down(Note("Soup"))
    vera, anna = table.seat("Vera", role="viewer"), table.seat("Anna")
    Mouse(anna).create("Bread")
    vera.expect_texts("Soup", "Bread")
    Mouse(vera).choose("Soup")
    expect(vera.format_bar).to_have_count(0)
    for key in ("tool_note", "undo", "redo", "share"):
        expect(vera.button(key)).to_have_count(0)
    vera.button("board_outline_open").click()
    expect(vera.row("Soup")).to_be_visible()
    vera.row("Soup").click()
    expect(vera.outline.get_by_role("textbox")).to_have_count(0)
    expect(vera.outline.get_by_role("combobox")).to_have_count(0)
    for key in ("outline_add", "outline_connect", "delete"):
        expect(vera.outline.get_by_role("button", name=vera.words(key))).to_have_count(0)


def test_a_viewers_mouse_writes_nothing(table: Table) -> None:
    """[UI-13] [SYNC-6] Double clicks make and open nothing; a drag moves the paper, not the note."""
    table.put_down(Note("Soup"))
    vera, anna = table.seat("Vera", role="viewer"), table.seat("Anna")
    before = anna.box("Soup")
    vera.page.mouse.dblclick(*vera.spot_of("Soup"))
    vera.page.mouse.dblclick(*vera.bare_spot())
    by_vera = Mouse(vera)
    by_vera.lift("Soup")
    by_vera.drop()
    expect_nothing_written(vera, anna, before)


def test_a_viewers_keys_write_nothing(table: Table) -> None:
    """[UI-13] [SYNC-6] N, Enter, Delete, arrows and Ctrl+D do nothing to the board."""
    table.put_down(Note("Soup"))
    vera, anna = table.seat("Vera", role="viewer"), table.seat("Anna")
    before = anna.box("Soup")
    Keyboard(vera).go_to("Soup")
    for key in ("n", "Enter", "F2", "x", "Delete", "ArrowRight", "Alt+Shift+ArrowUp", "Control+d"):
        vera.page.keyboard.press(key)
    expect_nothing_written(vera, anna, before)


def expect_nothing_written(vera: Seated, anna: Seated, soup: Box) -> None:
    """Both have seen something that came later, and the note is as it was."""
    Mouse(anna).create("Later")
    for one in (vera, anna):
        one.expect_texts("Soup", "Later")
        one.expect_at("Soup", soup)
    expect(vera.editor).to_have_count(0)
    expect(vera.toast).to_have_count(0)
