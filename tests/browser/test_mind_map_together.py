"""Several people in one map at once, and who may only look at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.pages.mind_map import STREET, MindMap, nodes
from tests.browser.seeding import Thing
from tests.browser.table import Table
from tests.browser.test_lost_connection import offline_later

pytestmark = pytest.mark.browser


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


def test_what_lost_its_centre_becomes_one_and_what_hangs_nowhere_says_so(
    table: Table, cable: Cable
) -> None:
    """[TREE-1] [TREE-3] One throws a map away while another adds to it: that is a map in its place."""
    node = {"parent": "node00", "order": "a50"}
    table.put_down(
        *nodes("Street\n  Trees", layout="right"),
        # Two with one index stand in the order of their ids.
        Thing("mindnode", node, "Second", "zz"),
        Thing("mindnode", node, "First", "aa"),
        Thing("mindnode", {"parent": "gone", "order": "a60"}, "Nowhere", "zzz"),
    )
    anna, bert = table.seat("Anna"), offline_later(table, cable, "Bert")
    mine, others = MindMap(anna, table), MindMap(bert, table)
    kept = "Street\n  Trees\n  First\n  Second\n  Nowhere"
    mine.expect_kept(kept)
    for mind in (mine, others):
        expect(mind.node("Nowhere").locator(".lost")).to_have_attribute(
            "title", anna.words("map_lost")
        )
        assert mind.box("Trees").y < mind.box("First").y < mind.box("Second").y
    cable.cut()
    bert.expect_state("offline")
    mine.choose("Street")
    mine.keys.press("Delete")
    mine.expect_sees()
    others.choose("First")
    others.keys.press("Tab")
    others.write("Cherry")
    place = others.box("Street")
    cable.mend()
    mine.expect_kept("Cherry")
    for mind in (mine, others):
        mind.expect_sees("Cherry")
        cherry = mind.box("Cherry")
        # In the place of the old one: the same middle.
        assert abs(cherry.x + cherry.w / 2 - place.x - place.w / 2) < 1
        assert abs(cherry.y + cherry.h / 2 - place.y - place.h / 2) < 1
        expect(mind.node("Cherry").locator(".lost")).to_be_visible()


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
