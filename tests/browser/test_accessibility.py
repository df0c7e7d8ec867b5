"""axe-core finds nothing wrong, in light and in dark, and the keyboard is never lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe, tour
from tests.browser.hands import Keyboard
from tests.browser.seeding import Note, Thing
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


def test_what_others_do_is_told_in_sums_and_only_to_who_wants_it(table: Table) -> None:
    """[UI-29] In a live region: who, what and where; what one does oneself is confirmed briefly."""
    table.put_down(Thing("frame", {"at": [0, 0], "size": [900, 500]}, "Ideas"), Note("Tea"))
    anna, bert, vera = table.seat("Anna"), table.seat("Bert"), table.seat("Vera")
    vera.button("menu").click()
    quiet = vera.page.get_by_role("menuitemcheckbox", name=vera.words("menu_news"))
    quiet.click()
    expect(quiet).not_to_be_checked()
    vera.page.keyboard.press("Escape")
    Keyboard(bert).go_to("Tea")
    bert.page.keyboard.press("Control+d")
    bert.page.keyboard.press("Control+d")
    what = anna.words("news_notes", count=2)
    told = anna.words("news_added_in", who="Bert", what=what, frame="Ideas")
    expect(anna.page.get_by_role("status").filter(has_text=told)).to_be_attached()
    expect(vera.notes).to_have_count(4)
    expect(vera.page.get_by_text(told)).to_have_count(0)
    # Deleting says nothing by itself: the thing is simply no longer there.
    bert.page.keyboard.press("Delete")
    own = bert.words("own_removed", what=bert.words("news_one", text="Tea"))
    expect(bert.page.get_by_role("status").filter(has_text=own)).to_be_attached()
    gone = anna.words(
        "news_removed_in", who="Bert", what=anna.words("news_one", text="Tea"), frame="Ideas"
    )
    expect(anna.page.get_by_role("status").filter(has_text=gone)).to_be_attached()


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


def test_a_dialog_gives_the_keyboard_back_and_chooses_nothing(table: Table) -> None:
    """[UI-12] Nothing was chosen before it, so nothing is after it; what Tab comes to then is the first."""
    table.put_down(Note("a"), Note("b", at=(300, 0)))
    anna = table.seat("Anna")
    expect(anna.list).to_be_focused()
    for key in ("?", "Control+k"):
        anna.page.keyboard.press(key)
        expect(anna.dialog).to_be_visible()
        anna.close_dialog()
        expect(anna.list).to_be_focused()
        anna.expect_selected()
    anna.page.keyboard.press("Tab")
    anna.expect_selected("a")


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
