"""Finding things and finding out what can be done: the search, tags, all commands, all keys."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Route, expect

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


def expect_found(board: BoardPage, text: str, count: str) -> None:
    """This note is marked, in view, and counted so."""
    expect(board.page.locator(".thing.found")).to_have_text(re.compile(text))
    board.expect_in_view(board.note(text))
    expect(board.search.get_by_role("status")).to_contain_text(count)


def test_the_search_flies_from_one_to_the_next(table: Table) -> None:
    """[UI-40] By words, by author and by accents one did not type, far away too; all by keys."""
    table.put_down(Note("Soup"), Note("Café", at=(9000, 0)), Note("cafeteria", at=(0, 9000)))
    anna, bert = table.seat("Anna", sees_notes=False), table.seat("Bert", sees_notes=False)
    Mouse(bert).create("Bread")
    anna.expect_texts("Soup", "Café", "cafeteria", "Bread")
    keys = anna.page.keyboard
    keys.press("Control+0")
    keys.press("Control+f")
    field = anna.search.get_by_role("searchbox")
    expect(field).to_be_focused()
    keys.type("CAFE")
    expect_found(anna, "Café", "1 of 2")
    expect_faultless(anna.page)
    keys.press("Enter")
    expect_found(anna, "cafeteria", "2 of 2")
    keys.press("Shift+Enter")
    expect_found(anna, "Café", "1 of 2")
    # What others write is found as well.
    Mouse(bert).create("Another café")
    expect(anna.search.get_by_role("status")).to_contain_text("of 3")
    keys.press("Control+f")
    keys.type("@bert bread")
    expect_found(anna, "Bread", "1 of 1")
    keys.press("Control+a")
    keys.type("nowhere")
    expect(anna.search.get_by_role("status")).to_have_text(anna.words("search_none"))
    keys.press("Control+a")
    keys.type("cafeteria")
    expect_found(anna, "cafeteria", "1 of 1")
    keys.press("Escape")
    expect(anna.search).to_have_count(0)
    anna.expect_selected("cafeteria")
    expect(anna.list).to_be_focused()
    expect(anna.page.locator(".found")).to_have_count(0)


def test_what_is_chosen_is_tagged_and_found_by_its_tags(table: Table) -> None:
    """[UI-41] [UI-40] Two notes at once; a tag already used is offered; a tag goes where it is."""
    table.put_down(Note("Soup"), Note("Bread", at=(300, 0)), Note("Tea", at=(600, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    keys = Keyboard(anna)
    keys.to_paper()
    keys.keys.press("Control+a")
    keys.keys.press("Shift+F10")
    anna.menu_item("command_tags").click()
    keys.type("eating together")
    keys.keys.press("Enter")
    keys.type("#first")
    anna.button("tags_add").click()
    expect(anna.dialog.get_by_role("listitem")).to_have_text(["eating together", "first"])
    expect_faultless(anna.page)
    anna.button_named(anna.words("tags_remove", tag="first")).click()
    anna.close_dialog()
    bert.expect_texts("Soup\neating together", "Bread\neating together", "Tea\neating together")
    Mouse(anna).undo()
    expect(bert.note("Tea").locator(".tags span")).to_have_text(["eating together", "first"])
    Mouse(anna).press("redo")
    expect(bert.note("Tea").locator(".tags span")).to_have_text(["eating together"])
    bert.page.keyboard.press("F3")
    expect(bert.search.get_by_role("searchbox")).to_be_focused()
    bert.page.keyboard.type("#together tea")
    expect_found(bert, "Tea", "1 of 1")


def test_all_commands_are_listed_by_name_and_all_keys_are_shown(table: Table) -> None:
    """[UI-42] What does nothing now is not offered; in Dutch, to somebody who only reads, too."""
    table.put_down(Note("Soup"), Note("Bread", at=(300, 0)))
    anna = table.seat("Anna", language="nl")
    keys = Keyboard(anna)
    keys.go_to("Soup")
    keys.keys.press("Control+k")
    options = anna.dialog.get_by_role("option")
    expect(options.filter(has_text=anna.words("duplicate"))).to_have_count(1)
    expect(options.filter(has_text=anna.words("command_group"))).to_have_count(0)
    expect_faultless(anna.page)
    keys.type(anna.words("duplicate"))
    expect(options).to_have_count(1)
    keys.keys.press("Enter")
    anna.expect_texts("Soup", "Soup", "Bread")
    keys.keys.press("Control+k")
    expect(anna.dialog.get_by_role("combobox")).to_be_focused()
    keys.type(anna.words("tool_frame"))
    expect(options).to_have_count(1)
    keys.keys.press("Enter")
    expect(anna.button("tool_frame")).to_have_attribute("aria-pressed", "true")
    keys.keys.press("Escape")
    keys.keys.press("Escape")
    keys.keys.press("?")
    for key in ("command_group", "zoom_fit", "tool_frame", "command_search"):
        expect(anna.dialog.get_by_text(anna.words(key), exact=True)).to_be_visible()
    expect(anna.dialog.locator("kbd", has_text=re.compile("^Ctrl\\+Shift\\+G$"))).to_be_visible()
    expect_faultless(anna.page)
    anna.close_dialog()
    expect(anna.list).to_be_focused()
    # While writing, Ctrl+F ends it and `?` is a letter.
    keys.open("Bread")
    keys.type("?")
    keys.keys.press("Control+f")
    expect(anna.search.get_by_role("searchbox")).to_be_focused()
    anna.expect_texts("Soup", "Soup", "Bread?")
    reader = table.seat("Rosa", role="viewer", sees_notes=False)
    reader.page.keyboard.press("Control+k")
    expect(reader.dialog.get_by_role("option", name=reader.words("command_search"))).to_be_visible()
    expect(reader.dialog.get_by_role("option", name=reader.words("tool_note"))).to_have_count(0)


@pytest.mark.parametrize(("chunk", "chord"), [("Palette", "Control+k"), ("Search", "Control+f")])
def test_what_is_typed_before_the_list_has_come_is_typed_into_it(
    table: Table, chunk: str, chord: str
) -> None:
    """[UI-42] On a slow network, letters meant for it make no shapes; Esc says never mind."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna", service_workers="block")
    # What the page before still asks for would count as well.
    anna.closes_the_page()
    asked: list[Route] = []
    anna.page.route(re.compile(rf"/{chunk}-[^/]*\.js$"), lambda route: asked.append(route))  # noqa: PLW0108 — a builtin cannot be a handler
    anna.returns_to(table.path)
    anna.expect_texts("Soup")
    keys = anna.page.keyboard
    keys.press(chord)
    keys.type("r")
    keys.press("Escape")
    keys.press("t")
    expect(anna.button("tool_text")).to_have_attribute("aria-pressed", "true")
    keys.press("v")
    keys.press(chord)
    keys.type("Rectangle")
    expect(anna.button("tool_select")).to_have_attribute("aria-pressed", "true")
    while not asked:
        anna.page.evaluate("() => new Promise(requestAnimationFrame)")
    asked[0].continue_()
    field = anna.page.locator("[role=combobox], [role=searchbox], input[type=search]")
    expect(field).to_have_value("Rectangle")
    expect(field).to_be_focused()
    anna.expect_texts("Soup")


