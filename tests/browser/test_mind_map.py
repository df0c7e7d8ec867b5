"""Mind maps: by keyboard alone, by mouse and by finger, by one and by several at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.cable import Cable
from tests.browser.hands import Mouse
from tests.browser.pages.mind_map import MindMap, nodes
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.test_lost_connection import offline_later
from tests.browser.test_pasting import paste
from tests.browser.touch import Fingers
from tests.deadline import soon

pytestmark = pytest.mark.browser

STREET = """
Street
  Trees
    Apple
    Pear
  Benches
  Play
    Swing
"""


def test_a_map_is_made_by_keyboard_alone(table: Table) -> None:
    """[MAP-1] M and Enter begin it; Tab adds a branch, Enter one beside it, Shift+Enter one before."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mind, keys = MindMap(anna, table), anna.page.keyboard
    keys.press("m")
    keys.press("Enter")
    mind.write("Street")
    keys.press("Tab")
    mind.write("Trees")
    keys.press("Enter")
    mind.write("Play")
    keys.press("Shift+Enter")
    mind.write("Benches")
    keys.press("ArrowUp")
    mind.expect_chosen("Trees")
    keys.press("Tab")
    # While one writes, Tab is done with it and adds a branch to it; Enter is only done with it.
    expect(mind.editor).to_be_focused()
    keys.type("Fruit")
    keys.press("Tab")
    mind.write("Apple")
    keys.press("F2")
    expect(mind.editor).to_have_value("Apple")
    keys.press("Shift+Enter")
    keys.type("trees")
    keys.press("Escape")
    mind.expect_kept("Street\n  Trees\n    Fruit\n      Apple / trees\n  Benches\n  Play")
    MindMap(bert, table).expect_sees("Street", "Trees", "Fruit", "Apple\ntrees", "Benches", "Play")


def test_the_arrows_walk_along_the_branches(table: Table) -> None:
    """[MAP-2] Towards the leaves, towards the centre, and up and down beside each other."""
    table.put_down(*nodes(STREET, layout="right"))
    mind = MindMap(table.seat("Anna"), table)
    mind.choose("Street")
    for key, words in [
        ("ArrowRight", "Benches"),
        ("ArrowUp", "Trees"),
        ("ArrowRight", "Apple"),
        ("ArrowDown", "Pear"),
        ("ArrowDown", "Swing"),
        ("ArrowLeft", "Play"),
        ("ArrowLeft", "Street"),
    ]:
        mind.keys.press(key)
        mind.expect_chosen(words)


def test_folding_is_ones_own_and_is_kept(table: Table) -> None:
    """[MAP-3] Space folds and unfolds; how many are away is shown; nobody else's map folds with it."""
    table.put_down(*nodes(STREET))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mine, others = MindMap(anna, table), MindMap(bert, table)
    mine.choose("Trees")
    mine.keys.press(" ")
    mine.expect_sees("Street", "Trees", "Benches", "Play", "Swing")
    expect(mine.node("Trees").locator(".fold")).to_contain_text("2")
    others.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
    anna.returns_to(table.path)
    mine.expect_sees("Street", "Trees", "Benches", "Play", "Swing")
    # Who looks for what is folded away is shown it.
    mine.keys.press("Control+f")
    mine.keys.type("Pear")
    mine.keys.press("Enter")
    mine.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")


def test_the_knobs_work_by_mouse(table: Table) -> None:
    """[MAP-3] [MAP-14]"""
    table.put_down(*nodes(STREET))
    mind = MindMap(table.seat("Anna"), table)
    mind.node("Play").hover()
    mind.node("Play").locator(".fold").click()
    mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play")
    mind.node("Play").locator(".fold").click()
    mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
    mind.choose("Play")
    mind.node("Play").locator(".add").click()
    mind.write("Slide")
    mind.expect_kept(STREET.rstrip() + "\n    Slide")


