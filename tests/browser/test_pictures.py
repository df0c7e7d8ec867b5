"""Pictures and links on the board: brought, described, carried along, and what goes wrong."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Dialog, FilePayload, Request, Route, expect

from tests.browser import axe
from tests.browser.bringing import drop, file, paste, photo, pick
from tests.browser.hands import Keyboard
from tests.browser.seeding import Note
from tests.browser.table import Seated, Table
from tests.deadline import soon
from tests.images.drawing import png

pytestmark = pytest.mark.browser

_COPY = """() => {
  const data = new DataTransfer();
  document.activeElement.dispatchEvent(
    new ClipboardEvent("copy", {clipboardData: data, bubbles: true, cancelable: true}));
  return Object.fromEntries(data.types.map(type => [type, data.getData(type)]));
}"""
_SHOWN = "images => images.every(image => image.complete && image.naturalWidth > 0)"


def expect_pictures(board: Seated, count: int) -> None:
    """So many are there, and each is really shown."""
    expect(board.pictures).to_have_count(count)
    expect(board.pictures.locator("img")).to_have_count(count)
    soon(lambda: bool(board.pictures.locator("img").evaluate_all(_SHOWN)), "they are shown")


def stored(table: Table) -> list[dict[str, Any]]:
    return [
        each for each in table.house.server.objects(table.board).values() if "deleted" not in each
    ]


def test_pictures_are_picked_and_described_and_everybody_sees_them(table: Table) -> None:
    """[PIC-1] [PIC-3] [PIC-4] In rows, chosen when they have come, named by what they show."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    pick(anna, photo("a.jpg"), photo("b.jpg", 600, 1200), photo("c.jpg", 64, 48))
    expect_pictures(anna, 3)
    expect_pictures(bert, 3)
    expect(anna.coming).to_have_count(0)
    assert (
        anna.pictures.evaluate_all("things => things.filter(t => t.ariaSelected === 'true').length")
        == 3
    )
    sizes = sorted(each["size"] for each in stored(table))
    assert sizes == [[64, 48], [200, 400], [400, 267]]
    boxes = [each["at"] for each in stored(table)]
    assert len({tuple(box) for box in boxes}) == 3

    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Home")
    anna.page.keyboard.press("Enter")
    expect(anna.dialog).to_be_visible()
    assert axe.faults(anna.page) == []
    anna.page.keyboard.type("The garden of Ria")
    anna.button("save").click()
    described = bert.words("board_picture", text="The garden of Ria")
    expect(bert.page.get_by_role("option", name=described)).to_be_visible()
    bert.button("board_outline_open").click()
    expect(bert.outline).to_contain_text("The garden of Ria")
    expect(bert.outline.get_by_text(bert.words("board_picture_bare"))).to_have_count(2)
    assert axe.faults(bert.page) == []
    bert.outline.get_by_role("treeitem", name=described).click()
    bert.outline.get_by_role("button", name=bert.words("command_describe")).click()
    expect(bert.dialog.get_by_role("textbox")).to_have_value("The garden of Ria")
    bert.close_dialog()

    anna.page.keyboard.press("Home")
    anna.page.keyboard.press("Alt+Shift+ArrowRight")
    soon(lambda: any(w > 400 or h > 400 for w, h in _sizes(table)), "it has grown")
    assert all(
        abs(w / h - ratio) < 0.05
        for (w, h), ratio in zip(sorted(_sizes(table)), (4 / 3, 1 / 2, 3 / 2), strict=True)
    )


def _sizes(table: Table) -> list[list[float]]:
    return [each["size"] for each in stored(table)]


def test_a_picture_is_pasted_or_dropped_where_one_wants_it(table: Table) -> None:
    """[PIC-1] A table from an office brings its words, not the picture of them; text becomes notes."""
    anna = table.seat("Anna")
    anna.page.mouse.move(600, 300)
    paste(anna, photo(), text_html="<img src='https://elsewhere.example/x.jpg'>")
    expect_pictures(anna, 1)
    x, y = anna.page.evaluate(
        "() => { const b = document.querySelector('.thing.image').getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }"
    )
    assert abs(x - 600) < 2 and abs(y - 300) < 2

    drop(anna, 300, 600, file("note.txt", "text/plain", b"x"), photo())
    expect(anna.toast).to_contain_text(anna.words("picture_unknown"))
    expect_pictures(anna, 2)
    drop(anna, 900, 600, text_plain="Soup\nBread")
    paste(anna, photo(), text_html="<table><tr><td>Tea</table>", text_plain="Tea")
    expect(anna.page.locator(".thing.sticky")).to_have_text(["Soup", "Bread", "Tea"])
    expect_pictures(anna, 2)
    # Dropped beside the paper, a file would otherwise take the page away.
    drop(anna, 60, 30, photo())
    expect_pictures(anna, 3)


