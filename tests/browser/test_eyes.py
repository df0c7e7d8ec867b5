"""For who needs larger letters, less motion or more contrast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import tour
from tests.browser.hands import Mouse
from tests.browser.seeding import Note
from tests.browser.table import Table
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

_TWICE = {"standard": 32, "fixed": 26}
# A desk at 200% is half as many pixels; the other two have letters twice as large.
LOOKS: dict[str, dict[str, Any]] = {
    "page-200": {"viewport": {"width": 720, "height": 450}},
    "letters-desk": {"viewport": {"width": 1440, "height": 900}},
    "letters-phone": {"viewport": {"width": 390, "height": 844}},
}

# What cannot be brought into view, and which words are cut; under a dialog nothing is asked of the page.
_LOST = """() => {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  const seen = element => element.checkVisibility({ visibilityProperty: true }) &&
    element.closest(".paper, .visually-hidden, [aria-hidden=true]") === null;
  const name = element => `${element.tagName} “${(element.ariaLabel ?? element.innerText).slice(0, 50)}”`;
  const lost = [];
  for (const element of top.querySelectorAll("button, a, input, select, textarea, [role^=menuitem]")) {
    if (!seen(element)) continue;
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const reached = left >= -1 && right <= innerWidth + 1 && (top + bottom) / 2 > 0 && (top + bottom) / 2 < innerHeight;
    if (!reached) lost.push(`${name(element)} is out of reach`);
  }
  for (const element of top.querySelectorAll("button, label, legend, h1, h2, h3, p, dt, dd, .words, .state")) {
    const { overflowX, position } = getComputedStyle(element);
    // A question too long for its bar ends in dots; all of it stands on the empty paper and in the title.
    if (!seen(element) || element.matches("header h1, .excerpt") || position === "absolute") continue;
    if (overflowX !== "visible" && overflowX !== "auto" && element.scrollWidth > element.clientWidth + 1)
      lost.push(`${name(element)} is cut`);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) lost.push("the page scrolls sideways");
  return lost;
}"""


def expect_nothing_lost(page: Page) -> None:
    assert page.evaluate(_LOST) == []


@pytest.fixture(params=LOOKS)
def arrive_so(
    arrive: Callable[..., Visitor], request: pytest.FixtureRequest
) -> Callable[..., Visitor]:
    """Somebody whose letters are twice as large, or whose page is at 200%."""
    look: str = request.param

    def arrive_so(language: Any = "en", **options: Any) -> Visitor:
        visitor = arrive(language, **LOOKS[look], **options)
        if look.startswith("letters"):
            session = visitor.context.new_cdp_session(visitor.page)
            session.send("Page.setFontSizes", {"fontSizes": _TWICE})
        return visitor

    return arrive_so


def test_on_every_page_all_is_read_and_reached(
    own_table: Table, arrive_so: Callable[..., Visitor]
) -> None:
    """[UI-51] The start page with its menus, dialogs and bin, the door, a page about a problem."""

    def arrive_there(language: Any, **options: Any) -> Visitor:
        return arrive_so(language, url=own_table.house.server.url, **options)

    table = Table(own_table.house, own_table.board, arrive_there)
    for visitor in tour.pages(table, arrive_there, "nl"):
        expect_nothing_lost(visitor.page)


def test_on_the_board_all_is_read_and_reached(
    table: Table, arrive_so: Callable[..., Visitor]
) -> None:
    """[UI-51] The paper, the list beside it and as a page, the menu, the panels, sharing."""
    table.put_down(Note("42"))
    host = Table(table.house, table.board, arrive_so).seat(
        "Fatima", role="facilitator", language="nl"
    )
    expect(host.note("42")).to_be_visible()
    expect_nothing_lost(host.page)
    Mouse(host).choose("42")
    expect(host.format_bar).to_be_visible()
    expect_nothing_lost(host.page)
    for opener in ("menu", "share"):
        host.button(opener).click()
        expect(host.page.locator("[role=menu], dialog").first).to_be_visible()
        expect_nothing_lost(host.page)
        host.page.keyboard.press("Escape")
    for keys, shown in (
        ("Control+k", "dialog"),
        ("?", "dialog"),
        ("Control+f", "search"),
        ("Control+Alt+m", ".comments"),
    ):
        host.page.keyboard.press(keys)
        expect(host.page.locator(shown)).to_be_visible()
        expect_nothing_lost(host.page)
        host.page.keyboard.press("Escape")
        expect(host.page.locator(shown)).to_have_count(0)
    host.button("board_outline_open").click()
    host.row("42").click()
    expect(host.words_in_list).to_be_visible()
    expect_nothing_lost(host.page)
    host.returns_to(f"{table.path}/list")
    host.row("42").click()
    expect(host.words_in_list).to_be_visible()
    expect_nothing_lost(host.page)


_MOVING = """() => document.getAnimations()
  .filter(({ effect }) => Number(effect.getComputedTiming().activeDuration) > 1).length"""
# Where the paper is at once after it was asked for everything, and where it is when nothing moves any more.
_FLIGHT = """async button => {
  const paper = document.querySelector(".scaled");
  const place = () => `${paper.style.transform} ${paper.parentElement.style.transform}`;
  button.click();
  await new Promise(requestAnimationFrame);
  const first = place();
  for (let still = 0, last = ""; still < 20; last = place()) {
    await new Promise(requestAnimationFrame);
    still = place() === last ? still + 1 : 0;
  }
  return first === place();
}"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_who_wants_no_motion_gets_none(table: Table, motion: str) -> None:
    """[UI-52] The view jumps, menus are there at once; for others both move."""
    table.put_down(Note("Soup"), Note("Bread", at=(4000, 3000)))
    anna = table.seat("Anna", role="facilitator", sees_notes=False, reduced_motion=motion)
    calm = motion == "reduce"
    anna.page.keyboard.press("Control+0")
    jumped: bool = anna.button("zoom_fit").evaluate(_FLIGHT)
    assert jumped is calm
    moved = []
    for opener in ("menu", "share"):
        anna.button(opener).evaluate("button => button.click()")
        moved.append(anna.page.evaluate(_MOVING))
        anna.page.keyboard.press("Escape")
    assert any(moved) is not calm


def test_in_forced_colours_what_is_what_is_still_seen(table: Table) -> None:
    """[UI-53] Notes keep their colours, what floats has an edge, what is chosen is marked."""
    table.put_down(Note("Soup"), Note("Bread", at=(300, 0), color="sky"))
    anna = table.seat("Anna", role="facilitator", forced_colors="active")
    shown = "(element, what) => getComputedStyle(element)[what]"
    colours = [
        anna.note(text).locator("> *").first.evaluate(shown, "backgroundColor")
        for text in ("Soup", "Bread")
    ]
    assert colours[0] != colours[1]
    Mouse(anna).choose("Soup")
    expect(anna.format_bar).to_be_visible()
    # They come a moment after the bar itself.
    expect(anna.format_bar.locator(".swatch").first).to_be_visible()
    swatches = anna.format_bar.locator(".swatch").evaluate_all(
        "all => all.map(one => getComputedStyle(one).backgroundColor)"
    )
    assert len(set(swatches)) == len(swatches) > 4
    anna.button("board_outline_open").click()
    row = anna.row("Soup")
    row.click()
    floating = [
        anna.format_bar,
        anna.outline,
        anna.page.get_by_role("group", name=anna.words("toolbar")),
        row,
    ]
    for one in floating:
        assert one.evaluate(shown, "outlineStyle") == "solid"
