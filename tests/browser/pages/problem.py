"""A page that says what is wrong: what happened, what is safe, what to do."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.words import Words


class ProblemPage:
    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.home: Locator = page.get_by_role("link", name=words("to_home"))

    def expect(self, problem: str, advice: str | None = None) -> None:
        """It says all three things about `problem`; `advice` where its key is another's."""
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_have_text(self.words(f"problem_{problem}_title"))
        for key in (f"problem_{problem}_text", advice or f"problem_{problem}_advice"):
            expect(self.page.get_by_text(self.words(key), exact=True)).to_be_visible()
        expect(self.home).to_be_visible()
