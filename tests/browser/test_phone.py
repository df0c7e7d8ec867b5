"""On a phone, with fingers: the board is written on as on a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Touch
from tests.browser.pages.board import BoardPage, Point
from tests.browser.pages.join import JoinPage
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


# The smallest is the hardest; what holds there is tried a little larger in the long tests.
@pytest.fixture(
    params=[pytest.param((390, 844), marks=pytest.mark.long), (360, 740)],
    ids=["390x844", "360x740"],
)
def phone(request: pytest.FixtureRequest) -> dict[str, Any]:
    width, height = request.param
    return {"viewport": {"width": width, "height": height}, "has_touch": True, "is_mobile": True}


def test_a_guest_on_a_phone_writes_a_first_note(
    table: Table, arrive: Callable[..., Visitor], phone: dict[str, Any]
) -> None:
    """[UI-14] [UI-50] [PAGE-4] A name, a button, a button; nothing has to be scrolled sideways."""
    visitor = arrive("nl", **phone)
    page, words = visitor.page, visitor.words
    visitor.goes_to(f"/j/{table.board.tokens['participant']}")
    door = JoinPage(page, words)
    expect_no_sideways_scrolling(visitor)
    door.name.fill("Gerda")
    door.enter.tap()
    board = BoardPage(page, words, "Gerda")
    board.expect_open()
    expect(page.get_by_text(words("board_empty_touch"))).to_be_visible()
    expect(page.locator(".empty")).to_contain_text(table.board.title)
    touch = Touch(board)
    touch.press("board_empty_begin")
    expect(board.editor).to_be_focused()
    expect(page.locator(".empty")).to_have_count(0)
    touch.type("Samen eten")
    touch.done()
    board.expect_texts("Samen eten")
    board.expect_open()
    expect_no_sideways_scrolling(visitor)


def test_notes_are_made_by_two_taps_by_a_long_press_and_by_the_button(
    table: Table, phone: dict[str, Any]
) -> None:
    """[UI-1] [UI-14] Each way the cursor is in the note."""
    anna = table.seat("Anna", **phone)
    touch = Touch(anna)
    touch.create("Two taps")
    touch.fingers.press(anna.bare_spot())
    expect(anna.editor).to_be_focused()
    touch.fingers.let_go()
    touch.type("Long press")
    touch.done()
    touch.press("tool_note")
    expect(anna.editor).to_be_focused()
    touch.type("Button")
    touch.done()
    anna.expect_texts("Two taps", "Long press", "Button")


def test_fingers_select_several_by_taps(table: Table, phone: dict[str, Any]) -> None:
    """[UI-7] [UI-14] [UI-22] From the menu: taps add and take away; they are grouped and move as one."""
    table.put_down(Note("a"), Note("b", at=(0, 240)), Note("c", at=(0, 480)))
    anna, bert = table.seat("Anna", **phone), table.seat("Bert")
    touch = Touch(anna)
    touch.choose("a")
    touch.press("more_actions")
    anna.menu_item("command_select_more").tap()
    touch.fingers.tap(anna.spot_of("b"))
    anna.expect_selected("a", "b")
    touch.fingers.tap(anna.spot_of("c"))
    anna.expect_selected("a", "b", "c")
    touch.fingers.tap(anna.spot_of("c"))
    anna.expect_selected("a", "b")
    touch.press("more_actions")
    anna.menu_item("command_group").tap()
    touch.fingers.tap(anna.bare_spot())
    anna.expect_selected("a", "b")
    touch.fingers.tap(anna.bare_spot())
    anna.expect_selected()
    before = bert.box("a")
    touch.lift("b")
    touch.drop()
    bert.expect_box("a", lambda box: box.y > before.y + 30)


def test_opened_tools_go_again_with_the_next_press_elsewhere(
    table: Table, phone: dict[str, Any]
) -> None:
    """[UI-18] They would cover what one writes next."""
    anna = table.seat("Anna", **phone)
    anna.button("tools_more").tap()
    expect(anna.button("tool_frame")).to_be_visible()
    Touch(anna).create("Soup")
    expect(anna.button("tool_frame")).to_have_count(0)
    expect(anna.button("tools_more")).to_be_visible()


def test_what_fingers_do_others_see(table: Table, phone: dict[str, Any]) -> None:
    """[UI-5] [UI-6] [UI-14] Writing, dragging, resizing, a colour, the bin and undo, all by touch."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna", **phone), table.seat("Bert")
    touch = Touch(anna)
    touch.open("Soup")
    touch.type("s")
    touch.done()
    bert.expect_texts("Soups")
    before = bert.box("Soups")
    touch.lift("Soups")
    bert.expect_box("Soups", lambda box: box.y > before.y + 30)
    touch.drop()
    bert.expect_at("Soups", anna.box("Soups"))
    touch.resize("Soups")
    larger = anna.expect_box("Soups", lambda box: box.w > before.w and box.h > before.h)
    bert.expect_at("Soups", larger)
    touch.recolor("Soups", "lilac")
    bert.expect_color("Soups", "lilac")
    touch.remove("Soups")
    expect(bert.notes).to_have_count(0)
    touch.undo()
    bert.expect_texts("Soups")


