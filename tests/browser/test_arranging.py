"""What is done to several things at once, and to what is locked."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse, Touch
from tests.browser.pages.board import Box, Point
from tests.browser.seeding import Note, Thing
from tests.browser.table import Seated, Table
from tests.deadline import soon

pytestmark = pytest.mark.browser


def stored(table: Table, id: str) -> dict[str, Any]:
    return table.house.server.objects(table.board)[id]


def run(board: Seated, key: str) -> None:
    """Choose from the menu of the selection."""
    board.page.keyboard.press("Shift+F10")
    board.page.get_by_role("menuitem", name=board.words(key)).first.click()


def test_things_are_aligned_spread_and_tidied_from_the_menu(table: Table) -> None:
    """[UI-23] [UI-26] One step each: one undo puts all back. The menu is walked by keys."""
    table.put_down(Note("a"), Note("b", at=(260, 40)), Note("c", at=(700, 90)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Control+a")
    run(anna, "command_top")
    for text in "abc":
        bert.expect_box(text, lambda box: box.y == 0)
    run(anna, "command_across")
    bert.expect_box("b", lambda box: box.x == 350)
    run(anna, "command_tidy")
    bert.expect_at("b", Box(224, 0, 200, 200))
    bert.expect_at("c", Box(0, 224, 200, 200))
    for _ in range(3):
        anna.page.keyboard.press("Control+z")
    bert.expect_at("b", Box(260, 40, 200, 200))
    bert.expect_at("c", Box(700, 90, 200, 200))
    anna.page.keyboard.press("Shift+F10")
    menu = anna.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    anna.page.keyboard.press("End")
    expect(menu.get_by_role("menuitem", name=anna.words("delete"))).to_be_focused()
    anna.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(anna.list).to_be_focused()


def test_the_bar_of_what_is_chosen_is_beside_the_tools_and_the_list(table: Table) -> None:
    """[UI-26] On a tablet, too, where both leave little room, every colour can be pressed."""
    table.put_down(Note("a"), Note("b", at=(400, 0)))
    size = {"width": 820, "height": 1180}
    anna = table.seat("Anna", role="facilitator", viewport=size, has_touch=True, is_mobile=True)
    for text in "ab":
        Touch(anna).choose(text)
        tools, bar = anna.tools.bounding_box(), anna.format_bar.bounding_box()
        assert tools is not None and bar is not None
        assert bar["x"] >= tools["x"] + tools["width"]
    anna.page.set_viewport_size({"width": 1280, "height": 800})
    anna.button("board_outline_open").click()
    expect(anna.outline).to_be_visible()

    def beside() -> bool:
        panel, bar = anna.outline.bounding_box(), anna.format_bar.bounding_box()
        return panel is not None and bar is not None and bar["x"] + bar["width"] <= panel["x"]

    soon(beside, "the bar is beside the list")


def test_keys_select_several_on_the_paper(table: Table) -> None:
    """[UI-7] [UI-12] After “Select more” Tab only walks; the space bar adds and takes away."""
    table.put_down(Note("a"), Note("b", at=(260, 0)), Note("c", at=(520, 0)))
    anna = table.seat("Anna")
    keyboard = Keyboard(anna)
    keyboard.to_paper()
    keyboard.go_to("a")
    run(anna, "command_select_more")
    keys = anna.page.keyboard
    keys.press("Tab")
    anna.expect_selected("a")
    keys.press("Tab")
    keys.press("Space")
    anna.expect_selected("a", "c")
    keys.press("Escape")
    keys.press("a")
    soon(
        lambda: any(
            fields["type"] == "connector"
            for fields in table.house.server.objects(table.board).values()
        ),
        "they are connected",
    )


def test_a_group_is_one_until_it_is_ungrouped(table: Table) -> None:
    """[UI-22] A press on one of them chooses all; a double click still writes in one."""
    table.put_down(Note("a"), Note("b", at=(260, 0)), Note("c", at=(0, 400)))
    anna = table.seat("Anna")
    mouse = Mouse(anna)
    mouse.surround("a", "b")
    anna.page.keyboard.press("Control+g")
    soon(lambda: "group" in stored(table, "seed001"), "they are a group")
    anna.page.mouse.click(*anna.bare_spot())
    anna.page.mouse.click(*anna.spot_of("b"))
    anna.expect_selected("a", "b")
    before = anna.box("b")
    mouse.lift("a")
    mouse.drop()
    anna.expect_box("b", lambda box: box.x > before.x + 60)
    mouse.open("a")
    expect(anna.editor).to_have_value("a")
    anna.page.keyboard.press("Escape")
    anna.page.mouse.click(*anna.spot_of("b"))
    anna.page.keyboard.press("Control+Shift+g")
    soon(lambda: "group" not in stored(table, "seed001"), "they are no group")
    anna.page.mouse.click(*anna.bare_spot())
    anna.page.mouse.click(*anna.spot_of("b"))
    anna.expect_selected("b")


def test_a_copy_by_alt_and_a_drag_and_a_frame_with_all_in_it(table: Table) -> None:
    """[UI-23] What lies in a copied frame, and the line between, are copied along."""
    table.put_down(
        Thing("frame", {"at": [0, 0], "size": [600, 320]}, "Dreams", "frame"),
        Thing("sticky", {"at": [40, 80], "size": [200, 200], "frame": "frame"}, "a", "a"),
        Thing("sticky", {"at": [340, 80], "size": [200, 200], "frame": "frame"}, "b", "b"),
        Thing("connector", {"from": {"object": "a"}, "to": {"object": "b"}}),
    )
    anna = table.seat("Anna")
    box = anna.page.locator("#thing-frame").bounding_box()
    assert box is not None
    title = Point(box["x"] + 20, box["y"] + 20)
    anna.page.mouse.move(*title)
    anna.page.mouse.down()
    anna.page.keyboard.down("Alt")
    anna.page.mouse.move(title.x, title.y + 360, steps=6)
    anna.page.mouse.up()
    anna.page.keyboard.up("Alt")
    anna.expect_texts("Dreams", "Dreams", "a", "a", "b", "b", "", "")
    lying = table.house.server.objects(table.board)
    (copy,) = [id for id, fields in lying.items() if fields["type"] == "frame" and id != "frame"]
    inside = {fields["text"]: id for id, fields in lying.items() if fields.get("frame") == copy}
    assert set(inside) == {"a", "b"}
    lines = [fields for fields in lying.values() if fields["type"] == "connector"]
    assert {"object": inside["b"]} in [line["to"] for line in lines]
    anna.page.keyboard.press("Control+z")
    anna.expect_texts("Dreams", "a", "b", "")


def test_what_lies_above_what_is_changed_by_keys(table: Table) -> None:
    """[UI-23] The same for everybody."""
    table.put_down(Note("low"), Note("high", at=(60, 60)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Keyboard(anna).go_to("low")

    def top(board: Seated) -> str:
        """What is drawn above, where the two overlap."""
        a, b = board.spot_of("low"), board.spot_of("high")
        text: str = board.page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('.thing').innerText",
            [(a.x + b.x) / 2, (a.y + b.y) / 2],
        )
        return text

    order = [
        ("Control+Shift+]", "low"),
        ("Control+[", "high"),
        ("Control+]", "low"),
        ("Control+Shift+[", "high"),
    ]
    for keys, above in order:
        anna.page.keyboard.press(keys)
        soon(lambda above=above: top(bert) == above, f"after {keys} “{above}” is above")  # type: ignore[misc]


def test_a_locked_thing_says_so_and_stays_until_it_is_unlocked(table: Table) -> None:
    """[UI-24] Nothing of it changes by a drag, a key or typing."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Keyboard(anna).go_to("Soup")
    anna.page.keyboard.press("Control+Shift+l")
    expect(bert.page.locator(".thing .lock")).to_be_visible()
    before = bert.box("Soup")
    mouse = Mouse(bert)
    mouse.choose("Soup")
    expect(bert.page.get_by_text(bert.words("locked"), exact=True)).to_be_visible()
    mouse.lift("Soup")
    mouse.drop()
    bert.page.keyboard.press("Delete")
    bert.page.keyboard.press("ArrowRight")
    assert bert.box("Soup") == before
    bert.expect_texts("Soup")
    bert.button("command_unlock").click()
    expect(anna.page.locator(".thing .lock")).to_have_count(0)
    mouse.lift("Soup")
    mouse.drop()
    anna.expect_box("Soup", lambda box: box.x > before.x)


