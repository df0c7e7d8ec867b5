"""One person at one device: a browser of their own, and everything it complains about."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error

from tests.browser.words import Language, Words

PATIENCE_MS = 20_000
SESSION = "tafelronde_session"

# What Playwright itself says where service workers are blocked.
_BLOCKED = "Service Worker registration blocked by Playwright"

# Remembers with which code each socket was closed: Playwright does not tell.
_REMEMBER_CLOSINGS = """
globalThis.closings = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("close", ({ code }) => closings.push(code));
  }
};
"""


class Visitor:
    """A browser context with one page. Whatever the page complains about is kept in `complaints`.

    `url` is where this person finds the server. `options` are those of Playwright's contexts.
    """

    def __init__(
        self, browser: Browser, url: str, language: Language = "en", **options: Any
    ) -> None:
        self.url = url
        self.words = Words(language)
        self.complaints: list[str] = []
        self._forgiven: list[re.Pattern[str]] = []
        settings: dict[str, Any] = {
            "locale": {"nl": "nl-NL", "en": "en-GB"}[language],
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
            # Each new browser would fetch the whole client for when there is no network.
            "service_workers": "block",
        }
        self.context: BrowserContext = browser.new_context(**{**settings, **options})
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(_REMEMBER_CLOSINGS)
        self.page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", self._failed)

    def goes_to(self, path: str) -> None:
        self.page.goto(self.url + path)

    def signs_in(self, session: str) -> None:
        """Go on with a session that somebody began elsewhere."""
        self.context.add_cookies([{"name": SESSION, "value": session, "url": self.url}])

    def forgive(self, pattern: str) -> None:
        """Complaints that match are expected in this test: somebody pulled the cable, say."""
        self._forgiven.append(re.compile(pattern))

    def forgive_the_network(self) -> None:
        """Chromium writes a line for each answer and connection that fails."""
        self.forgive("^error: (Failed to load resource|WebSocket connection to)")

    def unforgiven(self) -> list[str]:
        return [
            complaint
            for complaint in self.complaints
            if not any(pattern.search(complaint) for pattern in self._forgiven)
        ]

    def closings(self) -> list[int]:
        """With which codes the sockets of this page have been closed."""
        codes: list[int] = self.page.evaluate("() => closings")
        return codes

    def picture(self, path: Path) -> str:
        """Save what the page shows now; say where, or why not."""
        try:
            self.page.screenshot(path=path, timeout=5_000)
        except Error as reason:
            return f"no picture of {self.page.url}: {reason}"
        return f"{self.page.url} as in {path}"

    def leaves(self) -> None:
        self.context.close()

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_BLOCKED):
            self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, error: Error) -> None:
        self.complaints.append(f"uncaught: {error}")
