"""Undo when others have gone on: it takes back one's own work, and nobody else's.

The complaint that these tests are about is excalidraw/excalidraw#7353, “Shared undo regularly deletes
our work”: one writes, another sketches beside it, undoes the sketches, and the writing is gone.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.hands import Keyboard, Mouse
from tests.browser.pages.board import Point
from tests.browser.seeding import Note
from tests.browser.table import Seated, Table

pytestmark = pytest.mark.browser

LETTER = "What we eat together, we talk about. " * 6


def sketch(board: Seated, start: Point) -> None:
    """A stroke with the pen, which is in the hand."""
    mouse = board.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(start.x + 60, start.y + 30, steps=4)
    mouse.up()


def press(board: Seated, keys: str, times: int = 1) -> None:
    for _ in range(times):
        board.page.keyboard.press(keys)


def test_who_undoes_sketches_deletes_nothing_that_another_writes_meanwhile(table: Table) -> None:
    """[UI-8] [CON-7] The steps of excalidraw/excalidraw#7353: undone “a lot”, and done again."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    strokes = bert.page.locator(".thing.stroke")
    anna.page.keyboard.press("t")
    anna.page.mouse.click(300, 200)
    bert.page.keyboard.press("p")
    for number, part in enumerate((LETTER[:80], LETTER[80:160], LETTER[160:].strip())):
        anna.page.keyboard.insert_text(part)
        sketch(bert, Point(300 + number * 120, 600))
    expect(strokes).to_have_count(3)
    press(bert, "Control+z", times=10)
    expect(strokes).to_have_count(0)
    expect(anna.page.locator(".thing.stroke")).to_have_count(0)
    anna.page.keyboard.type(" Still here")
    anna.page.keyboard.press("Escape")
    for one in (anna, bert):
        one.expect_texts(f"{LETTER.strip()} Still here")
    press(bert, "Control+y", times=3)
    for one in (anna, bert):
        expect(one.page.locator(".thing.stroke")).to_have_count(3)
        expect(one.note("Still here")).to_be_visible()


def test_my_undo_leaves_what_another_made_of_the_same_note(table: Table) -> None:
    """[UI-8] [CON-7] Their colour, place and words stay, and so does what I can undo besides."""
    anna, bert = people = table.seat("Anna"), table.seat("Bert")
    by_anna, by_bert = Mouse(anna), Mouse(bert)
    by_anna.create("Bread")
    by_anna.create("Soup")
    by_anna.recolor("Soup", "mint")
    bert.expect_color("Soup", "mint")
    by_bert.recolor("Soup", "rose")
    by_bert.lift("Soup")
    by_bert.drop()
    by_bert.open("Soup")
    by_bert.type(", warm")
    by_bert.done()
    anna.expect_texts("Bread", "Soup, warm")
    place = bert.box("warm")
    anna.expect_at("warm", place)
    # My colour is no more: the first takes back my word, the second would take back the note.
    press(anna, "Control+z", times=2)
    expect(anna.toast).to_have_text(anna.words("board_kept"))
    for one in people:
        one.expect_texts("Bread", ", warm")
        one.expect_color("warm", "rose")
        one.expect_at("warm", place)
    # What I did before all that is still mine to take back.
    press(anna, "Control+z", times=2)
    for one in people:
        one.expect_texts(", warm")


def test_my_undo_leaves_standing_what_another_has_only_moved_or_coloured(table: Table) -> None:
    """[UI-8] [CON-7] It is said; what nobody else has touched goes, and comes back by redo."""
    anna, bert = people = table.seat("Anna"), table.seat("Bert")
    for text in ("Soup", "Tea", "Bread"):
        Mouse(anna).create(text)
        bert.expect_texts(*("Soup", "Tea", "Bread")[: ("Soup", "Tea", "Bread").index(text) + 1])
    by_bert = Mouse(bert)
    by_bert.recolor("Soup", "rose")
    before = bert.box("Tea")
    by_bert.lift("Tea")
    by_bert.drop()
    anna.expect_color("Soup", "rose")
    anna.expect_box("Tea", lambda box: box.x > before.x)
    # For each of the three its words, and then itself.
    press(anna, "Control+z", times=2)
    for one in people:
        one.expect_texts("Soup", "Tea")
    press(anna, "Control+z", times=2)
    expect(anna.toast).to_have_text(anna.words("board_kept"))
    press(anna, "Control+z", times=2)
    for one in people:
        one.expect_texts("", "")
        expect(one.page.locator(".sticky[style*='--note-rose']")).to_have_count(1)


def test_my_redo_brings_nothing_back_that_another_has_deleted(table: Table) -> None:
    """[UI-8] [CON-7] And after what is gone for good, redo goes on with what is there."""
    table.put_down(Note("Bread", at=(600, 0)))
    anna, bert = people = table.seat("Anna"), table.seat("Bert")
    by_anna = Mouse(anna)
    by_anna.create("Soup")
    by_anna.recolor("Soup", "mint")
    by_anna.recolor("Bread", "sky")
    press(anna, "Control+z", times=2)
    bert.expect_color("Soup", "sun")
    Mouse(bert).remove("Soup")
    anna.expect_texts("Bread")
    press(anna, "Control+Shift+z", times=2)
    for one in people:
        one.expect_color("Bread", "sky")
        one.expect_texts("Bread")
    press(anna, "Control+z", times=5)
    for one in people:
        one.expect_color("Bread", "sun")
        one.expect_texts("Bread")
    # It is Bert's deletion, and his to take back.
    bert.page.keyboard.press("Control+z")
    for one in people:
        expect(one.notes).to_have_count(2)


def test_three_undo_at_once_and_each_takes_back_their_own_step(table: Table, cable: Cable) -> None:
    """[CON-7] None of them hears of the others before all have pressed."""
    table.put_down(Note("Soup"), Note("Bread", at=(300, 0)), Note("Tea", at=(600, 0)))
    people = [table.seat(name, url=cable.url) for name in ("Anna", "Bert", "Cas")]
    for one, text in zip(people, ("Soup", "Bread", "Tea"), strict=True):
        Keyboard(one).go_to(text)
        one.page.keyboard.press("Shift+ArrowDown")
        one.expect_box(text, lambda box: box.y == 40)
        one.expect_open()
    for one in people:
        one.expect_box("Tea", lambda box: box.y == 40)
        one.visitor.forgive_the_network()
    cable.hold_answers()
    for one in people:
        one.page.keyboard.press("Control+z")
    cable.release_answers()
    for one in people:
        for text in ("Soup", "Bread", "Tea"):
            one.expect_box(text, lambda box: box.y == 0)