def test_what_a_facilitator_locks_for_participants_stays_free_for_facilitators(
    table: Table,
) -> None:
    """[UI-24] [LOCK-1] A participant is told, and offered no key to it."""
    table.put_down(Note("Soup"))
    host, guest = table.seat("Fatima", role="facilitator"), table.seat("Gerda")
    Keyboard(host).go_to("Soup")
    run(host, "command_lock_facilitators")
    Mouse(guest).choose("Soup")
    expect(guest.page.get_by_text(guest.words("locked_by_facilitator"))).to_be_visible()
    expect(guest.button("command_unlock")).to_have_count(0)
    Keyboard(host).to_paper()
    host.page.keyboard.press("ArrowRight")
    guest.expect_box("Soup", lambda box: box.x == 8)


def test_several_are_resized_and_a_shape_is_turned_while_others_see_it(table: Table) -> None:
    """[UI-25] With Shift the proportions stay, and a turn goes in steps of 15 degrees."""
    table.put_down(
        Note("a"),
        Note("b", at=(300, 0)),
        Thing("shape", {"at": [0, 300], "size": [200, 100], "form": "rectangle"}, "Turn", "turn"),
    )
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mouse = Mouse(anna)
    mouse.surround("a", "b")
    handle = anna.page.locator("[data-handle=se]").bounding_box()
    assert handle is not None
    spot = Point(handle["x"] + 6, handle["y"] + 6)
    anna.page.mouse.move(*spot)
    anna.page.mouse.down()
    with mouse.holding("Shift"):
        anna.page.mouse.move(spot.x + 120, spot.y + 10, steps=6)
        wide = bert.expect_box("b", lambda box: box.w > 220)
        assert wide.w == pytest.approx(wide.h, abs=1)
        assert "size" in stored(table, "seed001")
        assert stored(table, "seed001")["size"] == [200, 200]
        anna.page.mouse.up()
    bert.expect_box("a", lambda box: box.w > 220 and box.x == 0)
    anna.page.mouse.click(*anna.bare_spot())
    anna.page.mouse.click(*anna.spot_of("Turn"))
    knob = anna.page.locator("[data-handle=turn]").bounding_box()
    assert knob is not None
    middle, start = anna.spot_of("Turn"), Point(knob["x"] + 6, knob["y"] + 6)
    anna.page.mouse.move(*start)
    anna.page.mouse.down()
    with mouse.holding("Shift"):
        anna.page.mouse.move(middle.x - 100, middle.y + 5, steps=8)
        anna.page.mouse.up()
    soon(lambda: stored(table, "turn").get("rotation") == 90, "it stands upright")
    anna.page.keyboard.press("Alt+,")
    soon(lambda: stored(table, "turn").get("rotation") == 75, "a key turns it back a step")


