"""Views of boards that go out as files, and of files on their way to a board."""

from __future__ import annotations

from itertools import cycle

from playwright.sync_api import FilePayload, expect

from scripts.screenshots.studio import Shot
from tests.browser.pages.home import HomePage
from tests.browser.table import Seated


def export(shot: Shot) -> None:
    with shot.anna_near() as anna:
        _choose_command(shot, anna, "command_export")
        shot.take(anna.visitor, dark=True)


def reading(shot: Shot) -> None:
    """What is in a file, before any of it is on the board."""
    with shot.anna_near() as anna:
        _choose_command(shot, anna, "command_import")
        with anna.page.expect_file_chooser() as chooser:
            anna.button("import_choose").click()
        chooser.value.set_files(_table(shot))
        expect(anna.button("import_act")).to_be_focused()
        shot.take(anna.visitor, dark=True)


def from_file(shot: Shot) -> None:
    """On the start page."""
    with shot.visitor() as anna:
        anna.goes_to("/")
        page = HomePage(anna.page, anna.words)
        anna.page.get_by_role("button", name=anna.words("from_file"), exact=True).click()
        with anna.page.expect_file_chooser() as chooser:
            page.dialog.get_by_role("button", name=anna.words("from_file_choose")).click()
        chooser.value.set_files(_table(shot))
        expect(page.dialog.get_by_role("textbox")).to_be_visible()
        shot.take(anna)


def _choose_command(shot: Shot, anna: Seated, key: str) -> None:
    for press in (anna.button("menu"), anna.menu_item(key)):
        press.tap() if shot.touch else press.click()
    expect(anna.dialog).to_be_visible()


def _table(shot: Shot) -> FilePayload:
    """The notes of this board as a spreadsheet of somebody else's, with a colour that there is not."""
    said = shot.studio.said
    rows = [
        f'"{text}";{color}'
        for text, color in zip(said.notes.values(), cycle(["geel", "sky"]), strict=False)
    ]
    content = "\r\n".join(["text;colour", *rows, '"…";plaid'])
    return FilePayload(name="ideas.csv", mimeType="text/csv", buffer=content.encode("utf-8-sig"))
