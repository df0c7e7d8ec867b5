"""Boards as files and files on boards, by the dialogs of the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.browser import axe
from tests.browser.bringing import File, drop, file
from tests.browser.hands import Keyboard
from tests.browser.house import House
from tests.browser.pages.home import HomePage
from tests.browser.seeding import Note, Thing
from tests.browser.table import Seated, Table
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

BOMB = b'<!DOCTYPE map [\n<!ENTITY a "aaaaaaaaaa">\n<!ENTITY b "&a;&a;">]>\n<map><node TEXT="&b;"/></map>'
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 3,
}
TABLE = b"idea;colour;frame\nA bench;yellow;Outside\nA pond;plaid;Outside\nTea;pink;\n"
MAP = (
    b'<map version="1.0.1"><node TEXT="Summer"><node TEXT="Food"/><node TEXT="Music"/></node></map>'
)


def by_palette(board: Seated, key: str) -> None:
    """The dialog of that command, by keys alone."""
    board.page.keyboard.press("Control+k")
    board.page.keyboard.type(board.words(key))
    chosen = board.dialog.get_by_role("option", selected=True)
    expect(chosen).to_have_accessible_name(board.words(key))
    board.page.keyboard.press("Enter")
    expect(board.dialog).to_have_accessible_name(board.words(key))


def choose(board: Seated, given: File) -> None:
    """The file, on the button that has the keyboard."""
    with board.page.expect_file_chooser() as chooser:
        expect(board.button("import_choose")).to_be_focused()
        board.page.keyboard.press("Enter")
    chooser.value.set_files(FilePayload(**given))


def downloaded(board: Seated, press: Callable[[], None]) -> tuple[str, str]:
    """What the file is called, and what is in it."""
    with board.page.expect_download() as download:
        press()
    path = Path(download.value.path())
    return download.value.suggested_filename, path.read_text("utf-8-sig")


def radio(board: Seated, key: str, **inputs: Any) -> Locator:
    return board.dialog.get_by_role("radio", name=board.words(key, **inputs), exact=True)


def test_a_board_is_downloaded_by_keys_whole_or_in_part(table: Table) -> None:
    """[EXCH-13] What is chosen is proposed; who may only look gets a file, too; a failure is said."""
    frame = {"at": [0, 0], "size": [500, 400]}
    table.put_down(
        Thing("frame", frame, "Outside", id="outside"),
        Thing("sticky", {"at": [20, 80], "size": [200, 200], "frame": "outside"}, "A bench"),
        Note("Tea", (700, 0)),
    )
    anna = table.seat("Anna", role="viewer")
    keys = anna.page.keyboard
    by_palette(anna, "command_export")
    radio(anna, "export_all").check()
    assert axe.faults(anna.page) == []
    radio(anna, "format_csv").focus()
    keys.press("Space")
    name, content = downloaded(anna, lambda: keys.press("Enter"))
    assert name == "What makes a good day here.csv"
    assert "A bench" in content and "Tea" in content
    expect(anna.dialog).to_have_count(0)
    expect(anna.toast).to_contain_text(anna.words("export_done", name=name))

    Keyboard(anna).go_to("Tea")
    by_palette(anna, "command_export")
    expect(radio(anna, "export_chosen", count=1)).to_be_checked()
    expect(radio(anna, "format_csv")).to_be_focused()
    radio(anna, "format_json").check()
    _, content = downloaded(anna, anna.button("export_act").click)
    assert [each["text"] for each in json.loads(content)["objects"].values()] == ["Tea"]

    title = anna.note("Outside").bounding_box()
    assert title is not None
    anna.page.mouse.click(title["x"] + 20, title["y"] + 12, button="right")
    anna.menu_item("command_export").click()
    expect(radio(anna, "export_frame")).to_be_checked()
    _, content = downloaded(anna, anna.button("export_act").click)
    texts = [each["text"] for each in json.loads(content)["objects"].values()]
    assert sorted(texts) == ["A bench", "Outside"]

    anna.visitor.forgive_the_network()
    anna.page.route("**/export?*", lambda route: route.abort())
    by_palette(anna, "command_export")
    keys.press("Enter")
    expect(anna.dialog.get_by_role("alert")).to_have_text(anna.words("error_unreachable"))
    anna.close_dialog()
    anna.button("menu").click()
    expect(anna.menu_item("command_export")).to_be_visible()
    expect(anna.menu_item("command_import")).to_have_count(0)


def test_a_file_is_looked_at_and_put_on_the_board_by_keys(table: Table) -> None:
    """[EXCH-14] Others see it at once; one undo takes all of it but what others wrote on; on free paper."""
    table.put_down(Note("Here already"))
    anna, bert = table.seat("Anna"), table.seat("Bert")
    Keyboard(anna).to_paper()
    by_palette(anna, "command_import")
    choose(anna, file("wishes.csv", "text/csv", TABLE))
    expect(anna.dialog.get_by_role("list", name=anna.words("import_counts"))).to_have_text(
        anna.words("count_frames", count=1) + anna.words("count_notes", count=3)
    )
    expect(anna.dialog).to_contain_text("A bench · A pond")
    lost = f"{anna.words('remark_color', count=1)} {anna.words('remark_line_number', line=3)}"
    expect(anna.dialog.get_by_role("list", name=anna.words("remarks_title"))).to_have_text(lost)
    assert axe.faults(anna.page) == []
    bert.expect_texts("Here already")
    expect(anna.button("import_act")).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(anna.dialog).to_have_count(0)
    for person in (anna, bert):
        expect(person.notes).to_have_count(5)
    anna.expect_selected("Outside", "Tea")
    anna.expect_in_view(anna.note("Tea"))
    old = anna.box("Here already")
    for text in ("Outside", "Tea"):
        new = anna.box(text)
        assert (
            new.x >= old.x + old.w
            or new.x + new.w <= old.x
            or new.y >= old.y + old.h
            or new.y + new.h <= old.y
        )

    hands = Keyboard(bert)
    hands.open("A pond")
    hands.type(" with fish")
    hands.done()
    expect(anna.note("A pond with fish")).to_be_visible()
    Keyboard(anna).undo()
    for person in (anna, bert):
        person.expect_texts("Here already", "A pond with fish")
    Keyboard(anna).redo()
    expect(bert.notes).to_have_count(5)


def test_a_map_is_dropped_on_the_paper_and_lands_as_a_map(table: Table) -> None:
    """[EXCH-13] [EXCH-14] [UI-42] A file that is dropped is looked at first, in the list, too."""
    anna = table.seat("Anna")
    # What takes it comes when the browser has nothing better to do.
    expect(anna.page.locator("input[type=file]")).to_be_attached()
    drop(anna, 600, 400, file("summer.mm", "", MAP))
    expect(anna.dialog).to_contain_text(
        anna.words("count_maps", count=1, nodes=anna.words("count_nodes", count=3))
    )
    anna.button("import_act").click()
    expect(anna.notes).to_have_count(3)
    expect(anna.note("Summer")).to_be_visible()
    # The node written last stands chosen: whoever wants the map does not mean that one.
    anna.note("Food").click()
    anna.page.keyboard.press("Control+k")
    anna.page.keyboard.type("freemind")
    anna.dialog.get_by_role("option", name=anna.words("command_export")).click()
    expect(radio(anna, "export_all")).to_be_checked()
    expect(radio(anna, "export_chosen", count=1)).to_be_visible()
    anna.close_dialog()
    anna.returns_to(f"{table.path}/list")
    expect(anna.rows).to_have_count(3)
    anna.button("menu").click()
    anna.menu_item("command_import").click()
    choose(anna, file("more.mm", "", MAP))
    anna.button("import_act").click()
    expect(anna.rows).to_have_count(6)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_hostile_file_is_refused_in_ones_own_language_on_a_phone(
    table: Table, language: Any
) -> None:
    """[EXCH-14] [EXCH-8] With the line; nothing is lost, and another file can be taken at once."""
    anna = table.seat("Anna", language=language, **PHONE)
    anna.button("menu").click()
    anna.menu_item("command_import").click()
    anna.visitor.forgive_the_network()
    choose(anna, file("bomb.mm", "", BOMB))
    alert = anna.dialog.get_by_role("alert")
    said = [anna.words("file_entities"), anna.words("file_line", line=2)]
    expect(alert).to_have_text(" ".join([*said, anna.words("import_nothing_lost")]))
    assert axe.faults(anna.page) == []
    expect(anna.button("import_choose")).to_be_focused()
    drop(anna, 200, 300, file("photo.exe", "", b"x"))
    expect(alert).to_contain_text(anna.words("file_not_known", name="photo.exe"))
    choose(anna, file("wishes.csv", "text/csv", TABLE))
    expect(anna.button("import_act")).to_be_focused()
    for button in anna.dialog.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 44
    assert anna.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    anna.button("import_act").click()
    expect(anna.dialog).to_have_count(0)
    expect(anna.note("Tea")).to_be_visible()


def test_a_new_board_begins_with_a_file(house: House, arrive: Callable[..., Visitor]) -> None:
    """[EXCH-19] Under its name unless another is typed; a bad file makes no board, and says why."""
    owner = arrive("nl")
    owner.signs_in(house.cookie)
    owner.goes_to("/")
    home = HomePage(owner.page, owner.words)
    home.page.get_by_role("button", name=owner.words("from_file"), exact=True).click()
    owner.forgive_the_network()

    def pick(given: File, key: str) -> None:
        with home.page.expect_file_chooser() as chooser:
            home.dialog.get_by_role("button", name=owner.words(key)).click()
        chooser.value.set_files(FilePayload(**given))

    pick(file("Zomer_feest.mm", "", BOMB), "from_file_choose")
    title = home.dialog.get_by_role("textbox")
    expect(title).to_have_value("Zomer feest")
    assert axe.faults(owner.page) == []
    make = home.dialog.get_by_role("button", name=owner.words("new_board_create"))
    make.click()
    alert = home.dialog.get_by_role("alert")
    expect(alert).to_contain_text(owner.words("file_entities"))
    expect(alert).to_contain_text(owner.words("file_line", line=2))
    pick(file("wensen.csv", "text/csv", TABLE), "from_file_other")
    make.click()
    expect(home.dialog).to_contain_text(owner.words("remark_color", count=1))
    expect(home.dialog.get_by_role("button", name=owner.words("copy_open"))).to_be_focused()
    owner.page.keyboard.press("Enter")
    expect(owner.page).to_have_title("Zomer feest · Tafelronde")
    expect(owner.page.locator(".thing.sticky")).to_have_count(3)
