"""From an empty server to a first note by a guest, as people who have never seen it go."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Keyboard, Mouse
from tests.browser.house import House
from tests.browser.pages.board import BoardPage
from tests.browser.pages.home import HomePage
from tests.browser.pages.join import JoinPage
from tests.browser.pages.problem import ProblemPage
from tests.browser.table import Table
from tests.browser.visitor import Visitor
from tests.deadline import soon

pytestmark = pytest.mark.browser

QUESTION = "What makes a good day here?"


def test_the_first_facilitator_signs_in_and_makes_a_board(
    own_house: House, arrive: Callable[..., Visitor]
) -> None:
    """[PAGE-1] [PAGE-2] The printed link leads to the start page, a question to a board."""
    visitor = arrive(url=own_house.server.url)
    visitor.goes_to(own_house.printed_path())
    home = HomePage(visitor.page, visitor.words)
    expect(home.heading("home_empty_title")).to_be_visible()
    home.make_board(QUESTION)
    board = BoardPage(visitor.page, visitor.words, "Facilitator")
    board.expect_open()
    expect(visitor.page.get_by_role("heading", level=1, name=QUESTION)).to_be_visible()
    expect(visitor.page).to_have_title(f"{QUESTION} · Tafelronde")


def test_a_sign_in_link_works_once(house: House, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-1] [PAGE-5] A second time a page says so and what to do."""
    link = house.signin_path()
    first, second = arrive(), arrive()
    first.goes_to(link)
    expect(HomePage(first.page, first.words).me).to_be_visible()
    second.forgive_the_network()
    second.goes_to(link)
    ProblemPage(second.page, second.words).expect("signin")


def test_a_board_is_shared_by_three_links(table: Table) -> None:
    """[PAGE-3] Each can be copied, shown as a QR code, revoked and made anew."""
    host = table.seat(
        "Fatima", role="facilitator", permissions=["clipboard-read", "clipboard-write"]
    )
    host.button("share").click()
    links = {role: host.share.link(role) for role in ("participant", "viewer", "facilitator")}
    assert links == dict(table.board.links)
    host.share.copy("participant")
    expect(host.share.way("participant")).to_contain_text(host.words("copied"))
    assert host.page.evaluate("() => navigator.clipboard.readText()") == links["participant"]
    code = host.share.show_qr("viewer")
    expect(code).to_be_visible()
    soon(lambda: bool(code.evaluate("image => image.naturalWidth > 0")), "the QR code is drawn")
    host.share.revoke("viewer")
    expect(host.share.way("viewer")).to_contain_text(host.words("revoked"))
    host.share.renew("viewer")
    assert host.share.link("viewer") not in links.values()
    host.share.close()
    expect(host.share.dialog).to_have_count(0)
    expect(host.button("share")).to_be_focused()


def test_the_share_panel_works_by_keyboard(table: Table) -> None:
    """[UI-12] Opened, walked, a link revoked and the panel closed without a mouse."""
    host = table.seat("Fatima", role="facilitator")
    keys = Keyboard(host)
    keys.press("share")
    expect(host.share.dialog).to_be_visible()
    expect(host.share.way("participant").get_by_role("textbox")).to_be_visible()
    keys.press("qr_show")
    expect(host.share.way("participant").get_by_role("img")).to_be_visible()
    keys.press("revoke")
    expect(host.share.question).to_be_visible()
    host.page.keyboard.press("Escape")
    expect(host.share.question).to_have_count(0)
    keys.press("revoke")
    keys.press("revoke_confirm")
    expect(host.share.way("participant")).to_contain_text(host.words("revoked"))
    host.page.keyboard.press("Escape")
    expect(host.share.dialog).to_have_count(0)
    expect(host.button("share")).to_be_focused()


def test_who_came_by_a_revoked_link_is_told(table: Table) -> None:
    """[PAGE-5] [ACC-3] The board closes with 4401 and says what is safe; the link opens nothing."""
    host, guest = table.seat("Fatima", role="facilitator"), table.seat("Gerda")
    Mouse(guest).create("Soup")
    guest.expect_open()
    host.button("share").click()
    host.share.revoke("participant")
    told = ProblemPage(guest.page, guest.words)
    told.expect("revoked", advice="problem_link_advice")
    assert guest.visitor.closings() == [4401]
    guest.visitor.forgive_the_network()
    guest.returns_to(table.path)
    told.expect("revoked", advice="problem_link_advice")
    guest.returns_to(f"/j/{table.board.tokens['participant']}")
    told.expect("link_revoked", advice="problem_link_advice")
    host.share.close()
    host.expect_texts("Soup")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_guest_writes_a_first_note_within_twenty_seconds(
    by: str, table: Table, arrive: Callable[..., Visitor], report: Callable[[str], None]
) -> None:
    """[PAGE-4] A name, Join, and a note: three actions, no account, and it is on the server's disk."""
    visitor = arrive()
    page, keyboard = visitor.page, visitor.page.keyboard
    begun = monotonic()
    visitor.goes_to(f"/j/{table.board.tokens['participant']}")
    door = JoinPage(page, visitor.words)
    expect(door.title(QUESTION)).to_be_visible()
    expect(door.name).to_be_focused()
    board = BoardPage(page, visitor.words, "Gerda")
    if by == "mouse":
        actions: list[Callable[[], None]] = [
            lambda: keyboard.type("Gerda"),
            door.enter.click,
            lambda: page.mouse.dblclick(*board.bare_spot()),
        ]
    else:
        actions = [
            lambda: keyboard.type("Gerda"),
            lambda: keyboard.press("Enter"),
            lambda: keyboard.press("n"),
        ]
    for action in actions[:2]:
        action()
    board.expect_open()
    expect(page.get_by_text(visitor.words("board_empty_begin"))).to_be_visible()
    # Who sees nothing of it hears it, on arriving at the paper.
    expect(board.list).to_have_accessible_description(re.compile(r"\bN$"))
    actions[2]()
    expect(board.editor).to_be_focused()
    keyboard.type("Eating together")
    board.expect_texts("Eating together")
    board.expect_open()
    seconds = monotonic() - begun
    assert len(actions) <= 3
    assert seconds <= 20
    objects = table.house.server.objects(table.board)
    assert [note["text"] for note in objects.values()] == ["Eating together"]
    report(f"a guest's first note, by {by}: {len(actions)} actions, {seconds:.1f} s")


