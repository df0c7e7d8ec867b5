"""How a map is shown: its layout, looks and pictures, a branch alone, in the list, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.bringing import drop, photo
from tests.browser.pages.mind_map import STREET, MindMap, nodes
from tests.browser.seeding import Thing
from tests.browser.table import Table
from tests.browser.touch import Fingers

pytestmark = pytest.mark.browser


def look_alone(mind: MindMap, words: str) -> None:
    mind.choose(words)
    look_at_the_chosen_alone(mind)


def look_at_the_chosen_alone(mind: MindMap) -> None:
    mind.keys.press("Shift+F10")
    mind.seated.menu_item("map_focus").click()


def test_one_looks_at_a_branch_alone(table: Table) -> None:
    """[MAP-9] Nobody else's view changes, and it is said how to see everything again."""
    table.put_down(*nodes(STREET))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mind = MindMap(anna, table)
    # A live region speaks only if it was there before its words.
    anna.page.evaluate(
        "() => document.querySelectorAll('[role=status]').forEach(region => region.dataset.was = '')"
    )
    look_alone(mind, "Trees")
    mind.expect_sees("Trees", "Apple", "Pear")
    MindMap(bert, table).expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
    expect(anna.page.locator("[data-was]").filter(has_text="Trees")).to_be_attached()
    expect(anna.page.locator(".banner")).to_contain_text("Trees")
    anna.button_named(anna.words("map_all")).click()
    mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
    # The first Esc lets go of the node, the second of the branch.
    look_alone(mind, "Trees")
    mind.expect_sees("Trees", "Apple", "Pear")
    mind.keys.press("Escape")
    mind.keys.press("Escape")
    mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")


def test_a_map_grows_the_way_one_chooses(table: Table) -> None:
    """[MAP-11] To both sides, to the right or down; no node lies on another."""
    table.put_down(*nodes(STREET))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Street")
    for choice in ("right", "down", "both"):
        anna.format_bar.get_by_role("button", name=anna.words("choice_layout")).first.click()
        anna.format_bar.get_by_role(
            "button", name=anna.words(f"layout_{choice}"), exact=True
        ).click()
        mind.keys.press("Escape")
        anna.expect_state("saved")
        street, trees, apple = mind.box("Street"), mind.box("Trees"), mind.box("Apple")
        if choice == "down":
            assert street.y + street.h < trees.y
            assert trees.y + trees.h < apple.y
        else:
            assert street.x + street.w < trees.x
            assert trees.x + trees.w < apple.x
        boxes = [mind.box(words) for words in STREET.split()]
        for one in boxes:
            for other in boxes:
                apart = one.x + one.w <= other.x or one.y + one.h <= other.y
                assert (
                    one is other
                    or apart
                    or other.x + other.w <= one.x
                    or other.y + other.h <= one.y
                )


def test_a_branch_shows_an_icon_and_its_colour(table: Table) -> None:
    """[MAP-11] What hangs under it has its colour, too."""
    table.put_down(*nodes(STREET))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Trees")
    anna.format_bar.get_by_role("button", name=anna.words("choice_color")).first.click()
    anna.format_bar.get_by_role("button", name=anna.words("pen_red"), exact=True).click()
    anna.format_bar.get_by_role("button", name=anna.words("choice_icon")).first.click()
    anna.format_bar.get_by_role("button", name=anna.words("icon_leaf"), exact=True).click()
    expect(mind.node("Trees").locator(".icon svg")).to_be_visible()
    for words in ("Trees", "Apple"):
        expect(mind.node(words).locator(".node")).to_have_attribute(
            "style", "--branch: var(--pen-red);"
        )


def test_a_picture_is_put_on_a_node(table: Table) -> None:
    """[MAP-11] Chosen with it; everybody sees it there, and one undo lays it beside the map again."""
    table.put_down(*nodes("Street\n  Trees", layout="right"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mind = MindMap(anna, table)
    drop(anna, 400, 200, photo("tree.jpg", 300, 200))
    expect(anna.pictures).to_have_count(1)
    expect(anna.coming).to_have_count(0)
    small = mind.box("Trees")
    mind.choose("Trees")
    anna.pictures.click(modifiers=["Shift"])
    mind.keys.press("Shift+F10")
    anna.menu_item("map_picture").click()
    for one in (anna, bert):
        shown = MindMap(one, table).node("Trees").locator("img")
        expect(shown).to_be_visible()
        expect(shown).to_have_js_property("complete", True)
        assert shown.evaluate("image => image.naturalWidth") > 0
        expect(one.pictures).to_have_count(0)
    assert mind.box("Trees").h > small.h + 20
    mind.keys.press("Control+z")
    for one in (anna, bert):
        expect(one.pictures).to_have_count(1)
        expect(MindMap(one, table).node("Trees").locator("img")).to_have_count(0)


def test_the_list_shows_a_map_as_the_tree_that_it_is(table: Table) -> None:
    """[MAP-13] Under each node what hangs under it, in the order of the map."""
    table.put_down(*nodes("Street\n  Play\n  Trees\n    Apple"))
    anna = table.seat("Anna")
    anna.button("board_outline_open").click()
    say = anna.words

    def node(text: str) -> str:
        return say("outline_row", kind=say("kind_node"), text=text)

    expect(anna.outline.get_by_role("tree")).to_match_aria_snapshot(
        f"""
        - tree "{say("board_outline")}":
          - 'treeitem "{say("outline_row", kind=say("kind_map"), text="Street")}" [expanded] [level=1]'
          - 'treeitem "{node("Play")}" [level=2]'
          - 'treeitem "{node("Trees")}" [expanded] [level=2]'
          - 'treeitem "{node("Apple")}" [level=3]'
        """
    )


def test_a_map_on_a_phone(table: Table) -> None:
    """[MAP-14] The plus of a chosen node adds a branch, its knob folds; everything else is in the menu."""
    table.put_down(*nodes("Street\n  Trees\n    Apple", layout="right"))
    anna = table.seat(
        "Anna", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    mind, fingers = MindMap(anna, table), Fingers(anna.page)
    fingers.tap(mind.spot("Trees"))
    mind.expect_chosen("Trees")
    plus = mind.node("Trees").locator(".add").bounding_box()
    assert plus is not None
    fingers.tap(mind.spot("Trees")._replace(x=plus["x"] + plus["width"] / 2))
    mind.write("Pear")
    mind.expect_kept("Street\n  Trees\n    Apple\n    Pear")
    fold = mind.node("Trees").locator(".fold").bounding_box()
    assert fold is not None
    fingers.tap(mind.spot("Trees"))
    fingers.tap(mind.spot("Trees")._replace(x=fold["x"] + fold["width"] / 2))
    mind.expect_sees("Street", "Trees")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault_with_a_map(table: Table, scheme: str) -> None:
    """[PAGE-7] [MAP-13] [TREE-2] With something folded, something lost, and the bar of what is looked at alone."""
    table.put_down(
        *nodes(STREET), Thing("mindnode", {"parent": "gone", "order": "a60"}, "Nowhere", "zzz")
    )
    anna = table.seat("Anna", color_scheme=scheme)
    mind = MindMap(anna, table)
    expect(mind.node("Nowhere").locator(".lost")).to_be_visible()
    mind.choose("Trees")
    mind.keys.press(" ")
    assert axe.faults(anna.page) == []
    # Pressed once more so soon, it would be written in.
    look_at_the_chosen_alone(mind)
    expect(anna.button_named(anna.words("map_all"))).to_be_visible()
    assert axe.faults(anna.page) == []
