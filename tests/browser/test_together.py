"""What several do at once with the same things, none of them hearing of the others before it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.hands import Keyboard, Mouse
from tests.browser.pages.board import Box, Point
from tests.browser.seeding import Note, Thing
from tests.browser.table import Seated, Table
from tests.deadline import soon

pytestmark = pytest.mark.browser

# The bar of what is chosen comes after the first picture.
_LOADED = """() => [/FormatAnchor.*js$/, /choices.*js$/].every(part =>
  performance.getEntriesByType("resource").some(({ name, responseEnd }) => part.test(name) && responseEnd > 0))"""
_LINE = {"from": {"object": "soup"}, "to": {"object": "bread"}}


class Crowd:
    """People at one table who can be kept from hearing what the others do."""

    def __init__(self, table: Table, cable: Cable) -> None:
        self.table = table
        self._cable = cable
        self._seated: list[Seated] = []

    def seat(self, *names: str) -> list[Seated]:
        people = [self.table.seat(name, url=self._cable.url) for name in names]
        for one in people:
            # At the end the cable is gone before they are.
            one.visitor.forgive_the_network()
        self._seated += people
        return people

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What each does meanwhile the others hear of when all are done. Whose page still loads what is
        behind the paper could not do it.
        """
        for one in self._seated:
            one.page.wait_for_function(_LOADED)
            one.page.wait_for_load_state("networkidle")
        self._cable.hold_answers()
        yield
        self._cable.release_answers()

    def stored(self, id: str) -> dict[str, Any]:
        return self.table.house.server.objects(self.table.board)[id]


@pytest.fixture
def crowd(table: Table, cable: Cable) -> Crowd:
    return Crowd(table, cable)


def agree(people: list[Seated], look: Callable[[Seated], Any], what: str) -> Any:
    """Wait until all see the same; return what they see. Everybody's own work has to be saved first."""
    for one in people:
        one.expect_open()
    soon(lambda: len({repr(look(one)) for one in people}) == 1, f"all see the same {what}")
    return look(people[0])


def choose(people: list[Seated], text: str) -> None:
    """Each has it chosen, and the bar with its colours is there."""
    for one in people:
        Mouse(one).choose(text)
        expect(one.color("mint")).to_be_visible()


def drag(board: Seated, start: Point, end: Point) -> None:
    mouse = board.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move(*end, steps=4)


def corner(board: Seated, text: str, handle: str) -> Point:
    """Choose the note; the middle of one of its handles."""
    Mouse(board).choose(text)
    box = board.page.locator(f"[data-handle={handle}]").bounding_box()
    assert box is not None
    return Point(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def color_of(text: str) -> Callable[[Seated], str]:
    """What paper the note is of."""
    return lambda board: board.note(text).evaluate(
        "note => /--note-\\w+/.exec(note.getAttribute('style'))[0]"
    )


def top_of(*texts: str) -> Callable[[Seated], str]:
    """What is drawn above where these overlap."""

    def top(board: Seated) -> str:
        spots = [board.spot_of(text) for text in texts]
        middle = [sum(each) / len(spots) for each in zip(*spots, strict=True)]
        above: str = board.page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y).closest('.thing').innerText", middle
        )
        return above

    return top


def expect_above(board: Seated, text: str, other: str) -> None:
    top = top_of(text, other)
    soon(lambda: top(board) == text, f"{board.name} sees “{text}” above “{other}”")


def test_two_colour_one_note_at_once(crowd: Crowd) -> None:
    """[CON-1] One of the two colours wins, for both of them the same."""
    crowd.table.put_down(Note("Soup"))
    anna, bert = people = crowd.seat("Anna", "Bert")
    choose(people, "Soup")
    with crowd.at_once():
        anna.button("color_mint").click()
        bert.button("color_rose").click()
        anna.expect_color("Soup", "mint")
        bert.expect_color("Soup", "rose")
    assert agree(people, color_of("Soup"), "colour") in ("--note-mint", "--note-rose")