def test_what_is_brought_before_its_part_has_come_waits_for_it(table: Table) -> None:
    """[PIC-1] [UI-27] On a slow network: pasted, dropped and picked; the page is not left for a file."""
    anna = table.seat("Anna", service_workers="block")
    # What the page before still asks for would count as well.
    anna.closes_the_page()
    asked: list[Route] = []
    anna.page.route(re.compile(r"/Bringing-[^/]*\.js$"), lambda route: asked.append(route))  # noqa: PLW0108 — a builtin cannot be a handler
    anna.returns_to(table.path)
    anna.expect_open()
    anna.page.mouse.move(600, 300)
    paste(anna, photo(), text_html="<img src='https://elsewhere.example/x.jpg'>")
    drop(anna, 300, 600, photo())
    drop(anna, 900, 600, text_plain="Soup\nBread")
    paste(anna, text_plain="https://www.example.org/")
    while not asked:
        anna.page.evaluate("() => new Promise(requestAnimationFrame)")
    anna.button("tools_more").click()
    with anna.page.expect_file_chooser() as chooser:
        anna.button("tool_picture").click()
        asked[0].continue_()
    chooser.value.set_files([FilePayload(**photo("b.jpg", 600, 1200))])
    expect_pictures(anna, 3)
    expect(anna.page.locator(".thing.sticky")).to_have_text(["Soup", "Bread"])
    expect(anna.page.locator(".thing.text .host")).to_have_text("example.org")
    boxes = anna.pictures.evaluate_all(
        "all => all.map(each => { const b = each.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })"
    )
    for x, y in ((600, 300), (300, 600)):
        assert any(abs(box[0] - x) < 2 and abs(box[1] - y) < 2 for box in boxes), boxes


def test_a_drawing_of_lines_is_drawn_before_it_is_sent(table: Table) -> None:
    """[PIC-1] [IMG-2] The server takes none, this browser can draw it; what is in it does not run."""
    anna, bert = table.seat("Anna"), table.seat("Bert")
    lines = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'><script>alert(1)</script><rect width='20' height='10' fill='red'/></svg>"
    pick(anna, file("logo.svg", "image/svg+xml", lines))
    expect_pictures(bert, 1)
    assert _sizes(table) == [[400, 200]]


def test_what_cannot_be_brought_says_why_and_what_could_not_goes_by_itself(table: Table) -> None:
    """[PIC-2] A damaged picture, a full server, no connection; and nothing is left by accident."""
    anna = table.seat("Anna")
    anna.visitor.forgive_the_network()
    pick(anna, file("half.png", "image/png", png(600, 400)[:300]))
    expect(anna.coming).to_contain_text(anna.words("error_image_broken"))
    expect(anna.coming.get_by_text(anna.words("try_again"))).to_have_count(0)
    assert axe.faults(anna.page) == []
    anna.coming.get_by_role("button", name=anna.words("picture_drop")).click()
    expect(anna.coming).to_have_count(0)

    tried: list[str] = []

    def cut(route: Route) -> None:
        tried.append(route.request.method)
        route.abort()

    anna.page.route("**/images", cut)
    pick(anna, photo())
    expect(anna.coming).to_contain_text(anna.words("error_unreachable"))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    anna.page.once("dialog", stay)
    anna.page.evaluate("() => location.assign('/')")
    soon(lambda: asked == ["beforeunload"], "one is asked before leaving")
    anna.coming.get_by_role("button", name=anna.words("try_again")).click()
    soon(lambda: len(tried) == 2, "it was tried again")
    expect(anna.coming).to_contain_text(anna.words("error_unreachable"))
    anna.page.unroute("**/images")
    anna.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect_pictures(anna, 1)

    anna.page.route(
        "**/images", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}, json={})
    )
    pick(anna, photo("d.jpg", 900, 900))
    expect(anna.coming.get_by_role("progressbar")).to_be_visible()
    anna.page.unroute("**/images")
    expect_pictures(anna, 2)


