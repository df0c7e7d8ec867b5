"""Where things stand, and that fingers are offered all of it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.bringing import photo, pick
from tests.browser.hands import Mouse, Touch
from tests.browser.pages.board import Point
from tests.browser.pages.mind_map import nodes
from tests.browser.seeding import Note, Thing
from tests.browser.table import Table

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
}


def test_everything_stands_where_one_looks_for_it(table: Table) -> None:
    """[UI-31] On a desk; and a facilitator is known by a ring, and by the word."""
    table.put_down(Note("Soup", at=(0, 400)))
    host, guest = table.seat("Fatima", role="facilitator"), table.seat("Gerda")
    Mouse(host).choose("Soup")
    expect(host.format_bar).to_be_visible()
    width, height = 1280, 800
    left, right = width / 3, width * 2 / 3
    tools = middle(host.page.get_by_label(host.words("toolbar"), exact=True))
    assert tools.x < 80 and abs(tools.y - height / 2) < 40
    for what in (host.button("menu"), host.page.get_by_role("heading", level=1)):
        at = middle(what)
        assert at.x < left and at.y < 80
    for what in (host.button("share"), host.button_of_people(2)):
        at = middle(what)
        assert at.x > right and at.y < 80
    for key in ("zoom_in", "zoom_fit", "command_map"):
        at = middle(host.button(key))
        assert at.x > right and at.y > height - 80
    bar, note = host.format_bar.bounding_box(), host.note("Soup").bounding_box()
    assert bar is not None and note is not None
    assert note["y"] - 120 < bar["y"] + bar["height"] <= note["y"]
    ring = "face => getComputedStyle(face.querySelector('.avatar')).boxShadow"
    face = guest.button_named(guest.words("people_follow", name="Fatima"))
    assert face.evaluate(ring) != "none"
    assert host.button_named(host.words("people_follow", name="Gerda")).evaluate(ring) == "none"
    guest.button_of_people(2).click()
    row = guest.page.get_by_role("listitem").filter(has_text="Fatima")
    expect(row).to_contain_text(guest.words("role_facilitator"))


def test_on_a_phone_the_tools_are_at_the_bottom(table: Table) -> None:
    """[UI-31] The rest stays where it is."""
    anna = table.seat("Anna", **PHONE)
    tools = middle(anna.page.get_by_label(anna.words("toolbar"), exact=True))
    assert tools.y > 844 - 80
    menu, people = middle(anna.button("menu")), middle(anna.button_of_people(1))
    assert menu.x < 60 and menu.y < 80 and people.x > 250 and people.y < 80


def test_on_a_phone_every_key_has_a_button(table: Table) -> None:
    """[UI-32] Whatever the list of keys names is offered to fingers, by a bar or a menu."""
    table.put_down(
        Note("Soup"),
        Note("Bread", at=(220, 0)),
        Thing("shape", {"at": [0, 240], "size": [200, 130], "form": "rectangle"}, "Tea"),
        Thing(
            "text", {"at": [220, 240], "size": [200, 120], "url": "https://example.org/"}, "Card"
        ),
        *nodes("Street\n  Trees\n  Play\n    Swing", at=[20, 440], layout="right"),
    )
    anna = table.seat("Anna", role="facilitator", sees_notes=False, **PHONE)
    touch = Touch(anna)
    offered: set[str] = set()

    def look() -> None:
        offered.update(anna.page.evaluate(_OFFERED))

    def open_menu(text: str) -> None:
        box = anna.note(text).bounding_box()
        assert box is not None
        touch.fingers.press(Point(box["x"] + 20, box["y"] + box["height"] / 3))
        expect(anna.page.get_by_role("menu")).to_be_visible()
        touch.fingers.let_go()
        look()

    def choose(key: str) -> None:
        anna.menu_item(key).first.tap()
        expect(anna.page.get_by_role("menu")).to_have_count(0)

    touch.press("menu")
    expect(anna.menu_item("command_help")).to_be_visible()
    look()
    choose("command_help")
    keyed: set[str] = set(anna.dialog.evaluate(_KEYED))
    anna.dialog.get_by_role("button", name=anna.words("close")).tap()
    touch.press("tools_more")
    look()
    touch.press("tool_rectangle")
    look()
    touch.press("tool_select")
    pick(anna, photo("jam.jpg", 300, 200))
    expect(anna.pictures).to_have_count(1)
    touch.press("more_actions")
    expect(anna.menu_item("command_describe")).to_be_visible()
    look()
    choose("delete")
    for text in ("Tea", "Card", "Trees"):
        open_menu(text)
        touch.fingers.tap(Point(10, 640))
        expect(anna.page.get_by_role("menu")).to_have_count(0)
    open_menu("Play")
    choose("map_fold")
    open_menu("Play")
    choose("map_unfold")
    open_menu("Soup")
    choose("command_select_more")
    touch.fingers.tap(anna.spot_of("Bread"))
    anna.expect_selected("Soup", "Bread")
    touch.fingers.tap(Point(10, 640))
    anna.expect_selected("Soup", "Bread")
    open_menu("Soup")
    choose("command_group")
    open_menu("Bread")
    choose("command_lock")
    open_menu("Bread")
    # These lead the keyboard itself; a finger taps.
    keyed -= {anna.words(key) for key in ("help_bar", "help_leave", "map_walk")}
    assert keyed - offered == set()


_OFFERED = """() => [...document.querySelectorAll("button, [role^=menuitem]")]
  .filter(button => button.checkVisibility() && button.getBoundingClientRect().width > 0)
  .map(button => button.ariaLabel ?? (button.querySelector(".words") ?? button).innerText.trim())"""
_KEYED = """help => [...help.querySelectorAll("dl > div")]
  .filter(row => row.querySelector("kbd")).map(row => row.querySelector("dt").innerText.trim())"""


def middle(what: Locator) -> Point:
    box = what.bounding_box()
    assert box is not None
    return Point(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
