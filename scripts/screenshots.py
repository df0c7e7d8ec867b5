"""Takes the pictures of the documentation, from a real server with real people on a board.

`python -m scripts.screenshots` writes docs/board.png, the picture of the README. With a folder as
argument it writes the pages there in three sizes and both languages, to look them over.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from scripts.chromium import installed
from tests.browser.house import House
from tests.browser.seeding import Note, put_down
from tests.browser.visitor import Visitor
from tests.browser.words import Language
from tests.running_server import Board, RunningServer

_DOCS = Path(__file__).resolve().parent.parent / "docs"
_SIZES = {1440: 900, 820: 1180, 390: 844}
_TITLES: dict[Language, str] = {
    "en": "What makes a good day here?",
    "nl": "Wat maakt een dag hier goed?",
}
_TEXTS: dict[Language, tuple[str, ...]] = {
    "en": (
        "Eating together",
        "Someone who asks how I slept",
        "Fresh air, even when it rains",
        "Choosing my own chair",
        "Music before dinner",
        "Time to finish a story",
        "My granddaughter on the phone",
        "No trolley at six in the morning",
        "Helping with the potatoes",
    ),
    "nl": (
        "Samen eten",
        "Iemand die vraagt hoe ik geslapen heb",
        "Frisse lucht, ook als het regent",
        "Mijn eigen stoel kiezen",
        "Muziek voor het eten",
        "Tijd om een verhaal af te maken",
        "Mijn kleindochter aan de telefoon",
        "Geen karretje om zes uur ’s ochtends",
        "Meehelpen met de aardappels",
    ),
}
# Where the notes lie and in which colour: some together, none in a straight row.
_PLACES = (
    ((0, 0), "sun"),
    ((212, 18), "sun"),
    ((26, 214), "apricot"),
    ((560, -30), "sky"),
    ((772, 4), "sky"),
    ((590, 186), "mint"),
    ((236, 236), "rose"),
    ((806, 222), "lilac"),
    ((420, 430), "white"),
)


def _set_table(server: RunningServer, house: House, language: Language) -> Board:
    board = house.make_board(_TITLES[language], language)
    notes = [
        Note(text, at=place, color=color)
        for text, (place, color) in zip(_TEXTS[language], _PLACES, strict=True)
    ]
    put_down(server, board, notes)
    return board


@contextmanager
def _seated(
    browser: Browser, server: RunningServer, board: Board, name: str, language: Language, width: int
) -> Iterator[Visitor]:
    """Somebody who sees all notes of the board."""
    visitor = Visitor(
        browser,
        server.url,
        language,
        viewport={"width": width, "height": _SIZES[width]},
        device_scale_factor=2 if width < 500 else 1,
    )
    token = board.tokens["facilitator" if name == "Anna" else "participant"]
    joined = visitor.context.request.post(
        f"{server.url}/api/join", data={"token": token, "name": name}
    )
    assert joined.ok, joined.text()
    visitor.goes_to(f"/b/{board.id}")
    visitor.page.get_by_text(visitor.words("state_saved"), exact=True).first.wait_for()
    visitor.page.keyboard.press("Shift+Digit1")
    yield visitor
    visitor.leaves()


def _with_company(
    browser: Browser,
    server: RunningServer,
    board: Board,
    language: Language,
    width: int,
    path: Path,
) -> None:
    """The board as Anna sees it while Bert and Chaima point at notes."""
    with (
        _seated(browser, server, board, "Anna", language, width) as anna,
        _seated(browser, server, board, "Bert", language, width) as bert,
        _seated(browser, server, board, "Chaima", language, width) as chaima,
    ):
        for guest, text in ((bert, _TEXTS[language][1]), (chaima, _TEXTS[language][5])):
            note = guest.page.locator(".note", has_text=text)
            note.hover(position={"x": 40, "y": 60})
        for name in ("Bert", "Chaima"):
            anna.page.get_by_text(name, exact=True).first.wait_for()
        anna.page.screenshot(path=path)


def main(folder: Path | None) -> None:
    with TemporaryDirectory() as home, sync_playwright() as playwright:
        server = RunningServer(Path(home))
        server.start()
        browser = playwright.chromium.launch(
            executable_path=installed(), args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            with House(server) as house:
                if folder is None:
                    board = _set_table(server, house, "en")
                    _with_company(browser, server, board, "en", 1440, _DOCS / "board.png")
                    return
                folder.mkdir(parents=True, exist_ok=True)
                for language in _TITLES:
                    board = _set_table(server, house, language)
                    for width in _SIZES:
                        path = folder / f"board-{language}-{width}.png"
                        _with_company(browser, server, board, language, width, path)
                        print(path)
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