def test_two_fingers_zoom_and_one_on_bare_paper_pans(table: Table, phone: dict[str, Any]) -> None:
    """[UI-14] Two pan as well. Nothing of it is written, and the page itself does not zoom."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna", **phone)
    touch = Touch(anna)
    box, zoom, spot = anna.box("Soup"), anna.zoom(), anna.spot_of("Soup")
    touch.fingers.pinch(spot, apart=80, then=160)
    assert anna.zoom() == pytest.approx(2 * zoom, rel=0.1)
    # What was between the fingers still is.
    assert anna.spot_of("Soup") == pytest.approx(spot, abs=10)
    touch.fingers.pinch(spot, apart=160, then=80)
    assert anna.zoom() == pytest.approx(zoom, rel=0.1)
    touch.fingers.slide_together(
        [Point(spot.x - 30, spot.y), Point(spot.x + 30, spot.y)], Point(50, 30)
    )
    assert anna.spot_of("Soup") == pytest.approx((spot.x + 50, spot.y + 30), abs=10)
    assert anna.zoom() == pytest.approx(zoom, rel=0.1)
    touch.fingers.slide_together(
        [Point(spot.x - 30, spot.y), Point(spot.x + 30, spot.y)], Point(-50, -30)
    )
    bare = anna.bare_spot()
    touch.fingers.press(bare)
    touch.fingers.slide(bare, Point(bare.x - 60, bare.y - 40))
    touch.fingers.let_go()
    moved = anna.spot_of("Soup")
    assert moved.x < spot.x - 30
    assert moved.y < spot.y - 20
    assert anna.box("Soup") == box
    assert anna.page.evaluate("() => visualViewport.scale") == 1


def test_every_button_on_a_phone_is_in_view_and_large_enough(
    table: Table, phone: dict[str, Any]
) -> None:
    """[UI-14] At least 44 by 40 pixels, none under another, with a note chosen or not."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna", role="facilitator", **phone)
    anna.expect_buttons_easy_to_press()
    Touch(anna).choose("Soup")
    expect(anna.format_bar).to_be_visible()
    anna.expect_buttons_easy_to_press()


def test_the_list_lets_go_of_the_paper_when_a_note_is_to_be_seen_on_it(
    table: Table, phone: dict[str, Any]
) -> None:
    """[UI-14] [UI-15] The list covers a phone: one writes in it, and what is to be seen on the paper is."""
    table.put_down(Note("Soup"), Note("Bread", at=(900, 900)))
    anna = table.seat("Anna", **phone)
    touch = Touch(anna)
    touch.press("board_outline_open")
    anna.row("Bread").tap()
    anna.words_in_list.tap()
    anna.page.keyboard.press("Control+End")
    touch.type("!")
    touch.press("outline_show")
    expect(anna.outline).to_have_count(0)
    anna.expect_selected("Bread!")
    anna.expect_in_view(anna.note("Bread!"))
    touch.press("zoom_fit")
    anna.expect_texts("Soup", "Bread!")


def test_the_note_being_written_in_stays_above_the_keys(
    table: Table, phone: dict[str, Any]
) -> None:
    """[UI-14] When the keys of the screen take half of it, the note moves up into what is left."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna", **phone)
    touch = Touch(anna)
    spot = anna.spot_of("Soup")
    touch.fingers.press(Point(20, 400))
    touch.fingers.slide(Point(20, 400), Point(20, 600))
    touch.fingers.let_go()
    low = anna.spot_of("Soup")
    assert low.y > spot.y + 100
    touch.open("Soup")
    width, height = phone["viewport"]["width"], phone["viewport"]["height"] // 2
    anna.page.set_viewport_size({"width": width, "height": height})
    anna.expect_in_view(anna.editor)


def expect_no_sideways_scrolling(visitor: Visitor) -> None:
    wider: bool = visitor.page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    assert not wider