def test_a_list_that_cannot_be_had_leaves_the_keys_to_the_paper(table: Table) -> None:
    """[UI-42] It is said, and one goes on."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna", service_workers="block")
    anna.visitor.forgive_the_network()
    anna.page.route(re.compile(r"/Palette-[^/]*\.js$"), lambda route: route.abort())
    anna.page.reload()
    anna.expect_texts("Soup")
    anna.page.keyboard.press("Control+k")
    expect(anna.page.get_by_text(anna.words("error_unreachable"))).to_be_visible()
    anna.page.keyboard.press("t")
    expect(anna.button("tool_text")).to_have_attribute("aria-pressed", "true")


def test_the_list_is_found_among_the_commands(table: Table) -> None:
    """[UI-42] Who works by keys comes to the list without walking past everything on the paper."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna")
    keys = anna.page.keyboard
    keys.press("Control+k")
    expect(anna.dialog).to_be_visible()
    keys.type("list")
    keys.press("Enter")
    expect(anna.outline).to_be_visible()
    expect(anna.dialog).to_have_count(0)
    anna.expect_current_row("Soup")


def test_all_of_it_on_a_phone(table: Table) -> None:
    """[UI-14] [UI-40] [UI-42] By a button and by the menu; what is found is under no bar."""
    table.put_down(Note("Soup"), Note("Bread", at=(3000, 3000)))
    anna = table.seat("Anna", role="facilitator", sees_notes=False, **PHONE)
    touch = Touch(anna)
    touch.press("command_search")
    expect(anna.search.get_by_role("searchbox")).to_be_focused()
    touch.type("bread")
    expect_found(anna, "Bread", "1 of 1")
    anna.expect_buttons_easy_to_press()
    expect_faultless(anna.page)
    anna.search.get_by_role("button", name=anna.words("close")).tap()
    for key in ("command_palette", "command_help"):
        touch.press("menu")
        anna.menu_item(key).tap()
        expect(anna.dialog).to_be_visible()
        wider: bool = anna.page.evaluate(
            "() => document.querySelector('dialog').scrollWidth > innerWidth"
        )
        assert not wider
        expect_faultless(anna.page)
        anna.dialog.get_by_role("button", name=anna.words("close")).tap()
