"""Two people at one table: whatever one does, the other sees, and nothing of either is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.seeding import Note
from tests.browser.table import Table

pytestmark = pytest.mark.browser


def test_a_note_that_one_writes_lies_before_the_other(table: Table, hands: type[Hands]) -> None:
    """[UI-1] A new note has the cursor in it, and what is typed is on it for everybody."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    hands(anna).create("Eating together")
    hands(bert).create("A walk at noon")
    for one in (anna, bert):
        one.expect_texts("Eating together", "A walk at noon")
    anna.expect_at("A walk at noon", bert.box("A walk at noon"))


def test_two_type_in_one_note_at_once_and_no_letter_is_lost(
    table: Table, hands: type[Hands]
) -> None:
    """[UI-3] Both texts stand there whole, and each went on where their own caret was."""
    table.put_down(Note("we eat"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    by_anna.open("we eat")
    by_bert.open("we eat")
    bert.put_caret(0)
    for letter, other in zip(" together on Fridays", "At the round table, ", strict=True):
        by_anna.type(letter)
        by_bert.type(other)
    whole = "At the round table, we eat together on Fridays"
    for one in (anna, bert):
        expect(one.editor).to_have_value(whole)
    assert anna.caret() == (whole, "")
    assert bert.caret() == ("At the round table, ", "we eat together on Fridays")


def test_a_caret_in_the_middle_of_a_word_stays_there(table: Table, hands: type[Hands]) -> None:
    """[UI-3] What another types before and behind it does not move it to another letter."""
    table.put_down(Note("together"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    by_anna.open("together")
    anna.put_caret(2)
    by_bert.open("together")
    by_bert.type(" again")
    bert.put_caret(0)
    by_bert.type("all ")
    expect(anna.editor).to_have_value("all together again")
    assert anna.caret() == ("all to", "gether again")
    by_anna.type("—")
    expect(bert.editor).to_have_value("all to—gether again")


def test_the_other_deletes_the_note_that_i_write_in(table: Table, hands: type[Hands]) -> None:
    """[UI-4] My words stay under my hands, I am asked, and keeping it brings the note back."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna = hands(anna)
    by_anna.open("Soup")
    by_anna.type(" and")
    expect(bert.note("Soup and")).to_be_visible()
    hands(bert).remove("Soup and")
    expect(bert.notes).to_have_count(0)
    expect(anna.question).to_contain_text(anna.words("board_taken_by", name="Bert"))
    by_anna.type(" bread")
    expect(anna.editor).to_have_value("Soup and bread")
    by_anna.press("board_taken_keep")
    for one in (anna, bert):
        one.expect_texts("Soup and bread")
    anna.expect_open()


def test_a_note_that_i_let_go_is_gone_and_can_be_undone_by_who_deleted_it(
    table: Table, hands: type[Hands]
) -> None:
    """[UI-4] [UI-8] Letting go leaves it in the bin; its deleter's undo brings it back with my words."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    by_anna.open("Soup")
    by_bert.remove("Soup")
    expect(anna.question).to_be_visible()
    by_anna.type(" today")
    by_anna.press("board_taken_drop")
    expect(anna.notes).to_have_count(0)
    by_bert.undo()
    for one in (anna, bert):
        one.expect_texts("Soup today")


def test_a_drag_is_seen_in_flight_and_lands_at_the_same_place(
    table: Table, hands: type[Hands]
) -> None:
    """[UI-5] The other sees it move before it is let go; then it lies where I put it, for both."""
    table.put_down(Note("Soup", at=(0, 0)), Note("Bread", at=(600, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna = hands(anna)
    before = bert.box("Soup")
    by_anna.lift("Soup")
    held = anna.expect_box("Soup", lambda box: box.x > before.x + 100)
    bert.expect_box("Soup", lambda box: box == pytest.approx(held, abs=1))
    assert table.house.server.objects(table.board)["seed000"]["at"] == [before.x, before.y]
    by_anna.drop()
    landed = anna.expect_box("Soup", lambda box: box == pytest.approx(held, abs=1))
    bert.expect_at("Soup", landed)
    anna.expect_open()
    assert table.house.server.objects(table.board)["seed000"]["at"] == [landed.x, landed.y]


def test_a_note_is_made_larger(table: Table, hands: type[Hands]) -> None:
    """[UI-6] Its new size is the same for everybody."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    hands(anna).resize("Soup")
    larger = anna.expect_box("Soup", lambda box: box.w > 210 and box.h > 210)
    bert.expect_at("Soup", larger)


def test_a_note_gets_another_colour(table: Table, hands: type[Hands]) -> None:
    """[UI-6] Chosen by its name, seen by everybody."""
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    hands(anna).recolor("Soup", "mint")
    for one in (anna, bert):
        one.expect_color("Soup", "mint")


def test_several_notes_move_together(table: Table, hands: type[Hands]) -> None:
    """[UI-7] They keep their distance, and one undo puts all of them back."""
    table.put_down(Note("Soup", at=(0, 0)), Note("Bread", at=(260, 40)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    soup, bread = bert.box("Soup"), bert.box("Bread")
    by_anna = hands(anna)
    by_anna.move_all("Soup", "Bread")
    moved = anna.expect_box("Soup", lambda box: box.x > soup.x and box.y > soup.y)
    bert.expect_at("Soup", moved)
    bert.expect_at(
        "Bread", bread._replace(x=bread.x + moved.x - soup.x, y=bread.y + moved.y - soup.y)
    )
    by_anna.undo()
    for one in (anna, bert):
        one.expect_at("Soup", soup)
        one.expect_at("Bread", bread)


def test_undo_and_redo_touch_my_own_work_only(table: Table, hands: type[Hands]) -> None:
    """[UI-8] What the other did since stays as it is."""
    table.put_down(Note("Soup", at=(0, 0)), Note("Bread", at=(600, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    by_anna.recolor("Bread", "rose")
    bert.expect_color("Bread", "rose")
    by_bert.create("Cheese")
    by_bert.lift("Soup")
    by_bert.drop()
    soup = bert.box("Soup")
    anna.expect_at("Soup", soup)
    by_anna.undo()
    for one in (anna, bert):
        one.expect_color("Bread", "sun")
        one.expect_texts("Soup", "Bread", "Cheese")
        one.expect_at("Soup", soup)
    by_anna.redo()
    for one in (anna, bert):
        one.expect_color("Bread", "rose")
        one.expect_at("Soup", soup)


def test_undo_of_a_creation_takes_the_note_away_and_redo_brings_it_back(
    table: Table, hands: type[Hands]
) -> None:
    """[UI-8] With its words, for everybody."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna = hands(anna)
    by_anna.create("Soup")
    bert.expect_texts("Soup")
    by_anna.undo()
    bert.expect_texts("")
    by_anna.undo()
    for one in (anna, bert):
        expect(one.notes).to_have_count(0)
    by_anna.redo()
    by_anna.redo()
    for one in (anna, bert):
        one.expect_texts("Soup")


def test_a_note_on_which_another_has_written_is_not_undone(
    table: Table, hands: type[Hands]
) -> None:
    """[UI-8] Undoing its creation would take their words away: it stays."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    by_anna.create("Soup")
    bert.expect_texts("Soup")
    by_bert.open("Soup")
    by_bert.type(" and bread")
    by_bert.done()
    anna.expect_texts("Soup and bread")
    by_anna.undo()
    by_anna.undo()
    for one in (anna, bert):
        one.expect_texts(" and bread")


def test_others_are_seen_where_they_point_and_where_they_write(table: Table) -> None:
    """[UI-9] A pointer and a sign on the note carry the name; both go when that person leaves. A
    pointer that is elsewhere on the board is out of the page until it comes back.
    """
    table.put_down(Note("Soup"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    bert.page.mouse.move(300, 300)
    expect(anna.pointer_of("Bert")).to_be_visible()
    bert.page.mouse.wheel(5000, 0)
    bert.page.mouse.move(320, 300)
    expect(anna.pointer_of("Bert")).to_have_count(0)
    bert.page.mouse.wheel(-5000, 0)
    bert.page.mouse.move(300, 300)
    expect(anna.pointer_of("Bert")).to_be_visible()
    # The same when it is she who looks elsewhere.
    anna.page.mouse.move(600, 300)
    anna.page.mouse.wheel(5000, 0)
    expect(anna.pointer_of("Bert")).to_have_count(0)
    anna.page.mouse.wheel(-5000, 0)
    expect(anna.pointer_of("Bert")).to_be_visible()
    Mouse(bert).open("Soup")
    expect(anna.writes("Bert")).to_be_visible()
    expect(anna.pointer_of("Bert")).to_have_count(0)
    expect(anna.button_of_people(2)).to_be_visible()
    bert.leaves()
    expect(anna.writes("Bert")).to_have_count(0)
    expect(anna.button_of_people(1)).to_be_visible()


def test_what_another_has_chosen_carries_their_name(table: Table) -> None:
    """[UI-9] Also when they work by keyboard and have no pointer on the paper."""
    table.put_down(Note("Soup"), Note("Bread", at=(300, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Keyboard(bert).go_to("Bread")
    frame = anna.page.locator(".frame").filter(has_text="Bert")
    expect(frame).to_have_attribute("style", re.compile("300px"))
    bert.page.keyboard.press("Escape")
    expect(frame).to_have_count(0)
