"""One server with one language's boards on it, the people at them, and how a picture is taken."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import httpx
from playwright.sync_api import Browser, expect

from scripts.screenshots.content import (
    FACILITATOR,
    PEOPLE,
    POINTED_AT,
    SAID,
    WRITTEN_IN,
    Said,
    remarks,
    things,
    thrown,
)
from scripts.screenshots.garden import garden
from scripts.screenshots.street import TITLE, street
from tests.browser.hands import Mouse
from tests.browser.house import House
from tests.browser.seeding import put_down
from tests.browser.table import Seated, Table
from tests.browser.visitor import SESSION, Visitor
from tests.browser.words import Language
from tests.running_server import Board, RunningServer

LANGUAGES: tuple[Language, ...] = get_args(Language)
SIZES = {1440: 900, 820: 1180, 390: 844}
_PHONE = 390
_DRAWN = """async () => {
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.decode().catch(() => undefined)));
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}"""
# Those of the README, which every reader of READMEs shows.
_PNG = ("board-1440-en",)
_NEARER = "#frame1"
_HOUR_MS = 3_600_000
# What links begin with; the pages themselves come from where the server really is.
_ADDRESS = "http://tafel.example.org"


class Studio:
    """The boards of one language, with people at the one that is shown."""

    def __init__(self, browser: Browser, house: House, language: Language, folder: Path) -> None:
        self.browser = browser
        self.house = house
        self.language: Language = language
        self.folder = folder
        self.said: Said = SAID[language]
        house.rename(FACILITATOR)
        for title, hours in self.said.boards:
            self._age(house.make_board(title, language).id, hours)
        house.throw_away(house.make_board(self.said.binned, language))
        self.empty = house.make_board(self.said.empty, language)
        self._age(self.empty.id, 2)
        self.street = Table(house, house.make_board(TITLE[language], language), self.arrive)
        self.street.put_down(*street(language))
        self._age(self.street.board.id, 30)
        self.table = Table(house, house.make_board(self.said.question, language), self.arrive)
        guests = [_Guest(house.server, self.table.board, name) for name in PEOPLE]
        self._fill(guests)
        house.keep_as_template(self.table.board, self.said.template)
        self._others = [self._sit_down(guest) for guest in guests]
        self.point()
        Mouse(self._others[1]).open(self.said.notes[WRITTEN_IN])

    def at(self, width: int, name: str) -> Shot:
        return Shot(self, width, name)

    def arrive(self, language: Language, **options: Any) -> Visitor:
        return Visitor(
            self.browser, **{"url": self.house.server.url, "language": language, **options}
        )

    def point(self) -> None:
        """The first of the others moves the pointer a little: one that rests goes out of sight."""
        bert = self._others[0]
        x, y = bert.spot_of(self.said.notes[POINTED_AT])
        bert.page.mouse.move(x + 3, y + 3)
        bert.page.mouse.move(x, y)

    def leave(self) -> None:
        for one in self._others:
            one.leaves()

    def _fill(self, guests: list[_Guest]) -> None:
        """All that lies on the board, each thing by who put it there."""
        board, server = self.table.board, self.house.server
        picture = guests[2].brings(garden())
        for guest, some in zip(guests, things(self.said, picture), strict=True):
            put_down(server, board, some, session=guest.session)
        for guest, some in zip(guests, remarks(self.said), strict=True):
            put_down(server, board, some, session=guest.session)
        for guest, some in zip(
            guests, thrown(self.said, [guest.id for guest in guests]), strict=True
        ):
            put_down(server, board, some, session=guest.session)

    def _sit_down(self, guest: _Guest) -> Seated:
        """The same person, with a browser."""
        visitor = self.arrive(self.language)
        visitor.signs_in(guest.session)
        seated = Seated(visitor, guest.name)
        seated.returns_to(self.table.path)
        seated.expect_open()
        return seated

    def _age(self, board_id: str, hours: int) -> None:
        """Boards that were all changed just now would look like no start page anybody has."""
        database = self.house.server.folder / "data" / "tafelronde.sqlite3"
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(
                "UPDATE boards SET updated_at = updated_at - ? WHERE id = ?",
                (hours * _HOUR_MS, board_id),
            )


class _Guest:
    """Somebody who has joined a board, without a browser."""

    def __init__(self, server: RunningServer, board: Board, name: str) -> None:
        self._board = board
        self.name = name
        self._client = httpx.Client(base_url=server.url, timeout=60)
        door = {"token": board.tokens["participant"], "name": name}
        self._client.post("/api/join", json=door).raise_for_status()
        self.session = self._client.cookies[SESSION]
        self.id: str = self._client.get("/api/me").json()["person"]["id"]

    def brings(self, picture: bytes) -> str:
        """Return the name it has on the board."""
        answer = self._client.post(
            f"/api/boards/{self._board.id}/images",
            content=picture,
            headers={"Content-Type": "image/jpeg"},
        )
        answer.raise_for_status()
        name: str = answer.json()["hash"]
        return name


@dataclass(frozen=True)
class Shot:
    """One view at one size: who looks, and the taking of the picture."""

    studio: Studio
    width: int
    name: str

    @property
    def phone(self) -> bool:
        return self.width == _PHONE

    @property
    def touch(self) -> bool:
        """Phones and tablets are held by hand."""
        return self.width < max(SIZES)

    @property
    def screen(self) -> dict[str, Any]:
        size = {"width": self.width, "height": SIZES[self.width]}
        return {"viewport": size, "has_touch": self.touch, "is_mobile": self.touch}

    @contextmanager
    def visitor(self, *, owner: bool = True, **options: Any) -> Iterator[Visitor]:
        """Somebody with a browser of this size; the facilitator whose boards these are, or a stranger."""
        visitor = self.studio.arrive(self.studio.language, **{**self.screen, **options})
        if owner:
            visitor.signs_in(self.studio.house.cookie)
        yield visitor
        visitor.leaves()

    @contextmanager
    def anna(self, path: str = "") -> Iterator[Seated]:
        """The facilitator at the board that is shown, or at another with its whole path."""
        with self.visitor() as visitor:
            anna = Seated(visitor, FACILITATOR)
            anna.returns_to(path if path.startswith("/") else self.studio.table.path + path)
            anna.expect_open()
            yield anna

    @contextmanager
    def anna_near(self) -> Iterator[Seated]:
        """On a small screen people come nearer, to where the words can be read."""
        with self.anna(_NEARER if self.touch else "") as anna:
            if self.touch:
                for key in ("Escape", "Control+-", *(["Control+-"] if self.phone else [])):
                    anna.page.keyboard.press(key)
            yield anna

    def take(self, page: Visitor, *, dark: bool = False) -> None:
        """What is on the screen now; with `dark`, in that, too: the board in both languages, all else in one."""
        self._write(page, f"{self.name}-{self.width}-{self.studio.language}")
        if dark and (self.name in ("board", "map") or self.studio.language == "nl"):
            page.page.emulate_media(color_scheme="dark")
            self._write(page, f"{self.name}-{self.width}-{self.studio.language}-dark")
            page.page.emulate_media(color_scheme="light")

    def _write(self, visitor: Visitor, name: str) -> None:
        visitor.page.evaluate(_DRAWN)
        path = self.studio.folder / f"{name}.webp"
        if name in _PNG:
            path = path.with_suffix(".png")
            visitor.page.screenshot(path=path)
        else:
            path.write_bytes(_webp(visitor))
        print(f"{path} ({path.stat().st_size // 1024} KB)", flush=True)


def _webp(visitor: Visitor) -> bytes:
    """Half the size of a PNG and as good to look at; Playwright itself takes none."""
    session = visitor.context.new_cdp_session(visitor.page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 72})
    return base64.b64decode(taken["data"])


@contextmanager
def studio(browser: Browser, language: Language, folder: Path) -> Iterator[Studio]:
    """A server of its own with all of it, for as long as this lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=20_000)
    with TemporaryDirectory() as data:
        server = RunningServer(Path(data), {"TAFELRONDE_PUBLIC_URL": _ADDRESS})
        server.start()
        try:
            with House(server) as house:
                ours = Studio(browser, house, language, folder)
                yield ours
                ours.leave()
        finally:
            server.stop()
