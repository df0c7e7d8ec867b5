"""The share panel: the three ways onto a board."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.words import Words


class SharePanel:
    def __init__(self, page: Page, words: Words) -> None:
        self.page = page
        self.words = words
        self.dialog: Locator = page.get_by_role("dialog", name=words("share_title"))
        self.question: Locator = page.get_by_role("dialog", name=words("revoke_title"))

    def way(self, role: str) -> Locator:
        """The part of the panel that is about one role."""
        return self.dialog.get_by_role("region", name=self.words(f"share_{role}"), exact=True)

    def link(self, role: str) -> str:
        field = self.way(role).get_by_role("textbox")
        expect(field).to_be_visible()
        return field.input_value()

    def copy(self, role: str) -> None:
        self._button(role, "copy").click()

    def show_qr(self, role: str) -> Locator:
        """Press for the QR code and return its image."""
        self._button(role, "qr_show").click()
        return self.way(role).get_by_role("img")

    def revoke(self, role: str, *, sure: bool = True) -> None:
        """Press Revoke and, if `sure`, say yes to the question."""
        self._button(role, "revoke").click()
        if sure:
            self.question.get_by_role("button", name=self.words("revoke_confirm")).click()

    def renew(self, role: str) -> None:
        self._button(role, "new_link").click()

    def close(self) -> None:
        self.dialog.get_by_role("button", name=self.words("close")).click()

    def _button(self, role: str, key: str) -> Locator:
        return self.way(role).get_by_role("button", name=self.words(key), exact=True)