def test_an_address_becomes_a_card_that_leads_there(table: Table) -> None:
    """[PIC-5] Under the name it had; words and address can be changed; it opens in a tab of its own."""
    anna, bert = table.seat("Anna"), table.seat("Bert", role="viewer")
    address = f"{table.house.server.url}/healthz?x=1"
    named = f"<a href='{address}'>How the <b>house</b> is</a>"
    anna.page.mouse.move(640, 400)
    paste(anna, text_plain=address, text_html=named)
    name = f"{bert.words('link_word')} How the house is 127.0.0.1"
    card = bert.page.get_by_role("option", name=name)
    expect(card).to_be_visible()
    with bert.visitor.context.expect_page() as opened:
        card.locator(".foot").click()
    expect(opened.value).to_have_url(address)
    assert opened.value.evaluate("() => opener") is None
    opened.value.close()

    anna.page.keyboard.press("Enter")
    anna.page.keyboard.type("!")
    anna.page.keyboard.press("Escape")
    expect(bert.page.locator(".thing.text")).to_contain_text("How the house is!")
    anna.format_bar.get_by_role("button", name=anna.words("command_address")).click()
    field = anna.dialog.get_by_role("textbox")
    expect(field).to_have_value(address)
    field.fill("javascript:alert(1)")
    anna.button("save").click()
    expect(anna.dialog).to_contain_text(anna.words("error_address"))
    assert axe.faults(anna.page) == []
    field.fill("https://www.example.org/")
    anna.button("save").click()
    expect(bert.page.locator(".thing.text .host")).to_have_text("example.org")
    with anna.visitor.context.expect_page() as opened:
        anna.page.keyboard.press("Control+Enter")
    opened.value.close()
    assert [each["url"] for each in stored(table)] == ["https://www.example.org/"]
    drop(anna, 400, 650, text_uri_list="https://example.org/other", text_plain="x")
    expect(anna.page.locator(".thing.text")).to_have_count(2)
    assert axe.faults(anna.page) == []


def test_pictures_come_along_to_another_board(table: Table) -> None:
    """[PIC-6] With whoever copied them; who was not on the first board sees them on the second."""
    anna = table.seat("Anna")
    pick(anna, photo())
    expect_pictures(anna, 1)
    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Control+a")
    copied: dict[str, str] = anna.page.evaluate(_COPY)
    other = Table(table.house, table.house.make_board("Another table"), table.arrive)
    token = other.board.tokens["participant"]
    answer = anna.visitor.context.request.post(
        f"{anna.visitor.url}/api/join", data={"token": token, "name": "Anna"}
    )
    expect(answer).to_be_ok()
    bert = other.seat("Bert")
    bert.visitor.forgive_the_network()
    anna.visitor.forgive_the_network()
    anna.returns_to(other.path)
    anna.expect_open()
    Keyboard(anna).to_paper()
    paste(anna, **{name.replace("/", "_"): text for name, text in copied.items()})
    expect_pictures(anna, 1)
    expect_pictures(bert, 1)


