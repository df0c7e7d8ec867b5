"""One person at the paper: choosing, moving, looking around."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.deadline import soon

pytestmark = pytest.mark.browser


def test_a_frame_selects_what_it_touches_and_shift_adds(table: Table) -> None:
    """[UI-7] A press on bare paper lets go of everything."""
    table.put_down(Note("a"), Note("b", at=(260, 0)), Note("c", at=(520, 300)))
    anna = table.seat("Anna")
    mouse = Mouse(anna)
    mouse.surround("a", "b")
    anna.expect_selected("a", "b")
    with mouse.holding("Shift"):
        anna.page.mouse.click(*anna.spot_of("c"))
        anna.expect_selected("a", "b", "c")
        anna.page.mouse.click(*anna.spot_of("a"))
        anna.expect_selected("b", "c")
    anna.page.mouse.click(*anna.bare_spot())
    anna.expect_selected()


def test_escape_takes_back_a_drag(table: Table) -> None:
    """[UI-5] Nothing of it is written, and the others see the note where it was."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    before = bert.box("Soup")
    mouse = Mouse(anna)
    mouse.lift("Soup")
    bert.expect_box("Soup", lambda box: box.x > before.x + 50)
    anna.page.keyboard.press("Escape")
    mouse.drop()
    for one in (anna, bert):
        one.expect_at("Soup", before)
    expect(anna.button("undo")).to_have_attribute("aria-disabled", "true")


def test_a_copy_lies_beside_its_original(table: Table) -> None:
    """[UI-6] With its words and colour, and one undo takes it away."""
    table.put_down(Note("Soup", color="rose"))
    anna = table.seat("Anna")
    Keyboard(anna).go_to("Soup")
    anna.page.keyboard.press("Control+d")
    anna.expect_texts("Soup", "Soup")
    expect(anna.notes.and_(anna.page.locator("[style*='--note-rose']"))).to_have_count(2)
    anna.page.keyboard.press("Control+z")
    anna.expect_texts("Soup")


def test_the_view_moves_by_wheel_by_buttons_and_by_keys(table: Table) -> None:
    """[UI-16] Zooming at the pointer keeps what is under it; Shift+1 shows everything."""
    table.put_down(Note("Near"), Note("Far", at=(3000, 1500)))
    vera = table.seat("Vera", role="viewer")
    expect(vera.note("Near")).to_be_in_viewport()
    expect(vera.note("Far")).to_be_in_viewport()
    everything = vera.zoom()
    vera.page.keyboard.press("Control+0")
    vera.expect_zoom(1)
    vera.page.keyboard.press("Control+=")
    vera.expect_zoom(1.25)
    vera.button("zoom_out").click()
    vera.expect_zoom(1)
    Keyboard(vera).go_to("Near")
    before = vera.spot_of("Near")
    vera.page.mouse.move(*before)
    with Mouse(vera).holding("Control"):
        vera.page.mouse.wheel(0, -100)
    soon(lambda: vera.zoom() > 1.1, "the wheel zooms")
    assert vera.spot_of("Near") == pytest.approx(before, abs=2)
    vera.page.mouse.wheel(100, 50)
    moved = pytest.approx((before.x - 100, before.y - 50), abs=2)
    soon(lambda: vera.spot_of("Near") == moved, "the wheel pans")
    vera.page.keyboard.press("Shift+1")
    vera.expect_zoom(everything)


@pytest.mark.parametrize("by", ["the space bar", "the hand"])
def test_the_paper_is_moved_and_not_the_note_under_the_pointer(table: Table, by: str) -> None:
    """[UI-16] With the space bar held, or with the hand as the tool."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna")
    box, spot, mouse = anna.box("Soup"), anna.spot_of("Soup"), Mouse(anna)
    if by == "the hand":
        anna.page.keyboard.press("h")
        mouse.lift("Soup")
    else:
        with mouse.holding("Space"):
            mouse.lift("Soup")
    mouse.drop()
    soon(lambda: anna.spot_of("Soup").x > spot.x + 100, "the paper has moved")
    assert anna.box("Soup") == box
    expect(anna.button("undo")).to_have_attribute("aria-disabled", "true")


# Of a thousand notes in rows of fifty, those that lie on the screen and are not in the page.
_MISSING = """() => {
  const { e: x, f: y } = new DOMMatrix(document.querySelector(".scaled").style.transform);
  const there = new Set([...document.querySelectorAll(".thing")].map(thing => thing.innerText));
  return Array.from({ length: 999 }, (_, i) => i).filter(i => {
    const [left, top] = [i % 50 * 220 + x, Math.floor(i / 50) * 220 + y];
    return left + 200 > 0 && left < innerWidth && top + 200 > 0 && top < innerHeight && !there.has(`n${i}`);
  });
}"""


def test_a_board_of_a_thousand_notes_is_seen_whole_and_found_in_the_list(table: Table) -> None:
    """[UI-15] [UI-16] From afar the paper is a picture; near, wherever the wheel leads, nothing is
    missing; a note found in the list is a note again.
    """
    many = [Note(f"n{i}", at=(i % 50 * 220, i // 50 * 220)) for i in range(999)]
    table.put_down(*many)
    anna = table.seat("Anna", sees_notes=False)
    expect(anna.notes).to_have_count(0)
    expect(anna.page.locator("canvas.far")).to_be_visible()
    anna.page.keyboard.press("Control+0")
    anna.expect_zoom(1)
    anna.page.mouse.move(700, 450)
    for _ in range(15):
        anna.page.mouse.wheel(170, 60)
    soon(lambda: anna.page.evaluate(_MISSING) == [], "every note on the screen is in the page")
    expect(anna.page.locator("canvas.far")).to_be_hidden()
    soon(lambda: anna.notes.count() < 200, "what was left behind is gone")
    anna.button("board_outline_open").click()
    anna.rows.first.click()
    anna.page.keyboard.type("n42")
    expect(anna.note("n42")).to_be_in_viewport()
    anna.expect_selected("n42")
