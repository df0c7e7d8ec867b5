"""A board with people at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.house import House
from tests.browser.pages.board import BoardPage
from tests.browser.seeding import Note, Thing, put_down
from tests.browser.visitor import Visitor
from tests.browser.words import Language
from tests.running_server import Board

Arrive = Callable[..., Visitor]


class Table:
    """One board. Who is seated has joined already, as by the page; the board is open and saved."""

    def __init__(self, house: House, board: Board, arrive: Arrive) -> None:
        self.house = house
        self.board = board
        self.path = f"/b/{board.id}"
        self.arrive = arrive
        self._lying = 0

    def put_down(self, *notes: Note | Thing) -> None:
        """These lie on the board before anybody comes."""
        self._lying += len(notes)
        put_down(self.house.server, self.board, notes)

    def seat(
        self,
        name: str,
        *,
        role: str = "participant",
        language: Language = "en",
        sees_notes: bool = True,
        **options: Any,
    ) -> Seated:
        """Somebody new at this table, with a browser of their own; they see what was put down.

        `sees_notes` is False where there are so many that they are one picture.
        """
        visitor = self.arrive(language, **options)
        answer = visitor.context.request.post(
            f"{visitor.url}/api/join",
            data={"token": self.board.tokens[role], "name": name},
        )
        expect(answer).to_be_ok()
        seated = Seated(visitor, name)
        seated.returns_to(self.path)
        seated.expect_state("reading" if role == "viewer" else "saved")
        # The word is there a frame before the notes are.
        if self._lying and sees_notes:
            expect(seated.notes.nth(self._lying - 1)).to_be_attached()
        return seated

    def owner(self, language: Language = "en") -> Visitor:
        """The one who made the board, with a browser of their own, nowhere yet."""
        visitor = self.arrive(language)
        visitor.signs_in(self.house.cookie)
        return visitor


class Seated(BoardPage):
    """Somebody on a board: what they see, and their browser."""

    def __init__(self, visitor: Visitor, name: str) -> None:
        super().__init__(visitor.page, visitor.words, name)
        self.visitor = visitor

    def returns_to(self, path: str) -> None:
        self.visitor.goes_to(path)

    def closes_the_page(self) -> None:
        self.page.goto("about:blank")

    def leaves(self) -> None:
        self.visitor.leaves()