def test_a_name_is_asked_for(table: Table, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-4] Without one the door says so, and the cursor is in the field."""
    visitor = arrive()
    visitor.goes_to(f"/j/{table.board.tokens['participant']}")
    door = JoinPage(visitor.page, visitor.words)
    door.enter.click()
    expect(door.complaint).to_have_text(visitor.words("error_name_empty"))
    expect(door.name).to_be_focused()


def test_a_guest_who_comes_back_is_known(table: Table, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-4] [ACC-2] The same browser opens the board as the same person, listed on the start page."""
    guest = table.seat("Gerda")
    guest.returns_to(f"/j/{table.board.tokens['participant']}")
    door = JoinPage(guest.page, guest.words)
    expect(door.name).to_have_value("Gerda")
    door.enter.click()
    guest.expect_open()
    guest.returns_to("/")
    home = HomePage(guest.page, guest.words)
    home.board(QUESTION).click()
    guest.expect_open()
    expect(guest.button_of_people(1)).to_be_visible()


def test_a_board_goes_into_the_bin_and_comes_back(
    house: House, arrive: Callable[..., Visitor]
) -> None:
    """[PAGE-2] [PAGE-5] Its guests are told; put back, it opens with everything on it."""
    title = "Where shall we eat?"
    table = Table(house, house.make_board(title), arrive)
    guest = table.seat("Gerda")
    Mouse(guest).create("Soup")
    guest.expect_open()
    owner = table.owner()
    home = HomePage(owner.page, owner.words)
    owner.goes_to("/")
    home.open_menu_of(title)
    home.choose("to_bin")
    expect(home.toast).to_contain_text(owner.words("binned", title=title))
    expect(home.board(title)).to_have_count(0)
    told = ProblemPage(guest.page, guest.words)
    told.expect("deleted")
    guest.visitor.forgive_the_network()
    guest.returns_to(f"/j/{table.board.tokens['participant']}")
    told.expect("deleted")
    home.bin.get_by_text(owner.words.pattern("bin")).click()
    home.bin.get_by_role("button", name=owner.words("restore_named", title=title)).click()
    expect(home.board(title)).to_be_visible()
    expect(home.toast).to_have_text(owner.words("restored", title=title))
    guest.returns_to(table.path)
    guest.expect_texts("Soup")


def test_a_board_gets_another_title(house: House, arrive: Callable[..., Visitor]) -> None:
    """[PAGE-2] Everybody on it reads the new one at once."""
    table = Table(house, house.make_board("Lunch"), arrive)
    guest, host = table.seat("Gerda"), table.seat("Fatima", role="facilitator")
    host.button("menu").click()
    host.menu_item("menu_rename").click()
    host.page.get_by_role("textbox", name=host.words("board_title_label")).fill("A better lunch")
    host.button("save").click()
    for one in (host, guest):
        expect(one.page.get_by_role("heading", level=1)).to_have_text("A better lunch")


@pytest.mark.parametrize(
    ("path", "problem", "advice"),
    [
        ("/j/there-is-no-such-link-anywhere-here", "link_unknown", "problem_link_advice"),
        ("/b/ThereIsNoSuch", "not_signed_in", None),
        ("/nothing/here", "unknown_page", None),
        ("/signin/never-printed", "signin", None),
    ],
)
def test_an_address_that_leads_nowhere_says_so(
    arrive: Callable[..., Visitor], path: str, problem: str, advice: str | None
) -> None:
    """[PAGE-5] What happened, what is safe, what to do, and a way to the start page."""
    visitor = arrive()
    visitor.forgive_the_network()
    visitor.goes_to(path)
    told = ProblemPage(visitor.page, visitor.words)
    told.expect(problem, advice)
    told.home.click()
    expect(HomePage(visitor.page, visitor.words).heading("welcome_title")).to_be_visible()


def test_somebody_elses_board_is_no_board(table: Table, house: House) -> None:
    """[PAGE-5] [ACC-7] Who is known but was not invited learns no more than a stranger."""
    guest = table.seat("Gerda")
    other = house.make_board("Secret")
    guest.visitor.forgive_the_network()
    guest.returns_to(f"/b/{other.id}")
    ProblemPage(guest.page, guest.words).expect("not_found", "problem_not_signed_in_advice")
