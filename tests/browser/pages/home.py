"""The start page: my boards, a new one, the bin, my own menu; or a welcome to strangers."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.words import Words


class HomePage:
    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.question: Locator = page.get_by_role("textbox", name=words("new_board_label"))
        self.create: Locator = page.get_by_role("button", name=words("new_board_create"))
        self.bin: Locator = page.locator("details.bin")
        self.templates: Locator = page.locator("details.templates")
        self.begin: Locator = page.get_by_role("combobox", name=words("new_board_begin"))
        self.me: Locator = page.get_by_role("button", name=words.pattern("my_menu"))
        self.dialog: Locator = page.get_by_role("dialog")
        self.menu: Locator = page.get_by_role("menu")
        self.toast: Locator = page.locator(".toast")

    def heading(self, key: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=self.words(key))

    def make_board(self, title: str) -> None:
        self.question.fill(title)
        self.create.click()

    def board(self, title: str) -> Locator:
        return self.page.get_by_role("link", name=title, exact=True)

    def open_menu_of(self, title: str) -> None:
        self.page.get_by_role("button", name=self.words("board_menu", title=title)).click()

    def choose(self, key: str) -> None:
        """Press what an open menu offers."""
        self.menu.get_by_role("menuitem", name=self.words(key)).click()

    def close_dialog(self) -> None:
        self.page.keyboard.press("Escape")
        expect(self.dialog).to_have_count(0)