def test_one_moves_another_writes_and_a_third_colours(crowd: Crowd) -> None:
    """[CON-1] All three hold, whoever of them does what."""
    crowd.table.put_down(Note("Soup"))
    anna, bert, cas = crowd.seat("Anna", "Bert", "Cas")
    move_write_and_colour(crowd, (anna, bert, cas), ("Soup", " and bread"), "mint")
    move_write_and_colour(crowd, (cas, anna, bert), ("Soup and bread", " and butter"), "rose")


def move_write_and_colour(
    crowd: Crowd, people: tuple[Seated, Seated, Seated], words: tuple[str, str], color: str
) -> None:
    """The first moves it, the second writes the second of `words` behind the first, the third colours it."""
    mover, writer, colourer = people
    text, more = words
    before = mover.box(text)
    choose([colourer], text)
    with crowd.at_once():
        Mouse(mover).lift(text)
        Mouse(mover).drop()
        moved = mover.expect_box(text, lambda box: box.x > before.x + 50)
        Mouse(writer).open(text)
        writer.page.keyboard.type(more)
        colourer.button(f"color_{color}").click()
    for one in people:
        one.expect_at(text + more, moved)
        one.expect_color(text + more, color)
    writer.page.keyboard.press("Escape")


def test_one_deletes_what_another_is_writing_in(crowd: Crowd) -> None:
    """[CON-2] Another kind than a note: the words survive, and their writer is asked."""
    shape = {"at": [0, 0], "size": [300, 200], "form": "ellipse"}
    crowd.table.put_down(Thing("shape", shape, "Soup", "soup"))
    anna, bert = crowd.seat("Anna", "Bert")
    Mouse(anna).choose("Soup")
    with crowd.at_once():
        anna.page.keyboard.press("Enter")
        anna.page.keyboard.type(" and")
        Mouse(bert).remove("Soup")
    expect(anna.question).to_contain_text(anna.words("board_taken_by", name="Bert"))
    expect(bert.notes).to_have_count(0)
    anna.page.keyboard.type(" bread")
    anna.button("board_taken_keep").click()
    for one in (anna, bert):
        one.expect_texts("Soup and bread")


def test_one_deletes_what_two_are_writing_in(crowd: Crowd) -> None:
    """[CON-2] Both are asked; when one keeps it the other need not answer, and writes on."""
    crowd.table.put_down(Note("Soup"))
    anna, bert, cas = people = crowd.seat("Anna", "Bert", "Cas")
    for one in (anna, cas):
        Mouse(one).open("Soup")
    with crowd.at_once():
        anna.page.keyboard.type(" and")
        Mouse(bert).remove("Soup")
    for one in (anna, cas):
        expect(one.question).to_be_visible()
    anna.page.keyboard.type(" bread")
    anna.button("board_taken_keep").click()
    expect(cas.question).to_have_count(0)
    expect(cas.editor).to_be_focused()
    cas.page.keyboard.type("!")
    cas.page.keyboard.press("Escape")
    for one in people:
        one.expect_texts("Soup! and bread")


def test_two_resize_one_note_by_its_opposite_corners(crowd: Crowd) -> None:
    """[CON-3] It has the box that one of them made: never the place of one and the size of the other."""
    crowd.table.put_down(Note("Soup"))
    anna, bert = people = crowd.seat("Anna", "Bert")
    # Each at each corner: which of two wins is settled by their clients, and must not matter.
    for hands in ({"nw": anna, "se": bert}, {"nw": bert, "se": anna}):
        made = resize_at_once(crowd, hands)
        assert agree(people, lambda one: one.box("Soup"), "box") in made


