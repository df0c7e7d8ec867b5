"""Places on a large board: the map, links to one thing, looking along with somebody."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse, Touch
from tests.browser.seeding import Note, Thing
from tests.browser.table import Table
from tests.browser.test_accessibility import expect_faultless
from tests.deadline import soon

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def test_the_map_shows_the_board_and_moves_the_view(table: Table) -> None:
    """[UI-43] Pressed, one is there; the view is dragged on it; closed, it stays closed on that device."""
    table.put_down(Note("West"), Note("East", at=(8000, 4000)))
    anna = table.seat("Anna", sees_notes=False)
    keys = anna.page.keyboard
    board_map = anna.page.locator(".corner .map canvas")
    # Where everything is in view it would only be in the way.
    expect(board_map).to_be_hidden()
    keys.press("Control+0")
    expect(board_map).to_be_visible()
    box = board_map.bounding_box()
    assert box is not None
    # Pressed at the far end of the map, and then the view is dragged back to the near one.
    anna.page.mouse.move(box["x"] + box["width"] - 12, box["y"] + box["height"] - 18)
    anna.page.mouse.down()
    anna.expect_in_view(anna.note("East"))
    anna.page.mouse.move(box["x"] + 12, box["y"] + 18, steps=6)
    anna.page.mouse.up()
    anna.expect_in_view(anna.note("West"))
    anna.expect_zoom(1)
    keys.press("Shift+1")
    soon(lambda: anna.zoom() < 0.3, "Shift+1 shows all of it")
    keys.press("Escape")
    Keyboard(anna).go_to("East")
    keys.press("Shift+2")
    anna.expect_zoom(1)
    anna.expect_in_view(anna.note("East"))
    anna.button("command_map").click()
    expect(board_map).to_have_count(0)
    anna.page.reload()
    anna.expect_open()
    expect(anna.button("command_map")).to_have_attribute("aria-pressed", "false")
    keys.press("Control+0")
    anna.expect_zoom(1)
    expect(board_map).to_have_count(0)
    anna.button("command_map").click()
    expect(board_map).to_be_visible()


def test_a_link_leads_to_one_thing(table: Table) -> None:
    """[UI-44] Copied from the menu; opened it flies there, from afar too; what is gone is said to be."""
    table.put_down(
        Note("Near"), Thing("sticky", {"at": [9000, 9000], "size": [200, 200]}, "Far", "far-1")
    )
    anna, bert = table.seat("Anna", sees_notes=False), table.seat("Bert", sees_notes=False)
    anna.visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = Keyboard(anna)
    keys.to_paper()
    keys.keys.press("End")
    anna.expect_selected("Far")
    keys.keys.press("Shift+F10")
    anna.menu_item("command_copy_link").click()
    expect(anna.toast).to_have_text(anna.words("link_copied"))
    link: str = anna.page.evaluate("() => navigator.clipboard.readText()")
    assert link.endswith(f"{table.path}#far-1")
    bert.page.goto("about:blank")
    bert.page.goto(link)
    bert.expect_selected("Far")
    bert.expect_in_view(bert.note("Far"))
    expect(bert.page.locator(".thing.found")).to_have_text("Far")
    Mouse(bert).press("delete")
    anna.page.evaluate("() => { location.hash = '#nothing'; }")
    expect(anna.toast.last).to_have_text(anna.words("link_gone"))
    bert.page.goto("about:blank")
    bert.page.goto(link)
    expect(bert.toast).to_have_text(bert.words("link_gone"))
    bert.expect_in_view(bert.note("Near"))


def test_one_looks_along_with_somebody_until_one_moves_oneself(table: Table) -> None:
    """[UI-45] By their face, or by the list on a phone; own movement, Esc, the button and their leaving end it."""
    table.put_down(Note("Near"), Note("Far", at=(9000, 9000)))
    anna, bert = table.seat("Anna", sees_notes=False), table.seat("Bert", sees_notes=False)
    phone = table.seat("Carla", sees_notes=False, **PHONE)
    follow = anna.words("people_follow", name="Bert")
    banner = anna.page.get_by_role("status").filter(
        has_text=anna.words("follow_banner", name="Bert")
    )
    anna.button_named(follow).click()
    expect(banner).to_be_visible()
    phone.button_of_people(3).tap()
    expect_faultless(phone.page)
    phone.button_named(follow).tap()
    keys = Keyboard(bert)
    keys.to_paper()
    keys.keys.press("End")
    keys.keys.press("Shift+2")
    for board in (anna, phone):
        expect(board.note("Far")).to_be_visible()
        board.expect_in_view(board.note("Far"))
    expect_faultless(anna.page)
    Mouse(anna).press("zoom_in")
    expect(banner).to_have_count(0)
    keys.keys.press("Home")
    keys.keys.press("Shift+2")
    phone.expect_in_view(phone.note("Near"))
    anna.expect_in_view(anna.note("Far"))
    anna.button_named(follow).click()
    anna.expect_in_view(anna.note("Near"))
    anna.page.mouse.move(640, 400)
    anna.page.mouse.wheel(3, 40)
    expect(banner).to_have_count(0)
    anna.button_named(follow).click()
    expect(banner).to_be_visible()
    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Escape")
    expect(banner).to_have_count(0)
    Touch(phone).press("follow_stop")
    anna.button_named(follow).click()
    expect(banner).to_be_visible()
    bert.leaves()
    expect(anna.toast).to_have_text(anna.words("follow_gone", name="Bert"))
    expect(banner).to_have_count(0)
