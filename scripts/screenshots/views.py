"""Each view by name: who goes where and opens what, until the picture is taken."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from scripts.screenshots import file_views
from scripts.screenshots.content import DISCUSSED, SHY, TALKED_OF
from scripts.screenshots.street import CHOSEN
from scripts.screenshots.studio import Shot
from tests.browser.cable import Cable
from tests.browser.hands import Mouse, Touch
from tests.browser.pages.board import Point
from tests.browser.pages.home import HomePage
from tests.browser.pages.join import JoinPage
from tests.browser.pages.mind_map import MindMap
from tests.browser.pages.problem import ProblemPage
from tests.browser.table import Seated

_LOADED = """() => performance.getEntriesByType("resource").some(({ name }) => name.includes("choices"))"""


def home(shot: Shot) -> None:
    with shot.visitor() as anna:
        anna.goes_to("/")
        page = HomePage(anna.page, anna.words)
        expect(page.board(shot.studio.said.question)).to_be_visible()
        page.question.fill(shot.studio.said.boards[1][0])
        anna.page.locator("h1").click()
        shot.take(anna)


def drawers(shot: Shot) -> None:
    """Further down on the start page: what is put away."""
    with shot.visitor() as anna:
        anna.goes_to("/")
        page = HomePage(anna.page, anna.words)
        page.templates.locator("summary").click()
        page.bin.locator("summary").click()
        page.bin.scroll_into_view_if_needed()
        anna.page.mouse.wheel(0, 2000)
        shot.take(anna)


def welcome(shot: Shot) -> None:
    with shot.visitor(owner=False) as stranger:
        stranger.goes_to("/")
        expect(HomePage(stranger.page, stranger.words).heading("welcome_title")).to_be_visible()
        shot.take(stranger)


def join(shot: Shot) -> None:
    with shot.visitor(owner=False) as guest:
        guest.goes_to(f"/j/{shot.studio.table.board.tokens['participant']}")
        JoinPage(guest.page, guest.words).name.fill(SHY)
        shot.take(guest, dark=True)


def problem(shot: Shot) -> None:
    with shot.visitor(owner=False) as stranger:
        stranger.goes_to(shot.studio.table.path)
        ProblemPage(stranger.page, stranger.words).expect("not_signed_in")
        shot.take(stranger)


def board(shot: Shot) -> None:
    """While one guest points and another writes."""
    with shot.anna_near() as anna:
        expect(anna.page.locator(".mark").first).to_be_visible()
        expect(anna.writes("Chaima Bouzidi")).to_be_visible()
        if not shot.touch:
            shot.studio.point()
            expect(anna.pointer_of("Bert Jansen")).to_be_visible()
        shot.take(anna.visitor, dark=True)


def selection(shot: Shot) -> None:
    """Several things chosen, and the bar of what can be done with them."""
    with shot.anna_near() as anna:
        _choose(shot, anna, TALKED_OF)
        if not shot.touch:
            with Mouse(anna).holding("Shift"):
                anna.note(shot.studio.said.notes["chair"]).click(position={"x": 20, "y": 20})
        expect(anna.format_bar).to_be_visible()
        shot.take(anna.visitor)


def actions(shot: Shot) -> None:
    """The menu of what is chosen."""
    with shot.anna_near() as anna:
        _choose(shot, anna, TALKED_OF)
        _press(shot, anna, "more_actions")
        expect(anna.menu_item("command_tags")).to_be_visible()
        shot.take(anna.visitor)


def comments(shot: Shot) -> None:
    with shot.anna_near() as anna:
        _choose(shot, anna, DISCUSSED)
        anna.page.keyboard.press("Control+Alt+m")
        expect(anna.page.locator("section.comments article")).to_contain_text(
            shot.studio.said.reply
        )
        shot.take(anna.visitor, dark=True)


def outline(shot: Shot) -> None:
    """The list beside the paper."""
    with shot.anna_near() as anna:
        anna.button("board_outline_open").click()
        anna.row(shot.studio.said.notes[TALKED_OF]).click()
        expect(anna.words_in_list).to_be_visible()
        shot.take(anna.visitor, dark=True)


def list_page(shot: Shot) -> None:
    with shot.anna("/list") as anna:
        anna.row(shot.studio.said.notes[TALKED_OF]).click()
        expect(anna.words_in_list).to_be_visible()
        shot.take(anna.visitor, dark=True)


def search(shot: Shot) -> None:
    with shot.anna() as anna:
        _press(shot, anna, "command_search")
        anna.search.get_by_role("searchbox").fill(shot.studio.said.looked_for)
        expect(anna.page.locator(".found")).to_be_visible()
        shot.take(anna.visitor)


def thrown_away(shot: Shot) -> None:
    with shot.anna_near() as anna:
        anna.open_bin()
        expect(anna.bin).to_contain_text(shot.studio.said.thrown[2])
        shot.take(anna.visitor)


def menu(shot: Shot) -> None:
    with shot.anna_near() as anna:
        _press(shot, anna, "menu")
        expect(anna.menu_item("menu_copy")).to_be_visible()
        shot.take(anna.visitor)


def copy(shot: Shot) -> None:
    with shot.anna_near() as anna:
        _press(shot, anna, "menu")
        anna.menu_item("menu_copy").click()
        expect(anna.dialog).to_be_visible()
        shot.take(anna.visitor)


def keys(shot: Shot) -> None:
    with shot.anna_near() as anna:
        anna.page.keyboard.press("?")
        expect(anna.dialog).to_be_visible()
        shot.take(anna.visitor)


def palette(shot: Shot) -> None:
    with shot.anna_near() as anna:
        _choose(shot, anna, TALKED_OF)
        anna.page.keyboard.press("Control+k")
        expect(anna.dialog.get_by_role("option").first).to_be_visible()
        shot.take(anna.visitor)


def people(shot: Shot) -> None:
    with shot.anna_near() as anna:
        anna.button_of_people(4).click()
        expect(anna.page.get_by_role("region", name=anna.words("people_title"))).to_be_visible()
        shot.take(anna.visitor)


def share(shot: Shot) -> None:
    with shot.anna_near() as anna:
        _press(shot, anna, "share")
        anna.share.link("facilitator")
        shot.take(anna.visitor)


def empty_guest(shot: Shot) -> None:
    """What somebody sees who has just come in for the first time."""
    with shot.visitor(owner=False) as guest:
        guest.goes_to(f"/j/{shot.studio.empty.tokens['participant']}")
        door = JoinPage(guest.page, guest.words)
        door.name.fill(SHY)
        door.enter.click()
        gerda = Seated(guest, SHY)
        gerda.expect_open()
        expect(gerda.page.locator(".empty")).to_be_visible()
        shot.take(guest, dark=True)


def empty_facilitator(shot: Shot) -> None:
    with shot.visitor() as visitor:
        anna = Seated(visitor, "")
        anna.returns_to(f"/b/{shot.studio.empty.id}")
        anna.expect_open()
        expect(anna.page.locator(".empty")).to_be_visible()
        shot.take(visitor)


def tools(shot: Shot) -> None:
    """A tool in hand, how its next stroke looks, and all the others."""
    with shot.anna_near() as anna:
        anna.page.keyboard.press("p")
        expect(anna.page.get_by_label(anna.words("format_ahead"))).to_be_visible()
        if shot.phone:
            anna.page.keyboard.press("v")
            _press(shot, anna, "tools_more")
        shot.take(anna.visitor)


def mind_map(shot: Shot) -> None:
    """A branch chosen, with its plus and its knob."""
    with shot.anna(shot.studio.street.path) as anna:
        mind = MindMap(anna, shot.studio.street)
        words = CHOSEN[shot.studio.language]
        expect(mind.node(words)).to_be_visible()
        (Touch(anna).fingers.tap if shot.touch else _click(anna))(mind.spot(words))
        mind.expect_chosen(words)
        expect(anna.format_bar).to_be_visible()
        if shot.phone:
            # All of it would be too small to read there.
            for key in ("Shift+2", "Control+-", "Control+-"):
                anna.page.keyboard.press(key)
        shot.take(anna.visitor, dark=True)


def map_focus(shot: Shot) -> None:
    """One branch looked at alone."""
    with shot.anna(shot.studio.street.path) as anna:
        mind = MindMap(anna, shot.studio.street)
        words = CHOSEN[shot.studio.language]
        expect(mind.node(words)).to_be_visible()
        (Touch(anna).fingers.tap if shot.touch else _click(anna))(mind.spot(words))
        mind.expect_chosen(words)
        _press(shot, anna, "more_actions")
        anna.menu_item("map_focus").click()
        anna.page.keyboard.press("Escape")
        expect(anna.page.locator(".banner")).to_be_visible()
        shot.take(anna.visitor)


def offline(shot: Shot) -> None:
    studio = shot.studio
    with Cable(studio.house.server) as cable, shot.visitor(owner=False, url=cable.url) as guest:
        guest.goes_to(f"/j/{studio.table.board.tokens['participant']}")
        door = JoinPage(guest.page, guest.words)
        door.name.fill(SHY)
        door.enter.click()
        gerda = Seated(guest, SHY)
        gerda.expect_open()
        # What is loaded behind the paper is there before the network goes.
        guest.page.wait_for_function(_LOADED)
        cable.cut()
        gerda.expect_state("offline")
        gerda.page.keyboard.press("n")
        expect(gerda.editor).to_be_focused()
        gerda.page.keyboard.type(studio.said.offline)
        gerda.page.keyboard.press("Escape")
        expect(gerda.page.get_by_text(gerda.words("state_unsent", count=1))).to_be_visible()
        shot.take(guest)


VIEWS: dict[str, Callable[[Shot], None]] = {
    "board": board,
    "map": mind_map,
    "map-focus": map_focus,
    "selection": selection,
    "actions": actions,
    "comments": comments,
    "outline": outline,
    "list": list_page,
    "search": search,
    "bin": thrown_away,
    "menu": menu,
    "copy": copy,
    "keys": keys,
    "palette": palette,
    "people": people,
    "tools": tools,
    "share": share,
    "empty-guest": empty_guest,
    "empty-facilitator": empty_facilitator,
    "home": home,
    "drawers": drawers,
    "welcome": welcome,
    "join": join,
    "problem": problem,
    "offline": offline,
    "export": file_views.export,
    "import": file_views.reading,
    "from-file": file_views.from_file,
}


def _click(board: Seated) -> Callable[[Point], None]:
    return lambda spot: board.page.mouse.click(*spot)


def _press(shot: Shot, board: Seated, key: str) -> None:
    (Touch(board) if shot.touch else Mouse(board)).press(key)


def _choose(shot: Shot, board: Seated, name: str) -> None:
    text = shot.studio.said.notes[name]
    hands = Touch(board) if shot.touch else Mouse(board)
    spot = board.spot_of(text)
    if isinstance(hands, Touch):
        hands.fingers.tap(spot)
    else:
        board.page.mouse.click(*spot)
    # What is tagged says more than its words.
    expect(board.note(text)).to_have_attribute("aria-selected", "true")
