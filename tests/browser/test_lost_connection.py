"""The cable is pulled, the disk is held up, the server is killed: work goes on and none is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import Route, expect

from tests.browser.cable import Cable
from tests.browser.hands import Hands, Keyboard, Mouse
from tests.browser.house import House
from tests.browser.seeding import Note
from tests.browser.table import Seated, Table
from tests.deadline import soon

pytestmark = pytest.mark.browser


def test_what_two_do_apart_is_there_for_both_on_return(
    table: Table, cable: Cable, hands: type[Hands]
) -> None:
    """[UI-11] [SYNC-3] One works offline, the other online, on the same note too: all of it merges."""
    table.put_down(Note("Soup", at=(0, 0)), Note("Bread", at=(300, 0)))
    anna, bert = offline_later(table, cable, "Anna"), table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    cable.cut()
    anna.expect_state("offline")
    by_anna.open("Soup")
    by_anna.type(" with beans")
    by_anna.done()
    by_anna.create("Cheese")
    by_anna.recolor("Bread", "sky")
    by_bert.open("Soup")
    bert.put_caret(0)
    by_bert.type("Warm ")
    by_bert.done()
    by_bert.create("Apples")
    bert.expect_open()
    anna.expect_texts("Soup with beans", "Bread", "Cheese")
    bert.expect_texts("Warm Soup", "Bread", "Apples")
    cable.mend()
    for one in (anna, bert):
        one.expect_texts("Warm Soup with beans", "Bread", "Cheese", "Apples")
        one.expect_color("Bread", "sky")
        one.expect_open()


def test_a_browser_that_says_it_has_no_network_is_believed_at_once(
    table: Table, hands: type[Hands]
) -> None:
    """[UI-10] [UI-11] Not after half a minute of silence; and so it is when the network is back."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    anna.visitor.forgive_the_network()
    anna.visitor.context.set_offline(True)
    anna.expect_state("offline")
    hands(anna).create("Soup")
    anna.expect_state("offline")
    hands(bert).create("Bread")
    anna.visitor.context.set_offline(False)
    for one in (anna, bert):
        one.expect_texts("Soup", "Bread")
        one.expect_open()


def test_work_done_offline_survives_a_closed_page(
    table: Table, cable: Cable, hands: type[Hands]
) -> None:
    """[UI-11] The page is closed before the connection is back; opened again, it brings the work."""
    table.put_down(Note("Soup"))
    anna, bert = offline_later(table, cable, "Anna"), table.seat("Bert")
    by_anna = hands(anna)
    cable.cut()
    anna.expect_state("offline")
    by_anna.open("Soup")
    by_anna.type(" with beans")
    by_anna.done()
    by_anna.create("Cheese")
    anna.closes_the_page()
    cable.mend()
    anna.returns_to(table.path)
    for one in (anna, bert):
        one.expect_texts("Soup with beans", "Cheese")
    anna.expect_open()


def test_a_board_opens_from_this_device_while_the_server_is_silent(
    table: Table, cable: Cable
) -> None:
    """[UI-11] Reloaded without an answer, the board is there with its notes, and can be written on."""
    table.put_down(Note("Soup"))
    anna, bert = offline_later(table, cable, "Anna"), table.seat("Bert")
    cable.cut()
    anna.expect_state("offline")
    with pages_from_a_cache(anna, table):
        anna.returns_to(table.path)
        anna.expect_state("offline")
        anna.expect_texts("Soup")
        Keyboard(anna).create("Bread")
    cable.mend()
    for one in (anna, bert):
        one.expect_texts("Soup", "Bread")
    anna.expect_open()


def test_what_is_on_its_way_is_not_called_saved(table: Table, cable: Cable) -> None:
    """[UI-10] [DUR-2] Until the server has said so the word is “saving”, however long that takes."""
    anna = offline_later(table, cable, "Anna")
    cable.hold_answers()
    Mouse(anna).create("Soup")
    anna.expect_state("saving")
    cable.release_answers()
    anna.expect_open()


def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_lost(own_table: Table) -> None:
    """[UI-10] [DUR-3] “Not saved yet” for all who write; others still see it; then it is saved."""
    anna, bert = own_table.seat("Anna"), own_table.seat("Bert")
    with nobody_can_write(own_table.house):
        Mouse(anna).create("Soup")
        for one in (anna, bert):
            one.expect_texts("Soup")
        anna.expect_state("unsaved")
    for one in (anna, bert):
        one.expect_open()
    assert [note["text"] for note in objects(own_table)] == ["Soup"]


def test_the_server_is_killed_while_two_work(own_table: Table, hands: type[Hands]) -> None:
    """[UI-10] [UI-11] [DUR-2] The word changes, both go on, and afterwards all of it is there."""
    anna, bert = own_table.seat("Anna"), own_table.seat("Bert")
    by_anna, by_bert = hands(anna), hands(bert)
    for one in (anna, bert):
        one.visitor.forgive_the_network()
    by_anna.create("Before")
    bert.expect_texts("Before")
    by_anna.open("Before")
    by_anna.type(" and while")
    own_table.house.server.kill()
    by_anna.type(" it was away")
    by_bert.create("From Bert")
    for one in (anna, bert):
        one.expect_state("offline")
    by_anna.done()
    own_table.house.server.start()
    for one in (anna, bert):
        one.expect_texts("Before and while it was away", "From Bert")
        one.expect_open()
    assert sorted(note["text"] for note in objects(own_table)) == [
        "Before and while it was away",
        "From Bert",
    ]


def test_forgetting_this_device_leaves_nothing_on_it(table: Table) -> None:
    """[UI-11] The copies are gone; what the server has opens again."""
    table.put_down(Note("Soup"))
    anna = table.seat("Anna")
    anna.button("menu").click()
    anna.menu_item("menu_forget").click()
    anna.button("forget_confirm").click()
    expect(anna.toast).to_contain_text(anna.words("forget_done"))
    kept = "async () => (await indexedDB.databases()).filter(({name}) => name.includes('/')).length"
    soon(lambda: anna.page.evaluate(kept) == 0, "no copy is kept")
    anna.returns_to(table.path)
    anna.expect_texts("Soup")


def offline_later(table: Table, cable: Cable, name: str) -> Seated:
    """Somebody whose cable will be pulled."""
    seated = table.seat(name, url=cable.url)
    seated.visitor.forgive_the_network()
    return seated


@contextmanager
def pages_from_a_cache(seated: Seated, table: Table) -> Iterator[None]:
    """The page and its files come although the cable is cut; what they then ask for does not."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(seated.visitor.url)
        if path.startswith("/api/"):
            route.abort()
        else:
            route.fulfill(response=route.fetch(url=table.house.server.url + path))

    seated.visitor.context.route("**/*", answer)
    yield
    seated.visitor.context.unroute_all()


def objects(table: Table) -> list[dict[str, str]]:
    """What is on the server's disk."""
    return list(table.house.server.objects(table.board).values())


@contextmanager
def nobody_can_write(house: House) -> Iterator[None]:
    """The database is locked by another process."""
    path = house.server.folder / "data" / "tafelronde.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")