def test_three_resize_one_note_and_it_is_as_one_of_them_made_it(crowd: Crowd) -> None:
    """[CON-3] Also with three hands at three corners, whoever of them has which."""
    crowd.table.put_down(Note("Soup"))
    anna, bert, cas = people = crowd.seat("Anna", "Bert", "Cas")
    for nw, se, ne in ((anna, bert, cas), (bert, cas, anna), (cas, anna, bert)):
        made = resize_at_once(crowd, {"nw": nw, "se": se, "ne": ne})
        assert agree(people, lambda one: one.box("Soup"), "box") in made


def resize_at_once(crowd: Crowd, hands: dict[str, Seated]) -> list[Box]:
    """Each by a corner, all with it in their hands at the same time; what each of them made."""
    outwards = {"nw": (-60, -40), "se": (80, 70), "ne": (50, -90)}
    before = next(iter(hands.values())).box("Soup")
    spots = {at: corner(one, "Soup", at) for at, one in hands.items()}
    made = []
    with crowd.at_once():
        for at, one in hands.items():
            (x, y), (dx, dy) = spots[at], outwards[at]
            drag(one, Point(x, y), Point(x + dx, y + dy))
        for one in hands.values():
            one.page.mouse.up()
            made.append(one.expect_box("Soup", lambda box: box.w > before.w and box.h > before.h))
    return made


def test_one_draws_a_line_to_what_another_deletes(crowd: Crowd) -> None:
    """[CON-4] The line is out of sight for both, and comes back with what it leads to."""
    crowd.table.put_down(Note("Soup"), Note("Bread", at=(500, 0)))
    anna, bert = people = crowd.seat("Anna", "Bert")
    with crowd.at_once():
        anna.page.keyboard.press("a")
        drag(anna, anna.spot_of("Soup"), anna.spot_of("Bread"))
        anna.page.mouse.up()
        expect(anna.page.locator(".thing.connector")).to_have_count(1)
        Mouse(bert).remove("Bread")
    for one in people:
        expect(one.note("Bread")).to_have_count(0)
        expect(one.page.locator(".thing.connector")).to_have_count(0)
    bert.page.keyboard.press("Control+z")
    for one in people:
        expect(one.page.locator(".thing.connector")).to_have_count(1)


def test_two_delete_both_ends_of_a_line_that_a_third_writes_on(crowd: Crowd) -> None:
    """[CON-4] They go on writing; it is back when both ends are, with all the words."""
    crowd.table.put_down(
        Thing("sticky", {"at": [0, 0], "size": [200, 200]}, "Soup", "soup"),
        Thing("sticky", {"at": [600, 0], "size": [200, 200]}, "Bread", "bread"),
        Thing("connector", _LINE, "", "line"),
    )
    anna, bert, cas = people = crowd.seat("Anna", "Bert", "Cas")
    keys = cas.page.keyboard
    Keyboard(cas).to_paper()
    keys.press("End")
    keys.press("Enter")
    keys.type("with")
    Mouse(anna).choose("Soup")
    Mouse(bert).choose("Bread")
    with crowd.at_once():
        anna.page.keyboard.press("Delete")
        bert.page.keyboard.press("Delete")
    for one in people:
        expect(one.notes).to_have_count(0)
    expect(cas.question).to_have_count(0)
    # Letters that went to the paper would be tools, and make a note.
    keys.type(" new butter")
    keys.press("Escape")
    anna.page.keyboard.press("Control+z")
    for one in people:
        expect(one.note("Soup")).to_be_visible()
        expect(one.page.locator(".thing.connector")).to_have_count(0)
    bert.page.keyboard.press("Control+z")
    for one in people:
        one.expect_texts("Soup", "Bread", "with new butter")


