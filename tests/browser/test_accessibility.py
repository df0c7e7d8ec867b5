"""axe-core finds nothing wrong, in light and in dark, and the keyboard is never lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, tour
from tests.browser.hands import Keyboard, Mouse
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def expect_faultless(page: Page) -> None:
    """Look at the page in both colour schemes."""
    page.emulate_media(color_scheme="dark")
    assert axe.faults(page) == [], "in dark"
    page.emulate_media(color_scheme="light")
    assert axe.faults(page) == [], "in light"


def test_every_page_is_accessible(own_table: Table, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-7] The start page with its menus, dialogs and bin, the door, a page about a problem."""
    arrive_there = partial(arrive, url=own_table.house.server.url)
    for visitor in tour.pages(own_table, arrive_there, "en"):
        expect_faultless(visitor.page)


def test_the_board_is_accessible(table: Table) -> None:
    """[PAGE-7] While writing, with a note chosen, with each list, menu, panel and question open."""
    for host in tour.board(table, "en"):
        expect_faultless(host.page)


def test_the_board_is_accessible_on_a_phone(table: Table) -> None:
    """[PAGE-7] [UI-14] Also where the bars are laid out otherwise."""
    table.put_down(Note("Soup"))
    size = {"width": 390, "height": 844}
    anna = table.seat("Anna", role="facilitator", viewport=size, has_touch=True, is_mobile=True)
    anna.button("board_outline_open").tap()
    expect(anna.outline).to_be_visible()
    expect_faultless(anna.page)


def test_every_note_is_in_a_list_in_reading_order(table: Table) -> None:
    """[UI-15] Rows from the top, each from the left; chosen, opened and deleted from it."""
    table.put_down(
        Note("d", at=(300, 400)), Note("b", at=(300, 10)), Note("c", at=(0, 380)), Note("a")
    )
    anna, bert = table.seat("Anna"), table.seat("Bert")
    keys = Keyboard(anna)
    keys.press("board_outline_open")
    expect(anna.outline).to_be_visible()
    entries = anna.outline.get_by_role("listitem")
    expect(entries).to_have_text(["a", "b", "c", "d"])
    keys.tab_to("c")
    keys.keys.press("Enter")
    anna.expect_selected("c")
    keys.tab_to(anna.words("board_outline_delete", text="c"))
    keys.keys.press("Enter")
    expect(entries).to_have_text(["a", "b", "d"])
    expect(entries.nth(2).get_by_role("button", name="d", exact=True)).to_be_focused()
    bert.expect_texts("a", "b", "d")
    keys.tab_to(anna.words("board_outline_edit", text="d"))
    keys.keys.press("Enter")
    expect(anna.editor).to_be_focused()
    keys.type("!")
    bert.expect_texts("a", "b", "d!")


def test_a_new_note_of_somebody_else_is_told(table: Table) -> None:
    """[UI-15] In a live region, with its words and who wrote it, once they are written."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Mouse(bert).create("Eating together")
    told = anna.words("board_added_by", name="Bert", text="Eating together")
    expect(anna.page.get_by_role("status").filter(has_text=told)).to_be_attached()


def test_tab_walks_the_notes_and_then_on(table: Table) -> None:
    """[UI-12] In reading order, both ways, and out of the paper at its ends: no trap."""
    table.put_down(Note("a"), Note("b", at=(300, 0)), Note("c", at=(0, 300)))
    anna = table.seat("Anna")
    keys = Keyboard(anna)
    keys.to_paper()
    walked = []
    for key in ("Home", "Tab", "Tab", "Shift+Tab", "End"):
        keys.keys.press(key)
        walked.append(anna.focused_text())
    assert walked == ["a", "b", "c", "b", "c"]
    keys.keys.press("Tab")
    expect(anna.list).not_to_be_focused()
    keys.keys.press("Shift+Tab")
    expect(anna.list).to_be_focused()
    assert anna.focused_text() == "c"
    for _ in range(3):
        keys.keys.press("Shift+Tab")
    expect(anna.list).not_to_be_focused()


def test_after_a_deletion_the_keyboard_is_at_the_next_note(table: Table) -> None:
    """[UI-12] Deleting one's way through a board needs no way back each time."""
    table.put_down(Note("a"), Note("b", at=(300, 0)), Note("c", at=(900, 0)))
    anna = table.seat("Anna")
    keys = Keyboard(anna)
    keys.remove("a")
    anna.expect_texts("b", "c")
    expect(anna.list).to_be_focused()
    assert anna.focused_text() == "b"
    keys.keys.press("Enter")
    expect(anna.editor).to_have_value("b")


def test_a_colour_can_be_given_to_any_note_by_keyboard(table: Table) -> None:
    """[UI-12] Also to one that is not the last, and the keyboard is back at the note afterwards."""
    table.put_down(Note("a"), Note("b", at=(300, 0)), Note("c", at=(600, 0)))
    anna = table.seat("Anna")
    Keyboard(anna).recolor("b", "mint")
    anna.expect_color("b", "mint")
    anna.expect_color("c", "sun")
    assert anna.focused_text() == "b"


def test_letters_are_tools_until_a_note_is_written_in(table: Table) -> None:
    """[UI-2] [UI-12] While writing they are letters, N and Delete included; Esc gives them back."""
    anna = table.seat("Anna")
    keys = Keyboard(anna)
    keys.begin_note()
    keys.type("n v h")
    keys.keys.press("Shift+Enter")
    keys.type("more")
    expect(anna.editor).to_have_value("n v h\nmore")
    keys.keys.press("Control+Enter")
    expect(anna.editor).to_have_count(0)
    keys.keys.press("h")
    expect(anna.button("tool_hand")).to_have_attribute("aria-pressed", "true")
    keys.keys.press("v")
    expect(anna.button("tool_select")).to_have_attribute("aria-pressed", "true")
    anna.expect_texts("n v h\nmore")
