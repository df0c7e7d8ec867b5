"""Takes the pictures of docs/screens/, from a real server with real people on a board.

`python -m scripts.screenshots` writes every page in three sizes and both languages, and the board in
dark, too; `python -m scripts.screenshots FOLDER` writes them elsewhere, to look them over.
"""

from __future__ import annotations

import base64
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from scripts.chromium import installed
from scripts.screenshot_content import BOARDS, NOTES, POINTED_AT, QUESTION, WRITTEN_IN
from tests.browser.hands import Mouse
from tests.browser.house import House
from tests.browser.pages.home import HomePage
from tests.browser.pages.join import JoinPage
from tests.browser.table import Seated, Table
from tests.browser.visitor import Visitor
from tests.browser.words import Language
from tests.running_server import RunningServer

_SCREENS = Path(__file__).resolve().parent.parent / "docs" / "screens"
_SIZES = {1440: 900, 820: 1180, 390: 844}
_PHONE = 390
_DRAWN = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""
# A PNG, which every reader of READMEs shows.
_OF_THE_README = "board-1440-en"
_HOUR_MS = 3_600_000
# What links begin with; the pages themselves come from where the server really is.
_ADDRESS = "http://tafel.example.org"


@dataclass(frozen=True)
class Studio:
    """One server with one language's boards on it, and where its pictures go."""

    browser: Browser
    house: House
    language: Language
    folder: Path

    def set_table(self) -> Table:
        """Make the boards of the start page; the one that is shown comes first."""
        for title, hours in BOARDS[self.language]:
            board = self.house.make_board(title, self.language)
            self._age(board.id, hours)
        board = self.house.make_board(QUESTION[self.language], self.language)
        table = Table(self.house, board, self._arrive)
        table.put_down(*NOTES[self.language])
        return table

    def home(self, table: Table, width: int) -> None:
        with self._visitor(width) as visitor:
            visitor.signs_in(self.house.cookie)
            visitor.goes_to("/")
            expect(HomePage(visitor.page, visitor.words).board(table.board.title)).to_be_visible()
            self._take(visitor, "home", width)

    def join(self, table: Table, width: int) -> None:
        with self._visitor(width) as visitor:
            visitor.goes_to(f"/j/{table.board.tokens['participant']}")
            JoinPage(visitor.page, visitor.words).name.fill("Bert Jansen")
            self._take(visitor, "join", width)

    def board(self, table: Table, width: int) -> None:
        """As its facilitator sees it while one guest points and another writes; then sharing it."""
        seat = partial(table.seat, language=self.language)
        bert, chaima = seat("Bert Jansen"), seat("Chaima Bouzidi")
        anna = seat("Anna de Wit", role="facilitator", **_screen(width))
        _look_around(anna, width)
        bert.page.mouse.move(*bert.spot_of(NOTES[self.language][POINTED_AT].text))
        Mouse(chaima).open(NOTES[self.language][WRITTEN_IN].text)
        expect(anna.writes("Chaima Bouzidi")).to_be_visible()
        expect(anna.pointer_of("Bert Jansen")).to_be_visible()
        self._take(anna.visitor, "board", width)
        anna.page.emulate_media(color_scheme="dark")
        self._take(anna.visitor, "board", width, "-dark")
        anna.page.emulate_media(color_scheme="light")
        anna.button("share").click()
        anna.share.link("facilitator")
        self._take(anna.visitor, "share", width)
        for one in (anna, bert, chaima):
            one.leaves()

    def _arrive(self, language: Language, **options: Any) -> Visitor:
        return Visitor(self.browser, self.house.server.url, language, **options)

    @contextmanager
    def _visitor(self, width: int) -> Iterator[Visitor]:
        visitor = self._arrive(self.language, **_screen(width))
        yield visitor
        visitor.leaves()

    def _take(self, visitor: Visitor, name: str, width: int, suffix: str = "") -> None:
        visitor.page.evaluate(_DRAWN)
        path = self.folder / f"{name}-{width}-{self.language}{suffix}.webp"
        if path.stem == _OF_THE_README:
            path = path.with_suffix(".png")
            visitor.page.screenshot(path=path)
        else:
            path.write_bytes(_webp(visitor))
        print(f"{path} ({path.stat().st_size // 1024} KB)")

    def _age(self, board_id: str, hours: int) -> None:
        """Boards that were all changed just now would look like no start page anybody has."""
        database = self.house.server.folder / "data" / "tafelronde.sqlite3"
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(
                "UPDATE boards SET updated_at = updated_at - ? WHERE id = ?",
                (hours * _HOUR_MS, board_id),
            )


def _screen(width: int) -> dict[str, Any]:
    mobile = width == _PHONE
    size = {"width": width, "height": _SIZES[width]}
    return {"viewport": size, "has_touch": mobile, "is_mobile": mobile}


def _webp(visitor: Visitor) -> bytes:
    """Half the size of a PNG and as good to look at; Playwright itself takes none."""
    session = visitor.context.new_cdp_session(visitor.page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 90})
    return base64.b64decode(taken["data"])


def _look_around(board: Seated, width: int) -> None:
    """On a small screen people come nearer, to where the words can be read."""
    if width > 1000:
        return
    board.page.keyboard.press("Control+0")
    board.page.keyboard.press("Control+-")
    board.page.keyboard.press("Control+-")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=installed(), args=["--no-sandbox", "--disable-gpu"]
        )
        for language in QUESTION:
            with TemporaryDirectory() as data:
                server = RunningServer(Path(data), {"TAFELRONDE_PUBLIC_URL": _ADDRESS})
                server.start()
                with House(server) as house:
                    studio = Studio(browser, house, language, folder)
                    table = studio.set_table()
                    for width in _SIZES:
                        studio.home(table, width)
                        studio.join(table, width)
                        studio.board(table, width)
                server.stop()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else _SCREENS)