def test_two_bring_something_to_the_front_at_once(crowd: Crowd) -> None:
    """[CON-5] Both see the same above, and can still put the other above it."""
    crowd.table.put_down(Note("low"), Note("mid", at=(60, 60)), Note("high", at=(120, 120)))
    anna, bert = people = crowd.seat("Anna", "Bert")
    with crowd.at_once():
        for one, text in ((anna, "low"), (bert, "mid")):
            Keyboard(one).go_to(text)
            one.page.keyboard.press("Control+Shift+]")
            expect_above(one, text, "high")
    above = agree(people, top_of("low", "mid"), "note above")
    below = {"low": "mid", "mid": "low"}[above]
    Keyboard(bert).go_to(below)
    bert.page.keyboard.press("Control+]")
    for one in people:
        expect_above(one, below, above)


def test_three_make_a_note_at_one_place_at_once(crowd: Crowd) -> None:
    """[CON-5] They lie over each other in one order for everybody; a later one lies above all."""
    people = crowd.seat("Anna", "Bert", "Cas")
    with crowd.at_once():
        for one in people:
            one.page.mouse.dblclick(640, 400)
            expect(one.editor).to_be_focused()
            one.page.keyboard.type(one.name)
            one.page.keyboard.press("Escape")
    names = [one.name for one in people]
    for one in people:
        one.expect_texts(*names)
    agree(people, top_of(*names), "note above")
    cas = people[-1]
    cas.page.mouse.move(640, 400)
    cas.page.keyboard.press("t")
    cas.page.mouse.click(640, 400)
    cas.page.keyboard.type("Later, and above all of them")
    cas.page.keyboard.press("Escape")
    later = "Later, and above all of them"
    for one in people:
        expect(one.note(later)).to_be_visible()
    assert agree(people, top_of(later), "words above") == later


def test_one_puts_a_note_into_a_frame_that_another_deletes(crowd: Crowd) -> None:
    """[CON-6] It stays where it was put, for both."""
    crowd.table.put_down(
        Thing("frame", {"at": [0, 0], "size": [500, 400]}, "Dreams", "frame"),
        Note("Soup", at=(700, 100)),
    )
    anna, bert = people = crowd.seat("Anna", "Bert")
    put = put_into_the_deleted_frame(crowd, {"Soup": anna}, by=bert)
    for one in people:
        one.expect_texts("Soup")
        one.expect_at("Soup", put["Soup"])


def test_two_put_notes_into_a_frame_that_a_third_deletes(crowd: Crowd) -> None:
    """[CON-6] Both stay where they were put; when the frame comes back, they lie in it."""
    crowd.table.put_down(
        Thing("frame", {"at": [0, 0], "size": [500, 400]}, "Dreams", "frame"),
        Note("Soup", at=(700, 0)),
        Note("Bread", at=(700, 220)),
    )
    anna, bert, cas = people = crowd.seat("Anna", "Bert", "Cas")
    put = put_into_the_deleted_frame(crowd, {"Soup": anna, "Bread": bert}, by=cas)
    for one in people:
        one.expect_texts("Soup", "Bread")
        for text, box in put.items():
            one.expect_at(text, box)
    cas.page.keyboard.press("Control+z")
    for one in people:
        one.expect_texts("Dreams", "Soup", "Bread")
    assert {crowd.stored(id)["frame"] for id in ("seed001", "seed002")} == {"frame"}


def put_into_the_deleted_frame(
    crowd: Crowd, putting: dict[str, Seated], by: Seated
) -> dict[str, Box]:
    put = {}
    with crowd.at_once():
        for number, (text, one) in enumerate(putting.items()):
            frame = one.page.locator("#thing-frame").bounding_box()
            assert frame is not None
            drag(
                one,
                one.spot_of(text),
                Point(frame["x"] + 120 + number * 60, frame["y"] + 160 + number * 30),
            )
            one.page.mouse.up()
            put[text] = one.expect_box(text, lambda box: box.x < 400)
        title = by.page.locator("#thing-frame").bounding_box()
        assert title is not None
        by.page.mouse.click(title["x"] + 24, title["y"] + 24)
        by.page.keyboard.press("Delete")
        expect(by.page.locator(".thing.frame")).to_have_count(0)
    return put
