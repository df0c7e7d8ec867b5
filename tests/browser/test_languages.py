"""Dutch and English: the browser decides, a switch overrides, and nothing is left in the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.browser import tour
from tests.browser.house import House
from tests.browser.pages.home import HomePage
from tests.browser.pages.join import JoinPage
from tests.browser.pages.reading import texts
from tests.browser.table import Seated, Table
from tests.browser.visitor import Visitor
from tests.browser.words import Language, Words

pytestmark = pytest.mark.browser

TITLE = "1905"
# What people wrote, and names that are the same in every language.
NAMES = re.compile(
    r"Tafelronde|Nederlands|English|NL|EN|N|\+?\d+%?|https?://\S+|tafelronde signin-link"
    r"|(?:Ctrl|Shift|Alt)\+\S+|\?"
    rf"|{TITLE}|Fatima|Gerda|Facilitator|42"
)
# Full dates are the browser's own words.
DATES = {
    "nl": re.compile(r"[a-z]+dag \d+ [a-z]+ \d{4} om \d\d:\d\d"),
    "en": re.compile(r"[A-Z][a-z]+day, [A-Z][a-z]+ \d+, \d{4} at \d+:\d\d\s[AP]M"),
}

each_language = pytest.mark.parametrize("language", ["nl", "en"])


def expect_all_in(visitor: Visitor) -> None:
    """Each text is a message of the page's language, or somebody's own."""
    expect(visitor.page.locator("html")).to_have_attribute("lang", visitor.words.language)
    words = visitor.words

    def explained(text: str) -> bool:
        known = NAMES.fullmatch(text) or DATES[words.language].fullmatch(text)
        return bool(known) or words.explains(text)

    said = {text.removesuffix(" · Tafelronde") for text in texts(visitor.page)}
    assert {text for text in said if not explained(text)} == set()


@pytest.mark.parametrize(
    ("wishes", "spoken"), [("nl-BE", "nl"), ("en-US", "en"), ("fr-FR", "en"), ("nl", "nl")]
)
def test_the_browsers_language_decides(
    arrive: Callable[..., Visitor], wishes: str, spoken: Language
) -> None:
    """[PAGE-6] English for who wishes neither; `<html lang>` says which."""
    visitor = arrive(spoken, locale=wishes)
    visitor.goes_to("/")
    expect(HomePage(visitor.page, visitor.words).heading("welcome_title")).to_be_visible()
    expect_all_in(visitor)


@each_language
def test_every_page_speaks_one_language(
    own_house: House, arrive: Callable[..., Visitor], language: Language
) -> None:
    """[PAGE-6] The start page with its menus and bin, the door, and a page about a problem."""
    arrive_there = partial(arrive, url=own_house.server.url)
    table = Table(own_house, own_house.make_board(TITLE, language), arrive_there)
    for visitor in tour.pages(table, arrive_there, language):
        expect_all_in(visitor)


@each_language
def test_the_board_speaks_one_language(
    house: House, arrive: Callable[..., Visitor], language: Language
) -> None:
    """[PAGE-6] With each bar, list, menu, panel and question."""
    table = Table(house, house.make_board(TITLE, language), arrive)
    for host in tour.board(table, language):
        expect_all_in(host.visitor)


def test_the_switch_changes_the_page_at_once_and_is_remembered(
    table: Table, arrive: Callable[..., Visitor]
) -> None:
    """[PAGE-6] What was typed stays; the board and every later page speak the chosen language."""
    visitor = arrive("en")
    visitor.goes_to(f"/j/{table.board.tokens['participant']}")
    door = JoinPage(visitor.page, visitor.words)
    door.name.fill("Gerda")
    visitor.page.get_by_role("button", name="Nederlands").click()
    visitor.words = Words("nl")
    door = JoinPage(visitor.page, visitor.words)
    expect(door.name).to_have_value("Gerda")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "nl")
    door.enter.click()
    board = Seated(visitor, "Gerda")
    board.expect_open()
    board.button("menu").click()
    board.page.get_by_role("menuitemradio", name="English").click()
    visitor.words = Words("en")
    Seated(visitor, "Gerda").expect_open()
    visitor.goes_to("/")
    expect(HomePage(visitor.page, visitor.words).heading("home_title")).to_be_visible()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")


def test_a_board_has_a_language_of_its_own(house: House, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-6] Its title is read out in that, whatever the page around it speaks."""
    table = Table(house, house.make_board("Wat maakt een goede dag?", "nl"), arrive)
    visitor = arrive("en")
    visitor.goes_to(f"/j/{table.board.tokens['participant']}")
    title = JoinPage(visitor.page, visitor.words).title("Wat maakt een goede dag?")
    expect(title).to_have_attribute("lang", "nl")


def test_both_catalogues_say_the_same() -> None:
    """[PAGE-6] No message is missing in either language."""
    assert Words("nl").keys() == Words("en").keys()