def test_from_afar_a_board_of_pictures_is_their_small_versions(table: Table) -> None:
    """[PIC-3] Near by the picture itself; nothing large is fetched for what is small."""
    anna = table.seat("Anna")
    pick(anna, photo(width=2400, height=1600))
    expect_pictures(anna, 1)
    [image] = stored(table)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.extend([request.url] if "/images/" in request.url else [])

    anna.page.on("request", note)
    table.put_down(*(Note(f"Note {n}", (n % 15 * 220, 900 + n // 15 * 220)) for n in range(120)))
    anna.page.reload()
    expect(anna.page.locator("canvas.far")).to_be_visible()
    soon(lambda: any(url.endswith("/preview") for url in asked), "the small one is fetched")

    def painted() -> bool:
        return bool(
            anna.page.evaluate(
                """() => {
                  const canvas = document.querySelector("canvas.far");
                  const copy = new OffscreenCanvas(canvas.width, canvas.height);
                  const context = copy.getContext("2d", { willReadFrequently: true });
                  context.drawImage(canvas, 0, 0);
                  const { data } = context.getImageData(0, 0, copy.width, copy.height);
                  let green = 0;
                  for (let at = 0; at < data.length; at += 4)
                    if (data[at] < 60 && data[at + 1] > 150 && data[at + 2] < 90) green++;
                  return green > 50;
                }"""
            )
        )

    soon(painted, "the picture is painted from afar")
    assert not [url for url in asked if url.endswith(image["image"])]
    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Home")
    anna.page.keyboard.press("Shift+2")
    for _ in range(4):
        anna.page.keyboard.press("Control+=")
    expect(anna.pictures.locator("img")).to_have_attribute("src", re.compile(f"{image['image']}$"))


def test_what_was_thrown_away_is_brought_back_from_a_list(table: Table) -> None:
    """[BIN-1] [BIN-2] [BIN-3] Together what went together, with what was written meanwhile."""
    table.put_down(Note("Soup"), Note("Bread", (220, 0)), Note("Rules", (600, 0)))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    cas = table.seat("Cas", role="facilitator")
    cas.note("Rules").click(button="right")
    cas.menu_item("command_lock_facilitators").click()
    Keyboard(anna).to_paper()
    anna.page.keyboard.press("Control+a")
    anna.page.keyboard.press("Delete")
    bert.expect_texts("Rules")
    cas.note("Rules").click()
    cas.page.keyboard.press("Delete")
    bert.expect_texts()
    bert.open_bin()
    # Which of the two was first is a matter of milliseconds, by the clocks of two browsers.
    batches = bert.bin.get_by_role("heading", level=3)
    expect(batches).to_have_count(2)
    for name in ("Anna", "Cas"):
        expect(batches.filter(has_text=name)).to_have_count(1)
    expect(bert.bin).to_contain_text("Rules")
    assert bert.bin.get_by_role("button", name="Rules").count() == 0
    assert axe.faults(bert.page) == []
    cas.open_bin()
    cas.button_named(cas.words("bin_one_back", text="Rules")).click()
    bert.expect_texts("Rules")
    bert.button_named(bert.words("bin_one_back", text="Soup")).click()
    anna.expect_texts("Rules", "Soup")
    expect(bert.bin).not_to_contain_text("Soup")
    bert.page.keyboard.press("Escape")
    expect(bert.bin).to_have_count(0)
    bert.page.keyboard.press("Control+z")
    anna.expect_texts("Rules")
    bert.open_bin()
    bert.button_named(bert.words("bin_all_back", count=2)).click()
    anna.expect_texts("Rules", "Soup", "Bread")
    assert anna.box("Bread").x == 220
    expect(bert.bin).to_contain_text(bert.words("bin_things_empty"))
    viewer = table.seat("Vic", role="viewer")
    viewer.button("menu").click()
    expect(viewer.menu_item("menu_home")).to_be_visible()
    expect(viewer.menu_item("menu_bin")).to_have_count(0)


def test_who_may_only_read_brings_nothing(table: Table) -> None:
    """[UI-13] Neither by paste nor by drop; and a file that is dropped does not take the page away."""
    vic, anna = table.seat("Vic", role="viewer"), table.seat("Anna")
    paste(vic, photo())
    drop(vic, 600, 400, photo())
    drop(vic, 600, 400, text_uri_list="https://example.org/")
    paste(vic, text_plain="https://example.org/")
    anna.page.mouse.move(640, 400)
    paste(anna, text_plain="Seen by all")
    vic.expect_texts("Seen by all")
    expect(vic.coming).to_have_count(0)
    assert len(stored(table)) == 1


def test_on_a_phone_pictures_are_picked_and_the_bin_fills_the_screen(table: Table) -> None:
    """[UI-14] [PIC-1] [BIN-2]"""
    size = {"width": 390, "height": 844}
    anna = table.seat("Anna", viewport=size, has_touch=True, is_mobile=True)
    pick(anna, photo())
    expect_pictures(anna, 1)
    anna.expect_in_view(anna.pictures.first)
    anna.pictures.first.tap()
    anna.format_bar.get_by_role("button", name=anna.words("delete")).tap()
    expect(anna.pictures).to_have_count(0)
    anna.open_bin()
    for button in anna.bin.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None and box["width"] >= 44 and box["height"] >= 40
    anna.button_named(anna.words("bin_one_back", text=anna.words("board_picture_bare"))).tap()
    expect_pictures(anna, 1)
    expect(anna.bin).to_have_count(0)
