"""The list of what is on the board: by keyboard and screen reader, everything that the paper can do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import axe
from tests.browser.pages.join import JoinPage
from tests.browser.seeding import Note, Thing
from tests.browser.table import Seated, Table
from tests.deadline import soon

pytestmark = pytest.mark.browser

_IDEAS = Thing("frame", {"at": [0, 0], "size": [700, 500]}, "Ideas", "ideas")
_EMPTY = Thing("frame", {"at": [900, 0], "size": [700, 500]}, "Later", "later")


def _note(text: str, x: int, y: int, id: str, **fields: object) -> Thing:
    return Thing("sticky", {"at": [x, y], "size": [200, 200], **fields}, text, id)


def _line(a: str, b: str, text: str = "") -> Thing:
    return Thing("connector", {"from": {"object": a}, "to": {"object": b}}, text)


def test_the_list_is_a_tree_in_reading_order(table: Table) -> None:
    """[UI-15] Frames with their contents, lines as relations, groups, locks, drawings: all by name."""
    table.put_down(
        _IDEAS,
        _note("Bread", 300, 80, "b", frame="ideas", group="g"),
        _note("Soup", 40, 90, "a", frame="ideas"),
        _note("Cheese", 40, 700, "c", lock="everyone", group="g"),
        _line("a", "c", "leads to"),
        Thing("stroke", {"at": [300, 720], "size": [9, 9], "points": [0, 0, 0.5, 9, 9, 0.5]}),
    )
    anna, bert = table.seat("Anna"), table.seat("Bert")
    anna.button("board_outline_open").click()
    say = anna.words
    line = say("outline_row", kind=say("kind_line"), text="Soup → Cheese: leads to")
    grouped = say("outline_group", count=2)
    expect(anna.outline.get_by_role("tree")).to_match_aria_snapshot(
        f"""
        - tree "{say("board_outline")}":
          - 'treeitem "{say("outline_row", kind=say("kind_frame"), text="Ideas")}, {say("outline_within", count=2)}" [expanded] [level=1]':
            - heading "Ideas" [level=3]
          - 'treeitem "{_named(anna, "Soup")}" [expanded] [level=2]'
          - 'treeitem "{line}" [level=3]'
          - 'treeitem "{_named(anna, "Bread")}, {grouped}" [level=2]'
          - 'treeitem "{_named(anna, "Cheese")}, {grouped}, {say("locked")}" [level=1]'
          - treeitem "{say("board_stroke")}" [level=1]
        """
    )
    keys = anna.page.keyboard
    keys.press("Home")
    anna.expect_current_row("Ideas")
    keys.press("ArrowLeft")
    expect(anna.rows).to_have_count(3)
    keys.press("ArrowRight")
    keys.type("br")
    anna.expect_current_row("Bread")
    keys.press("ArrowLeft")
    anna.expect_current_row("Ideas")
    keys.press("End")
    anna.expect_current_row(say("board_stroke"))
    assert axe.faults(anna.page) == []
    # What others do on the board leaves the keyboard where it is.
    keys.press("ArrowUp")
    bert.page.keyboard.press("n")
    bert.page.keyboard.type("Apples")
    expect(anna.row("Apples")).to_be_visible()
    anna.expect_current_row("Cheese")
    keys.press("Home")
    keys.type("so")
    anna.expect_current_row("Soup")
    bert.page.keyboard.press("Escape")
    bert.note("Soup").click(position={"x": 20, "y": 20})
    bert.page.keyboard.press("Delete")
    expect(anna.row("Soup")).to_have_count(0)
    anna.expect_current_row("Bread")


def _named(who: Seated, text: str) -> str:
    return who.words("outline_row", kind=who.words("kind_note"), text=text)


def test_a_whole_session_without_the_canvas(table: Table) -> None:
    """[UI-15] [UI-28] From a join link to notes, a frame, a line, a colour and undo: only the list."""
    table.put_down(_IDEAS, _EMPTY)
    bert = table.seat("Bert")
    visitor = table.owner()
    visitor.context.clear_cookies()
    visitor.goes_to(f"/j/{table.board.tokens['participant']}?view=list")
    door = JoinPage(visitor.page, visitor.words)
    door.name.fill("Anna")
    door.name.press("Enter")
    anna = Seated(visitor, "Anna")
    expect(anna.rows).to_have_count(2)
    assert visitor.page.url.endswith(f"{table.path}/list")
    assert axe.faults(anna.page) == []
    keys = anna.page.keyboard
    anna.expect_current_row("Ideas")
    _add(anna, "kind_note", "Soup")
    _add(anna, "kind_note", "Bread")
    bert.expect_texts("Ideas", "Later", "Soup", "Bread")
    objects = {o["text"]: o for o in table.house.server.objects(table.board).values()}
    assert objects["Soup"]["frame"] == objects["Bread"]["frame"] == "ideas"
    assert objects["Soup"]["at"] != objects["Bread"]["at"]
    _choice(anna, "choice_color").select_option(label=anna.words("color_mint"))
    bert.expect_color("Bread", "mint")
    _choice(anna, "outline_frame").select_option(label="Later")
    soon(lambda: bert.box("Bread").x > 900, "the note lies in the other frame")
    anna.outline.get_by_role("button", name=anna.words("outline_connect")).press("Enter")
    keys.type("so")
    anna.expect_current_row("Soup")
    keys.press("Enter")
    expect(anna.rows.filter(has_text="Bread → Soup")).to_be_visible()
    keys.type("so")
    keys.press("Delete")
    expect(anna.row("Soup")).to_have_count(0)
    bert.expect_texts("Ideas", "Later", "Bread")
    keys.press("Control+z")
    anna.expect_current_row("Soup")
    bert.page.wait_for_function("() => document.querySelectorAll('[role=option]').length === 5")
    # Everything else is in the menu, and the keyboard comes back from it.
    keys.press("Shift+F10")
    anna.menu_item("command_lock").press("Enter")
    expect(anna.row("Soup")).to_have_accessible_name(re.compile(anna.words("locked")))
    anna.expect_current_row("Soup")
    expect(anna.words_in_list).to_have_count(0)


def _add(who: Seated, kind: str, text: str) -> None:
    who.outline.get_by_role("button", name=who.words("outline_add")).press("Enter")
    who.menu_item(kind).press("Enter")
    expect(who.words_in_list).to_be_focused()
    who.page.keyboard.type(text)
    who.page.keyboard.press("Escape")
    who.expect_current_row(text)


def _choice(who: Seated, key: str) -> Locator:
    return who.outline.get_by_role("combobox", name=who.words(key))


def test_what_another_takes_away_under_the_list_is_asked_about_there(table: Table) -> None:
    """[UI-4] [UI-15] Writing in the list is as safe as writing on the paper."""
    table.put_down(Note("Soup"), Note("Bread", at=(400, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    anna.returns_to(f"{table.path}/list")
    anna.row("Soup").click()
    anna.words_in_list.press("Control+End")
    anna.page.keyboard.type(" and")
    expect(bert.writes("Anna")).to_be_visible()
    bert.note("Soup and").click()
    bert.page.keyboard.press("Delete")
    expect(anna.question).to_contain_text(anna.words("board_taken_by", name="Bert"))
    anna.page.keyboard.type(" beans")
    expect(anna.words_in_list).to_have_value("Soup and beans")
    anna.button("board_taken_keep").click()
    bert.expect_texts("Soup and beans", "Bread")
    expect(anna.words_in_list).to_be_focused()


def test_a_list_of_thousands_has_few_rows_in_the_page(table: Table) -> None:
    """[UI-15] Its ends are one key away, and every row says where it is among how many."""
    table.put_down(*(Note(f"n{i}", at=(i % 40 * 220, i // 40 * 220)) for i in range(1000)))
    anna = table.seat("Anna", sees_notes=False)
    anna.returns_to(f"{table.path}/list")
    anna.rows.first.click()
    anna.page.keyboard.press("End")
    anna.expect_current_row("n999")
    expect(anna.row("n999")).to_have_attribute("aria-posinset", "1000")
    assert anna.rows.count() < 60


def test_a_value_of_another_clients_own_is_shown_and_kept(table: Table) -> None:
    """[UI-15] A line three units thick, where thin, medium and thick are offered; in the bar, too."""
    table.put_down(
        Thing(
            "stroke",
            {"at": [0, 0], "size": [90, 90], "points": [0, 0, 0.5, 90, 90, 0.5], "width": 3},
        )
    )
    anna = table.seat("Anna")
    anna.button("board_outline_open").click()
    anna.rows.first.click()
    thickness = anna.outline.get_by_label(anna.words("choice_width"))
    expect(thickness.locator("option:checked")).to_have_text("3")
    named = anna.words("choice_is", choice=anna.words("choice_width"), value="3")
    expect(anna.format_bar.get_by_role("button", name=named)).to_be_visible()
    thickness.select_option(anna.words("width_thick"))
    expect(thickness.locator("option:checked")).to_have_text(anna.words("width_thick"))
    expect(thickness.locator("option", has_text="3")).to_have_count(0)
