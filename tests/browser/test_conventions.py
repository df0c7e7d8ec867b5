"""What hands know from other boards works here without being learned: keys, wheels, places of things."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.seeding import Note, Thing
from tests.browser.table import Seated, Table
from tests.deadline import soon

pytestmark = pytest.mark.browser


def pressed(board: Seated, tool: str) -> Locator:
    return board.button(f"tool_{tool}").and_(board.page.locator("[aria-pressed=true]"))


def test_typing_on_what_the_pointer_has_chosen_writes_on(table: Table) -> None:
    """[UI-2] The letter that opens it is in it, also where it would be a tool; Shift+Enter is a new line."""
    table.put_down(
        Note("Soup"),
        Thing("shape", {"at": [300, 0], "size": [200, 130], "form": "rectangle"}, "", "box"),
    )
    anna, bert = table.seat("Anna"), table.seat("Bert")
    keys = anna.page.keyboard
    Mouse(anna).choose("Soup")
    keys.type("r")
    expect(anna.editor).to_have_value("Soupr")
    keys.press("Shift+Enter")
    keys.type("n")
    keys.press("Escape")
    anna.page.locator("#thing-box").click()
    keys.type("Bread")
    keys.press("Control+Enter")
    expect(anna.page.locator("textarea")).to_have_count(0)
    bert.expect_texts("Soupr\nn", "Bread")
    # Chosen by the keyboard, or after writing, letters are tools.
    Keyboard(anna).go_to("Bread")
    keys.press("t")
    expect(pressed(anna, "text")).to_be_visible()


def test_every_letter_is_its_tool(table: Table) -> None:
    """[UI-17] And the pin keeps one, as Q does."""
    anna = table.seat("Anna", role="facilitator")
    letters = ["h", "t", "r", "o", "a", "l", "p", "d", "f", "e", "m", "k", "v"]
    tools = [
        "hand",
        "text",
        "rectangle",
        "ellipse",
        "arrow",
        "line",
        "pen",
        "pen",
        "frame",
        "eraser",
        "mindmap",
        "laser",
        "select",
    ]
    for letter, tool in zip(letters, tools, strict=True):
        anna.page.keyboard.press(letter)
        expect(pressed(anna, tool)).to_be_visible()
    anna.page.keyboard.press("l")
    anna.button("tool_keep").click()
    for y in (200, 400):
        anna.page.mouse.move(400, y)
        anna.page.mouse.down()
        anna.page.mouse.move(600, y + 50, steps=3)
        anna.page.mouse.up()
        expect(pressed(anna, "line")).to_be_visible()
    expect(anna.page.locator(".thing.connector")).to_have_count(2)


def test_the_middle_button_pans_and_keys_zoom_both_ways(table: Table) -> None:
    """[UI-16] With the note under the pointer left where it lies."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna")
    box, spot, mouse = anna.box("Soup"), anna.spot_of("Soup"), anna.page.mouse
    mouse.move(*spot)
    mouse.down(button="middle")
    mouse.move(spot.x + 90, spot.y - 40, steps=4)
    mouse.up(button="middle")
    moved = pytest.approx((spot.x + 90, spot.y - 40), abs=2)
    soon(lambda: anna.spot_of("Soup") == moved, "the paper has moved")
    assert anna.box("Soup") == box
    anna.expect_selected()
    for keys, zoom in (("Control+0", 1.0), ("Control+-", 0.8), ("Control++", 1.0)):
        anna.page.keyboard.press(keys)
        anna.expect_zoom(zoom)


def test_a_mouse_wheel_zooms_and_two_fingers_on_a_trackpad_pan(table: Table) -> None:
    """[UI-30] Told apart by how they turn; who says which it is is believed, on that device from then on."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna")
    wheel = anna.page.mouse.wheel
    at = anna.spot_of("Soup")
    anna.page.mouse.move(*at)
    anna.page.keyboard.press("Control+0")
    anna.expect_zoom(1)
    at = anna.spot_of("Soup")
    anna.page.mouse.move(*at)
    wheel(0, -120)
    soon(lambda: anna.zoom() > 1.2, "a notch of the wheel zooms")
    assert anna.spot_of("Soup") == pytest.approx(at, abs=2)
    pause(anna)
    zoom = anna.zoom()
    # Slow first, and then as fast as a wheel: one turn of one device.
    wheel(0, 8)
    wheel(0, 120)
    soon(lambda: anna.spot_of("Soup").y < at.y - 120, "two fingers pan")
    assert anna.zoom() == zoom
    say(anna, "trackpad")
    wheel(0, -120)
    soon(lambda: anna.spot_of("Soup") == pytest.approx((at.x, at.y - 8), abs=2), "it pans")
    anna.page.reload()
    expect(anna.note("Soup")).to_be_visible()
    at, zoom = anna.spot_of("Soup"), anna.zoom()
    wheel(0, 120)
    soon(lambda: anna.spot_of("Soup").y < at.y - 100, "it still pans")
    say(anna, "mouse")
    wheel(0, 8)
    soon(lambda: anna.zoom() < zoom, "the wheel of a mouse zooms, however little it turns")


def say(board: Seated, device: str) -> None:
    """What one points with, by the menu of the board."""
    board.button("menu").click()
    board.menu_item("command_pointing").click()
    board.dialog.get_by_role("radio", name=board.words(f"pointing_{device}")).check()
    board.close_dialog()
    board.page.mouse.move(*board.spot_of("Soup"))


def pause(board: Seated) -> None:
    """So long that what turns next is another turn."""
    board.page.evaluate(
        "() => new Promise(done => { const then = performance.now() + 320;"
        " const look = now => now > then ? done() : requestAnimationFrame(look); requestAnimationFrame(look); })"
    )


def test_arrows_nudge_and_with_shift_further(table: Table) -> None:
    """[UI-23] A held arrow is one step to take back; Ctrl+Y does it again."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Keyboard(anna).go_to("Soup")
    for keys, x in (
        ("ArrowRight", 8),
        ("Shift+ArrowRight", 48),
        ("Control+z", 8),
        ("Control+y", 48),
    ):
        anna.page.keyboard.press(keys)
        bert.expect_box("Soup", lambda box, x=x: box.x == x)  # type: ignore[misc]


