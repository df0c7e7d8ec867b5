"""The words of HTML, as it is found in maps."""

from __future__ import annotations

import re
from html import escape, unescape
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
_CELLS = {"td", "th"}
_UNSEEN = {"head", "style", "script", "title"}
_TAG = re.compile(
    r"</?(?:a|b|i|u|s|em|strong|strike|del|code|span|mark|mention|time|br)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
# No number is longer than that of a character: what is longer takes long to read, or fails.
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_NO_LETTER = re.compile(r"&#\d{8,}")
_MARKUP = re.compile(f"{_TAG.pattern}|{_ENTITY.pattern}", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(r'<a\s[^<>]{0,200}?href="(https?://[^"<>]*)"[^<>]*>([^<>]*)</a>', re.IGNORECASE)
# The parser takes long over what only looks like HTML.
_MOST = 5_000


class RichText:
    """Gathers what can be read, told tag by tag."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._unseen = 0
        # Words that Freeplane keeps as they were typed stand in an element of their own.
        self._is_typed = False
        self.pictures = 0

    def begin(self, name: str) -> None:
        name = name.lower()
        if name == "text":
            self._is_typed = True
            self._parts.clear()
        elif name in _UNSEEN:
            self._unseen += 1
        elif name in _CELLS:
            self._parts.append(" ")
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
        if self._is_typed:
            self._parts.append(text)
        elif not self._unseen:
            self._parts.append(re.sub(r"[^\S\xa0]+", " ", text))

    def words(self) -> str:
        """What was gathered; one line for each block."""
        if self._is_typed:
            return "\n".join(map(str.rstrip, "".join(self._parts).split("\n"))).strip("\n")
        lines = (re.sub(" +", " ", line).strip() for line in "".join(self._parts).split("\n"))
        return "\n".join(filter(None, lines)).replace("\xa0", " ").replace("• \n", "• ")


def words_of_html(html: str) -> str:
    """What can be read in `html`."""
    rich = RichText()
    parser = _Parser(rich)
    parser.feed(_NO_LETTER.sub("", html[:_MOST]))
    parser.close()
    return rich.words()


def without_markup(text: str) -> str:
    """The words of a line that may be HTML, as those of outlines may; other words as they are."""
    if _MARKUP.search(text) is None:
        return text
    text = _LINK.sub(lambda found: f"{found[2]} {found[1]}", text)
    text = _TAG.sub("", _BREAK.sub("\n", text))
    return _ENTITY.sub(lambda found: unescape(found[0]), text)


def as_markup(text: str) -> str:
    """`text` so that `without_markup` gives it back."""
    return text if _MARKUP.search(text) is None else escape(text, quote=False)


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
