"""What is pasted: lines, tables, and what was copied on another board in another browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard
from tests.browser.seeding import Note, Thing
from tests.browser.table import Seated, Table
from tests.deadline import soon

pytestmark = pytest.mark.browser

_COPY = """() => {
  const data = new DataTransfer();
  const event = new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
  return {"text/html": data.getData("text/html"), "text/plain": data.getData("text/plain")};
}"""
_PASTE = """content => {
  const data = new DataTransfer();
  for (const [type, value] of Object.entries(content)) data.setData(type, value);
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(event);
}"""


def paste(board: Seated, **content: str) -> None:
    """As Ctrl+V with this on the clipboard; the browser's own clipboard belongs to the machine."""
    named = {name.replace("_", "/"): value for name, value in content.items()}
    board.page.evaluate(_PASTE, named)


def test_lines_become_notes_and_a_table_a_grid_of_them(table: Table) -> None:
    """[UI-27] One undo takes all of a paste away; with Ctrl+Shift+V it is one text."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    paste(anna, text_plain="Soup\n\n  Bread \nCheese\n")
    bert.expect_texts("Soup", "Bread", "Cheese")
    anna.page.keyboard.press("Control+z")
    expect(bert.notes).to_have_count(0)
    paste(anna, text_plain='Soup\t"Bread\nand ""butter"""\r\n\tCheese\r\n')
    bert.expect_texts("Soup", 'Bread\nand "butter"', "Cheese")
    assert bert.box("Cheese").x == bert.box("butter").x
    assert bert.box("Soup").y == bert.box("butter").y < bert.box("Cheese").y
    anna.page.keyboard.press("Control+z")
    expect(bert.notes).to_have_count(0)
    anna.page.keyboard.down("Shift")
    anna.page.keyboard.down("V")
    paste(anna, text_plain="Soup\nBread")
    anna.page.keyboard.up("V")
    anna.page.keyboard.up("Shift")
    expect(bert.page.locator(".thing.text")).to_have_text("Soup\nBread")


def test_too_many_lines_are_not_pasted_and_it_says_why(table: Table) -> None:
    """[UI-27] Nothing is cut off silently."""
    anna = table.seat("Anna")
    paste(anna, text_plain="\n".join(map(str, range(501))))
    expect(anna.toast).to_contain_text("501")
    expect(anna.notes).to_have_count(0)


def test_a_list_from_a_mail_becomes_notes_without_its_marks(table: Table) -> None:
    """[UI-27] What stood before each line of it says nothing on a note of its own."""
    anna = table.seat("Anna")
    paste(anna, text_plain="- Trees\n- Benches\n• Rain barrels")
    anna.expect_texts("Trees", "Benches", "Rain barrels")


def test_things_copied_on_one_board_are_pasted_on_another(table: Table) -> None:
    """[UI-27] With their frame, group and line; without the lock and whose they were."""
    a = {"at": [40, 80], "size": [200, 200], "frame": "frame", "group": "g", "color": "mint"}
    b = {"at": [340, 80], "size": [200, 200], "frame": "frame", "group": "g", "lock": "everyone"}
    table.put_down(
        Thing("frame", {"at": [0, 0], "size": [600, 320]}, "Dreams", "frame"),
        Thing("sticky", a, "Soup", "a"),
        Thing("sticky", b, "Bread", "b"),
        Thing("connector", {"from": {"object": "a"}, "to": {"object": "b"}}, "then"),
    )
    anna = table.seat("Anna")
    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Control+a")
    copied: dict[str, str] = anna.page.evaluate(_COPY)
    assert copied["text/plain"].splitlines() == ["Dreams", "Soup", "Bread", "then"]
    other = Table(table.house, table.house.make_board("Another table"), table.arrive)
    bert = other.seat("Bert")
    bert.page.evaluate(_PASTE, copied)
    bert.expect_texts("Dreams", "Soup", "Bread", "then")

    def objects() -> dict[str, dict[str, Any]]:
        return other.house.server.objects(other.board)

    soon(lambda: len(objects()) == 4, "they are stored")
    by_text = {fields["text"]: (id, fields) for id, fields in objects().items()}
    (frame, _), (soup, of_soup), (bread, of_bread) = (
        by_text["Dreams"],
        by_text["Soup"],
        by_text["Bread"],
    )
    assert of_soup["frame"] == of_bread["frame"] == frame != "frame"
    assert of_soup["group"] == of_bread["group"] != "g"
    assert of_soup["color"] == "mint" and "lock" not in of_bread
    line = by_text["then"][1]
    assert (line["from"], line["to"]) == ({"object": soup}, {"object": bread})


def test_a_hostile_clipboard_harms_nothing(table: Table) -> None:
    """[UI-27] What only looks like ours is words at most; a field that is not ours is refused."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna")
    broken = '<div data-tafelronde="{&quot;tafelronde&quot;:1,&quot;objects&quot;:[7]}">x</div>'
    paste(anna, text_html=broken, text_plain="words")
    anna.expect_texts("Soup", "words")
    anna.expect_open()