def test_tab_walks_past_a_map_until_somebody_works_in_it(table: Table) -> None:
    """[MAP-4] Passing by, Tab goes on; within it adds branches; Esc lets go of it, and it says so."""
    table.put_down(*nodes("Street\n  Trees"), Note("Soup", at=(500, 0)))
    anna = table.seat("Anna")
    mind, keys = MindMap(anna, table), anna.page.keyboard
    expect(mind.nodes).to_have_count(2)
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Tab")
    expect(mind.nodes).to_have_count(2)
    keys.press("Shift+Tab")
    expect(mind.nodes).to_have_count(2)
    mind.choose("Trees")
    keys.press("Tab")
    mind.write("Apple")
    expect(anna.toast).to_contain_text(anna.words("map_keys"))
    keys.press("Escape")
    keys.press("Tab")
    keys.press("Tab")
    expect(mind.nodes).to_have_count(3)
    mind.expect_kept("Street\n  Trees\n    Apple")


def test_several_nodes_are_selected_by_keys(table: Table) -> None:
    """[UI-7] [MAP-4] After “Select more” Tab walks and Space adds, also for who works in the map."""
    table.put_down(*nodes("Street\n  Trees\n    Apple", layout="right"))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Street")
    mind.keys.press("Shift+F10")
    anna.menu_item("command_select_more").click()
    mind.keys.press("Tab")
    mind.keys.press(" ")
    expect(anna.page.locator("[aria-selected=true]")).to_have_count(2)
    expect(mind.node("Trees")).to_have_attribute("aria-selected", "true")
    mind.expect_sees("Street", "Trees", "Apple")
    mind.expect_kept("Street\n  Trees\n    Apple")


def test_what_is_locked_stays_when_its_branch_is_deleted(table: Table) -> None:
    """[MAP-5] [UI-24] With what it hangs on; that is said, and nothing can be hung on it meanwhile."""
    table.put_down(*nodes(STREET, layout="right"))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Apple")
    mind.keys.press("Shift+F10")
    anna.menu_item("command_lock").click()
    expect(mind.node("Apple").locator(".lock")).to_be_visible()
    expect(mind.node("Apple").locator(".add")).to_be_hidden()
    mind.choose("Trees")
    mind.keys.press("Delete")
    mind.expect_kept("Street\n  Trees\n    Apple\n  Benches\n  Play\n    Swing")
    expect(anna.toast).to_contain_text(anna.words("map_locked_stays"))


def test_branches_change_places_and_go_with_all_that_hangs_on_them(table: Table) -> None:
    """[MAP-5] Alt and the arrows reorder; Delete takes the branch, one undo brings all of it back."""
    table.put_down(*nodes(STREET, layout="right"))
    mind = MindMap(table.seat("Anna"), table)
    mind.choose("Benches")
    mind.keys.press("Alt+ArrowUp")
    mind.expect_kept("Street\n  Benches\n  Trees\n    Apple\n    Pear\n  Play\n    Swing")
    mind.keys.press("Alt+ArrowDown")
    mind.keys.press("Alt+ArrowDown")
    mind.expect_kept("Street\n  Trees\n    Apple\n    Pear\n  Play\n    Swing\n  Benches")
    mind.choose("Trees")
    mind.keys.press("Delete")
    mind.expect_kept("Street\n  Play\n    Swing\n  Benches")
    # The keyboard is at what stands there now.
    mind.expect_chosen("Play")
    mind.keys.press("Control+z")
    mind.expect_kept("Street\n  Trees\n    Apple\n    Pear\n  Play\n    Swing\n  Benches")