def test_what_is_copied_by_key_is_pasted_by_key(table: Table) -> None:
    """[UI-27] [PIC-1] [PIC-5] In another browser on another board; pictures, addresses and lines, too."""
    table.put_down(Note("Soup", color="mint"))
    anna = table.seat("Anna", permissions=["clipboard-read", "clipboard-write"])
    other = Table(table.house, table.house.make_board("Another table"), table.arrive)
    bert = other.seat("Bert")
    Keyboard(anna).go_to("Soup")
    anna.page.keyboard.press("Control+c")
    bert.page.keyboard.press("Control+v")
    bert.expect_color("Soup", "mint")
    anna.page.evaluate(_COPY_TEXT, "https://example.org/soup")
    bert.page.keyboard.press("Control+v")
    expect(bert.page.locator(".thing.text")).to_contain_text("example.org")
    anna.page.evaluate(_COPY_TEXT, "Bread\nCheese")
    bert.page.keyboard.press("Control+v")
    expect(bert.note("Cheese")).to_be_visible()
    bert.page.keyboard.press("Control+Shift+v")
    expect(bert.page.locator(".thing.text").filter(has_text="Cheese")).to_have_text("Bread\nCheese")
    anna.page.evaluate(_COPY_PICTURE)
    bert.page.keyboard.press("Control+v")
    expect(bert.pictures).to_have_count(1)
    bert.expect_open()


_COPY_TEXT = "text => navigator.clipboard.writeText(text)"
_COPY_PICTURE = """async () => {
  const canvas = new OffscreenCanvas(40, 30);
  canvas.getContext("2d").fillRect(5, 5, 20, 20);
  await navigator.clipboard.write([new ClipboardItem({ "image/png": await canvas.convertToBlob() })]);
}"""


def test_a_line_with_one_bend_goes_around_its_own_ends(table: Table) -> None:
    """[UI-20] Chosen in the bar; straight or bent, it enters neither of them, wherever they are moved."""
    table.put_down(
        Thing("sticky", {"at": [0, 0], "size": [200, 200]}, "Soup", "soup"),
        Thing("sticky", {"at": [500, 300], "size": [200, 200]}, "Bread", "bread"),
        Thing("connector", {"from": {"object": "soup"}, "to": {"object": "bread"}}, "", "line"),
    )
    anna, bert = table.seat("Anna"), table.seat("Bert")
    line = bert.page.locator("#thing-line")
    assert not line.evaluate(_BENT)
    soup, bread = anna.spot_of("Soup"), anna.spot_of("Bread")
    anna.page.mouse.click((soup.x + bread.x) / 2, (soup.y + bread.y) / 2)
    choice = {"choice": anna.words("choice_path"), "value": anna.words("path_straight")}
    anna.format_bar.get_by_role("button", name=anna.words("choice_is", **choice)).click()
    anna.page.get_by_role("button", name=anna.words("path_elbow"), exact=True).click()
    soon(lambda: bool(line.evaluate(_BENT)), "it has a bend")
    for dx, dy in ((0, -420), (-760, 0), (60, 420)):
        spot = anna.spot_of("Bread")
        anna.page.mouse.move(*spot)
        anna.page.mouse.down()
        anna.page.mouse.move(spot.x + dx, spot.y + dy, steps=4)
        anna.page.mouse.up()
        bert.expect_at("Bread", anna.box("Bread"))
        for text in ("Soup", "Bread"):
            inside: bool = line.evaluate(_ENTERS, list(bert.box(text)))
            assert not inside, f"it runs through “{text}”"


_BENT = """line => {
  const path = line.querySelector("path"), length = path.getTotalLength();
  const [a, b] = [path.getPointAtLength(0), path.getPointAtLength(length)];
  return length > 1.2 * Math.hypot(a.x - b.x, a.y - b.y);
}"""
_ENTERS = """(line, [left, top, w, h]) => {
  const [x, y] = [line.style.left, line.style.top].map(parseFloat);
  const path = line.querySelector("path");
  for (let at = 0; at <= path.getTotalLength(); at += 2) {
    const point = path.getPointAtLength(at);
    const [px, py] = [x + point.x, y + point.y];
    if (px > left + 1 && px < left + w - 1 && py > top + 1 && py < top + h - 1) return true;
  }
  return false;
}"""
