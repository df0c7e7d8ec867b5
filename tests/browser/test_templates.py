"""Copies of boards and templates to begin others with, from the start page and from a board's own menu."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import axe
from tests.browser.house import House
from tests.browser.pages.board import BoardPage
from tests.browser.pages.home import HomePage
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def with_soup(house: House, arrive: Callable[..., Visitor], title: str) -> Table:
    table = Table(house, house.make_board(title), arrive)
    table.put_down(Note("Soup"))
    return table


def test_a_board_is_copied_from_its_card(house: House, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-9] [COPY-1] Under the name that is asked for; it opens with what was on the other."""
    table = with_soup(house, arrive, "Lunch on Monday")
    owner = table.owner()
    home = HomePage(owner.page, owner.words)
    owner.goes_to("/")
    home.open_menu_of("Lunch on Monday")
    home.choose("menu_copy")
    name = home.dialog.get_by_role("textbox")
    expect(name).to_have_value(owner.words("copy_proposal", title="Lunch on Monday"))
    name.fill("Lunch on Tuesday")
    home.dialog.get_by_role("button", name=owner.words("copy_make")).click()
    expect(home.board("Lunch on Tuesday")).to_be_visible()
    expect(home.board("Lunch on Monday")).to_be_visible()
    home.toast.get_by_role("button", name=owner.words("copy_open")).click()
    copy = BoardPage(owner.page, owner.words, "Facilitator")
    copy.expect_texts("Soup")
    expect(owner.page).to_have_title("Lunch on Tuesday · Tafelronde")


def test_a_new_board_begins_with_a_template(
    own_house: House, arrive: Callable[..., Visitor]
) -> None:
    """[PAGE-9] [COPY-4] [COPY-6] Kept from a card, called otherwise, begun with, thrown away, put back."""
    table = Table(own_house, own_house.make_board("Soep", "nl"), arrive)
    table.put_down(Note("Soup"))
    owner = arrive(url=own_house.server.url)
    owner.signs_in(own_house.cookie)
    home = HomePage(owner.page, owner.words)
    owner.goes_to("/")
    expect(home.begin).to_have_count(0)
    home.open_menu_of("Soep")
    home.choose("menu_template")
    home.dialog.get_by_role("button", name=owner.words("template_save")).click()
    expect(home.toast).to_have_text(owner.words("template_saved", title="Soep"))

    home.templates.get_by_text(owner.words("templates", count=1)).click()
    assert axe.faults(owner.page) == []
    home.templates.get_by_role("button", name=owner.words("template_menu", title="Soep")).click()
    home.choose("menu_rename")
    home.dialog.get_by_role("textbox").fill("Soep en brood")
    home.dialog.get_by_role("button", name=owner.words("save")).click()
    use = owner.words("template_use", title="Soep en brood")
    home.templates.get_by_role("button", name=use).click()
    expect(home.question).to_be_focused()
    expect(home.begin.locator("option:checked")).to_have_text("Soep en brood")
    expect(owner.page.get_by_role("radio", name="Nederlands")).to_be_checked()
    home.make_board("Brood")
    board = BoardPage(owner.page, owner.words, "Facilitator")
    board.expect_texts("Soup")

    owner.goes_to("/")
    home.templates.get_by_text(owner.words("templates", count=1)).click()
    menu = owner.words("template_menu", title="Soep en brood")
    home.templates.get_by_role("button", name=menu).click()
    home.choose("to_bin")
    expect(home.templates).to_have_count(0)
    expect(home.begin).to_have_count(0)
    home.bin.get_by_text(owner.words("bin", count=1)).click()
    expect(home.bin).to_contain_text(owner.words("bin_template"))
    assert axe.faults(owner.page) == []
    back = owner.words("restore_named", title="Soep en brood")
    home.bin.get_by_role("button", name=back).click()
    expect(home.templates).to_have_count(1)
    expect(home.bin).to_have_count(0)


def test_a_board_is_kept_as_a_template_from_its_own_menu(
    house: House, arrive: Callable[..., Visitor]
) -> None:
    """[COPY-4] [PAGE-9] It says what was made; a guest who helps to lead has no templates to keep it in."""
    table = with_soup(house, arrive, "Dinner")
    owner = table.owner()
    owner.goes_to(table.path)
    board = BoardPage(owner.page, owner.words, "Facilitator")
    board.expect_texts("Soup")
    board.button("menu").click()
    board.menu_item("menu_template").click()
    board.dialog.get_by_role("button", name=owner.words("template_save")).click()
    expect(board.toast).to_have_text(owner.words("template_saved", title="Dinner"))
    guest = table.seat("Fatima", role="facilitator")
    guest.button("menu").click()
    expect(guest.menu_item("menu_rename")).to_be_visible()
    expect(guest.menu_item("menu_template")).to_have_count(0)
    expect(guest.menu_item("menu_copy")).to_have_count(0)
