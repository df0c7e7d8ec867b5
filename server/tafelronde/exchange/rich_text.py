"""The words of HTML, as it is found in maps."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
}
_UNSEEN = {"head", "style", "script", "title"}
# The parser takes long over what only looks like HTML.
_MOST = 5_000


class RichText:
    """Gathers what can be read, told tag by tag."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._unseen = 0
        self.pictures = 0

    def begin(self, name: str) -> None:
        name = name.lower()
        if name in _UNSEEN:
            self._unseen += 1
        elif name in _BLOCKS:
            self._parts.append("\n")
            if name == "li":
                self._parts.append("• ")
        elif name == "img":
            self.pictures += 1

    def end(self, name: str) -> None:
        name = name.lower()
        if name in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif name in _BLOCKS and name != "br":
            self._parts.append("\n")

    def text(self, text: str) -> None:
        if not self._unseen:
            self._parts.append(re.sub(r"[^\S\xa0]+", " ", text))

    def words(self) -> str:
        """What was gathered; one line for each block."""
        lines = (re.sub(" +", " ", line).strip() for line in "".join(self._parts).split("\n"))
        return "\n".join(filter(None, lines)).replace("\xa0", " ").replace("• \n", "• ")


def words_of_html(html: str) -> str:
    """What can be read in `html`."""
    rich = RichText()
    parser = _Parser(rich)
    parser.feed(html[:_MOST])
    parser.close()
    return rich.words()


class _Parser(HTMLParser):
    def __init__(self, rich: RichText) -> None:
        super().__init__()
        self._rich = rich

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._rich.begin(tag)

    def handle_endtag(self, tag: str) -> None:
        self._rich.end(tag)

    def handle_data(self, data: str) -> None:
        self._rich.text(data)