def test_a_branch_is_dragged_to_where_it_shall_hang(table: Table) -> None:
    """[MAP-6] Onto a node, under it; beside one, between them; on bare paper it goes back."""
    table.put_down(*nodes(STREET, layout="right"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mind = MindMap(anna, table)
    mind.drag("Trees", mind.spot("Play"))
    expect(mind.page.locator(".thing.target")).to_contain_text("Play")
    mind.page.mouse.up()
    mind.expect_kept("Street\n  Benches\n  Play\n    Swing\n    Trees\n      Apple\n      Pear")
    mind.drag("Trees", mind.spot("Benches", 0.05))
    expect(mind.page.locator(".ghost")).to_have_count(1)
    mind.page.mouse.up()
    mind.expect_kept("Street\n  Trees\n    Apple\n    Pear\n  Benches\n  Play\n    Swing")
    # Into itself nothing is hung, and on the bare paper nothing happens.
    before = mind.box("Trees")
    mind.drag("Trees", mind.spot("Apple"))
    mind.page.mouse.up()
    mind.drag("Trees", anna.bare_spot())
    mind.page.mouse.up()
    mind.expect_kept("Street\n  Trees\n    Apple\n    Pear\n  Benches\n  Play\n    Swing")
    assert mind.box("Trees") == before
    # The centre takes the whole map along, for everybody.
    there = MindMap(bert, table)
    lay = there.box("Street"), there.box("Swing")
    x, y = mind.spot("Street")
    mind.drag("Street", mind.spot("Street")._replace(x=x - 150, y=y + 90))
    mind.page.mouse.up()

    def came_along() -> bool:
        street, swing = there.box("Street"), there.box("Swing")
        moved = street.x - lay[0].x, street.y - lay[0].y
        return moved[0] < -100 and (swing.x - lay[1].x, swing.y - lay[1].y) == moved

    soon(came_along, "Bert sees the whole map where Anna has put it")


def test_two_write_in_one_map_at_once(table: Table) -> None:
    """[MAP-7] In one node every letter stays; a branch that moves takes along what is being written."""
    table.put_down(*nodes(STREET, layout="right"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mine, others = MindMap(anna, table), MindMap(bert, table)
    mine.choose("Apple")
    mine.keys.press("F2")
    others.choose("Apple")
    others.keys.press("F2")
    mine.keys.type(" tree")
    others.keys.press("Home")
    others.keys.type("Red ")
    expect(mine.editor).to_have_value("Red Apple tree")
    expect(others.editor).to_have_value("Red Apple tree")
    others.keys.press("Escape")
    others.drag("Trees", others.spot("Play"))
    others.page.mouse.up()
    mine.keys.type("s")
    mine.keys.press("Escape")
    mine.expect_kept(
        "Street\n  Benches\n  Play\n    Swing\n    Trees\n      Red Apple trees\n      Pear"
    )


def test_two_branches_hung_into_each_other_stay_a_tree(table: Table, cable: Cable) -> None:
    """[TREE-4] [TREE-5] Both see the same, nothing is lost, and the one that was cut says so."""
    table.put_down(*nodes(STREET, layout="right"))
    anna, bert = offline_later(table, cable, "Anna"), table.seat("Bert")
    mine, others = MindMap(anna, table), MindMap(bert, table)
    cable.cut()
    anna.expect_state("offline")
    mine.drag("Trees", mine.spot("Play"))
    mine.page.mouse.up()
    others.drag("Play", others.spot("Trees"))
    others.page.mouse.up()
    others.expect_kept("Street\n  Trees\n    Apple\n    Pear\n    Play\n      Swing\n  Benches")
    cable.mend()
    kept = "Street\n  Benches\n  Trees\n    Apple\n    Pear\n    Play\n      Swing"
    mine.expect_kept(kept)
    for mind in (mine, others):
        mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
        expect(mind.node("Trees").locator(".lost")).to_be_visible()
        expect(mind.node("Play").locator(".lost")).to_have_count(0)
    # Whoever hangs it somewhere has mended it.
    mine.drag("Trees", mine.spot("Street"))
    mine.page.mouse.up()
    expect(others.node("Trees").locator(".lost")).to_have_count(0)


def test_a_branch_that_somebody_added_to_is_not_lost(table: Table, cable: Cable) -> None:
    """[TREE-2] One throws a branch away while another adds to it: that hangs under the centre."""
    table.put_down(*nodes(STREET, layout="right"))
    anna, bert = table.seat("Anna"), offline_later(table, cable, "Bert")
    mine, others = MindMap(anna, table), MindMap(bert, table)
    cable.cut()
    bert.expect_state("offline")
    mine.choose("Trees")
    mine.keys.press("Delete")
    mine.expect_kept("Street\n  Benches\n  Play\n    Swing")
    others.choose("Trees")
    others.keys.press("Tab")
    others.write("Cherry")
    cable.mend()
    mine.expect_kept("Street\n  Benches\n  Play\n    Swing\n  Cherry")
    for mind in (mine, others):
        expect(mind.node("Cherry").locator(".lost")).to_be_visible()


def test_lines_become_a_branch(table: Table) -> None:
    """[MAP-8] As they are indented; one undo takes all of them away."""
    table.put_down(*nodes("Street\n  Trees"))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Trees")
    paste(anna, text_plain="- Fruit\n  - Apple\n  - Pear\n- Shade")
    mind.expect_kept("Street\n  Trees\n    Fruit\n      Apple\n      Pear\n    Shade")
    mind.keys.press("Control+z")
    mind.expect_kept("Street\n  Trees")


def test_one_looks_at_a_branch_alone(table: Table) -> None:
    """[MAP-9] Nobody else's view changes, and it is said how to see everything again."""
    table.put_down(*nodes(STREET))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mind = MindMap(anna, table)
    mind.choose("Trees")
    mind.keys.press("Shift+F10")
    anna.menu_item("map_focus").click()
    mind.expect_sees("Trees", "Apple", "Pear")
    MindMap(bert, table).expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
    expect(anna.page.get_by_role("status").filter(has_text="Trees")).to_be_visible()
    anna.button_named(anna.words("map_all")).click()
    mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")
    # The first Esc lets go of the node, the second of the branch.
    mind.choose("Trees")
    mind.keys.press("Shift+F10")
    anna.menu_item("map_focus").click()
    mind.expect_sees("Trees", "Apple", "Pear")
    mind.keys.press("Escape")
    mind.keys.press("Escape")
    mind.expect_sees("Street", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")


def test_notes_become_a_map_and_a_map_notes(table: Table) -> None:
    """[MAP-10] With their words; each way is one step."""
    table.put_down(Note("Soup"), Note("Bread", at=(240, 0)), Note("Cheese", at=(480, 0)))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    Mouse(anna).surround("Soup", "Bread", "Cheese")
    mind.keys.press("Shift+F10")
    anna.menu_item("map_from_notes").click()
    mind.write("Lunch")
    mind.expect_kept("Lunch\n  Soup\n  Bread\n  Cheese")
    expect(anna.page.locator(".thing.sticky")).to_have_count(0)
    mind.choose("Lunch")
    mind.keys.press("Shift+F10")
    anna.menu_item("map_to_notes").click()
    expect(anna.page.locator(".thing.sticky")).to_have_count(4)
    expect(anna.page.locator(".thing.connector")).to_have_count(3)
    expect(mind.nodes).to_have_count(0)
    mind.keys.press("Control+z")
    mind.expect_kept("Lunch\n  Soup\n  Bread\n  Cheese")
    expect(anna.page.locator(".thing.sticky")).to_have_count(0)


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


def test_a_copied_branch_is_a_map_of_its_own(table: Table) -> None:
    """[MAP-12] With its order and all that hangs on it; hung under a node again it is a branch again."""
    table.put_down(*nodes("Street\n  Trees\n    Pear\n    Apple"))
    mind = MindMap(table.seat("Anna"), table)
    mind.choose("Trees")
    mind.keys.press("Control+d")
    mind.expect_kept("Street\n  Trees\n    Pear\n    Apple\nTrees\n  Pear\n  Apple")


def test_a_branch_that_is_dragged_with_alt_is_copied(table: Table) -> None:
    """[UI-23] [MAP-12] It stays where it hangs; the copy is a map of its own."""
    table.put_down(*nodes("Street\n  Trees\n    Pear", layout="right"))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Trees")
    mind.keys.down("Alt")
    mind.drag("Trees", anna.bare_spot())
    mind.page.mouse.up()
    mind.keys.up("Alt")
    mind.expect_kept("Street\n  Trees\n    Pear\nTrees\n  Pear")


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
    """[PAGE-7] [MAP-13]"""
    table.put_down(*nodes(STREET))
    anna = table.seat("Anna", color_scheme=scheme)
    mind = MindMap(anna, table)
    mind.choose("Trees")
    mind.keys.press(" ")
    assert axe.faults(anna.page) == []


def test_who_may_only_read_walks_and_folds_but_changes_nothing(table: Table) -> None:
    """[UI-13] [MAP-3]"""
    table.put_down(*nodes(STREET))
    mind = MindMap(table.seat("Vera", role="viewer"), table)
    mind.choose("Trees")
    expect(mind.node("Trees").locator(".fold")).to_be_visible()
    expect(mind.node("Trees").locator(".add")).to_be_hidden()
    for key in ("Enter", "Tab", "Delete", "Alt+ArrowDown"):
        mind.keys.press(key)
    mind.choose("Trees")
    mind.keys.press(" ")
    mind.expect_sees("Street", "Trees", "Benches", "Play", "Swing")
    mind.expect_kept(STREET)