def test_what_is_dragged_is_drawn_to_what_lies_near(table: Table) -> None:
    """[UI-25] With Ctrl held it is not."""
    table.put_down(Note("a"), Note("b", at=(400, 3)))
    anna = table.seat("Anna")
    spot = anna.spot_of("b")
    for ctrl, top in ((True, 5), (False, 0)):
        anna.page.mouse.move(*spot)
        anna.page.mouse.down()
        if ctrl:
            anna.page.keyboard.down("Control")
        anna.page.mouse.move(spot.x + 40, spot.y + 2, steps=4)
        expect(anna.page.locator(".guide")).to_have_count(0 if ctrl else 1)
        anna.page.mouse.up()
        anna.page.keyboard.up("Control")
        anna.expect_box("b", lambda box, top=top: box.y == top)  # type: ignore[misc]
        anna.page.keyboard.press("Control+z")
        anna.expect_box("b", lambda box: box.y == 3)


def test_a_long_press_on_a_note_opens_its_menu_on_a_phone(table: Table) -> None:
    """[UI-26] [UI-14] All of it in view, and large enough for a finger."""
    table.put_down(Note("Soup"))
    size = {"width": 390, "height": 844}
    anna = table.seat("Anna", viewport=size, has_touch=True, is_mobile=True)
    touch = Touch(anna)
    touch.fingers.press(anna.spot_of("Soup"))
    menu = anna.page.get_by_role("menu")
    expect(menu).to_be_visible()
    touch.fingers.let_go()
    item = menu.get_by_role("menuitem", name=anna.words("duplicate"))
    expect(item).to_be_in_viewport(ratio=1)
    box = item.bounding_box()
    assert box is not None and box["height"] >= 44
    item.tap()
    anna.expect_texts("Soup", "Soup")
