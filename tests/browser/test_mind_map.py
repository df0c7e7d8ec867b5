"""Mind maps: by keyboard alone, and by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Mouse
from tests.browser.pages.mind_map import STREET, MindMap, nodes
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.test_pasting import paste
from tests.deadline import soon

pytestmark = pytest.mark.browser


def test_a_map_is_made_by_keyboard_alone(table: Table) -> None:
    """[MAP-1] M and Enter begin it; Tab adds a branch, Enter one beside it, Shift+Enter one before."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    mind, keys = MindMap(anna, table), anna.page.keyboard
    # On a button Enter would press that.
    anna.button("tool_hand").focus()
    keys.press("m")
    keys.press("Enter")
    keys.type("Street")
    for look in ("color", "font-weight"):
        looks = [
            place.evaluate(f"it => getComputedStyle(it)['{look}']")
            for place in (mind.editor, anna.note("Street").locator(".words"))
        ]
        assert looks[0] == looks[1], f"seen twice: {look}"
    mind.write("")
    keys.press("Tab")
    mind.write("Trees")
    keys.press("Enter")
    mind.write("Play")
    keys.press("Shift+Enter")
    mind.write("Benches")
    # The second branch went to the other side: over the centre one comes to the first.
    for key, words in (("ArrowRight", "Street"), ("ArrowRight", "Trees")):
        keys.press(key)
        mind.expect_chosen(words)
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
    # What moves out of sight stays there: a wider centre pushes its branches aside.
    others.choose("Street")
    others.keys.press("F2")
    others.keys.type(" of all of us")
    others.keys.press("Escape")
    expect(mine.node("Street of all of us")).to_be_visible()
    mine.choose("Benches")
    mine.expect_sees("Street of all of us", "Trees", "Benches", "Play", "Swing")
    anna.returns_to(table.path)
    mine.expect_sees("Street of all of us", "Trees", "Benches", "Play", "Swing")
    # Who looks for what is folded away is shown it.
    mine.keys.press("Control+f")
    mine.keys.type("Pear")
    mine.keys.press("Enter")
    mine.expect_sees("Street of all of us", "Trees", "Apple", "Pear", "Benches", "Play", "Swing")


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


def test_a_lock_holds_a_node_and_nothing_else_of_its_map(table: Table) -> None:
    """[MAP-5] [MAP-15] [UI-24] It stays with what it hangs on; that is said; one hangs things on it all the same."""
    table.put_down(*nodes(STREET, layout="right"))
    anna = table.seat("Anna")
    mind = MindMap(anna, table)
    mind.choose("Apple")
    mind.keys.press("Shift+F10")
    anna.menu_item("command_lock").click()
    expect(mind.node("Apple").locator(".lock")).to_be_visible()
    mind.keys.press("F2")
    expect(mind.editor).to_have_count(0)
    mind.choose("Trees")
    mind.keys.press("Delete")
    mind.expect_kept("Street\n  Trees\n    Apple\n  Benches\n  Play\n    Swing")
    expect(anna.toast).to_contain_text(anna.words("map_locked_stays"))
    mind.choose("Apple")
    expect(mind.node("Apple").locator(".add")).to_be_visible()
    mind.keys.press("Tab")
    mind.write("Core")
    mind.drag("Trees", mind.spot("Play"))
    mind.page.mouse.up()
    mind.expect_kept("Street\n  Benches\n  Play\n    Swing\n    Trees\n      Apple\n        Core")


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


def test_a_branch_dropped_on_a_centre_with_two_sides_hangs_where_it_was_dropped(
    table: Table,
) -> None:
    """[MAP-6] At that side, whatever hangs there already."""
    table.put_down(*nodes(STREET))
    mind = MindMap(table.seat("Anna"), table)
    for part, growth in ((0.15, "left"), (0.85, "right"), (0.15, "left")):
        street = mind.node("Street").bounding_box()
        assert street is not None
        spot = mind.spot("Street")._replace(x=street["x"] + part * street["width"])
        mind.drag("Apple", spot)
        mind.page.mouse.up()
        mind.expect_kept("Street\n  Trees\n    Pear\n  Benches\n  Play\n    Swing\n  Apple")
        mind.expect_grows("Apple", growth)


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
