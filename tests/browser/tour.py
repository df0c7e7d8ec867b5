"""A walk past every page and every panel, to look at each in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from tests.browser.hands import Mouse
from tests.browser.pages.home import HomePage
from tests.browser.pages.join import JoinPage
from tests.browser.pages.problem import ProblemPage
from tests.browser.seeding import Note
from tests.browser.table import Seated, Table
from tests.browser.visitor import Visitor
from tests.browser.words import Language


def pages(table: Table, arrive: Callable[..., Visitor], language: Language) -> Iterator[Visitor]:
    """Everything but the board; yields who looks at a page, once it is there."""
    stranger = arrive(language)
    stranger.goes_to("/")
    expect(HomePage(stranger.page, stranger.words).heading("welcome_title")).to_be_visible()
    yield stranger
    stranger.goes_to(f"/j/{table.board.tokens['viewer']}")
    door = JoinPage(stranger.page, stranger.words)
    door.look.click()
    expect(door.complaint).to_be_visible()
    yield stranger
    stranger.forgive_the_network()
    stranger.goes_to(f"/b/{table.board.id}")
    ProblemPage(stranger.page, stranger.words).expect("not_signed_in")
    yield stranger
    owner = table.owner(language)
    yield from _start_page(owner, table.board.title)


def _start_page(owner: Visitor, title: str) -> Iterator[Visitor]:
    words = owner.words
    home = HomePage(owner.page, words)
    owner.goes_to("/")
    home.open_menu_of(title)
    expect(home.menu).to_be_visible()
    yield owner
    home.choose("to_bin")
    expect(home.toast).to_be_visible()
    home.bin.get_by_text(words.pattern("bin")).click()
    back = home.bin.get_by_role("button", name=words("restore_named", title=title))
    expect(back).to_be_visible()
    yield owner
    back.click()
    expect(home.board(title)).to_be_visible()
    for key in ("my_name_change", "menu_forget"):
        home.me.click()
        home.choose(key)
        expect(home.dialog).to_be_visible()
        yield owner
        home.close_dialog()


def board(table: Table, language: Language) -> Iterator[Seated]:
    """The board as a facilitator sees it, with each panel in turn; yields them."""
    table.put_down(Note("42"))
    host = table.seat("Fatima", role="facilitator", language=language)
    guest = table.seat("Gerda", language=language)
    expect(host.button_of_people(2)).to_be_visible()
    Mouse(host).open("42")
    yield host
    Mouse(host).done()
    Mouse(host).choose("42")
    expect(host.format_bar).to_be_visible()
    yield host
    host.button("board_outline_open").click()
    expect(host.outline).to_be_visible()
    yield host
    host.button_of_people(2).click()
    expect(host.page.get_by_role("region", name=host.words("people_title"))).to_be_visible()
    yield host
    host.button("menu").click()
    expect(host.menu_item("menu_rename")).to_be_visible()
    yield host
    yield from _dialogs(host)
    Mouse(host).open("42")
    Mouse(guest).remove("42")
    expect(host.question).to_be_visible()
    yield host
    Mouse(host).press("board_taken_drop")
    expect(host.button("board_empty_begin")).to_be_visible()
    yield host


def _dialogs(host: Seated) -> Iterator[Seated]:
    """From the open menu on."""
    for key in ("menu_rename", "command_pointing", "menu_forget"):
        if host.menu_item(key).count() == 0:
            host.button("menu").click()
        host.menu_item(key).click()
        expect(host.dialog).to_be_visible()
        yield host
        host.close_dialog()
    host.button("share").click()
    host.share.show_qr("viewer")
    yield host
    host.share.revoke("viewer", sure=False)
    expect(host.share.question).to_be_visible()
    yield host
    host.page.keyboard.press("Escape")
    expect(host.share.question).to_have_count(0)
    host.share.revoke("viewer")
    expect(host.share.way("viewer")).to_contain_text(host.words("revoked"))
    yield host
    host.share.close()
    expect(host.dialog).to_have_count(0)
