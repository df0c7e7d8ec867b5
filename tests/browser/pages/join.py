"""The door of a board: a name and one button."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.browser.words import Words


class JoinPage:
    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.name: Locator = page.get_by_role("textbox", name=words("join_name"))
        self.enter: Locator = page.get_by_role("button", name=words("join_enter"))
        self.look: Locator = page.get_by_role("button", name=words("join_watch"))
        self.complaint: Locator = page.get_by_role("alert")

    def title(self, text: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=text)
