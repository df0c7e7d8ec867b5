"""OPML 2.0 (http://opml.org/spec2.opml): outlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tafelronde.board.schema import BoardSchema
from tafelronde.errors import Unreadable
from tafelronde.exchange.board import ExchangedBoard
from tafelronde.exchange.branches import Branches, spread
from tafelronde.exchange.decoding import clean
from tafelronde.exchange.nesting import entries
from tafelronde.exchange.reading import Gathering, Reading
from tafelronde.exchange.rich_text import as_markup, without_markup
from tafelronde.exchange.xml_tree import attribute, parse


def write(board: ExchangedBoard) -> Iterator[str]:
    """The file, in pieces."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n'
    yield f"<head><title>{attribute(board.title)}</title></head>\n<body>\n"
    level = 0
    for entry in entries(board):
        yield "</outline>\n" * (level - entry.level + 1)
        level = entry.level
        yield f'<outline text="{attribute(as_markup(entry.text))}"'
        if "url" in entry.fields:
            yield f' type="link" url="{attribute(entry.fields["url"])}"'
        if "tags" in entry.fields:
            # Commas part categories, and slashes the levels of one.
            words = (tag.replace(",", " ").replace("/", " ") for tag in entry.fields["tags"])
            yield f' category="{attribute(",".join(words))}"'
        yield ">\n"
    yield "</outline>\n" * level + "</body>\n</opml>\n"


def read(data: bytes, schema: BoardSchema) -> Reading:
    """Raises Unreadable."""
    listener = _Listener(schema)
    parse(data, listener)
    if not listener.is_opml:
        raise Unreadable("file_unknown", "This is XML, but no OPML.", line=1, expected="<opml>")
    spread(listener.gathering)
    return listener.gathering.reading()


class _Listener:
    def __init__(self, schema: BoardSchema) -> None:
        self.gathering = Gathering(schema)
        self.is_opml = False
        self._branches = Branches(self.gathering)
        self._in_title = False

    def begin(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        match name:
            case "opml":
                self.is_opml = True
            case "title":
                self._in_title = True
                self.gathering.title = ""
            case "outline" if self.is_opml:
                words = [
                    without_markup(attributes.get("text", attributes.get("title", ""))),
                    # Where programs put what is longer than a line.
                    without_markup(attributes.get("_note", "")),
                    attributes.get("url") or attributes.get("htmlUrl") or "",
                ]
                text = "\n".join(dict.fromkeys(filter(None, words)))
                text = clean(_mark(attributes) + text)
                tags = attributes.get("category", "").replace("/", ",").split(",")
                self._branches.begin(line, text=text, **self.gathering.tags(tags, line))

    def text(self, text: str) -> None:
        if self._in_title:
            self.gathering.title = (self.gathering.title or "") + clean(text)

    def end(self, name: str) -> None:
        if name == "title":
            self._in_title = False
            self.gathering.title = self.gathering.title or None
        elif name == "outline" and self._branches.depth:
            self._branches.end()


def _mark(attributes: Mapping[str, str]) -> str:
    """What stands before a task: Workflowy and Dynalist say so beside its words."""
    if "true" in (attributes.get("_complete"), attributes.get("complete")):
        return "☑ "
    return "☐ " if attributes.get("checkbox") == "true" else ""
