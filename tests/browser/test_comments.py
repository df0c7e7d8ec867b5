"""Talking about what lies on the board: threads, answers, dealt with and open again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.hands import Keyboard, Mouse, Touch
from tests.browser.pages.board import BoardPage
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.test_accessibility import expect_faultless

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def panel(board: BoardPage) -> Locator:
    return board.page.locator("section.comments")


def mark(board: BoardPage, count: int) -> Locator:
    """The mark on what is talked about."""
    return board.page.get_by_role("button", name=board.words("comments_open", count=count))


def new_remark(board: BoardPage) -> Locator:
    return panel(board).get_by_role("textbox", name=board.words("comments_new"))


def test_a_thread_is_begun_answered_dealt_with_and_opened_again(table: Table) -> None:
    """[UI-46] By keys alone and by mouse; who and when are the server's words; read out with its note."""
    table.put_down(Note("Soup"), Note("Bread", at=(300, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    keys = Keyboard(anna)
    keys.go_to("Soup")
    keys.keys.press("Control+Alt+m")
    expect(new_remark(anna)).to_be_focused()
    expect(new_remark(anna)).to_have_accessible_description(anna.words("comments_how"))
    keys.type("Which soup?")
    keys.keys.press("Shift+Enter")
    keys.type("Warm?")
    keys.keys.press("Enter")
    said = panel(anna).get_by_role("article")
    expect(said).to_contain_text("Anna")
    expect(said.locator(".words")).to_have_text("Which soup?\nWarm?", use_inner_text=True)
    expect(said.locator("time")).to_have_text(anna.words("just_now"))
    expect_faultless(anna.page)
    expect(bert.note("Soup")).to_have_accessible_description(bert.words("comments_open", count=1))
    mark(bert, 1).click()
    bert_panel = panel(bert)
    expect(bert_panel.get_by_role("article")).to_contain_text("Which soup?")
    bert_panel.get_by_role("button", name=bert.words("comments_reply")).click()
    bert.page.keyboard.type("Pumpkin")
    bert.page.keyboard.press("Control+Enter")
    expect(said).to_contain_text("Pumpkin")
    # What others have answered cannot be taken away from under them.
    expect(
        said.get_by_role("button", name=anna.words("comments_remove", text="Which soup?\nWarm?"))
    ).to_have_count(0)
    keys.keys.press("Escape")
    expect(anna.list).to_be_focused()
    resolve = bert_panel.get_by_role("button", name=bert.words("comments_resolve"))
    resolve.click()
    expect(mark(anna, 1)).to_have_count(0)
    expect(bert_panel.get_by_role("article")).to_have_count(0)
    bert_panel.get_by_label(bert.words("comments_settled", count=1)).check()
    expect(bert_panel).to_contain_text(bert.words("comments_resolved_by", name="Bert"))
    expect_faultless(bert.page)
    bert_panel.get_by_role("button", name=bert.words("comments_reopen")).click()
    expect(mark(anna, 1)).to_be_visible()
    # Into the bin with its note, and back with it.
    keys.remove("Soup")
    expect(mark(bert, 1)).to_have_count(0)
    keys.undo()
    expect(mark(bert, 1)).to_be_visible()
    reader = table.seat("Rosa", role="viewer", language="nl")
    mark(reader, 1).click()
    expect(panel(reader)).to_contain_text("Pumpkin")
    expect(new_remark(reader)).to_have_count(0)
    expect(panel(reader).get_by_role("button", name=reader.words("comments_reply"))).to_have_count(
        0
    )


def test_all_open_threads_are_listed_and_lead_to_what_they_are_about(table: Table) -> None:
    """[UI-46] With their number on the button; one's own can be taken back, by undo, too."""
    table.put_down(Note("Soup"), Note("Far", at=(6000, 6000)))
    anna = table.seat("Anna", sees_notes=False)
    keys = Keyboard(anna)
    for text, words in (("Soup", "Salt?"), ("Far", "Why there?")):
        keys.to_paper()
        keys.keys.press("Home" if text == "Soup" else "End")
        anna.expect_selected(text)
        keys.keys.press("Control+Alt+m")
        expect(new_remark(anna)).to_be_focused()
        keys.type(words)
        keys.keys.press("Control+Enter")
        expect(panel(anna).get_by_role("article")).to_contain_text(words)
        keys.keys.press("Escape")
    button = anna.button("command_comments")
    expect(button.locator(".count")).to_have_attribute("data-count", "2")
    button.click()
    expect(panel(anna).get_by_role("article")).to_have_count(2)
    panel(anna).get_by_role("button", name="Soup", exact=True).click()
    anna.expect_selected("Soup")
    anna.expect_in_view(anna.note("Soup"))
    panel(anna).get_by_role("button", name=anna.words("comments_remove", text="Salt?")).click()
    expect(panel(anna).get_by_role("article")).to_have_count(1)
    Mouse(anna).press("undo")
    expect(panel(anna).get_by_role("article")).to_have_count(2)


def test_comments_on_a_phone(table: Table) -> None:
    """[UI-46] [UI-14] From the menu of a note; buttons are large enough; all of them from the menu."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna", language="nl", **PHONE)
    touch = Touch(anna)
    touch.choose("Soup")
    touch.press("more_actions")
    anna.menu_item("command_comments").tap()
    expect(new_remark(anna)).to_be_focused()
    # The keys on a screen have no Shift for a new line: there Enter is one.
    touch.type("Welke soep?")
    touch.keys.press("Enter")
    touch.type("Warm?")
    expect(panel(anna).get_by_role("article")).to_have_count(0)
    touch.press("comments_send")
    expect(panel(anna).get_by_role("article")).to_contain_text("Welke soep?")
    expect_faultless(anna.page)
    panel(anna).get_by_role("button", name=anna.words("close")).tap()
    expect(mark(anna, 1)).to_be_visible()
    touch.press("menu")
    anna.menu_item("command_comments").tap()
    panel(anna).get_by_role("button", name="Soup", exact=True).tap()
    expect(panel(anna)).to_have_count(0)
    anna.expect_selected("Soup")


def test_who_uses_the_list_talks_and_brings_back_there(table: Table) -> None:
    """[UI-46] [BIN-2] A row says how many threads are open; what is thrown away comes back with them."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    anna.returns_to(f"{table.path}/list")
    anna.row("Soup").click()
    anna.outline.get_by_role("button", name=anna.words("command_comments")).click()
    expect(new_remark(anna)).to_be_focused()
    anna.page.keyboard.type("Which soup?")
    anna.page.keyboard.press("Control+Enter")
    expect(panel(anna).get_by_role("article")).to_contain_text("Which soup?")
    expect_faultless(anna.page)
    bert.button("board_outline_open").click()
    spoken = re.compile(re.escape(bert.words("comments_open", count=1)))
    row = bert.outline.get_by_role("treeitem", name=spoken)
    expect(row).to_contain_text("Soup")
    anna.page.keyboard.press("Escape")
    anna.outline.get_by_role("button", name=anna.words("delete")).click()
    expect(row).to_have_count(0)
    anna.open_bin()
    anna.button_named(anna.words("bin_one_back", text="Soup")).click()
    expect(row).to_contain_text("Soup")
